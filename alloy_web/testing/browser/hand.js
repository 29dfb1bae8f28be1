// The test's hand in the page, before anything else of it: the queue that a tag makes, with what the
// test configures; a monitor that reports what the SDK does; and links that are not followed, as in
// memory. `__alloyTell` and `__alloyHook` lead to the test.
window.__alloyMakeKit = (given, places) => {
  const kit = { flying: 0, calls: [], configured: null, routes: 0 };
  const tell = (kind, value) => window.__alloyTell(kind, value);
  const answered = () => { kit.flying--; };
  (window.__alloyMonitors = window.__alloyMonitors || []).push({
    onBeforeNetworkRequest({ requestId }) { kit.flying++; tell("sent", requestId); },
    onNetworkResponse: answered,
    onNetworkError({ requestId }) { answered(); tell("lost", requestId); },
    onBeforeLog({ level, arguments: parts }) {
      tell("log", [level, parts.map(String).join(" ")]);
    },
  });
  const { pushState } = History.prototype;
  History.prototype.pushState = function (...args) {
    pushState.apply(this, args);
    kit.routes++;
  };
  kit.hook = (number) => async (...args) => {
    const plain = args.map((arg) => (
      JSON.parse(JSON.stringify({ ...arg, clickedElement: undefined }))
    ));
    const answer = await window.__alloyHook(number, plain);
    if (answer.thrown) throw new Error(answer.thrown);
    args.forEach((arg, index) => {
      if (!arg || typeof arg !== "object") return;
      for (const key of Object.keys(arg)) delete arg[key];
      Object.assign(arg, answer.edited[index]);
    });
    return answer.returned;
  };
  kit.put = (options, where) => {
    for (const [path, number] of where) {
      let target = options;
      for (const step of path.slice(0, -1)) target = target[step];
      target[path[path.length - 1]] = kit.hook(number);
    }
    return options;
  };
  const alloy = (...args) => {
    const isConfigure = args[0] === "configure";
    if (isConfigure) args[1] = { ...args[1], ...kit.put(given, places) };
    const result = new Promise((resolve, reject) => alloy.q.push([resolve, reject, args]));
    if (isConfigure) kit.watch(result, (call) => { kit.configured = call; });
    return result;
  };
  alloy.q = [];
  kit.watch = (promise, done) => promise.then(
    (value) => done({ value: JSON.stringify(value) ?? "null" }),
    (error) => done({ error: {
      code: error.code ?? "alloy", message: String(error.message ?? error),
      name: error.name ?? "", status: error.status ?? null,
    } }),
  );
  kit.start = (name, command, options, where) => {
    const number = kit.calls.push(null) - 1;
    const args = options === null ? [command] : [command, kit.put(options, where)];
    /** @type {any} */
    const called = window[name];
    kit.watch(called(...args), (call) => { kit.calls[number] = call; });
    return number;
  };
  (window.__alloyNS = window.__alloyNS || []).push("alloy");
  window.alloy = alloy;
  window.addEventListener("click", (event) => {
    const isLeaving = (node) => node.localName === "a" || node.localName === "area" || node.form;
    if (event.composedPath().some(isLeaving)) event.preventDefault();
  });
  return kit;
};
