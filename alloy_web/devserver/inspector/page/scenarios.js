// What the edge answers: which scenario it plays, its text in the editor, and faults.

import { ask, at, download, element, tell } from "./dom.js";

const CHECK_MS = 250;
const editor = /** @type {HTMLDialogElement} */ (at("editor"));
const text = /** @type {HTMLTextAreaElement} */ (at("editor-text"));
const select = /** @type {HTMLSelectElement} */ (at("scenario"));
let faults = [];
let checking = 0;
let asked = 0;

/** The state that the edge tells, see live.py. */
export function show(state) {
  const names = state.names.includes(state.scenario) ? state.names : [state.scenario, ...state.names];
  select.replaceChildren(...names.map((name) => new Option(name, name)));
  select.value = state.scenario;
  faults = state.faults;
  at("faults-on").replaceChildren(...faults.map(lineOf));
}

function lineOf(fault, index) {
  const { when, times, ...answer } = fault;
  const words = [nameOf(answer), "for " + (when?.action ?? "any request"), often(times)];
  const remove = element("button", "button small", "Remove");
  remove.setAttribute("aria-label", "Remove: " + words.join(", "));
  remove.addEventListener("click", () => put(faults.filter((_, other) => other !== index)));
  return element("li", "", element("span", "", words.join(" · ")), remove);
}

const often = (times) => (times === undefined ? "always" : times === 1 ? "once" : times + " times");

/** The words of the button that makes this answer. */
function nameOf(answer) {
  const alike = [...at("faults").children].find(
    (button) => sorted(JSON.parse(/** @type {HTMLElement} */ (button).dataset.fault)) === sorted(answer));
  return alike ? alike.textContent : JSON.stringify(answer);
}

const sorted = (answer) => JSON.stringify(Object.entries(answer).sort());

async function put(list) {
  try {
    show(await ask("faults", list));
    tell("");
  } catch (error) {
    tell(error.message, "bad");
  }
}

at("faults").addEventListener("click", ({ target }) => {
  const text = /** @type {HTMLElement} */ (target).dataset?.fault;
  if (!text) return;
  const action = /** @type {HTMLSelectElement} */ (at("fault-action")).value;
  const times = /** @type {HTMLSelectElement} */ (at("fault-times")).value;
  const fault = JSON.parse(text);
  if (action) fault.when = { action };
  if (times) fault.times = Number(times);
  put([...faults, fault]);
});

select.addEventListener("change", () => play(JSON.stringify(select.value)));

async function play(wish) {
  try {
    await ask("scenario", wish);
    tell("");
    return true;
  } catch (error) {
    tell(error.message, "bad");
    return false;
  }
}

// ---- The editor

at("edit").addEventListener("click", async () => {
  try {
    const { scenario } = await ask("scenario");
    text.value = JSON.stringify(scenario, null, 2);
    showProblems([]);
    editor.showModal();
    text.focus();
    text.setSelectionRange(0, 0);
  } catch (error) {
    tell(error.message, "bad");
  }
});

text.addEventListener("input", () => {
  clearTimeout(checking);
  checking = setTimeout(check, CHECK_MS);
});

at("editor-play").addEventListener("click", async () => {
  clearTimeout(checking);
  if (await check() && await play(text.value)) editor.close();
});

at("editor-download").addEventListener("click", () => download("scenario.json", text.value, "application/json"));

async function check() {
  const number = (asked += 1);
  let problems;
  try {
    ({ problems } = await ask("check", text.value));
  } catch (error) {
    problems = [error.message];
  }
  // The answer to an older text says nothing about this one.
  if (number === asked) showProblems(problems);
  return problems.length === 0;
}

function showProblems(problems) {
  const place = at("editor-problems");
  place.dataset.kind = problems.length ? "bad" : "";
  place.textContent = problems.length ? problems.join("\n") : "A scenario that can be played.";
  text.setAttribute("aria-invalid", String(problems.length > 0));
  /** @type {HTMLButtonElement} */ (at("editor-play")).disabled = problems.length > 0;
}
