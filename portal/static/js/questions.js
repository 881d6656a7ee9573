// Shows and hides the questions of a page as its answers change. A hidden question is disabled, so
// that nothing of it is sent; the server, which knows the same rules, drops it in any case.
import { evaluate, toBoolean } from "./expressions.js";

const rules = JSON.parse(document.getElementById("page-rules").textContent);
const form = document.querySelector("main form");
const ruleByName = new Map(rules.questions.flatMap((rule) => rule.names.map((name) => [name, rule])));
const blockOf = (rule) => form.querySelector(`fieldset[data-question="${rule.code}"]`);

function readPlaces(places) {
  const given = Object.entries(places).map(([code, name]) => [Number(form.elements[name]?.value), code]);
  return given.filter(([place]) => place > 0).sort(([a], [b]) => a - b).map(([, code]) => code).join(" ");
}

function readFields(name) {
  const fields = [...form.querySelectorAll(`[name="${name}"]`)];
  const given = fields.filter((field) => !/^(radio|checkbox)$/.test(field.type) || field.checked);
  const isTyped = given.length === 1 && given[0].inputMode === "decimal";
  const values = given.map((field) => field.value.trim());
  return isTyped ? values[0].normalize("NFKC").replace(/[ ,]/g, "") : values.join(" ").trim();
}

function read(name) {
  const rule = ruleByName.get(name);
  if (!rule) return rules.known[name] ?? "";
  if (blockOf(rule).disabled) return "";
  return rule.places ? readPlaces(rule.places) : readFields(name);
}

function update() {
  for (const rule of rules.questions) {
    const isAsked = rule.relevant === null || toBoolean(evaluate(rule.relevant, read));
    const block = blockOf(rule);
    block.hidden = !isAsked;
    block.disabled = !isAsked;
  }
}

form.addEventListener("input", update);
form.addEventListener("change", update);
addEventListener("pageshow", update);
update();
