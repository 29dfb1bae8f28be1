// Changes of the URL where there is no Navigation API to tell of them.

// Each goes to `note(change)` as that would, `{navigationType, from: {url}}`.
export function watchHistory(note) {
  if (window.navigation) return;
  let url = location.href;

  const moved = (navigationType) => {
    note({ navigationType, from: { url } });
    url = location.href;
  };

  for (const kind of ["push", "replace"]) {
    const original = history[kind + "State"];
    history[kind + "State"] = (...args) => {
      original.apply(history, args);
      moved(kind);
    };
  }
  // A traversal tells of itself twice; the second time the URL is the same as before.
  addEventListener("popstate", () => moved("traverse"));
  addEventListener("hashchange", () => moved("hash"));
}
