// A tap on the map of the form for a place: fills in the street and the coordinates of the spot.
// With the keyboard, the middle of the street. Without this script the streets are links that
// open the form with the middle of the street.
const map = document.querySelector("[data-west]");
const spot = map.querySelector(".spot");
const [street, longitude, latitude] = ["street", "longitude", "latitude"].map((id) =>
  document.getElementById(id),
);
const { west, north, xPerDegree, yPerDegree, margin } = Object.fromEntries(
  Object.entries(map.dataset).map(([name, value]) => [name, Number(value)]),
);

const locate = (event, link) => {
  if (event.detail === 0) return { x: Number(link.dataset.x), y: Number(link.dataset.y) };
  const point = new DOMPoint(event.clientX, event.clientY);
  return point.matrixTransform(map.getScreenCTM().inverse());
};

map.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  const { x, y } = locate(event, link);
  street.value = link.dataset.code;
  longitude.value = (west + (x - margin) / xPerDegree).toFixed(5);
  latitude.value = (north - (y - margin) / yPerDegree).toFixed(5);
  spot.setAttribute("cx", x);
  spot.setAttribute("cy", y);
  spot.removeAttribute("visibility");
});
