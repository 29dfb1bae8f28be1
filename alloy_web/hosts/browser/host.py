"""
The browser as a host: asks the bridge, and hears from it through one entry point.

`receive` is the only Python function JavaScript ever calls here. It lets no exception out.
"""

import json

from alloy_web import flow
from alloy_web.errors import HookError, NetworkError
from alloy_web.hosts.browser import ffi
from alloy_web.hosts.browser.interpreter import keep_callable, run_later


class BrowserHost:
    """See hosts/contract.py for what each method promises."""

    def __init__(self, bridge):
        self.version = bridge.version
        self._bridge = bridge
        # Held once: reading an attribute of a JavaScript object costs as much as the call.
        self._call = bridge.call
        self._waiting = {}
        self._last_id = 0
        self._handlers = {}
        # Set by boot: a call of the page's, and a name it uses from now on.
        self.on_command = None
        self.on_instance = None
        bridge.connect(keep_callable(self.receive))

    # ---- From the page

    def receive(self, kind, number, text):
        try:
            if kind == "command":
                self.on_command(int(number), ffi.read_call(text))
            elif kind == "instance":
                self.on_instance(json.loads(text))
            elif kind in self._handlers:
                details = json.loads(text) if text else None
                for handler in self._handlers[kind]:
                    handler(details)
            else:
                waiting = self._waiting.pop(int(number), None)
                if waiting:
                    waiting.resolve(json.loads(text) if text else None)
        except Exception as error:
            self.log("error", ["[alloy] A message of the page (" + kind + ") failed: " + repr(error)])

    def listen(self, kind, handler):
        self._handlers.setdefault(kind, []).append(handler)
        self._ask("listen", kind)

    # ---- To the page

    def page(self):
        return self._ask("page")

    def moment(self):
        return self._ask("moment")

    def uuid(self):
        return self._ask("uuid")

    def random(self):
        return self._ask("random")

    def set_cookie(self, text):
        self._try("setCookie", text)

    def storage_get(self, area, key):
        return self._try("storageGet", area, key)

    def storage_set(self, area, key, value):
        self._try("storageSet", area, key, value)

    def storage_remove(self, area, key):
        self._try("storageRemove", area, key)

    def storage_keys(self, area):
        return self._try("storageKeys", area) or []

    def send(self, url, body, keepalive, timeout_ms):
        return flow.start(self._send(url, body, keepalive, timeout_ms))

    async def _send(self, url, body, keepalive, timeout_ms):
        number, waiting = self._expect()
        self._ask("send", number, url, keepalive, timeout_ms, raw=body)
        answer = await waiting
        if "failed" in answer:
            failed = answer["failed"]
            name = failed["name"]
            message = failed["message"]
            if name == "AbortError":
                message = "no answer within " + str(timeout_ms) + " ms"
            raise NetworkError(name + ": " + message, name=name)
        return answer

    def beacon(self, url, body):
        return self._try("beacon", url, raw=body)

    def pixel(self, url, hide_referrer):
        number, waiting = self._expect()
        self._ask("pixel", number, url, hide_referrer)
        return waiting

    def visitor_id(self, org_id, timeout_ms):
        number, waiting = self._expect()
        self._ask("visitorId", number, org_id, timeout_ms)
        return waiting

    def sleep(self, delay_ms):
        number, waiting = self._expect()
        self._ask("timer", number, delay_ms)
        return waiting

    def log(self, level, parts):
        self._try("log", level, parts)

    def client_hints(self, names):
        number, waiting = self._expect()
        self._ask("clientHints", number, names)
        return waiting

    def matches(self, pattern, text):
        return self._try("matches", pattern, text)

    def link_text(self, index):
        return self._ask("linkText", index)

    def hide(self, style_id, css):
        self._try("hide", style_id, css)

    def show(self, style_id):
        self._try("show", style_id)

    def render(self, actions, hidden_ms):
        number, waiting = self._expect()
        self._ask("render", number, actions, hidden_ms)
        return waiting

    def clicked_content(self, targets):
        return self._try("clickedContent", targets) or []

    def show_message(self, html, elements):
        self._try("showMessage", html, elements)

    def remove_message(self):
        self._try("removeMessage")

    def go_to(self, url, replaces):
        self._try("goTo", url, replaces)

    def settle(self, number, ok, text):
        """Settle the promise of a command; `text` is JSON of the result or of the failure."""
        self._ask("settle", number, ok, raw=text)

    def attach(self, name):
        """Let `window.<name>` lead here; makes that function if the page has none."""
        self._bridge.attachByName(name)

    def promise(self, deferred):
        """A JavaScript promise that is settled with `deferred`, for Python code of the page."""
        self._last_id += 2
        number = self._last_id
        promise = self._bridge.wait(number)
        deferred.on_settled(lambda: self._ask("wake", number))
        return promise

    # ---- Functions of the user's

    def call_user(self, function, arguments):
        if isinstance(function, ffi.PageFunction):
            return flow.start(self._invoke(function, arguments))
        outcome = flow.Deferred()
        try:
            returned = function(*arguments)
            if not _is_awaitable(returned):
                outcome.resolve(returned)
                return outcome
        except Exception as error:
            outcome.reject(HookError(_told(error)))
            return outcome
        run_later(returned, outcome.resolve, lambda error: outcome.reject(HookError(_told(error))))
        return outcome

    async def _invoke(self, function, arguments):
        outcome = self._ask("invoke", function.number, arguments)
        if "later" in outcome:
            waiting = flow.Deferred()
            self._waiting[outcome["later"]] = waiting
            outcome = await waiting
        if "thrown" in outcome:
            error = HookError(outcome["thrown"]["message"])
            error.page_error = outcome["thrown"]["pageError"]
            raise error
        for argument, edited in zip(arguments, outcome["args"]):
            if isinstance(argument, dict) and isinstance(edited, dict):
                argument.clear()
                argument.update(edited)
        return outcome["returned"]

    # ---- The bridge

    def _expect(self):
        """A number for the bridge to answer under, and the Deferred of that answer."""
        # Even numbers are ours, odd ones the bridge's.
        self._last_id += 2
        waiting = flow.Deferred()
        self._waiting[self._last_id] = waiting
        return self._last_id, waiting

    def _ask(self, verb, *arguments, raw=None):
        told = self._call(verb, json.dumps(arguments) if arguments else "", raw)
        if told[0] == "!":
            failed = json.loads(told[1:])
            raise RuntimeError(verb + ": " + failed["name"] + ": " + failed["message"])
        return json.loads(told[1:])

    def _try(self, verb, *arguments, raw=None):
        """As `_ask`, but None where the page refuses: blocked storage, sandboxed cookies."""
        told = self._call(verb, json.dumps(arguments) if arguments else "", raw)
        return None if told[0] == "!" else json.loads(told[1:])


def _is_awaitable(value):
    # MicroPython: a coroutine is a generator and has no __await__.
    return hasattr(value, "__await__") or hasattr(value, "send")


def _told(error):
    text = str(error)
    name = type(error).__name__
    return name + ": " + text if text else name
