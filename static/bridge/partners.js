// Partners of advertising, asked who the visitor is: in a hidden frame, or by a script of theirs.

import { call, create, get, head } from "./dom.js";
import { Error, JSON, Map, Promise, String, URL, setTimeout } from "./natives.js";
import { trustedUrl } from "./trusted.js";

const POLL_MS = 200;

const bodyIsThere = () => (get(document, "body") ? Promise.resolve() : new Promise((resolve) => {
  call(document, "addEventListener", "DOMContentLoaded", resolve, { once: true });
}));

const pause = () => new Promise((resolve) => { setTimeout(resolve, POLL_MS); });

export function createPartners(tell) {
  const scripts = new Map();

  function load(url) {
    if (!scripts.has(url)) {
      scripts.set(url, new Promise((resolve, reject) => {
        const script = create("script");
        script.async = true;
        script.onload = resolve;
        script.onerror = () => reject(new Error(url + " did not load"));
        script.src = trustedUrl(url);
        call(head(), "appendChild", script);
      }));
    }
    return scripts.get(url);
  }

  // What `ask` gives, once it gives text; asked again and again until `state.isOver`.
  async function untilText(state, ask) {
    while (!state.isOver) {
      const found = await ask();
      if (typeof found === "string" && found) return found;
      await pause();
    }
    return "";
  }

  const sources = {
    async frame(state, url, origin) {
      await bodyIsThere();
      const frame = create("iframe");
      frame.width = frame.height = 0;
      frame.style.display = "none";
      try {
        return await new Promise((resolve) => {
          state.hear = (event) => {
            const isTheirs = event.source === frame.contentWindow && event.origin === origin;
            if (isTheirs && typeof event.data === "string") resolve(event.data);
          };
          call(window, "addEventListener", "message", state.hear);
          state.end = () => resolve("");
          frame.src = new URL(url).href;
          call(get(document, "body"), "appendChild", frame);
        });
      } finally {
        call(window, "removeEventListener", "message", state.hear);
        frame.remove();
      }
    },

    async id5(state, url, key) {
      await load(url);
      const partner = window.ID5.init({ partnerId: +key });
      return untilText(state, () => partner.getUserId());
    },

    async rampId(state, url) {
      await load(url);
      return untilText(state, () => window.ats && window.ats.retrieveEnvelope());
    },
  };

  async function ask(source, url, key, timeoutMs) {
    const state = { isOver: false, end() {} };
    try {
      const late = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("no answer within " + timeoutMs + " ms")), timeoutMs);
      });
      return { answer: await Promise.race([sources[source](state, url, key), late]) };
    } catch (error) {
      // A script of theirs may throw anything.
      const { message = "it failed" } = error || {};
      return { failed: String(message) };
    } finally {
      state.isOver = true;
      state.end();
    }
  }

  return {
    partnerId(id, ...asked) {
      ask(...asked).then((result) => tell("answer", id, JSON.stringify(result)));
    },
  };
}
