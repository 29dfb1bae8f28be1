// Finding elements: now, or when they come. Selectors with words of their own were cut into
// segments by Python (features/rendering/selectors.py): [css, index or null, enters the shadow root].

export function select(target) {
  if (typeof target === "string") return Array.from(document.querySelectorAll(target));
  let scope = document;
  let found = [];
  for (const [css, index, enters] of target) {
    found = Array.from(query(scope, css));
    if (index !== null) found = found.slice(index, index + 1);
    if (!found.length) return found;
    scope = found[0];
    if (enters) {
      if (!scope.shadowRoot) return found;
      scope = scope.shadowRoot;
    }
  }
  return found;
}

function query(scope, css) {
  if (css[0] !== ">") return scope.querySelectorAll(css);
  if (scope.nodeType !== 11) return scope.querySelectorAll(":scope " + css);
  // Children of a shadow root; not every engine takes `:host >` here.
  const [, first, rest] = /^>\s*([^\s>+~]+)(.*)$/s.exec(css) || [null, "*", ""];
  const children = Array.from(scope.children).filter((child) => child.matches(first));
  if (!rest.trim()) return children;
  return children.flatMap((child) => Array.from(child.querySelectorAll(":scope" + rest)));
}

const entersShadow = (target) => typeof target !== "string" && target.some((segment) => segment[2]);

// Whoever waits for elements that are not there yet; one observer serves all.
const waiting = new Set();
let observer = null;
let poll = 0;

function look() {
  for (const entry of Array.from(waiting)) {
    const elements = select(entry.target);
    if (!elements.length) continue;
    stop(entry);
    entry.resolve(elements);
  }
}

export function waitFor({ selector, segments }, { timeoutMs, view }) {
  const target = segments || selector;
  return new Promise((resolve, reject) => {
    const entry = { target, resolve, reject, view };
    waiting.add(entry);
    setTimeout(() => {
      if (!waiting.has(entry)) return;
      stop(entry);
      reject(new Error("no element matched within " + timeoutMs + " ms"));
    }, timeoutMs);
    if (!observer) {
      observer = new MutationObserver(look);
      observer.observe(document, { childList: true, subtree: true });
    }
    // What happens inside a shadow root, nobody outside is told.
    if (!poll && entersShadow(target)) poll = setInterval(look, 100);
  });
}

// The view with this key is over.
export function stopWaiting(view) {
  for (const entry of Array.from(waiting)) {
    if (entry.view !== view) continue;
    stop(entry);
    entry.reject(new Error("a newer view has started"));
  }
}

function stop(entry) {
  waiting.delete(entry);
  if (waiting.size) return;
  observer.disconnect();
  observer = null;
  clearInterval(poll);
  poll = 0;
}
