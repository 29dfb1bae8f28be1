"""
A page that alloy.js serves already: Python of the page uses its engine, which is compiled. So does
Python in a worker, whatever engine its page has.

Commands go through JavaScript (static/bridge/line.js) into the queues of the page. Here they
become JSON text and their results dicts; functions among the options, which stay here, are called
from there by number. The engine's own modules are not needed, so none is imported.
"""

import json

from alloy_web import errors
from alloy_web.core.strings import to_json
from alloy_web.hosts.browser import ffi
from alloy_web.hosts.browser.functions import UserFunctions
from alloy_web.hosts.browser.interpreter import keep_callable, load_script, places
from alloy_web.hosts.browser.worker import PortLine, is_worker

# Exceptions of hooks that a caller may still ask for (`HookError.original`).
_MOST_RAISED = 20

# Commands whose functions are called after they are settled, as in static/bridge/calls.js.
_KEEPING = ("configure", "createMediaSession", "sendConversationEvent", "subscribeRulesetItems")

# Its functions return something, which none does that crosses.
_TRACKER = "getMediaAnalyticsTracker"


def find(port=None):
    """
    The page as its running engine serves it, or None where none runs; from a worker, or by a port
    of the page's, as it will when it answers.
    """
    if port is not None or is_worker():
        return Attached(PortLine(port))
    line = load_script("attached.js", "__alloyAttached")
    return None if line is None else Attached(line)


class Attached:
    """What own_engine.Page is, for an engine that is not in here."""

    def __init__(self, line):
        self._line = line
        self._call_user = UserFunctions(None, None, line.node).call
        # What JavaScript knows by number: Python's functions, and monitors with their instance.
        self.kept = {}
        # Exceptions of those functions.
        self.raised = {}
        self._named = {}
        self._last = 0
        line.connect(keep_callable(self.receive))

    @property
    def is_dead(self):
        """Has that engine stopped, or failed to start?"""
        return bool(self._line.isDead())

    def install(self, name, auto_views, monitors):
        """The function for what `window.<name>` leads to; None if that is nothing of ours."""
        if name not in self._named:
            function = self._open(
                name, monitors, autoViews=auto_views, keepUnsent=True, isPrivate=False
            )
            if function is None:
                return None
            self._named[name] = function
        return self._named[name]

    def make_instance(self, name, monitors, components=None):
        """A new instance, as the function that Python code calls."""
        return self._open(name, monitors, components=components, isPrivate=True)

    def _open(self, name, monitors, **options):
        async def function(command, options=None, **more):
            options = ffi.with_keywords(name, command, options, more)
            return await self._run(number, name, command, options)

        options["monitors"] = [self._keep((each, function)) for each in monitors]
        number = int(self._line.open(name, json.dumps(options)))
        return function if number >= 0 else None

    async def _run(self, number, name, command, options):
        options = ffi.read_python_call(name, command, options)
        if command == _TRACKER:
            raise errors.CommandError(
                "[" + name + '] "' + _TRACKER + '" is for JavaScript of the page. In Python beside '
                "alloy.js use createMediaSession and sendMediaEvent"
            )
        places = []
        options = ffi.take_functions(options, self._keep, [], places)
        args = [command] if options is None else [command, options]
        call = to_json({"args": args, "functions": places})
        outcome = json.loads(await self._line.call(number, call))
        if "error" in outcome or command not in _KEEPING:
            # Nobody calls them any more.
            for _, function in places:
                del self.kept[function]
        if "error" in outcome:
            raise self._error(outcome["error"])
        result = outcome["result"]
        for key in outcome["functions"]:
            result[key] = self._given(outcome["functions"][key])
        return result

    # ---- From the page

    def receive(self, kind, number, text):
        """The only function that JavaScript calls here. It lets no exception out."""
        try:
            kept = self.kept[int(number)]
            details = json.loads(text)
            if kind == "monitor":
                self._tell(kept, details)
                return "{}"
            return to_json(self._invoke(kept, details))
        except Exception as error:
            return json.dumps(self._threw(error))

    def _invoke(self, function, arguments):
        called = [
            self._given(each["$function"]) if "$function" in each else each for each in arguments
        ]
        outcome = self._call_user(function, called)
        if not outcome.is_pending:
            return self._as_data(outcome, arguments)
        later = self._next()
        outcome.on_settled(
            lambda: self._line.settle(later, to_json(self._as_data(outcome, arguments)))
        )
        return {"later": later}

    def _as_data(self, outcome, arguments):
        try:
            returned = _returned(outcome.result())
            return {"edited": arguments, "returned": returned}
        except Exception as error:
            return self._threw(error)

    def _tell(self, kept, details):
        # Here, since few pages have monitors.
        from alloy_web.engine.monitors import listener

        monitor, function = kept
        call = listener(monitor, details["method"])
        if call is None:
            return
        data = details["data"]
        if details.get("error"):
            data["error"] = self._error(details["error"])
        for key in details["functions"]:
            data[key] = function if key == "instance" else _reader(self._line.functionOf(key))
        call(data)

    # ---- Errors, there and back

    def _threw(self, error):
        original = getattr(error, "original", None) or error
        number = self._next()
        self.raised[number] = original
        if len(self.raised) > _MOST_RAISED:
            del self.raised[min(self.raised)]
        written = ffi.write_error(error)
        written["message"] = str(original) + places(original)
        written["name"] = type(original).__name__
        written["raised"] = number
        return {"thrown": written}

    def _error(self, written):
        original = self.raised.get(written.get("raised"))
        if original is not None:
            return errors.HookError(written["message"], original)
        error = errors.of_code(
            written["code"], written["message"], written["name"], written.get("status")
        )
        error.kept = bool(written.get("kept"))
        return error

    # ---- Inside

    def _given(self, number):
        """A function of the engine's: takes plain data, and gives what can be awaited."""
        return lambda *args: self._line.give(number, to_json(list(args)))

    def _keep(self, value):
        number = self._next()
        self.kept[number] = value
        return number

    def _next(self):
        self._last += 1
        return self._last


def _returned(value):
    """What a function returned, as data: one that returns what has no JSON form returns nothing."""
    try:
        return ffi.take_functions(ffi.write_options(value), lambda function: None, [], [])
    except ValueError:
        return None


def _reader(function):
    """A function of a monitor's data; what it gives comes as JSON text."""
    return lambda argument: json.loads(function(argument))
