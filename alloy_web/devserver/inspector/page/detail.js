// One request: what the edge makes of it, what was sent and answered, and the page's own ledger.

import { ask, at, count, element, pathOf, tell, timeOf } from "./dom.js";
import { tagsOf } from "./list.js";
import { before, nameOf } from "./model.js";
import { compared, draw } from "./tree.js";

let shownId = null;
let isCompared = false;
let isShort = false;

/** Show the request of this row; a later call wins. */
export async function show(row) {
  shownId = row.id;
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
  const itsOwn = ledgers.filter((ledger) => ledger.page === row.page);
  if (itsOwn.length) sections.push(section("The page’s own ledger", ...itsOwn.map(ledgerOf)));
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

function ledgerOf({ at: when, instance, explained }) {
  const head = element("p", "quiet", instance + " · told at " + timeOf(when));
  const { events, ...rest } = explained;
  const lines = Array.isArray(events) ? [tableOf(events)] : [];
  return element("div", "", head, ...lines, draw(compared(lines.length ? rest : explained, undefined, false)));
}

// The columns of a line of `explain`, and the ends that say that an event is lost.
const COLUMNS = ["id", "command", "type", "state", "code", "ms"];
const LOST = new Set(["failed", "invalid", "cancelled", "declined", "dropped", "unloaded"]);

function tableOf(events) {
  const used = COLUMNS.filter((name) => events.some((line) => line?.[name] !== undefined));
  const cell = (kind, value) => element(kind, "", typeof value === "string" ? value : JSON.stringify(value ?? ""));
  const head = element("tr", "", ...used.map((name) => cell("th", name)));
  const body = events.map((line) =>
    element("tr", LOST.has(line?.state) ? "bad" : "", ...used.map((name) => cell("td", line?.[name]))));
  return element("table", "", element("thead", "", head), element("tbody", "", ...body));
}
