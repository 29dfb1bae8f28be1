// Changes of the URL without a page load. Whether one is a view, Python decides (core/views.py).

export function watchRoutes(tell) {
  let current = location.href;

  function moved(kind) {
    const from = current;
    current = location.href;
    tell("route", 0, JSON.stringify({ kind, from, to: current }));
  }

  for (const [method, kind] of [["pushState", "push"], ["replaceState", "replace"]]) {
    const original = history[method];
    const patched = {
      [method]() {
        const returned = original.apply(this, arguments);
        moved(kind);
        return returned;
      },
    }[method];
    // Other libraries look at what they patch.
    patched.toString = () => Function.prototype.toString.call(original);
    history[method] = patched;
  }
  addEventListener("popstate", () => moved("traverse"));
  addEventListener("hashchange", () => moved("hash"));
}
