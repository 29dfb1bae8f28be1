// The inspector: hears what comes in, and lets the reader choose what is seen of it.

import * as detail from "./detail.js";
import { ask, at, count, download, element, pathOf, tell } from "./dom.js";
import * as ledgers from "./ledgers.js";
import * as list from "./list.js";
import * as model from "./model.js";
import { choice } from "./model.js";
import * as scenarios from "./scenarios.js";

const SEARCH_MS = 250;
// A held arrow key runs through rows; the one it stops at is shown.
const DETAIL_MS = 80;

const search = /** @type {HTMLInputElement} */ (at("search"));
let epoch = null;
let isAsked = false;
let searching = 0;
let choosing = 0;
let chosen = null;

// ---- What comes in

function listen() {
  const live = at("live");
  const say = (state, words) => {
    live.dataset.state = state;
    live.textContent = words;
  };
  const source = new EventSource("/_edge/live");
  source.addEventListener("open", () => say("live", "live"));
  source.addEventListener("error", () => {
    const isOver = source.readyState === EventSource.CLOSED;
    say("lost", isOver ? "the edge does not answer" : "the edge is gone, trying again");
    if (isOver) setTimeout(listen, 3000);
  });
  source.addEventListener("state", ({ data }) => {
    const state = JSON.parse(data);
    scenarios.show(state);
    if (ledgers.show(state.ledgers)) detail.refresh();
  });
  source.addEventListener("trouble", ({ data }) => tell(JSON.parse(data).error, "bad"));
  source.addEventListener("rows", ({ data }) => {
    const news = JSON.parse(data);
    if (news.epoch !== epoch) {
      if (epoch !== null) start();
      epoch = news.epoch;
    }
    model.take(news.rows);
    // What a search found cannot have what came later.
    if (choice.found) searchSoon();
    paintSoon();
  });
}

function start() {
  model.forget();
  chosen = null;
  ledgers.mark(null);
  detail.clear();
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
  const rows = model.shown();
  const all = model.total();
  at("count").textContent = rows.length === all ? count(all, "request") : rows.length + " of " + count(all, "request");
  at("empty").firstElementChild.firstElementChild.textContent = all ? "Nothing of what came in is like that." : "Nothing has come in yet.";
  /** @type {HTMLElement} */ (at("empty").lastElementChild).hidden = all > 0;
  list.show(rows);
  paintWho();
}

// ---- Visitors and pages

function paintWho() {
  const lines = [whoLine("Everyone", model.total(), null, null)];
  for (const [visitor, { name, count, pages }] of model.everyone()) {
    lines.push(whoLine(name, count, visitor, null));
    for (const [page, number] of pages) lines.push(whoLine(pathOf(page), number, visitor, page));
  }
  const place = at("who");
  const keys = lines.map(({ key }) => key).join("\n");
  if (place.dataset.keys === keys) return;
  place.dataset.keys = keys;
  const focused = [...place.querySelectorAll("button")].indexOf(/** @type {any} */ (document.activeElement));
  place.replaceChildren(...lines.map(({ draw }) => draw()));
  if (focused >= 0) place.querySelectorAll("button")[focused]?.focus();
}

function whoLine(words, number, visitor, page) {
  const isOn = choice.visitor === visitor && choice.page === page;
  const draw = () => {
    const title = element("span", "", words);
    title.title = page ?? visitor ?? "";
    const button = element("button", page === null ? "" : "page", title, element("span", "number", String(number)));
    button.setAttribute("aria-pressed", String(isOn));
    button.addEventListener("click", () => {
      choice.visitor = visitor;
      choice.page = page;
      paint();
    });
    return element("li", "", button);
  };
  return { key: JSON.stringify([words, number, visitor, page, isOn]), draw };
}

// ---- Filters and search

function onBoxes(id, chosenOnes) {
  at(id).addEventListener("change", ({ target }) => {
    const { checked, value } = /** @type {HTMLInputElement} */ (target);
    if (checked) chosenOnes.add(value);
    else chosenOnes.delete(value);
    paint();
  });
}

function searchSoon() {
  clearTimeout(searching);
  searching = setTimeout(runSearch, SEARCH_MS);
}

async function runSearch() {
  const words = search.value.trim();
  try {
    const found = words ? new Set((await ask("search?q=" + encodeURIComponent(words))).ids) : null;
    // The reader may have gone on typing meanwhile.
    if (words !== search.value.trim()) return;
    choice.found = found;
    paint();
  } catch (error) {
    tell(error.message, "bad");
  }
}

// ---- A request

list.onChoice((row, isClicked) => {
  chosen = row.id;
  ledgers.mark(null);
  clearTimeout(choosing);
  choosing = setTimeout(async () => {
    if (chosen !== row.id) return;
    await detail.show(row);
    if (isClicked) bringIntoView();
  }, DETAIL_MS);
}, () => at("detail-title").focus());

ledgers.onChoice((ledger) => {
  // A row that was about to be shown is not what was chosen last.
  chosen = null;
  ledgers.mark(ledger);
  detail.showLedger(ledger);
  bringIntoView();
});

// In a narrow window what was chosen is shown below the lists.
function bringIntoView() {
  if (!matchMedia("(min-width: 64rem)").matches) at("detail-title").scrollIntoView();
}

addEventListener("keydown", (event) => {
  const isTyping = /** @type {HTMLElement} */ (event.target).closest("input, textarea, select");
  if (event.key === "Escape" && at("detail-title").closest(".detail").contains(document.activeElement)) at("list").focus();
  if (event.key === "/" && !isTyping && !/** @type {HTMLDialogElement} */ (at("editor")).open) {
    event.preventDefault();
    search.focus();
  }
});

// ---- Files

const NAMES = { test: "test_visit.py", har: "visit.har", json: "visit.json" };

async function save(form) {
  const query = new URLSearchParams();
  if (choice.visitor !== null) query.set("visitor", choice.visitor);
  if (choice.page !== null) query.set("page", choice.page);
  try {
    const reply = await fetch("/_edge/export/" + form + "?" + query);
    const text = await reply.text();
    if (!reply.ok) throw new Error(text.trim());
    download(NAMES[form], text, "application/octet-stream");
    tell("Saved as " + NAMES[form] + ".");
  } catch (error) {
    tell(error.message, "bad");
  }
}

async function take(file) {
  try {
    const { imported, ignored } = await ask("import", file);
    tell(count(imported, "request") + " imported" + (ignored ? ", " + ignored + " of other servers left out." : "."));
  } catch (error) {
    tell(file.name + ": " + error.message, "bad");
  }
}

const file = /** @type {HTMLInputElement} */ (at("file"));
at("import").addEventListener("click", () => file.click());
file.addEventListener("change", async () => {
  if (file.files[0]) await take(file.files[0]);
  // So that the same file can be chosen again.
  file.value = "";
});
at("save-test").addEventListener("click", () => save("test"));
at("export-har").addEventListener("click", () => save("har"));
at("export-json").addEventListener("click", () => save("json"));
at("reset").addEventListener("click", async () => {
  try {
    await ask("reset", {});
    tell("");
  } catch (error) {
    tell(error.message, "bad");
  }
});

onBoxes("filters", choice.kinds);
onBoxes("only", choice.only);
search.addEventListener("input", searchSoon);
listen();
