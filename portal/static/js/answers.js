// Reads the answers of a page as the server would read them from the posted form, and tells them in
// words as the server's piping does.
import { evaluate, toText } from "./expressions.js";

const LONGEST_CALCULATED = 1000;
const SHOWN_DIGITS = 10;
const NUMBER = /^-?(?:\d{1,12}(?:\.\d{0,3})?|\.\d{1,3})$/;
const CONTROL = /[\p{Cc}\p{Cs}]/gu;
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July",
  "August", "September", "October", "November", "December",
];

function cleanText(typed) {
  const lines = typed.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  return lines.replace(CONTROL, (character) => (character === "\n" ? character : "")).normalize("NFC").trim();
}

// The digits of every script stand in tens, from zero to nine.
function readDigit(digit) {
  const code = digit.codePointAt(0);
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

// A number in its plain form, the text as typed where it is none.
export function readNumber(typed) {
  const written = typed.normalize("NFKC").replaceAll(" ", "").replace(/\p{Nd}/gu, readDigit);
  const plain = written.replace("\u2212", "-").replace(/^\+/, "").replace(/(?<=\d),(?=\d{3}(\D|$))/g, "");
  if (!NUMBER.test(plain)) return typed;
  const [whole, rest = ""] = plain.replace("-", "").split(".");
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  const decimals = rest.replace(/0+$/, "");
  const exact = decimals ? `${digits}.${decimals}` : digits;
  return plain.startsWith("-") && exact !== "0" ? `-${exact}` : exact;
}

const READ_TYPED = {
  number: readNumber,
  short_text: (typed) => cleanText(typed).split(/\s+/).filter(Boolean).join(" "),
  long_text: cleanText,
};

// The answer under a name: its codes joined by spaces, or what was typed.
export function readField(form, name, type) {
  const fields = [...form.querySelectorAll(`[name="${name}"]`)].filter(({ disabled }) => !disabled);
  const given = fields.filter((field) => !/^(radio|checkbox)$/.test(field.type) || field.checked);
  const values = given.map(({ value }) => value.trim()).filter(Boolean);
  const typed = values.join(" ");
  return READ_TYPED[type]?.(typed) ?? typed;
}

// A ranking: the codes from the first place on.
export function readPlaces(form, places) {
  const fields = Object.entries(places).map(([code, name]) => [form.elements[name], code]);
  const given = fields.map(([field, code]) => [field && !field.disabled ? Number(field.value) : 0, code]);
  return given.filter(([place]) => place > 0).sort(([a], [b]) => a - b).map(([, code]) => code).join(" ");
}

// A calculated answer as it is stored; empty where there is none.
export function compute(tree, read) {
  const value = evaluate(tree, read);
  if (typeof value === "number" && !Number.isFinite(value)) return "";
  return cleanText([...toText(value)].slice(0, LONGEST_CALCULATED).join(""));
}

function tellDay(answer, language) {
  const [year, month, day] = answer.split("-").map(Number);
  if (!day) return answer;
  if (language.startsWith("zh")) return `${year}年${month}月${day}日`;
  return language.startsWith("en") ? `${day} ${MONTHS[month - 1]} ${year}` : answer;
}

function tellCodes(rule, name, codes, form) {
  const words = new Map(rule.labels);
  const order = rule.places ? codes : rule.labels.map(([code]) => code).filter((code) => codes.includes(code));
  return order.filter((code) => words.has(code)).map((code, i) => {
    const typed = cleanText(form.elements[`${name}_${code}_text`]?.value ?? "");
    if (rule.places) return `${i + 1}. ${words.get(code)}`;
    return typed ? `${words.get(code)} (${typed})` : words.get(code);
  });
}

// A fraction with at most ten significant digits; anything else as it is.
export function roundShown(computed) {
  const match = /^-?(\d{1,15})\.\d+$/.exec(computed);
  if (!match) return computed;
  const places = Math.max(0, SHOWN_DIGITS - match[1].replace(/^0+/, "").length);
  const fixed = Number(computed).toFixed(places);
  const shown = places ? fixed.replace(/\.?0+$/, "") : fixed;
  return shown === "-0" ? "0" : shown;
}

// The answer under a name in words; `none` where there is no answer.
export function tell(name, ruleByName, read, none, form) {
  const rule = ruleByName.get(name);
  const answer = read(name);
  if (!answer) return none;
  const language = document.documentElement.lang;
  if (rule.calculation) return roundShown(answer);
  if (rule.type === "date") return tellDay(answer, language);
  if (!rule.labels?.length || rule.names[0] !== name && !rule.names.includes(name)) return answer;
  const words = tellCodes(rule, name, answer.split(" "), form);
  return words.join(language.startsWith("zh") ? "、" : ", ") || none;
}
