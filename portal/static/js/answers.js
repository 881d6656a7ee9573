// Reads the answers of a page as the server would read them from the posted form, and tells them in
// words as the server's piping does.
import { evaluate, toText } from "./expressions.js";

const LONGEST_CALCULATED = 1000;
const SHOWN_DIGITS = 10;
const NUMBER = /^-?(?:\d{1,12}(?:\.\d{0,3})?|\.\d{1,3})$/;
const DATE = /^([1-9]\d{3})([^0-9]?)(\d{1,2})\2(\d{1,2})$/u;
const CONTROL = /[\p{Cc}\p{Cs}]/gu;
// White space as the server knows it: without the mark of byte order, with the separators of ASCII.
const SPACE = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const SPACES = new RegExp(SPACE);
const AT_ENDS = new RegExp(`^${SPACE}|${SPACE}$`, "g");
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July",
  "August", "September", "October", "November", "December",
];

const strip = (typed) => typed.replace(AT_ENDS, "");

function cleanText(typed) {
  const lines = typed.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  return strip(lines.replace(CONTROL, (character) => (character === "\n" ? character : "")).normalize("NFC"));
}

// The digits of every script stand in tens, from zero to nine.
function readDigit(digit) {
  const code = digit.codePointAt(0);
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

function writePlain(typed) {
  return typed.normalize("NFKC").replaceAll(" ", "").replace(/\p{Nd}/gu, readDigit);
}

// A number in its plain form, the text as typed where it is none.
export function readNumber(typed) {
  const written = writePlain(typed);
  const plain = written.replace("\u2212", "-").replace(/^\+/, "").replace(/(?<=\d),(?=\d{3}(\D|$))/g, "");
  if (!NUMBER.test(plain)) return typed;
  const [whole, rest = ""] = plain.replace("-", "").split(".");
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  const decimals = rest.replace(/0+$/, "");
  const exact = decimals ? `${digits}.${decimals}` : digits;
  return plain.startsWith("-") && exact !== "0" ? `-${exact}` : exact;
}

// A day as 2026-11-21, the text as typed where it is none: a browser without a field for days sends it.
export function readDate(typed) {
  const plain = writePlain(typed).replaceAll("年", "-").replaceAll("月", "-").replace(/日$/, "").replace(/号$/, "");
  const match = DATE.exec(plain);
  if (!match) return typed;
  const written = `${match[1]}-${match[3].padStart(2, "0")}-${match[4].padStart(2, "0")}`;
  const day = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(written) ? written : typed;
}

function readLine(typed, { pattern }) {
  const line = cleanText(typed).split(SPACES).filter(Boolean).join(" ");
  return pattern ? line.normalize("NFKC") : line;
}

const READ_TYPED = { number: readNumber, date: readDate, short_text: readLine, long_text: cleanText };

function listValues(form, name) {
  const fields = [...form.querySelectorAll(`[name="${name}"]`)].filter(({ disabled }) => !disabled);
  const given = fields.filter((field) => !/^(radio|checkbox)$/.test(field.type) || field.checked);
  return given.map(({ value }) => strip(value)).filter(Boolean);
}

// The answer under a name of a question: its codes joined by spaces, or what was typed.
export function readAnswer(form, rule, name) {
  if (rule.places) return readPlaces(form, rule.places);
  const values = listValues(form, name);
  const opener = rule.openers?.[name];
  if (opener !== undefined) return listValues(form, rule.code).includes(opener) ? cleanText(values.join("\n")) : "";
  // Options that were shuffled are told in the order in which they are written.
  if (rule.order) values.sort((a, b) => rule.order.indexOf(a) - rule.order.indexOf(b));
  const typed = values.join(" ");
  return READ_TYPED[rule.type]?.(typed, rule) ?? typed;
}

// A ranking from the first place on: "-" for a place left out, twice what shares another's place.
function readPlaces(form, places) {
  const codeByPlace = [];
  const strays = [];
  for (const [code, name] of Object.entries(places)) {
    const field = form.elements[name];
    const place = field && !field.disabled ? Number(field.value) : 0;
    if (place > 0 && codeByPlace[place - 1]) strays.push(code, code);
    else if (place > 0) codeByPlace[place - 1] = code;
  }
  return [...Array.from(codeByPlace, (code) => code ?? "-"), ...strays].join(" ");
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

function tellCodes(rule, name, codes, { form, isChinese }) {
  const words = new Map(rule.labels);
  const order = rule.places ? codes : rule.labels.map(([code]) => code).filter((code) => codes.includes(code));
  return order.filter((code) => words.has(code)).map((code, i) => {
    const typed = cleanText(form.elements[`${name}_${code}_text`]?.value ?? "");
    if (rule.places) return `${i + 1}. ${words.get(code)}`;
    const told = isChinese ? `（${typed}）` : ` (${typed})`;
    return typed ? words.get(code) + told : words.get(code);
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
  const isChinese = language.startsWith("zh");
  const words = tellCodes(rule, name, answer.split(" "), { form, isChinese });
  return words.join(isChinese ? "、" : ", ") || none;
}
