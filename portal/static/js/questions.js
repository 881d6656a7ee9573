// Follows the answers of a page while they are given: which questions are asked, which options are
// offered, what is computed, how the words repeat the answers, whether a constraint is met. What is
// hidden is disabled, so that nothing of it is sent; nothing here ever stands in the way of sending,
// and the server, which knows the same rules, decides.
import { evaluate, toBoolean } from "./expressions.js";
import { compute, readAnswer, tell } from "./answers.js";
import { makeAdvice } from "./advice.js";

const rules = JSON.parse(document.getElementById("page-rules").textContent);
const form = document.querySelector("main form");
const blockOf = ({ code }) => form.querySelector(`[data-question="${code}"]`) ?? form;
const ruleByName = new Map(rules.questions.flatMap((rule) => rule.names.map((name) => [name, rule])));
const answers = new Map();
const read = (name) => answers.get(name) ?? "";
const holds = (tree, readAny) => tree === null || toBoolean(evaluate(tree, readAny));

// The lists as the server wrote them: an option that is not offered leaves its list.
const lists = new Map(
  [...form.querySelectorAll("select")].map((list) => [list, [...list.options]])
);

function keepInList(list, isKept) {
  const kept = lists.get(list).filter((option) => option.value === "" || isKept(option.value));
  for (const option of kept) option.hidden = option.disabled = false;
  if (kept.length === list.options.length && kept.every((option, i) => option === list.options[i])) return;
  const chosen = list.value;
  list.replaceChildren(...kept);
  list.value = kept.some(({ value }) => value === chosen) ? chosen : "";
}

function setShown(element, isShown) {
  element.hidden = !isShown;
  for (const field of element.querySelectorAll("input, select, textarea")) field.disabled = !isShown;
}

// Shows the options that the answers leave; whether there is any.
function offer(rule) {
  if (!rule.filter) return true;
  const block = blockOf(rule);
  const fits = ([, columns]) => holds(rule.filter, (name) => columns[name] ?? read(name));
  const offered = new Set(rule.columns.filter(fits).map(([code]) => code));
  for (const row of block.querySelectorAll("[data-option]")) setShown(row, offered.has(row.dataset.option));
  for (const list of block.querySelectorAll("select")) {
    const most = Math.min(rule.most ?? Infinity, offered.size);
    keepInList(list, (value) => (rule.places ? Number(value) <= most : offered.has(value)));
  }
  return offered.size > 0;
}

function follow(rule) {
  const isRelevant = holds(rule.relevant, read);
  if (rule.calculation) {
    if (isRelevant) answers.set(rule.code, compute(rule.calculation, read));
    return;
  }
  const isAsked = isRelevant && offer(rule);
  const block = blockOf(rule);
  if (block !== form) {
    block.hidden = !isAsked;
    block.disabled = !isAsked;
  }
  if (isAsked) rule.names.forEach((name) => answers.set(name, readAnswer(form, rule, name)));
}

function say(parts) {
  return parts.map((part) => (Array.isArray(part) ? tell(part[0], ruleByName, read, rules.none, form) : part)).join("");
}

// Where the words that repeat answers stand, in the order in which the server wrote them.
function findTexts() {
  const claimed = new Set();
  return rules.texts.flatMap((text) => {
    const walker = document.createTreeWalker(blockOf(text), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.data.trim() === text.words.trim() && !claimed.has(node)) {
        claimed.add(node);
        return [[node, text.parts]];
      }
    }
    return [];
  });
}

const texts = findTexts();
const advice = makeAdvice({ rules, form, read, holds, say });

function update() {
  answers.clear();
  for (const [name, answer] of Object.entries(rules.known)) answers.set(name, answer);
  rules.questions.forEach(follow);
  for (const [node, parts] of texts) {
    const words = say(parts);
    if (node.data !== words) node.data = words;
  }
  advice.withdraw();
}

form.addEventListener("input", update);
form.addEventListener("change", update);
addEventListener("pageshow", update);
update();
