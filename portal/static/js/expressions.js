// Evaluates the trees of expressions that the server writes into a page: XPath's values as XLSForm
// uses them. The server decides in the end; this only shows and hides at once.
// Trees: ["literal", value], ["answer", name], [function, ...arguments]; the server gives the day in
// its city as the answer under "today()".

const NUMBER = /^[ \t\n\r\f\v]*-?(?:\d+(?:\.\d*)?|\.\d+)[ \t\n\r\f\v]*$/;
const DATE = /^([1-9]\d{3})-(\d\d)-(\d\d)$/;
const DAY = 86400000;
const [FIRST_DAY, LAST_DAY] = [Date.UTC(1000, 0, 1) / DAY, Date.UTC(9999, 11, 31) / DAY];

function countDays(text) {
  const match = DATE.exec(text);
  if (!match) return NaN;
  const [year, month, day] = match.slice(1).map(Number);
  const moment = new Date(Date.UTC(year, month - 1, day));
  const isReal = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  return isReal ? moment.getTime() / DAY : NaN;
}

export function toNumber(value) {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return value;
  return NUMBER.test(value) ? Number(value) : countDays(value);
}

function toDate(value) {
  const days = Math.floor(toNumber(value));
  if (!(days >= FIRST_DAY && days <= LAST_DAY)) return NaN;
  return new Date(days * DAY).toISOString().slice(0, 10);
}

export function toBoolean(value) {
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return typeof value === "boolean" ? value : value !== "";
}

function writeNumber(number) {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
  if (Number.isInteger(number)) return String(BigInt(number));
  const [digits, exponent] = String(Math.abs(number)).split("e-");
  if (!exponent) return String(number);
  const [whole, rest = ""] = digits.split(".");
  return `${number < 0 ? "-" : ""}0.${"0".repeat(Number(exponent) - 1)}${whole}${rest}`;
}

export function toText(value) {
  if (typeof value === "number") return writeNumber(value);
  return typeof value === "boolean" ? String(value) : value;
}

function equals(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") return toBoolean(left) === toBoolean(right);
  if (typeof left === "number" || typeof right === "number") return toNumber(left) === toNumber(right);
  return left === right;
}

function remainder(left, right) {
  const [dividend, divisor] = [toNumber(left), toNumber(right)];
  return dividend % divisor;
}

function roundHalfUp(number, digits = 0) {
  const [value, nDigits] = [toNumber(number), toNumber(digits)];
  if (!(Number.isFinite(value) && Math.abs(nDigits) <= 12)) return Number.isNaN(nDigits) ? NaN : value;
  const scale = Number(`1e${Math.trunc(nDigits)}`);
  const scaled = value * scale + 0.5;
  return Number.isFinite(scaled) ? Math.floor(scaled) / scale : value;
}

const splitCodes = (chosen) => toText(chosen).split(" ").filter((code) => code !== "");
const compare = (holds) => (left, right) => holds(toNumber(left), toNumber(right));
const calculate = compare;

const FUNCTIONS = {
  or: (left, right) => toBoolean(left) || toBoolean(right),
  and: (left, right) => toBoolean(left) && toBoolean(right),
  "=": equals,
  "!=": (left, right) => !equals(left, right),
  "<": compare((left, right) => left < right),
  "<=": compare((left, right) => left <= right),
  ">": compare((left, right) => left > right),
  ">=": compare((left, right) => left >= right),
  "+": calculate((left, right) => left + right),
  "-": calculate((left, right) => left - right),
  "*": calculate((left, right) => left * right),
  div: calculate((left, right) => left / right),
  mod: remainder,
  negate: (number) => -toNumber(number),
  not: (value) => !toBoolean(value),
  true: () => true,
  false: () => false,
  boolean: toBoolean,
  number: toNumber,
  string: toText,
  date: toDate,
  abs: (number) => Math.abs(toNumber(number)),
  min: (...numbers) => Math.min(...numbers.map(toNumber)) + 0,
  max: (...numbers) => Math.max(...numbers.map(toNumber)) + 0,
  int: (number) => Math.trunc(toNumber(number)) + 0,
  round: roundHalfUp,
  selected: (chosen, code) => splitCodes(chosen).includes(toText(code)),
  "count-selected": (chosen) => splitCodes(chosen).length,
  if: (condition, ifTrue, ifFalse) => (toBoolean(condition) ? ifTrue : ifFalse),
  coalesce: (first, second) => (first === "" ? second : first),
  "string-length": (text) => [...toText(text)].length,
  "starts-with": (text, start) => toText(text).startsWith(toText(start)),
  contains: (text, part) => toText(text).includes(toText(part)),
  concat: (...texts) => texts.map(toText).join(""),
};

// `read` gives the answer under a name as text, empty where there is none.
export function evaluate(tree, read) {
  const [head, ...rest] = tree;
  if (head === "literal") return rest[0];
  if (head === "answer") return read(rest[0]);
  return FUNCTIONS[head](...rest.map((part) => evaluate(part, read)));
}
