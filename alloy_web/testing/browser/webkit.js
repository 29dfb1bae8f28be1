// What Playwright does from outside and a WebDriver cannot: news of the page and calls of hooks are
// kept until the test takes them, also from one page to the next, and the clock can be set ahead.
window.__alloyMakeDriver = (alreadyAhead) => {
  const key = "alloy_web test";
  const driver = { isRunning: false };
  let news = [];
  let isLeaving = false;
  try {
    news = JSON.parse(sessionStorage.getItem(key)) || [];
    sessionStorage.removeItem(key);
  } catch {}

  const keep = () => {
    try {
      if (isLeaving) sessionStorage.setItem(key, JSON.stringify(news));
    } catch {}
  };
  const tell = (kind, value) => {
    news.push([kind, value]);
    keep();
  };
  const leaving = () => {
    isLeaving = true;
    keep();
  };
  window.addEventListener("pagehide", leaving, true);
  window.addEventListener("visibilitychange", leaving, true);
  window.addEventListener("error", ({ message }) => { if (message) tell("uncaught", message); });
  window.addEventListener("unhandledrejection", ({ reason }) => tell("uncaught", String(reason)));
  driver.take = () => {
    const taken = news;
    news = [];
    keep();
    return taken;
  };
  window.__alloyTell = tell;

  const asked = [];
  window.__alloyHook = (number, args) => new Promise((resolve) => {
    tell("asked", [asked.push(resolve) - 1, number, args]);
  });
  driver.answer = (call, answer) => asked[call](answer);

  // ---- The clock: time goes on by itself, and the test lets it jump.

  const { setTimeout: later, clearTimeout: never } = window;
  const elapsed = performance.now.bind(performance);
  const today = Date.now;
  const timers = new Map();
  let ahead = alreadyAhead;
  let last = 0;
  const now = () => elapsed() + ahead;

  const arm = (timer) => {
    timer.real = later(fire, Math.max(0, timer.due - now()), timer);
  };
  const fire = (timer) => {
    if (timer.every) {
      timer.due = Math.max(now(), timer.due + timer.every);
      arm(timer);
    } else {
      timers.delete(timer.id);
    }
    timer.run();
  };
  const begin = (repeats) => (handler, delay, ...args) => {
    const delayMs = Math.max(0, Number(delay) || 0);
    const run = () => (typeof handler === "function" ? handler(...args) : later(handler));
    const timer = {
      id: ++last, due: now() + delayMs, every: repeats ? Math.max(4, delayMs) : 0, run, real: 0,
    };
    timers.set(timer.id, timer);
    arm(timer);
    return timer.id;
  };
  const end = (id) => {
    const timer = timers.get(id);
    if (timer) never(timer.real);
    timers.delete(id);
  };
  Object.assign(window, {
    setTimeout: begin(false), setInterval: begin(true), clearTimeout: end, clearInterval: end,
  });
  performance.now = now;
  const RealDate = Date;
  window.Date = new Proxy(RealDate, {
    apply: () => new RealDate(today() + ahead).toString(),
    construct: (target, args, maker) => (
      Reflect.construct(target, args.length ? args : [today() + ahead], maker)
    ),
    get: (target, name) => (name === "now" ? () => today() + ahead : target[name]),
  });
  RealDate.prototype.constructor = window.Date;

  // Fires what comes due, in its order, each in a turn of its own.
  const run = async (delayMs) => {
    const until = now() + delayMs;
    for (;;) {
      const [first] = [...timers.values()].filter((timer) => timer.due <= until)
        .sort((one, other) => one.due - other.due || one.id - other.id);
      if (!first) break;
      ahead += Math.max(0, first.due - now());
      never(first.real);
      await new Promise((resolve) => {
        later(() => {
          later(resolve);
          if (timers.has(first.id)) fire(first);
        });
      });
    }
    ahead += Math.max(0, until - now());
    for (const timer of timers.values()) {
      never(timer.real);
      arm(timer);
    }
  };
  driver.run = (delayMs) => {
    driver.isRunning = true;
    run(delayMs).then(() => { driver.isRunning = false; });
  };
  return driver;
};
