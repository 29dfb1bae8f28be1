"""
Tabs of Chromium that nobody debugs.

A driver hears of what the page's scripts throw and write. For that the browser notes who called
what, and where in its text each script is: of a whole SDK that takes as long as running it.
"""

import itertools
import json
import time

_PAUSE_S = 0.02
_PATIENCE_S = 600


class Tab:
    """A window of its own, with a cache of its own unless `context` is another tab's."""

    def __init__(self, browser, context=None):
        self._browser = browser.new_browser_cdp_session()
        self._ids = itertools.count(1)
        self._answers = {}
        # `{method: [parameters]}` of what was told since.
        self.events = {}
        self._browser.on("Target.receivedMessageFromTarget", self._receive)
        ask = self._browser.send
        self.context = context or ask("Target.createBrowserContext")["browserContextId"]
        where = {"url": "about:blank", "browserContextId": self.context}
        self._target = ask("Target.createTarget", where)["targetId"]
        which = {"targetId": self._target, "flatten": False}
        self._session = ask("Target.attachToTarget", which)["sessionId"]

    def _receive(self, told):
        if told["sessionId"] != self._session:
            return
        message = json.loads(told["message"])
        if "id" in message:
            self._answers[message["id"]] = message
        else:
            self.events.setdefault(message["method"], []).append(message["params"])

    def wait(self, duration_s):
        """Wait, and hear what is told meanwhile."""
        until = time.monotonic() + duration_s
        while time.monotonic() < until:
            self._listen()

    def _listen(self):
        # The driver hands on what came when it is asked for something, whatever that is.
        time.sleep(_PAUSE_S)
        self._browser.send("Target.getTargets")

    def send(self, method, params=None):
        """What a command of the browser's protocol answers."""
        number = next(self._ids)
        message = json.dumps({"id": number, "method": method, "params": params or {}})
        self._browser.send(
            "Target.sendMessageToTarget", {"sessionId": self._session, "message": message}
        )
        until = time.monotonic() + _PATIENCE_S
        while number not in self._answers:
            if time.monotonic() > until:
                raise TimeoutError(f"{method}: no answer within {_PATIENCE_S} s")
            self._listen()
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def evaluate(self, expression, argument=None):
        """What an expression is, or the function that it is gives or promises; plain data."""
        given = json.dumps(argument)
        called = f"((it) => typeof it === 'function' ? it({given}) : it)({expression})"
        told = self.send("Runtime.evaluate", {
            "expression": called, "returnByValue": True, "awaitPromise": True,
        })
        if "exceptionDetails" in told:
            raise RuntimeError(told["result"].get("description"))
        return told["result"].get("value")

    def wait_for(self, expression):
        """Until it is so; asked seldom, since each time takes a little of the page's."""
        until = time.monotonic() + _PATIENCE_S
        while not self._is(expression):
            if time.monotonic() > until:
                raise TimeoutError(f"{expression}: not within {_PATIENCE_S} s")
            self.wait(0.2)

    def _is(self, expression):
        try:
            return self.evaluate(expression)
        except RuntimeError:
            # The page before this one went while it was asked.
            return False

    def close(self, forget=True):
        """`forget`: its cache and cookies go, too."""
        self._browser.send("Target.closeTarget", {"targetId": self._target})
        if forget:
            self._browser.send("Target.disposeBrowserContext", {"browserContextId": self.context})
        self._browser.detach()


def opened(browser, url):
    """A tab with a page of the benchmark that is up."""
    tab = Tab(browser)
    tab.send("Page.navigate", {"url": url})
    tab.wait_for("window.bench && bench.personalised !== null")
    return tab
