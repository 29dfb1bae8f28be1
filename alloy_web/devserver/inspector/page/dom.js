// What every part of the page needs. Texts from outside go in as text, never as HTML.

/** The element of the page with this id. */
export const at = (id) => document.getElementById(id);

/** A new element with its children, which are elements or texts. */
export function element(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** One sentence for the reader at the top of the page; `kind` is "bad" or nothing. */
export function tell(text, kind = "") {
  const place = at("notice");
  place.dataset.kind = kind;
  place.textContent = text;
}

/**
 * The JSON that the edge answers; with a body (a value, a JSON text or a file) it is posted.
 * Its objections become an `Error` with its words.
 */
export async function ask(path, body) {
  const headers = { "content-type": "application/json" };
  const text = typeof body === "string" || body instanceof Blob ? body : JSON.stringify(body);
  const reply = await fetch("/_edge/" + path, body === undefined ? {} : { method: "POST", headers, body: text });
  const came = await reply.text();
  let value;
  try {
    value = JSON.parse(came);
  } catch (noJson) {
    throw new Error(came.trim() || "The edge answered with " + reply.status + ".");
  }
  if (value.error) throw new Error(value.error);
  return value;
}

/** Give the reader a file. */
export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export function count(number, word) {
  return number + " " + word + (number === 1 ? "" : "s");
}

export function pathOf(url) {
  if (!URL.canParse(url)) return url || "no page";
  const { pathname, search } = new URL(url);
  return pathname + search;
}

export function timeOf(iso) {
  const time = new Date(iso);
  return isNaN(+time) ? iso : time.toTimeString().slice(0, 8) + "." + String(time.getMilliseconds()).padStart(3, "0");
}
