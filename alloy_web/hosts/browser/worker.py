"""
The way from Python in a worker to the page, where the page's `serve` hears it
(static/bridge/workers.js).

`PortLine` is for app/shared_engine.py what the object of static/bridge/line.js is in the page. Its
messages are JSON text of a list, so that no interpreter makes a proxy of anything.
"""

import json

import js

from alloy_web.errors import AlloyError
from alloy_web.hosts.browser.interpreter import keep_callable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# As in static/bridge/workers.js.
KNOCK = '["alloy_web","knock"]'
# After each knock, in milliseconds: 30 s in all. A page may be long in coming.
_WAITS_MS = (250, 250, 500, 1000, 2000, 4000, 8000, 14000)
# The knock after which the console is told that nobody answers yet.
_WARNS_AT = 5

_NOBODY = (
    "[alloy] This Python runs in a worker, and no page answers it. In the page: "
    'import { serve } from "…/alloy.workers.js", and serve(worker) as soon as the worker is made'
)


def is_worker():
    """Is there no page around this Python, but a worker's scope?"""
    return hasattr(js, "WorkerGlobalScope")


class PortLine:
    """
    `port` is a MessagePort or BroadcastChannel that the page has been given, too; without one, the
    page that made this worker is knocked at.

    What is asked for waits until the page has answered. If it does not within 30 s, that is
    rejected, and the next call knocks again.
    """

    def __init__(self, port=None):
        if port is None and not hasattr(js, "postMessage"):
            raise AlloyError(
                "[alloy] This worker belongs to no one page. Give install() a port that the page "
                "serves: install(port=…)"
            )
        self._port = port
        self._is_given = port is not None
        self._is_answered = False
        self._is_knocking = False
        self._knocks = 0
        self._receive: Any = None
        # Messages that wait for the page, and by number what resolves promises of its answers.
        self._unsent = []
        self._waiting = {}
        # What the page's promises are called there, by the number that a hook of ours has here.
        self._asked = {}
        self._last = 0
        self._hear = keep_callable(self._on_message)
        self._again = keep_callable(self._knock)

    def connect(self, receive):
        self._receive = receive
        if self._port is not None:
            self._port.onmessage = self._hear

    def isDead(self):
        # Of an engine that died in the page each call is told.
        return False

    # ---- What is asked of the page

    def open(self, name, text):
        """The number of an instance. If its name is something else in the page, calls are told."""
        number = self._next()
        self._post("open", number, name, text)
        return number

    def call(self, instance, text):
        return self._answer_to("call", instance, text)

    def give(self, function, text):
        return self._answer_to("give", function, text)

    def settle(self, number, text):
        self._post("settle", self._asked.pop(number), text)

    def node(self, index):
        # Elements stay in the page.
        return None

    def functionOf(self, key):
        def ask(*args):
            raise AlloyError("[alloy] " + key + " answers at once, which no page can from a worker")

        return ask

    def _answer_to(self, verb, number, text):
        """A promise of the answer's text."""
        asked = self._next()

        def wait(resolve, reject):
            self._waiting[asked] = resolve

        promise = js.Promise.new(wait)
        self._post(verb, asked, number, text)
        return promise

    # ---- Messages

    def _post(self, *message):
        text = json.dumps(message)
        if self._is_answered:
            self._port.postMessage(text)
            return
        self._unsent.append(text)
        if not self._is_knocking:
            self._is_knocking = True
            self._knocks = 0
            self._knock()

    def _knock(self, *args):
        if self._is_answered:
            return
        if self._knocks == len(_WAITS_MS):
            self._give_up()
            return
        if self._knocks == _WARNS_AT:
            js.console.warn(_NOBODY + ". Still waiting …")
        if self._is_given:
            self._port.postMessage('["hello"]')
        else:
            # One that was knocked with before is lost, if nobody listened yet.
            channel = js.MessageChannel.new()
            channel.port1.onmessage = self._hear
            channel.port1.postMessage('["hello"]')
            js.postMessage(KNOCK, js.Array.of(channel.port2))
        js.setTimeout(self._again, _WAITS_MS[self._knocks])
        self._knocks += 1

    def _give_up(self):
        self._is_knocking = False
        # An instance stays asked for: the next call may find a page.
        self._unsent = [text for text in self._unsent if text.startswith('["open"')]
        waiting = self._waiting
        self._waiting = {}
        error = {"code": "alloy", "name": "", "message": _NOBODY}
        for number in waiting:
            waiting[number](json.dumps({"error": error}))

    def _on_message(self, event):
        """The page speaks. No exception may get out of here."""
        try:
            verb, *rest = json.loads(str(event.data))
            if verb == "here":
                self._begin(event.target)
            elif verb == "answer":
                resolve = self._waiting.pop(rest[0], None)
                if resolve:
                    resolve(rest[1])
            elif verb == "invoke":
                self._invoke(*rest)
            elif verb == "monitor":
                self._receive("monitor", rest[0], rest[1])
        except Exception as error:
            js.console.error("[alloy] A message of the page failed: " + repr(error))

    def _begin(self, port):
        if self._is_answered:
            return
        self._is_answered = True
        self._port = port
        unsent = self._unsent
        self._unsent = []
        for text in unsent:
            port.postMessage(text)

    def _invoke(self, function, text, asked):
        answer = self._receive("invoke", function, text)
        later = json.loads(answer).get("later")
        if later is None:
            self._post("settle", asked, answer)
        else:
            self._asked[later] = asked

    def _next(self):
        self._last += 1
        return self._last
