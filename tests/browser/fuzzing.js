// Calls of every command with values of every unkind sort, by a seed, and what became of them.
//
// `fuzz.round(count)` makes so many calls, more and more of them in one turn, waits until all are
// settled, and gives what went wrong so far. Nothing leaves the page: it answers by itself.

window.fuzz = (() => {
  let state = 1;
  // Mulberry32.
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (count) => Math.floor(random() * count);
  const pick = (list) => list[below(list.length)];
  const ORG = "0123456789ABCDEF01234567@AdobeOrg";
  const OURS = "kndctr_0123456789ABCDEF01234567_AdobeOrg_";

  const boom = () => { throw pick([new Error("boom"), "boom", null, undefined, 5, Object.create(null)]); };
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const part = () => {
    const whole = { list: [] };
    whole.list.push({ whole });
    return whole;
  };
  const nested = (depth) => {
    let value = "x";
    while (depth--) value = random() < 0.5 ? [value] : { a: value };
    return value;
  };
  const wide = () => Object.fromEntries(Array.from({ length: 200 }, (_, index) => ["k" + index, index]));

  // Makers of values, so that none is shared.
  const UNKIND = [
    () => undefined, () => null, () => NaN, () => Infinity, () => -0, () => 1e308, () => 2 ** 53,
    () => true, () => "", () => "\ud800", () => "\u0000\u2028", () => "a".repeat(5000), () => "__proto__",
    () => "<script>", () => "javascript:1", () => "//", () => "\u00fc\ud83d\ude00", () => 10n,
    () => Symbol("s"), () => Symbol.iterator, () => () => 1, () => boom, () => async () => 1,
    () => class {}, () => [], () => ({}), () => [undefined, , null], () => new Date(NaN),
    () => new Date(0), () => /x/g, () => new Map([[1, 2]]), () => new Set([1]), () => new Error("e"),
    () => new Proxy({}, {}), () => new Proxy({}, { get: boom, ownKeys: boom, has: boom }), revoked,
    () => new Proxy([], { get: boom }), () => Object.create(null), () => Object.freeze({ a: 1 }),
    () => ({ get a() { return boom(); } }), () => ({ toJSON: boom }), () => ({ toJSON: () => 10n }),
    () => ({ toString: boom, valueOf: boom }), () => ({ then: boom }), () => ({ then() {} , a: 1 }),
    () => ({ get then() { return boom(); } }), () => Promise.resolve({ a: 1 }),
    () => JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}'), () => ({ length: 1e9 }), part,
    () => nested(10), () => nested(70), () => nested(3000), wide, () => Array(2000).fill(0),
    () => document, () => document.body, () => window, () => location, () => new Uint8Array(9),
    () => new ArrayBuffer(8), () => new String("s"), () => new Number(NaN), () => Object(1n),
    () => document.createElement("iframe"), () => new WeakMap(),
  ];
  const unkind = () => pick(UNKIND)();

  // What a call should be like; parts of it are made worse.
  const XDM = () => ({ eventType: "t" + below(5), web: { webPageDetails: { viewName: pick(["", "cart", "home"]) } },
    identityMap: { Email: [{ id: "a", primary: true }] } });
  const ITEM = () => ({ id: "1", schema: pick(["dom-action", "html-content-item", "json-content-item",
    "redirect-item", "message/in-app", "ruleset-item", "measurement"]).replace(/^/, "https://ns.adobe.com/personalization/"),
    data: { type: pick(["setHtml", "setText", "setAttribute", "rearrange", "remove", "click"]), selector: pick(["#a", "p", "::", "body > x"]),
      content: pick(["<b>x</b>", { from: 0, to: 1 }, "#here", 5, { title: "t" }]), contentType: "text/html" } });
  const OFFER = () => ({ id: "AT:" + below(9), scope: pick(["__view__", "cart", "web://x"]),
    scopeDetails: { decisionProvider: "TGT", characteristics: { scopeType: pick(["view", "page"]) } }, items: [ITEM()] });
  const HANDLES = () => [
    { type: "personalization:decisions", payload: [OFFER()] },
    { type: "state:store", payload: [{ key: OURS + pick(["identity", "cluster", "x"]), value: "CiYx", maxAge: 100 }] },
    { type: "identity:result", payload: [{ id: "1", namespace: { code: "ECID" } }] },
    { type: "activation:push", payload: [{ type: "cookie", spec: { name: "fuzzed", domain: ";", ttlDays: 1 } }] },
  ];
  const SHAPES = {
    configure: () => ({ orgId: ORG, datastreamId: "d" }),
    setDebug: () => ({ enabled: false }),
    event: () => ({ type: pick(["viewStart", "", "x", "web.webinteraction.linkClicks"]), xdm: XDM(), data: { a: 1 } }),
    view: () => ({ name: pick(["cart", ""]), data: {} }),
    sendEvent: () => ({ renderDecisions: true, xdm: XDM(), data: { a: [1] }, documentUnloading: false, type: "t",
      decisionScopes: ["a"], personalization: { surfaces: ["web://x/y"], decisionScopes: ["b"], sendDisplayEvent: true },
      edgeConfigOverrides: { datastreamId: "o", com_adobe_target: { propertyToken: "p" } }, datasetId: "x", mergeId: "m" }),
    setConsent: () => ({ consent: [{ standard: "Adobe", version: "1.0", value: { general: "in" } }], identityMap: { A: [{ id: "1" }] } }),
    getIdentity: () => ({ namespaces: ["ECID"] }),
    appendIdentityToUrl: () => ({ url: "https://x.example/?a#b" }),
    applyResponse: () => ({ renderDecisions: true, responseHeaders: { a: "b" }, responseBody: { handle: HANDLES() } }),
    applyPropositions: () => ({ propositions: [OFFER()], metadata: { cart: { selector: "#a", actionType: "setHtml" } }, viewName: "cart" }),
    getLibraryInfo: () => ({}),
    createEventMergeId: () => ({}),
    getLinkDetails: () => ({}),
    log: () => ({ enabled: false }),
    optIn: () => ({ purposes: "all" }),
    getEcid: () => ({}),
    createStitchId: () => ({}),
    explain: () => ({ id: 1 }),
    // Of the second file.
    evaluateRulesets: () => ({ renderDecisions: true, personalization: { decisionContext: { a: 1 }, sendDisplayEvent: true } }),
    subscribeRulesetItems: () => ({ surfaces: ["web://x/y"], schemas: ["a"], callback: () => 1 }),
    createMediaSession: () => ({ playerId: "p", getPlayerDetails: () => ({ playhead: 1 }),
      xdm: { mediaCollection: { playhead: 0, sessionDetails: { name: "n", length: 9, contentType: "VOD" } } } }),
    sendMediaEvent: () => ({ playerId: "p", xdm: { eventType: pick(["media.play", "media.ping", "media.sessionEnd"]),
      mediaCollection: { playhead: 1, sessionID: "s" } } }),
    getMediaAnalyticsTracker: () => ({}),
    sendConversationEvent: () => ({ message: "hello", data: { type: "feedback", payload: { a: 1 } }, xdm: XDM(),
      surfaces: ["web://x/y"], onStreamResponse: () => 1, voiceEnabled: false }),
    sendPushSubscription: () => ({}),
  };
  const NAMES = Object.keys(SHAPES);

  // Changes one place of it, somewhere. What is the page's own is left as it is.
  const made = new WeakSet();
  function noted(value) {
    if (Object(value) === value) {
      made.add(value);
      Object.values(value).forEach(noted);
    }
    return value;
  }

  function worsen(value) {
    const keys = made.has(value) ? Object.keys(value) : [];
    if (!keys.length || random() < 0.15) return unkind();
    const key = pick(keys);
    if (random() < 0.1) value[pick(["extra", "", "\ud83d", "__proto__", "toJSON"])] = unkind();
    else value[key] = worsen(value[key]);
    return value;
  }

  function argumentsOf() {
    const name = pick(NAMES);
    const shape = () => noted(SHAPES[name]());
    switch (below(8)) {
      case 0: return [unkind(), unkind(), unkind()];
      case 1: return [name, unkind()];
      case 2: return [name];
      case 3: return [name, shape()];
      case 4: return [];
      default: return [name, worsen(random() < 0.3 ? worsen(shape()) : shape())];
    }
  }

  const told = { calls: 0, resolved: 0, rejected: 0, thrown: [], odd: [], open: 0 };

  function call(args) {
    told.calls += 1;
    let promise;
    try {
      promise = window.alloy(...args);
    } catch (error) {
      told.thrown.push(String(args[0]) + ": " + error);
      return null;
    }
    told.open += 1;
    return promise.then(
      (result) => {
        told.resolved += 1;
        // What is subscribed to is kept on purpose.
        if (Object(result).unsubscribe) result.unsubscribe();
        if (!result || typeof result !== "object") told.odd.push("resolved with " + String(result));
      },
      (error) => {
        told.rejected += 1;
        if (!(Object(error) === error && typeof error.message === "string" && error.message.startsWith("["))) {
          told.odd.push("rejected with " + Object.prototype.toString.call(error) + " " + (error && error.message));
        }
      },
    ).finally(() => { told.open -= 1; });
  }

  // What the edge says: mostly an answer, made worse at times.
  function answer() {
    const body = { requestId: "r", handle: random() < 0.3 ? HANDLES() : [] };
    const text = JSON.stringify(random() < 0.2 ? JSON.parse(JSON.stringify(plainly(body))) : body);
    if (random() < 0.02) return Promise.reject(new TypeError("Failed to fetch"));
    return Promise.resolve(new Response(random() < 0.03 ? text.slice(0, 20) : text, {
      status: random() < 0.03 ? 500 : 200,
    }));
  }

  function plainly(body) {
    body.handle.push(pick([null, 5, {}, { type: 5 }, { type: "state:store", payload: [null, { key: 5 }, { key: OURS }] },
      { type: "personalization:decisions", payload: [null, {}, { items: 5 }, { id: 1, scope: 2, items: [null] }] },
      { type: "identity:result", payload: {} }, { type: "activation:push", payload: [{ type: "url", spec: { url: 5 } }] }]));
    return body;
  }

  // Debugging is switched on at times, and a browser holds on to all that is logged.
  console.info = console.warn = () => {};
  console.error = (said) => {
    if (/^\[alloy\] (The SDK|A message)/.test(said)) told.odd.push("logged " + said);
  };
  // Redirects are offered too; this page stays.
  navigation.addEventListener("navigate", (event) => event.preventDefault());
  const { fetch } = window;
  window.fetch = (url, options) => (/\/v1\/|\/conversations\?/.test(url) ? answer() : fetch(url, options));
  navigator.sendBeacon = () => random() < 0.9;

  return {
    seed(number) { state = number; },
    call,
    argumentsOf,
    told,
    async round(count, patienceMs) {
      const waiting = [];
      for (let made = 0; made < count; made++) {
        waiting.push(call(argumentsOf()));
        if (random() < 0.1) await new Promise((resolve) => setTimeout(resolve));
      }
      await Promise.race([Promise.all(waiting), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
      document.body.querySelectorAll("iframe, div").forEach((node) => node.remove());
      return told;
    },
  };
})();
