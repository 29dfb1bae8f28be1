// One request: what the edge makes of it, what was sent and answered, and the page's own ledger.

import { ask, at, count, element, pathOf, tell, timeOf } from "./dom.js";
import { ledgerOf, linkTo } from "./ledgers.js";
import { tagsOf } from "./list.js";
import { before, nameOf } from "./model.js";
import { compared, draw } from "./tree.js";

// The id of a row, or `{load, instance}` of a ledger.
let shownId = null;
let shownPage = "";
let isCompared = false;
let isShort = false;

/** Show the request of this row; a later call wins. */
export async function show(row) {
  shownId = row.id;
  shownPage = row.page;
  try {
    const earlier = before(row);
    const [{ event, reading }, old, { ledgers }] = await Promise.all([
      ask("events/" + row.id),
      earlier ? ask("events/" + earlier.id) : null,
      ask("ledgers"),
    ]);
    if (shownId === row.id) paint(row, event, reading, old?.event, ledgers);
  } catch (error) {
    tell(error.message, "bad");
  }
}

/** Show the ledger of this load of a page, which needs not have sent anything. */
export function showLedger(key) {
  shownId = key;
  at("detail-title").textContent = "What " + pathOf(key.page) + " tells";
  at("detail-about").textContent = key.page;
  at("detail").replaceChildren(element("section", "ledger"));
  refresh();
}

/** A page has said what became of its events: is it the one that is shown? */
export async function refresh() {
  const place = document.querySelector("#detail .ledger");
  if (!place) return;
  try {
    const { ledgers } = await ask("ledgers");
    if (place.isConnected) place.replaceChildren(...ledgerSection(ledgers));
  } catch (error) {
    tell(error.message, "bad");
  }
}

function ledgerSection(ledgers) {
  const { load, instance } = shownId;
  const own = ledgers.filter((ledger) => (load === undefined
    ? ledger.page === shownPage || ledger.pages?.includes(shownPage)
    : ledger.load === load && ledger.instance === instance));
  const title = element("h3", "", "The page’s own ledger");
  return own.length ? [title, ...own.map(ledgerOf)] : [title, linkTo(shownPage)];
}

/** Nothing is chosen any more. */
export function clear() {
  shownId = null;
  at("detail-title").textContent = "The request";
  at("detail-about").textContent = "";
  at("detail").replaceChildren(element("p", "quiet", "Choose a request in the timeline."));
}

function paint(row, event, reading, old, ledgers) {
  at("detail-title").textContent = row.title;
  at("detail-about").replaceChildren(
    "#" + row.id + " · " + timeOf(row.at) + " · " + nameOf(row.visitor) + " · " + pathOf(row.page) + " ",
    element("span", "tags", ...tagsOf(row)));
  const marks = reading.map((said) => (said.about === "Refused" ? said.path : ""));
  const sections = [];
  if (reading.length) sections.push(section("What the edge makes of it", readingOf(reading)));
  if (row.duplicateOf !== null) {
    sections.push(section("Sent again", element("p", "", "An event with the same _id came before, in #" + row.duplicateOf + ".")));
  }
  sections.push(...payloadsOf(event, old, marks), cameOf(event));
  sections.push(element("section", "ledger", ...ledgerSection(ledgers)));
  const place = at("detail");
  place.replaceChildren(...sections);
  place.scrollTop = 0;
}

function section(title, ...content) {
  return element("section", "", element("h3", "", title), ...content);
}

function readingOf(reading) {
  const lines = reading.map(({ about, says, path }) => {
    const shown = element("dd", "", says);
    if (path && !says.startsWith(path)) shown.append(element("code", "", path));
    const isBad = about === "Refused" || about === "Fault" || about === "Errors";
    return element("div", isBad ? "bad" : "", element("dt", "", about), shown);
  });
  return element("dl", "reading", ...lines);
}

/** What was sent and what was answered, both compared with the earlier request where asked. */
function payloadsOf(event, old, marks) {
  const sent = element("div");
  const answered = element("div");
  const head = element("div", "row-of", element("h3", "", "What was sent"));
  const repaint = () => {
    const hasOld = isCompared && Boolean(old);
    const { response } = event;
    fill(sent, event.body ?? event.body_text, old?.body, hasOld, marks);
    fill(answered, response.body, old?.response.body, hasOld, []);
  };
  if (old) {
    const short = chip("Only differences", isShort, (isOn) => ((isShort = isOn), repaint()));
    const whole = chip("Compare with #" + old.id + ", " + timeOf(old.received_at), isCompared, (isOn) => {
      isCompared = isOn;
      short.hidden = !isOn;
      repaint();
    });
    short.hidden = !isCompared;
    head.append(element("div", "row-of", whole, short));
  }
  repaint();
  return [element("section", "", head, sent), section("What was answered · " + event.response.status, answered)];
}

function fill(place, value, old, hasOld, marks) {
  const isTree = value !== null && typeof value === "object";
  if (!isTree) place.replaceChildren(value ? element("pre", "", String(value)) : element("p", "quiet", "No body."));
  else place.replaceChildren(draw(compared(value, old, hasOld), marks, hasOld && isShort));
  if (!place.textContent) place.replaceChildren(element("p", "quiet", "The same as before."));
}

function chip(text, isOn, act) {
  const box = element("input");
  box.type = "checkbox";
  box.checked = isOn;
  box.addEventListener("change", () => act(box.checked));
  return element("label", "chip", box, text);
}

function cameOf({ action, url, query, headers, transport, cookies, response }) {
  const facts = { action, url, query, headers, cookies, transport, answered_headers: response.headers, set_cookies: response.set_cookies };
  const details = element("details", "", element("summary", "", "How it came, " + count(transport.bytes ?? 0, "byte")), draw(compared(facts, undefined, false)));
  return element("section", "", element("h3", "", "Transport"), details);
}
