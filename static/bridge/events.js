// What the page does, passed to Python: each kind from the moment somebody there asks for it.

import { watchClicks } from "./clicks.js";
import { browsers } from "./dom.js";
import { watchLeaving, watchRestoring, whenLoaded, whenSeen } from "./lifetime.js";
import { listen } from "./listeners.js";
import { Set } from "./natives.js";
import { watchRouters, watchRoutes } from "./routes.js";

export function createEvents(tell) {
  const leaving = () => watch("leaving", () => watchLeaving(tell));
  const kinds = {
    click: () => watchClicks(tell),
    route: () => watchRoutes(tell),
    router: () => watchRouters(tell),
    restored: () => watchRestoring(tell),
    cookies: () => {
      const store = browsers("cookieStore", "CookieStore");
      if (store) listen(store, "change", () => tell("cookies", 0, ""));
    },
    online: () => listen(window, "online", () => tell("online", 0, "")),
    leave: leaving,
    gone: leaving,
    // Told by messages themselves (message.js).
    message: () => {},
  };
  // These happen once, and may have happened when somebody asks.
  const moments = {
    loaded: () => whenLoaded(() => tell("loaded", 0, "")),
    seen: () => whenSeen(() => tell("seen", 0, "")),
  };
  const watched = new Set();

  function watch(kind, begin) {
    if (watched.has(kind)) return;
    watched.add(kind);
    begin();
  }

  return function ask(kind) {
    if (moments[kind]) moments[kind]();
    else watch(kind, kinds[kind]);
  };
}
