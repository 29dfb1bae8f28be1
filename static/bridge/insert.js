// Putting HTML of offers into the page: parsed apart, its images requested, its scripts run once.

import { call, create, get, head } from "./dom.js";
import { withNonce } from "./hiding.js";
import { Error, Promise, filter, listOf, map } from "./natives.js";
import { setAttribute, trustedHtml, trustedScript } from "./trusted.js";

// Scripts of other types are data, and stay what they are.
const RUNS = /^(|module|(text|application)\/(java|ecma)script)$/i;

function parse(html) {
  const holder = create("div");
  holder.innerHTML = trustedHtml(html);
  map(holder.querySelectorAll("style"), withNonce);
  // Requested now, so that they are there when the content is.
  for (const image of holder.querySelectorAll("img[src]")) create("img").src = image.src;
  const inline = [];
  const remote = [];
  for (const script of holder.querySelectorAll("script")) {
    if (!RUNS.test(script.type)) continue;
    if (script.src) remote.push(script);
    else if (/\S/.test(script.textContent)) inline.push(script);
  }
  return { nodes: listOf(holder.childNodes), inline, remote };
}

// Scripts that came by innerHTML are inert; a fresh one runs, once.
function runInline(container, original) {
  const script = withNonce(create("script"));
  const isModule = original.type === "module";
  if (isModule) script.type = "module";
  script.text = trustedScript(original.textContent);
  call(isModule ? head() : container, "appendChild", script);
  script.remove();
}

// What a remote script needs to run. An id or a class would then stand in the page twice.
const COPIED = ["type", "nonce", "crossorigin", "integrity", "referrerpolicy", "fetchpriority",
  "nomodule", "src"];

function loadRemote(original) {
  return new Promise((resolve, reject) => {
    const script = create("script");
    for (const name of COPIED) {
      if (original.hasAttribute(name)) setAttribute(script, name, original.getAttribute(name));
    }
    withNonce(script).async = true;
    script.onload = resolve;
    script.onerror = () => reject(new Error("the script " + original.src + " did not load"));
    call(head(), "appendChild", script);
  });
}

const IN_HEAD = /^(SCRIPT|LINK|STYLE)$/;

// `{nodes, loading}`: what stands in the page now, and a promise if there are scripts to wait for.
export function insert(element, where, html) {
  const { nodes: parsed, inline, remote } = parse(html);
  const isInside = where !== "before" && where !== "after";
  const nodes = where === "head" ? filter(parsed, (node) => IN_HEAD.test(get(node, "nodeName"))) : parsed;
  const parent = isInside ? element : get(element, "parentNode");
  let before = null;
  if (where === "prepend") before = get(element, "firstElementChild");
  if (where === "before") before = element;
  if (where === "after") before = get(element, "nextElementSibling");
  // Not before its HTML was read: a policy may forbid that.
  if (where === "all") call(element, "replaceChildren");
  for (const node of nodes) call(parent, "insertBefore", node, before);
  for (const original of inline) runInline(element, original);
  return { nodes, loading: remote.length ? Promise.all(map(remote, loadRemote)) : null };
}
