"""
The stage: one https server and one browser for all cases, and what plays a case on it.

A side is the address of a script; everything else is the same for both. What comes out is a
recording as plain data: requests at the edge, outcomes of calls, observations, what is stored.
"""

import json
import time
from pathlib import Path

from alloy_web.devserver.server import Server
from tests.parity.script import HOSTS, NOW, SITE

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 20
QUIET_MS = 3000
SHORT_S = 60

HELPERS = """
window.__calls = [];
window.__start = (name, ...args) => {
  const call = {};
  window.__calls.push(call);
  const plain = (value) => value === undefined ? "(undefined)" : JSON.parse(JSON.stringify(
    value, (key, item) => typeof item === "function" ? "(function)" : item));
  const note = (kind) => (value) => {
    call.outcome = {[kind]: kind === "rejected"
      ? {isError: value instanceof Error, message: String(value && value.message)}
      : plain(value)};
  };
  try { call.done = window[name](...args).then(note("resolved"), note("rejected")); }
  catch (error) { note("thrown")(String(error)); call.done = Promise.resolve(); }
};
window.__settled = (index, patience) => Promise.race([
  window.__calls[index].done, new Promise((resolve) => setTimeout(resolve, patience))]);
// Requests under way: what comes of a click, for example, nobody has a promise of.
window.__open = new Set();
const send = window.fetch;
window.fetch = (...args) => {
  const answer = send(...args);
  const over = answer.then((got) => got.clone().text()).catch(() => {}).then(() => {
    window.__open.delete(over);
  });
  window.__open.add(over);
  return answer;
};
// What a script started and left to the next turn has left the page when this is over, and what
// was answered was heard. What hangs is not waited for longer than this.
window.__quiet = async (patience) => {
  const tooLate = new Promise((resolve) => setTimeout(resolve, patience));
  do {
    await Promise.race([Promise.all(window.__open), tooLate.then(() => window.__open.clear())]);
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve));
  } while (window.__open.size);
  await send("/favicon.ico", {cache: "no-store"});
};
"""


class Stage:
    """A context manager; `play(case, script)` gives a recording."""

    def __init__(self, engine, playwright, folders, headed=False):
        self.server = Server(
            site_dirs=folders, scenario="empty", allow_origins=[SITE], tls_names=HOSTS
        )
        rules = ", ".join(f"MAP {host}:443 127.0.0.1:{self.server.port}" for host in HOSTS)
        flags = [
            f"--host-resolver-rules={rules}",
            f"--ignore-certificate-errors-spki-list={self.server.certificate.spki}",
        ]
        self._launch = lambda: engine.launch(playwright, headed=headed, flags=flags)

    def __enter__(self):
        self.server.start()
        self._browser = self._launch()
        self._pages = {}
        self._devtools = {}
        return self

    def __exit__(self, *_):
        self._browser.close()
        self.server.stop()

    @property
    def browser_version(self):
        return self._browser.version

    def new_page(self):
        """The page of a visitor of their own, whose past stays from one visit to the next."""
        return self._browser.new_context().new_page()

    def play(self, case, script):
        """Play the case with the SDK at this address, as a visitor who was never here."""
        if script not in self._pages:
            context = self._browser.new_context()
            context.add_init_script(HELPERS)
            self._pages[script] = context.new_page()
            self._devtools[script] = context.new_cdp_session(self._pages[script])
            self.server.add_page("/t/blank", "<!doctype html><title>blank</title>")
        page = self._pages[script]
        # A new context for each case would take longer than the case.
        page.goto(f"{SITE}/t/blank")
        page.context.clear_cookies()
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        # A page may see them for a while yet: a visitor known from the case before.
        page.wait_for_function("document.cookie === ''")
        self._devtools[script].send("Page.resetNavigationHistory")
        self.server.reset()
        self.server.set_scenario(case.scenario)
        return Player(self.server, page, case, script).play()


class Player:
    """One case with one SDK, on a page without a past."""

    def __init__(self, server, page, case, script):
        self._server = server
        self._page = page
        self._case = case
        self._html = html_of(case, script)
        self._outcomes = []
        self._observed = []
        self._waiting = []
        self._first_here = 0

    def play(self):
        case = self._case
        self._page.context.add_cookies(
            [
                {"name": name, "value": value, "domain": ".example.test", "path": "/"}
                for name, value in dict(case.cookies).items()
            ]
        )
        for key, value in dict(case.storage).items():
            self.run(f"localStorage.setItem({json.dumps(key)}, {json.dumps(value)})")
        self.visit(case.path, case.referrer)
        for step in case.steps:
            step(self)
        self.wait_for_requests(case.requests)
        self._settle()
        self._page.evaluate(f"__quiet({QUIET_MS})")
        # A call that was to be left alone may have been settled all the same.
        self._collect()
        return {
            "requests": self._server.events(),
            "outcomes": self._outcomes,
            "observed": self._observed,
            "stored": self._stored(),
        }

    def visit(self, path, referrer=None):
        """Go there; calls of the page that is left are looked at first."""
        self._settle()
        self._collect()
        self._first_here = len(self._outcomes)
        self._server.add_page(path.partition("?")[0].partition("#")[0], self._html)
        self._page.goto(SITE + path.replace(NOW, str(int(time.time()))), referer=referrer)

    def follow(self, selector):
        """Click a link; its address has to be one that was visited before."""
        self._settle()
        self._collect()
        self._first_here = len(self._outcomes)
        with self._page.expect_navigation():
            # In the next turn, so that this call comes back before the page is gone.
            script = f"setTimeout(() => document.querySelector({json.dumps(selector)}).click())"
            self.run(script)

    def start(self, name, arguments, must_settle=True):
        """Call in the page; the number of the call."""
        number = self.noted(name, must_settle)
        self.run(self.script(name, arguments))
        return number

    def noted(self, name, must_settle=True):
        """The number under which the outcome of the next call will stand."""
        number = len(self._outcomes)
        self._outcomes.append("(pending)")
        if must_settle:
            self._waiting.append(number)
        return number

    def script(self, name, arguments):
        return f"__start({json.dumps(name)}, {arguments})"

    def settled(self, number):
        """Wait for the call with this number."""
        if number in self._waiting:
            self._waiting.remove(number)
        index = number - self._first_here
        self._page.evaluate(f"__settled({index}, {PATIENCE_S * 1000})")

    def run(self, script):
        self._page.evaluate(f"() => {{ {script} }}")

    def observe(self, expression):
        self._observed.append(self._page.evaluate(expression))

    def wait_for_requests(self, count):
        if not count:
            return
        try:
            self._server.wait_for(count, timeout_s=PATIENCE_S)
        except TimeoutError:
            pass  # Too few of them is for the comparison to say.

    def _settle(self):
        for number in list(self._waiting):
            self.settled(number)

    def _collect(self):
        if len(self._outcomes) > self._first_here:
            here = self._page.evaluate("__calls.map((call) => call.outcome || '(pending)')")
            self._outcomes[self._first_here :] = here

    def _stored(self):
        read = "Object.fromEntries(Object.keys(%s).sort().map((key) => [key, %s.getItem(key)]))"
        now = time.time()
        return {
            "cookies": {
                cookie["name"]: {
                    "value": cookie["value"],
                    "domain": cookie["domain"],
                    "path": cookie["path"],
                    "secure": cookie["secure"],
                    "sameSite": cookie.get("sameSite"),
                    "days": round((cookie["expires"] - now) / 86400, 1)
                    if cookie["expires"] > 0
                    else None,
                }
                for cookie in self._page.context.cookies([SITE])
                # What is over in a moment is there or not, as the machine is quick or busy.
                if not 0 < cookie["expires"] < now + SHORT_S
            },
            "local": self._page.evaluate(read % ("localStorage", "localStorage")),
            "session": self._page.evaluate(read % ("sessionStorage", "sessionStorage")),
        }


def html_of(case, script):
    base_code = (ROOT / "static/dist/base_code.js").read_text(encoding="utf-8")
    usual, names = '["alloy"]', json.dumps(list(case.instances))
    if base_code.count(usual) != 1:
        raise ValueError("The base code does not end with its list of names any more.")
    lines = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8"><title>case</title>',
        f"<script>{case.before}</script>",
        f"<script>{base_code.replace(usual, names)}</script>",
        f'<script async src="{script}"></script>',
        f"</head><body>{case.body}</body></html>",
    ]
    return "\n".join(lines)
