// Saves a part of a draft a second after the last key, and once more when the page is left.
// Without this script the save button does the same.
import { dropCopy, dropOldCopies, findCopy, keepCopy } from "./editor-copies.js";

const form = document.getElementById("part");
const state = document.getElementById("save-state");
const PAUSE = 1000;
const RETRY = 5000;
const SIGNED_OUT = [400, 401, 403];

let timer = 0;
let isDirty = false;
let saving = null;
let isStopped = false;

function tell(words, isWrong = false) {
  state.textContent = words;
  state.classList.toggle("is-wrong", isWrong);
}

function readForm() {
  return [...new FormData(form)];
}

function findAddress() {
  return new URL(form.action).pathname;
}

function keep() {
  keepCopy(form.dataset.owner, findAddress(), readForm());
}

function showFindings(findings) {
  for (const field of form.querySelectorAll("input.code")) {
    showAtField(field, findings.filter((finding) => finding.field === field.id));
  }
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

// An expression that cannot be read says so beside itself.
function showAtField(field, findings) {
  const id = `${field.id}-error`;
  document.getElementById(id)?.remove();
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ");
  const described = others.filter((other) => other && other !== id);
  field.toggleAttribute("aria-invalid", false);
  if (findings.length) {
    const line = document.createElement("p");
    line.className = "error";
    line.id = id;
    line.textContent = findings.map(({ text }) => text).join(" ");
    field.before(line);
    field.setAttribute("aria-invalid", "true");
    described.push(id);
  }
  if (described.length) field.setAttribute("aria-describedby", described.join(" "));
  else field.removeAttribute("aria-describedby");
}

function showPicture(address) {
  const frame = document.getElementById("phone");
  if (!frame) return;
  const parts = address.split("/");
  const code = parts[parts.length - 1];
  frame.contentWindow.location.replace(frame.src.replace(/[^/]*$/, code));
}

function takeIn({ seal, revision, address, findings }, sent) {
  form.elements.seal.value = seal;
  for (const field of document.querySelectorAll("input[name=revision]")) field.value = revision;
  for (const [name, code] of sent) {
    // The next save finds an option by the code that this one has given it.
    const was = name.endsWith("-code") && form.elements[name.replace(/code$/, "was")];
    if (was) was.value = code;
  }
  if (!isDirty) dropCopy(form.dataset.owner, findAddress());
  if (findAddress() !== address) {
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

function tellSignedOut() {
  // What was typed is kept on this device; the page offers it again after signing in.
  isStopped = true;
  tell(state.dataset.signedOut, true);
  const link = document.createElement("a");
  link.href = `/account/sign-in?next=${encodeURIComponent(findAddress())}`;
  link.textContent = state.dataset.signIn;
  state.append(" ", link);
}

async function send(isLeaving) {
  const sent = readForm();
  isDirty = false;
  tell(state.dataset.saving);
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(sent),
      // The request outlives the page where the tab is closed.
      keepalive: isLeaving,
    });
    if (SIGNED_OUT.includes(response.status)) {
      isDirty = true;
      tellSignedOut();
      return;
    }
    const answer = await response.json();
    if (response.ok) takeIn(answer, sent);
    else takeRefusal(response.status, answer.errors);
  } catch {
    // Offline, or the server is away: what was typed stays, here and as a copy, and is tried again.
    isDirty = true;
    tell(state.dataset.failed, true);
    wait(RETRY);
  }
}

async function save(isLeaving = false) {
  if (saving || isStopped || !isDirty) return;
  saving = send(isLeaving);
  await saving;
  saving = null;
  if (isDirty && !timer && !isStopped) wait(PAUSE);
}

function wait(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    timer = 0;
    save();
  }, milliseconds);
}

function stopWaiting() {
  clearTimeout(timer);
  timer = 0;
}

function notice({ target, type }) {
  // Fields that only help to write a condition, lines or a language are not part of the draft yet.
  if (/^(condition|lines|new|other)-/.test(target.name)) return;
  keep();
  // A half-written code would rename the part with every key.
  if ("late" in target.dataset && type === "input") return;
  isDirty = true;
  if (form.dataset.autosave === "off") return;
  if ("reload" in target.dataset && type === "change") form.requestSubmit();
  else wait(PAUSE);
}

// Whatever leads away waits until what was typed is saved, so that the next page knows it.
async function finish() {
  stopWaiting();
  await saving;
  await save();
}

const passed = new WeakSet();

function holdSubmit(event) {
  const { target, submitter } = event;
  const isOwn = target === form;
  if (isOwn && !saving) {
    stopWaiting();
    isDirty = false; // The form itself carries everything.
    return;
  }
  if (passed.has(target) || (!saving && !isDirty)) return;
  event.preventDefault();
  passed.add(target);
  // Sent together, the two would look like two officials who changed the same.
  (isOwn ? saving : finish()).then(() => target.requestSubmit(submitter));
}

function holdLink(event) {
  const link = event.target.closest("a[href]");
  const isPlain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);
  if (!link || !isPlain || link.target || link.getAttribute("href").startsWith("#")) return;
  if ((!saving && !isDirty) || isStopped || event.defaultPrevented) return;
  event.preventDefault();
  finish().then(() => location.assign(link.href));
}

function offerCopy() {
  dropOldCopies();
  if ("refused" in form.dataset) return;
  const { owner } = form.dataset;
  const copy = findCopy(owner, findAddress(), readForm());
  if (!copy) {
    dropCopy(owner, findAddress());
    return;
  }
  const box = document.getElementById("copy");
  box.querySelector("time").textContent = new Date(copy.at).toLocaleString(
    document.documentElement.lang,
  );
  box.hidden = false;
  document.getElementById("copy-back").addEventListener("click", () => sendCopy(copy));
  document.getElementById("copy-away").addEventListener("click", () => {
    dropCopy(owner, findAddress());
    box.hidden = true;
    form.querySelector("input:not([type=hidden]), textarea").focus();
  });
}

// With the seal of what was seen then: if somebody has changed it since, both texts are shown.
function sendCopy({ fields }) {
  const again = document.createElement("form");
  again.method = "post";
  again.action = form.action;
  const token = form.elements.csrf_token.value;
  for (const [name, value] of [...fields, ["do", "save"]]) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = name === "csrf_token" ? token : value;
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}

if (form && state) {
  offerCopy();
  form.addEventListener("input", notice);
  form.addEventListener("change", notice);
  addEventListener("online", () => save());
  document.addEventListener("submit", holdSubmit);
  document.addEventListener("click", holdLink);
  if (form.dataset.autosave !== "off") {
    addEventListener("pagehide", () => save(true));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save(true);
    });
  }
  // A page that comes back with the back button may be older than the draft.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
}
