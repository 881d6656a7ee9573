// Check-in with the location, if the volunteer ticks the box: the browser is asked once, when the
// form is sent, and the answer goes with it. Whatever the browser says, the check-in is sent.
const question = document.querySelector("[data-location]");
const form = question.closest("form");
const box = question.querySelector("input[type=checkbox]");
const status = question.querySelector("[role=status]");
const PATIENCE = { enableHighAccuracy: true, maximumAge: 0, timeout: 10000 };

const put = (name, value) => {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  form.append(field);
};

const send = () => form.submit();

const sendFrom = ({ coords }) => {
  put("longitude", coords.longitude.toFixed(5));
  put("latitude", coords.latitude.toFixed(5));
  put("doubt", Math.ceil(coords.accuracy));
  send();
};

question.hidden = false;
document.querySelector("[data-without-script]").hidden = true;
form.addEventListener("submit", (event) => {
  if (!box.checked || !navigator.geolocation) return;
  event.preventDefault();
  status.textContent = status.dataset.asking;
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  navigator.geolocation.getCurrentPosition(sendFrom, send, PATIENCE);
});
