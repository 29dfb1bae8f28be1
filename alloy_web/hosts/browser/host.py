"""
The browser as a host: asks the bridge, and hears from it through one entry point.

`receive` is the only Python function JavaScript ever calls here. It lets no exception out.
"""

import json

from alloy_web import flow
from alloy_web.core.strings import to_json
from alloy_web.errors import NetworkError
from alloy_web.hosts.browser import ffi, interpreter
from alloy_web.hosts.browser.functions import UserFunctions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class BrowserHost:
    """See hosts/contract.py for what each method promises."""

    def __init__(self, bridge):
        self.version = bridge.version
        self._bridge = bridge
        # Held once: reading an attribute of a JavaScript object costs as much as the call.
        self._call = bridge.call
        self._waiting = {}
        self._last_id = 0
        # What the page said last: it leaves out what is as it was. `_is_read`: it holds, until
        # code of the page's may run again; "whole": and it was asked for all.
        self._reading = {}
        self._is_read: Any = False
        self._uuid = None
        self._depth = 0
        self._handlers = {}
        self._functions = UserFunctions(
            self._ask, self._wait_for, bridge.node, self._offer, self.promise
        )
        # Functions of ours that the page has, by number: those that answer in their turn, and
        # those that answer at once.
        self._offered = []
        self._given = {}
        self._on_look: Any = None
        # What the page was like when that happened of which we hear now, if that was before us.
        self._earlier = None
        # Set by app/own_engine.py, each called with the number of an instance:
        # `on_instance(key, details)`, `on_command(key, number, call)`, `on_note(key, note)`,
        # `on_retire(key)`, `on_link_details(key, path)`; and `on_monitors()`.
        self.on_instance: Any = None
        self.on_command: Any = None
        self.on_note: Any = None
        self.on_monitors: Any = None
        self.on_retire: Any = None
        self.on_link_details: Any = None
        bridge.connect(interpreter.keep_callable(self.receive))

    # ---- From the page

    def receive(self, kind, number, text):
        number = int(number)
        self._is_read = False
        self._depth += 1
        outer = self._earlier
        self._earlier = None
        try:
            if kind == "command":
                call = interpreter.read_call(text)
                ffi.put_back(call)
                if "function" in call:
                    self._run_offered(number, call)
                else:
                    self._reading["nowMs"] = call["nowMs"]
                    self._earlier = call.get("page")
                    self.on_command(call["instance"], number, call)
            elif kind in self._handlers:
                self._tell_handlers(kind, json.loads(text) if text else None)
            elif kind == "instance":
                self.on_instance(number, json.loads(text))
            elif kind == "retire":
                self.on_retire(number)
            elif kind == "linkDetails":
                return json.dumps(self.on_link_details(number, json.loads(text)))
            elif kind == "note":
                note = json.loads(text)
                self._earlier = note.get("page")
                self.on_note(number, note)
            elif kind == "monitors":
                self.on_monitors()
            elif kind == "given":
                return self._call_given(number, json.loads(text))
            elif kind == "look":
                return json.dumps(self._on_look(json.loads(text)))
            else:
                answer = self._note_reply(text) if kind == "reply" else json.loads(text or "null")
                waiting = self._waiting.pop(number, None)
                if waiting:
                    waiting.resolve(answer)
        except Exception as error:
            self._complain(kind, error)
            if kind == "command":
                # Whoever called is waiting.
                self.reject(number, error)
        finally:
            self._earlier = outer
            self._depth -= 1
            self._is_read = False
        return None

    def _run_offered(self, number, call):
        """The page calls a function of ours, which gives a Deferred, or nothing."""
        outcome = self._offered[call["function"]](*call["args"])
        if isinstance(outcome, flow.Deferred):
            outcome.on_settled(lambda: self.resolve(number, {}))
        else:
            self.resolve(number, {})

    def _tell_handlers(self, kind, details):
        for handler in self._handlers[kind]:
            try:
                handler(details)
            except Exception as error:
                # One instance's trouble is not another's.
                self._complain(kind, error)

    def _complain(self, kind, error):
        self.log("error", ["[alloy] A message of the page (" + kind + ") failed: " + repr(error)])

    def listen(self, kind, handler):
        self._handlers.setdefault(kind, []).append(handler)
        self._ask("listen", kind)

    # ---- To the page

    def page(self):
        if self._is_read != "whole":
            self._note(self._ask("page"))
            self._is_read = self._is_read and "whole"
        page = dict(self._reading)
        page.update(page.pop("facts"))
        if self._earlier:
            page.update(self._earlier)
        return page

    def moment(self):
        if not self._is_read:
            self._note(self._ask("moment"))
        return self._reading

    def last_ms(self):
        return self._reading.get("nowMs", 0)

    def _note(self, reading):
        """A reading serves all of its turn, so that an event costs one."""
        self._reading.update(reading)
        self._uuid = reading.get("uuid")
        # Python code of the page runs in turns, and nobody says when one ends.
        self._is_read = self._depth > 0

    def uuid(self):
        # Where an interpreter asks, one comes with each reading, and serves once.
        fresh = self._uuid or self._ask("uuid")
        self._uuid = None
        return fresh

    def random(self):
        return self._ask("random")

    def set_cookie(self, text):
        # What is there now is read when somebody looks: a browser takes long to tell it.
        self._is_read = False
        self.tell_page("setCookie", text)

    def storage_get(self, area, key):
        return self.tell_page("storageGet", area, key)

    def storage_set(self, area, key, value):
        return self.tell_page("storageSet", area, key, value) is True

    def storage_remove(self, area, key):
        self.tell_page("storageRemove", area, key)

    def storage_keys(self, area):
        return self.tell_page("storageKeys", area) or []

    def lock(self, name, waits):
        return self.ask_page("lock", name, waits)

    def unlock(self, name):
        self._ask("unlock", name)

    async def post(self, url, body, keepalive, timeout_ms, all_headers):
        answer = await self.ask_page("post", url, keepalive, timeout_ms, all_headers, raw=body)
        if "failed" in answer:
            failed = answer["failed"]
            name = failed["name"]
            message = failed["message"]
            if name == "AbortError":
                message = "no answer within " + str(timeout_ms) + " ms"
            raise NetworkError(name + ": " + message, name=name)
        return answer

    def _note_reply(self, text):
        answer = interpreter.read_reply(text)
        if "moment" in answer:
            self._note(answer["moment"])
        else:
            self._reading["nowMs"] = answer["nowMs"]
        return answer

    def beacon(self, url, body):
        return self.tell_page("beacon", url, raw=body)

    def ask_page(self, verb, *arguments, raw=None):
        # The number that the bridge answers under. Even ones are ours, odd ones the bridge's.
        self._last_id += 2
        waiting = self._wait_for(self._last_id)
        self._ask(verb, self._last_id, *arguments, raw=raw)
        return waiting

    def has_visitor(self):
        return self.tell_page("hasVisitor")

    def sleep(self, delay_ms):
        return self.ask_page("timer", delay_ms)

    def turn_end(self):
        return self.sleep(0)

    def log(self, level, parts):
        self.tell_page("log", level, parts)

    def client_hints(self, names):
        return self.ask_page("clientHints", names)

    def matches(self, pattern, text):
        return self.tell_page("matches", pattern, text)

    def link_text(self, index):
        return self._ask("linkText", index)

    def hide(self, style_id, css):
        self.tell_page("hide", style_id, css)

    def show(self, style_id):
        self.tell_page("show", style_id)

    def render(self, actions, limits):
        self._is_read = False
        return self.ask_page("render", limits, raw=actions)

    def stop_waiting(self, view):
        self._ask("stopWaiting", view)

    def clicked_content(self, targets):
        return self.tell_page("clickedContent", targets) or []

    def go_to(self, url, replaces):
        self.tell_page("goTo", url, replaces)

    def call_user(self, function, arguments):
        self._is_read = False
        return self._functions.call(function, arguments)

    def release(self, function):
        if isinstance(function, ffi.PageFunction):
            self._ask("release", [function.number])
        for number in self._given:
            if self._given[number] is function:
                del self._given[number]
                return

    def source(self, function):
        return self._functions.source(function)

    def look_at(self, element, answer):
        self._on_look = answer
        return json.loads(self._bridge.look(element))

    async def load_second(self, url):
        """
        Load the second file, from `url` or from where the first came; returns why it did not come,
        or None. For buildtools/compiler/instead/second_of_two.py.
        """
        return (await self.ask_page("second", url))["failed"]

    # ---- For app/own_engine.py

    def resolve(self, number, result):
        """Settle the promise of a command."""
        plain, places = self._hand_out(result)
        self._ask("settle", number, True, places, raw=interpreter.for_page(plain))

    def reject(self, number, error):
        self._ask("settle", number, False, [], raw=interpreter.for_page(ffi.write_error(error)))

    def _hand_out(self, returned):
        """
        What goes to the page as JSON can hold it, and `[path, number]` of the functions in it: the
        page has others in their place, which call these and answer at once.
        """
        places = []
        if isinstance(returned, dict) and any(callable(returned[key]) for key in returned):
            returned = ffi.take_functions(returned, self._give, [], places)
        return returned, places

    def _give(self, function):
        self._last_id += 2
        self._given[self._last_id] = function
        return self._last_id

    def _call_given(self, number, arguments):
        function = self._given.get(number)
        return to_json(self._hand_out(function(*(arguments or ())))) if function else None

    def _offer(self, function):
        """The number by which the page calls a function of ours that answers in its turn."""
        for index in range(len(self._offered)):
            if self._offered[index] is function:
                return index
        self._offered.append(function)
        return len(self._offered) - 1

    def new_key(self):
        """A number for an instance that Python code makes."""
        self._last_id += 2
        self._ask("made", self._last_id)
        return self._last_id

    def name_state(self, name):
        """
        `window.<name>`: "free" to be had, "taken" by something else, or the number of the
        instance of ours that it leads to.
        """
        return self._ask("state", name)

    def attach(self, name, key):
        """Let `window.<name>` lead to an instance; makes that function if the page has none."""
        self._ask("attach", name, key)

    def notify(self, key, method, details):
        """Tell the page's monitors of an instance."""
        self._is_read = False
        plain, places = ffi.write_details(details)
        self.tell_page("notify", key, method, places, raw=to_json(plain))

    def promise(self, deferred):
        """A JavaScript promise that is settled with `deferred`, for Python code of the page."""
        self._last_id += 2
        number = self._last_id
        promise = self._bridge.wait(number)
        deferred.on_settled(lambda: self._ask("wake", number))
        return promise

    # ---- The bridge

    def _wait_for(self, number):
        waiting = flow.Deferred()
        self._waiting[number] = waiting
        return waiting

    def _ask(self, verb, *arguments, raw=None):
        has_failed, answer = interpreter.ask(self._call, verb, arguments, raw)
        if has_failed:
            raise RuntimeError(verb + ": " + answer["name"] + ": " + answer["message"])
        return answer

    def tell_page(self, verb, *arguments, raw=None):
        """As `_ask`, but None where the page refuses: blocked storage, sandboxed cookies."""
        has_failed, answer = interpreter.ask(self._call, verb, arguments, raw)
        return None if has_failed else answer
