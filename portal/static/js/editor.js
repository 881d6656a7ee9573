// Saves a part of a draft a second after the last key, and once more when the page is left.
// Without this script the save button does the same.
const form = document.querySelector("form[data-autosave]");
const state = document.getElementById("save-state");
const PAUSE = 1000;
const RETRY = 5000;

let timer = 0;
let isDirty = false;
let isSaving = false;
let isStopped = false;

function tell(words, isWrong = false) {
  state.textContent = words;
  state.classList.toggle("is-wrong", isWrong);
}

function readForm() {
  return new URLSearchParams(new FormData(form));
}

function showFindings(findings) {
  const box = document.getElementById("findings");
  if (!box) return;
  box.hidden = findings.length === 0;
  const lines = findings.map(({ text, field }) => {
    const line = document.createElement("li");
    const link = document.createElement(field ? "a" : "span");
    if (field) link.href = `#${field}`;
    link.textContent = text;
    line.append(link);
    return line;
  });
  box.querySelector("ul").replaceChildren(...lines);
}

function showPicture(address) {
  const frame = document.getElementById("phone");
  if (!frame) return;
  const parts = address.split("/");
  const code = parts[parts.length - 1];
  frame.contentWindow.location.replace(frame.src.replace(/[^/]*$/, code));
}

function takeIn({ seal, revision, address, findings }) {
  form.elements.seal.value = seal;
  for (const field of document.querySelectorAll("input[name=revision]")) field.value = revision;
  if (new URL(form.action).pathname !== address) {
    form.action = address;
    history.replaceState(null, "", address);
  }
  showFindings(findings);
  showPicture(address);
  tell(state.dataset.saved);
}

function takeRefusal(status, errors) {
  const words = errors.map(({ text }) => text).join(" ");
  if (status === 409) {
    // Somebody else's text: nothing more is sent until the official has seen both.
    isStopped = true;
    tell(`${words} ${state.dataset.conflict}`, true);
  } else {
    tell(`${state.dataset.invalid}${words}`, true);
  }
}

async function save(isLeaving = false) {
  if (isSaving || isStopped || !isDirty) return;
  isSaving = true;
  isDirty = false;
  tell(state.dataset.saving);
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: readForm(),
      // The request outlives the page where the tab is closed.
      keepalive: isLeaving,
    });
    const answer = await response.json();
    if (response.ok) takeIn(answer);
    else takeRefusal(response.status, answer.errors);
  } catch {
    // Offline, or signed out elsewhere: what was typed stays on the page and is tried again.
    isDirty = true;
    tell(state.dataset.failed, true);
    wait(RETRY);
  }
  isSaving = false;
  if (isDirty && !timer) wait(PAUSE);
}

function wait(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    timer = 0;
    save();
  }, milliseconds);
}

function notice({ target, type }) {
  // Fields that only help to write a condition or add lines are not part of the draft yet.
  if (/^(condition|lines)-/.test(target.name)) return;
  // A half-written code would rename the part with every key.
  if ("late" in target.dataset && type === "input") return;
  isDirty = true;
  wait(PAUSE);
  if ("reload" in target.dataset && type === "change") {
    isDirty = false;
    form.requestSubmit();
  }
}

if (form && state) {
  form.addEventListener("input", notice);
  form.addEventListener("change", notice);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    isDirty = false;
  });
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  // A page that comes back with the back button may be older than the draft.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
}
