// What was typed and is not yet saved, kept on this device: a tab may be closed, the server may be
// away, the official may have been signed out. A copy is dropped once the server has what it says.
const PREFIX = "draft ";
const DAYS_KEPT = 7;
const MILLISECONDS_A_DAY = 86_400_000;
const NOT_TYPED = /^(csrf_token|seal|do|(condition|lines)-.*|.*-was|(new|other)-language)$/;

export function keepCopy(owner, address, fields) {
  try {
    localStorage.setItem(name(owner, address), JSON.stringify({ at: Date.now(), fields }));
  } catch {
    // No room, or no storage at all: the text is still on the page.
  }
}

export function dropCopy(owner, address) {
  try {
    localStorage.removeItem(name(owner, address));
  } catch {
    // Without storage there is no copy.
  }
}

// The fields of a copy that says something else than the form; null where there is none.
export function findCopy(owner, address, present) {
  const copy = read(name(owner, address));
  if (!copy || isSame(copy.fields, present)) return null;
  return copy;
}

export function dropOldCopies() {
  try {
    const outdated = Date.now() - DAYS_KEPT * MILLISECONDS_A_DAY;
    Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX) && !(read(key)?.at > outdated))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // Without storage there is nothing to drop.
  }
}

function name(owner, address) {
  return `${PREFIX}${owner} ${address}`;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function isSame(one, other) {
  return JSON.stringify(list(one)) === JSON.stringify(list(other));
}

function list(fields) {
  return fields
    .filter(([field, value]) => !NOT_TYPED.test(field) && value.trim())
    .map(([field, value]) => [field, value.replaceAll("\r\n", "\n").trim()])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
