// What pages tell of themselves, see ledger.js: the list of them, and one as it is shown.

import { at, count, element, pathOf, timeOf } from "./dom.js";
import { compared, draw } from "./tree.js";

// The columns of a line of `explain`, and the ends that say that an event is lost.
const COLUMNS = ["id", "command", "type", "state", "code", "ms"];
const LOST = new Set(["failed", "invalid", "cancelled", "declined", "dropped", "unloaded"]);

let listed = [];
let chosen = "";
/** @type {(ledger: any) => void} */
let choose;

/** `then(ledger)` with one of those in the state that live.py tells. */
export function onChoice(then) {
  choose = then;
}

/** List these, the last one first; is anything new among them? */
export function show(ledgers) {
  if (JSON.stringify(ledgers) === JSON.stringify(listed)) return false;
  listed = ledgers;
  paint();
  return true;
}

/** This one is shown, or none. */
export function mark(ledger) {
  chosen = ledger ? keyOf(ledger) : "";
  paint();
}

const keyOf = ({ load, instance }) => load + " " + instance;

function paint() {
  const place = at("ledgers");
  const focused = [...place.querySelectorAll("button")].indexOf(/** @type {any} */ (document.activeElement));
  place.replaceChildren(...[...listed].reverse().map(lineOf));
  if (focused >= 0) place.querySelectorAll("button")[focused]?.focus();
  at("no-ledgers").hidden = listed.length > 0;
}

function lineOf(ledger) {
  const title = element("span", "", pathOf(ledger.page));
  title.title = ledger.page + ", " + ledger.instance + ", " + timeOf(ledger.at);
  const number = element("span", "number" + (ledger.lost ? " bad" : ""), ledger.lost ? ledger.lost + " lost" : "all well");
  const button = element("button", "", title, number);
  button.setAttribute("aria-pressed", String(keyOf(ledger) === chosen));
  button.addEventListener("click", () => choose(ledger));
  return element("li", "", button);
}

/** How a page is asked to tell, where it may be asked. */
export function linkTo(page) {
  const quiet = element("p", "quiet", "The page tells nothing. ");
  const url = URL.canParse(page) ? new URL(page) : null;
  if (url && /^https?:$/.test(url.protocol) && /^(localhost|127\.0\.0\.1)$/.test(url.hostname)) {
    url.searchParams.set("alloy_inspect", "1");
    const link = element("a", "", "Open it again, so that it does");
    link.href = url.href;
    link.target = "_blank";
    link.rel = "noopener";
    quiet.append(link, ".");
  } else {
    quiet.append("Only pages of this machine can be asked.");
  }
  return quiet;
}

/** One ledger: what was lost, each line, offers, and what the page is like. */
export function ledgerOf({ at: when, instance, explained }) {
  const { events, offers, counts, ...rest } = explained;
  const parts = [];
  if (Array.isArray(events)) {
    const lost = events.filter((line) => LOST.has(line?.state)).length;
    parts.push(element("p", "", lost ? lost + " of " + count(events.length, "line") + " never arrived." : "Nothing was lost."), tableOf(events));
  }
  if (Array.isArray(offers)) {
    const lines = offers.map((said) => element("li", said?.level === "info" ? "" : "bad", String(said?.text)));
    parts.push(element("h3", "", "Offers"), lines.length ? element("ul", "offers", ...lines) : element("p", "quiet", "None so far."));
  }
  const head = element("p", "quiet", instance + " · said at " + timeOf(when));
  return element("div", "", head, ...parts, draw(compared({ ...rest, ...(counts && { counts }) }, undefined, false)));
}

function tableOf(events) {
  const used = COLUMNS.filter((name) => events.some((line) => line?.[name] !== undefined));
  const cell = (kind, name, value) => element(kind, name, ...piecesOf(value));
  const head = element("tr", "", ...used.map((name) => cell("th", name, name)));
  const body = events.map((line) =>
    element("tr", LOST.has(line?.state) ? "bad" : "", ...used.map((name) => cell("td", name, shownOf(line, name)))));
  return element("table", "", element("thead", "", head), element("tbody", "", ...body));
}

/** A text that may go on in the next line after each of its dots, as types and codes have them. */
function piecesOf(value) {
  const given = value ?? "";
  const text = typeof given === "string" ? given : JSON.stringify(given);
  return text.split(/(?<=\.)/).flatMap((piece, index) => (index ? [element("wbr"), piece] : [piece]));
}

// What a line that waits is waiting for stands in the last of its steps.
function shownOf(line, name) {
  const { state, steps } = line ?? {};
  return name === "state" && state === "waiting" && typeof steps === "string"
    ? steps.split(" → ").pop() : line?.[name];
}
