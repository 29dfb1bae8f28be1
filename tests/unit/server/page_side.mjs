// A server's inline script in a page that is as much of one as it needs. Given on standard input:
// {script, cookies, cookieEnabled, clockMs, configuredAt, failing}; printed: {calls, cookies,
// unhandled}: the calls that were taken, each [command, options], the cookies that are left, and how
// many rejections nobody heard of. `failing` is a command that rejects, once it is taken.
import { readFileSync } from "node:fs";

const given = JSON.parse(readFileSync(0, "utf8"));
const jar = new Map(Object.entries(given.cookies));
const calls = [];
const waiting = [];

const document = {
  readyState: "loading",
  addEventListener: (kind, listener) => { if (kind === "DOMContentLoaded") waiting.push(listener); },
  get cookie() {
    if (given.cookieEnabled === "throws") throw new DOMException("sandboxed", "SecurityError");
    return [...jar].map(([name, value]) => name + "=" + value).join("; ");
  },
  set cookie(text) {
    const [pair, ...attributes] = text.split(";").map((part) => part.trim());
    const name = pair.split("=")[0];
    if (attributes.includes("max-age=0")) jar.delete(name);
    else jar.set(name, pair.slice(name.length + 1));
  },
};

let unhandled = 0;
process.on("unhandledRejection", () => { unhandled += 1; });
let isConfigured = given.configuredAt === "start";
const window = {
  navigator: { cookieEnabled: given.cookieEnabled !== false },
  alloy: (...call) => {
    if (!isConfigured) return Promise.reject(new Error("not configured"));
    calls.push(call);
    return call[0] === given.failing ? Promise.reject(new Error("failed")) : Promise.resolve({});
  },
};
class Clock extends Date {
  static now() { return given.clockMs; }
}

new Function("window", "document", "Date", given.script)(window, document, Clock);
await new Promise((done) => { setTimeout(done); });
isConfigured = true;
document.readyState = "complete";
for (const listener of waiting) listener();
await new Promise((done) => { setTimeout(done); });
console.log(JSON.stringify({ calls, cookies: Object.fromEntries(jar), unhandled }));
