// Says at the field that an answer does not meet its constraint, once the field has been left, and
// takes the words back as soon as the answer is mended. It never stops anybody from going on.
import { readNumber } from "./answers.js";

const CONTROLS = ":scope > :is(.choices, .points, .ranks, .own-words, input, select, textarea)";

// A box that screen readers listen to, between a question's words and its fields.
function makeBox(form, name, field) {
  const first = form.querySelector(`[name="${field}"]`);
  const container = first?.closest(".field:not([data-question])");
  if (!container || container.querySelector(":scope > .error")) return null;
  const box = document.createElement("p");
  box.className = "error advice";
  box.id = `${field}-advice`;
  box.setAttribute("aria-live", "polite");
  container.insertBefore(box, container.querySelector(CONTROLS));
  const described = container.tagName === "FIELDSET" ? container : first;
  const before = described.getAttribute("aria-describedby");
  described.setAttribute("aria-describedby", before ? `${before} ${box.id}` : box.id);
  return { name, box, container, field: first };
}

export function makeAdvice({ rules, form, read, holds, say }) {
  const places = rules.questions
    .filter((rule) => rule.constraint)
    .flatMap((rule) => rule.fields.map(([name, field]) => ({ rule, ...makeBox(form, name, field) })))
    .filter(({ box }) => box);
  const left = new Set();
  let isGoing = false;

  const isBroken = ({ rule, name }) => {
    const answer = read(name);
    if (answer === "" || (rule.type === "number" && Number.isNaN(Number(readNumber(answer))))) return false;
    return !holds(rule.constraint, (other) => (other === "." ? answer : read(other)));
  };

  const write = (place, words) => {
    if (place.box.textContent !== words) place.box.textContent = words;
    place.container.classList.toggle("has-error", words !== "");
    if (/^(text|date|textarea|select-one)$/.test(place.field.type)) {
      place.field.toggleAttribute("aria-invalid", words !== "");
      if (words) place.field.setAttribute("aria-invalid", "true");
    }
  };

  const leave = ({ target, relatedTarget }) => {
    for (const place of places) {
      if (place.container.contains(target) && !place.container.contains(relatedTarget)) left.add(place);
    }
    // Words that came while a button is being pressed would move the button away.
    if (isGoing) return;
    for (const place of left) write(place, isBroken(place) ? say(place.rule.message) : "");
  };

  form.addEventListener("pointerdown", ({ target }) => (isGoing = target.closest("button, a") !== null));
  addEventListener("pointerup", () => (isGoing = false));
  addEventListener("pointercancel", () => (isGoing = false));
  form.addEventListener("focusout", leave);

  // Takes back what no longer holds; new words wait until a field is left.
  const withdraw = () => {
    for (const place of places) {
      if (place.box.textContent) write(place, isBroken(place) ? say(place.rule.message) : "");
    }
  };
  return { withdraw };
}
