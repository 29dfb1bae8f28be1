// The timeline: a list box of any length, of which only the rows in view are in the document.

import { at, element, pathOf, timeOf } from "./dom.js";
import { isRefused, nameOf } from "./model.js";

const HEIGHT = 60;
// Above and below what is in view, so that a quick scroll meets no gap.
const SPARE = 8;

const list = at("list");
/** @type {HTMLElement} */
const spacer = list.querySelector(".spacer");
const pool = [];
let rows = [];
let chosen = null;
let isAsked = false;
/** @type {(row: any, isClicked: boolean) => void} */
let onChoose = null;

/** What happens when the reader chooses a row, by a click or a key; and when Enter is pressed on it. */
export function onChoice(choose, enter) {
  onChoose = choose;
  list.addEventListener("keydown", (event) => {
    const index = rows.findIndex((row) => row.id === chosen);
    const inView = Math.max(1, Math.floor(list.clientHeight / HEIGHT) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: inView, PageUp: -inView, Home: -rows.length, End: rows.length };
    if (event.key === "Enter") enter();
    else if (event.key in steps) pick(rows[Math.min(rows.length - 1, Math.max(0, index + steps[event.key]))]);
    else return;
    event.preventDefault();
  });
}

/** Show these rows, newest first; what the reader looks at stays where it is. */
export function show(newer) {
  const added = rows.length ? newer.indexOf(rows[0]) : -1;
  rows = newer;
  at("empty").hidden = rows.length > 0;
  list.hidden = rows.length === 0;
  spacer.style.height = rows.length * HEIGHT + "px";
  // At the very top newer ones push down; below, what is read must not move.
  if (added > 0 && list.scrollTop > 0) list.scrollTop += added * HEIGHT;
  paintSoon();
}

/** Mark the row with this id as the chosen one, and bring it into view. */
export function mark(id) {
  chosen = id;
  const index = rows.findIndex((row) => row.id === id);
  if (index >= 0) {
    const top = index * HEIGHT;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top + HEIGHT - list.clientHeight;
  }
  paint();
}

list.addEventListener("scroll", paintSoon, { passive: true });
new ResizeObserver(paintSoon).observe(list);
spacer.addEventListener("click", (event) => {
  const place = /** @type {HTMLElement} */ (event.target).closest(".row");
  if (place) pick(rows[Number(/** @type {HTMLElement} */ (place).dataset.index)], true);
});

function pick(row, isClicked = false) {
  if (!row) return;
  mark(row.id);
  onChoose(row, isClicked);
}

function paintSoon() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    paint();
  });
}

function paint() {
  const first = Math.max(0, Math.floor(list.scrollTop / HEIGHT) - SPARE);
  const last = Math.min(rows.length, Math.ceil((list.scrollTop + list.clientHeight) / HEIGHT) + SPARE);
  while (pool.length < last - first) {
    const place = element("div", "row");
    place.setAttribute("role", "option");
    pool.push(place);
    spacer.append(place);
  }
  // The place of a row is always the same of the pool's, so a scroll repaints only what is new.
  for (let index = first; index < last; index += 1) paintRow(pool[index % pool.length], index);
  pool.forEach((place) => {
    const index = Number(place.dataset.index);
    place.hidden = !(index >= first && index < last);
  });
  const isHere = rows.slice(first, last).some((row) => row.id === chosen);
  if (isHere) list.setAttribute("aria-activedescendant", "row-" + chosen);
  else list.removeAttribute("aria-activedescendant");
}

function paintRow(place, index) {
  const row = rows[index];
  if (place.row !== row) {
    place.row = row;
    place.id = "row-" + row.id;
    place.dataset.kind = row.kinds[0] ?? "";
    place.dataset.state = isRefused(row) ? "bad" : "";
    const where = [timeOf(row.at), nameOf(row.visitor), row.problem || pathOf(row.page)];
    place.replaceChildren(
      element("span", "title", row.title),
      element("span", "tags", ...tagsOf(row)),
      element("span", "where", where.join(" · ")));
  }
  place.classList.toggle("starts", row.starts);
  place.dataset.index = index;
  place.style.transform = "translateY(" + index * HEIGHT + "px)";
  place.setAttribute("aria-setsize", rows.length);
  place.setAttribute("aria-posinset", index + 1);
  place.setAttribute("aria-selected", row.id === chosen);
}

/** What is to be known of a row at a glance. */
export function tagsOf(row) {
  const tags = [];
  if (row.duplicateOf !== null) tags.push(element("span", "tag own", "again, as #" + row.duplicateOf));
  if (row.imported) tags.push(element("span", "tag", "imported"));
  if (row.beacon) tags.push(element("span", "tag", "beacon"));
  if (row.fault) tags.push(element("span", "tag bad", row.fault));
  tags.push(element("span", "tag " + (row.status < 400 ? "good" : "bad"), String(row.status)));
  return tags;
}
