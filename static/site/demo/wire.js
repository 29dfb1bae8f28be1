// The panel "On the wire": one entry for each request of this page, newest first.
//
// Requests are read from the local edge's record, so automatic views, reports of what was shown
// and clicks on links are among them. A call made by the page (`noteCall`) has its entry at once;
// it shows what the promise brought and takes in the request that belongs to it.
// Whatever came from outside is shown as text, never as HTML.

const POLL_MS = 700;
const MAX_ENTRIES = 60;
// A click that left an earlier page, for this one, is part of the story.
const LEAVING_CLICK_MS = 10000;

const LINK_CLICK = "web.webinteraction.linkClicks";
const KINDS = {
  "web.webpagedetails.pageViews": (xdm) => "View of " + pathOf(xdm.web?.webPageDetails?.URL),
  "decisioning.propositionDisplay": (xdm) =>
    "Report: " + count(xdm._experience?.decisioning?.propositions?.length ?? 0, "offer") + " shown",
  "decisioning.propositionInteract": () => "Report: an offer was clicked",
  "decisioning.propositionDismiss": () => "Report: an offer was dismissed",
  [LINK_CLICK]: (xdm) => "Click on “" + (xdm.web?.webInteraction?.name ?? "a link") + "”",
};

const entries = [];
const list = document.querySelector("#wire ol");
/** @type {HTMLElement} */
const empty = document.querySelector("#wire .empty");
const loadedAt = Date.now() - performance.now();
let lastId = 0;
let pause = POLL_MS;

if (list) {
  document.querySelector("#wire button").addEventListener("click", clear);
  poll();
}

/** An entry for a call of the page; tell it how the call ended. */
export function noteCall(command, options) {
  const call = {
    title: "alloy(" + JSON.stringify(command) + (options.length ? ", …)" : ")"),
    text: callText(command, options),
    startedAt: Date.now(),
  };
  const entry = add({ call });
  return {
    resolved(result) {
      call.result = result;
      call.ms = Date.now() - call.startedAt;
      entry.stamp = stampOf(result.requestBody);
      // The record may have come before the promise was settled.
      const twin = entries.find((other) => other !== entry && !other.call && isSame(other, entry.stamp));
      if (twin) {
        entry.record = twin.record;
        remove(twin);
      }
      paint(entry);
    },
    rejected(error) {
      call.error = error;
      call.ms = Date.now() - call.startedAt;
      paint(entry);
    },
  };
}

// ---- The edge's record

async function poll() {
  try {
    if (!document.hidden) {
      const { events } = await (await fetch("/_edge/events?after=" + lastId)).json();
      for (const record of events) {
        lastId = record.id;
        if (isOurs(record)) join(record);
      }
    }
    pause = POLL_MS;
  } catch (error) {
    // The server is not there; it is asked again, less and less often.
    pause = Math.min(pause * 2, 10000);
  }
  setTimeout(poll, pause);
}

function isOurs({ query, received_at: receivedAt, body }) {
  if (query.configId !== document.body.dataset.datastream) return false;
  const age = loadedAt - Date.parse(receivedAt);
  return age <= 0 || (age < LEAVING_CLICK_MS && body?.events?.[0]?.xdm?.eventType === LINK_CLICK);
}

function join(record) {
  const stamp = stampOf(record.body);
  const entry = entries.find((other) => other.call && !other.record && isSame(other, stamp));
  if (!entry) {
    add({ record, stamp });
    return;
  }
  entry.record = record;
  paint(entry);
}

const isSame = (entry, stamp) => Boolean(stamp) && entry.stamp === stamp;

function stampOf(body) {
  const xdm = body?.events?.[0]?.xdm;
  return xdm && xdm.timestamp + " " + xdm.eventType;
}

// ---- Entries

function add(entry) {
  entry.element = element("li", "entry");
  entry.details = element("details");
  entry.element.append(entry.details);
  entries.unshift(entry);
  list.prepend(entry.element);
  empty.hidden = true;
  for (const old of entries.slice(MAX_ENTRIES)) remove(old);
  paint(entry);
  return entry;
}

function remove(entry) {
  entries.splice(entries.indexOf(entry), 1);
  entry.element.remove();
}

function clear() {
  entries.filter((entry) => !entry.call || entry.call.ms !== undefined).forEach(remove);
  empty.hidden = entries.length > 0;
}

function paint(entry) {
  const { call, record, details } = entry;
  const isWaiting = call && call.ms === undefined;
  const isFailed = call?.error || record?.response.status >= 300;
  entry.element.dataset.state = isWaiting ? "waiting" : isFailed ? "failed" : "done";

  const summary = element("summary", "",
    element("span", "title", titleOf(entry)),
    element("span", "time", timeOf(entry)),
    element("span", "tags", ...tagsOf(entry)));
  details.replaceChildren(summary, element("div", "payloads", ...sectionsOf(entry)));
}

function titleOf({ call, record }) {
  const xdm = (record?.body ?? call?.result?.requestBody)?.events?.[0]?.xdm;
  if (!xdm) return call ? call.title : record.action;
  if (record?.action === "conversations") return "A question to the assistant";
  const kind = Object.hasOwn(KINDS, xdm.eventType ?? "") && KINDS[xdm.eventType];
  return kind ? kind(xdm) : xdm.eventType || "An event without a type";
}

function timeOf({ call, record }) {
  const ms = (record ? Date.parse(record.received_at) : call.startedAt) - loadedAt;
  if (ms < 0) return "before this page";
  return ms < 10000 ? Math.round(ms) + " ms" : (ms / 1000).toFixed(1) + " s";
}

function tagsOf({ call, record }) {
  const tags = [];
  if (record) {
    const { status } = record.response;
    tags.push(element("span", "tag", record.action));
    tags.push(element("span", "tag", record.transport.is_beacon ? "beacon" : "fetch"));
    tags.push(element("span", "tag " + (status < 300 ? "good" : "bad"), String(status)));
    tags.push(element("span", "tag", (record.transport.bytes / 1000).toFixed(1) + " KB out"));
  }
  if (call) {
    const how = call.ms === undefined ? "waits" : (call.error ? "rejected" : "resolved") + " after " + call.ms + " ms";
    tags.push(element("span", "tag " + (call.error ? "bad" : "own"), "the page's call " + how));
  }
  return tags;
}

function sectionsOf({ call, record }) {
  const sections = [];
  const add = (title, content) => sections.push(element("section", "", element("h3", "", title), content));
  if (call) add("The call", element("pre", "", call.text));
  if (call?.error) {
    add("The promise was rejected", element("pre", "error", String(call.error)));
    return sections;
  }
  if (call?.result && !call.result.requestBody) {
    add("What the promise brought", box(call.result));
    return sections;
  }
  const sent = call?.result?.requestBody ?? record?.body;
  const came = call?.result?.responseBody ?? record?.response.body;
  const [left, back] = call ? [" · requestBody of the result", " · responseBody of the result"] : ["", ""];
  if (sent) add("What left" + left, box(sent));
  if (came) add("What came back" + (call?.result?.responseBody ? back : ""), box(came));
  else if (record) add("What came back", element("pre", "", record.response.status + ", no body"));
  return sections;
}

// ---- Values

function box(value) {
  return typeof value === "string" ? element("pre", "", value) : element("div", "tree", tree(value));
}

/** A JSON value as nested, collapsible lists. */
export function tree(value, key, depth = 0) {
  const name = key === undefined ? "" : key + ": ";
  const isBranch = value !== null && typeof value === "object";
  const keys = isBranch ? Object.keys(value) : [];
  const isList = Array.isArray(value);
  if (!keys.length) {
    const kind = typeof value === "string" ? "text" : "other";
    const shown = isBranch ? (isList ? "[]" : "{}") : JSON.stringify(value);
    return element("div", "leaf", element("span", "key", name), element("span", kind, shown));
  }
  const size = isList ? "[" + keys.length + "]" : "{" + keys.length + "}";
  const summary = element("summary", "", element("span", "key", name), size);
  const children = keys.map((child) => tree(value[child], child, depth + 1));
  const details = element("details", "", summary, element("div", "", ...children));
  details.open = depth < 3;
  return details;
}

function callText(command, options) {
  const seen = (key, value) => {
    if (value instanceof Node) return "‹" + value.nodeName.toLowerCase() + " element›";
    if (typeof value === "number" && !Number.isFinite(value)) return "‹" + value + "›";
    return typeof value === "function" ? "‹function›" : value;
  };
  const text = options.map((option) => JSON.stringify(option, seen, 2)).join(", ");
  return "alloy(" + JSON.stringify(command) + (text && ", " + text) + ")";
}

/** A new element with children: elements and texts. */
export function element(name, className = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function pathOf(url) {
  if (!URL.canParse(url)) return "a page";
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function count(number, word) {
  return number + " " + word + (number === 1 ? "" : "s");
}
