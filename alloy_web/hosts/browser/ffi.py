"""
What crosses the border, as plain Python and back: a call of the page's, a function of the page's,
options of a Python caller, what monitors hear, an error.
"""

from alloy_web.core.encoding import well_formed
from alloy_web.errors import CommandError, describe
from alloy_web.hosts.browser import values


class PageFunction:
    """A JavaScript function handed to a command; `host.call_user` calls it."""

    def __init__(self, number):
        self.number = number

    def __call__(self, *arguments):
        raise TypeError("a function of the page is called through host.call_user")


def put_back(call):
    """
    Functions into a call as the bridge hands it over, where the page had them, as `PageFunction`.

    It is `{"instance", "nowMs", "name", "options", "left", "refused", "page", "functions"}`.
    """
    for trail, number in call.get("functions", ()):
        target = call["options"]
        for step in trail[:-1]:
            target = target[step]
        target[trail[-1]] = PageFunction(number)


def read_python_call(name, command, options):
    """
    Options of a Python caller as `write_options` gives them. Raises CommandError; `name` is the
    instance's.
    """
    if not isinstance(command, str):
        raise CommandError("[" + name + "] " + not_a_name(_shown_value(command)))
    try:
        return write_options(options)
    except ValueError as error:
        problems = str(error).split("\n")
        count = str(len(problems)) + " problem" + ("s" if len(problems) > 1 else "")
        raise CommandError("[" + name + "] " + command + ": " + count + "\n  - "
                           + "\n  - ".join(problems))


def with_keywords(name, command, options, more):
    """Options of a Python caller, those given as keywords among them; raises CommandError."""
    if not more:
        return options
    if options is not None and not isinstance(options, dict):
        raise CommandError("[" + name + '] "' + str(command) + '": keywords ('
                           + ", ".join(sorted(more)) + ") go with options that are a dict; got "
                           + _shown_value(options))
    joined = dict(options or {})
    joined.update(more)
    return joined


def check_instance(function, name, monitors, components):
    """Raises CommandError for what no instance can be made with; `function` is the caller's."""
    if not isinstance(name, str):
        raise CommandError("[alloy] " + function + ": the name of an instance is a text, as in "
                           + function + '("shop"); got ' + _shown_value(name))
    for what, given in (("monitors", monitors), ("components", components)):
        if not isinstance(given, (list, tuple, set)):
            raise CommandError("[" + name + "] " + function + ": " + what + " is a list, as in "
                               + what + "=[…]; got " + _shown_value(given))


def _shown_value(value):
    return type(value).__name__ + " " + repr(value)[:100]


def not_a_name(got):
    return "The first argument is the name of a command, a string; got " + got


def left_out(command, left):
    return '"' + command + '": left out, because it has no JSON form: ' + ", ".join(left)


def write_options(value):
    """
    Options of a Python caller as plain data of their own; what becomes of each kind of value is
    said in hosts/browser/values.py.

    Callables stay where options take them, and so does what can be awaited, as a function that
    gives it. Raises ValueError, a line for each problem, for all else that JSON does not know, and
    for what is larger than 10 MB, nested deeper than 64 levels, or part of itself.
    """
    copy = _Copy()
    try:
        copied = copy.of(value, "", 0)
    except RuntimeError:
        # MicroPython: its stack may end before 64 levels.
        raise ValueError("options: nested too deep, or part of itself")
    if copy.problems:
        raise ValueError("\n".join(copy.problems))
    return copied


def read_again(argument):
    """Make what a Python function left in a dict plain; raises ValueError for what cannot be."""
    if isinstance(argument, dict):
        argument.pop("clickedElement", None)
        replace(argument, write_options(argument))


def replace(target, source):
    """Give a dict the content of another."""
    target.clear()
    target.update(source)


def take_functions(value, keep, trail, places):
    """
    Options without the functions in them. Each goes to `keep`, which numbers it, and
    `[path, number]` to `places`.
    """
    if callable(value):
        places.append([trail, keep(value)])
        return None
    if isinstance(value, dict):
        return {key: take_functions(value[key], keep, trail + [key], places) for key in value}
    if isinstance(value, list):
        return [
            take_functions(value[index], keep, trail + [index], places)
            for index in range(len(value))
        ]
    return value


def write_details(details):
    """
    What a monitor hears as JSON data, and `[path, number]` of each function of the page in it.

    Functions of Python's are left out: the bridge has others in their place.
    """
    places = []
    return _shown(details, [], places), places


def write_error(error):
    """An exception as the bridge makes an Error of it."""
    return {
        "message": describe(error),
        "code": getattr(error, "code", "alloy"),
        "name": getattr(error, "name", ""),
        "status": getattr(error, "status", None),
        "pageError": getattr(error, "page_error", None),
        "kept": getattr(error, "kept", False),
    }


def _shown(value, trail, places):
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, dict):
        shown: dict | list = {}
        for key in value:
            item = _shown(value[key], trail + [key], places)
            if item is not _LEFT_OUT:
                shown[key] = item
        return shown
    if isinstance(value, (list, tuple)):
        shown = []
        for index in range(len(value)):
            item = _shown(value[index], trail + [index], places)
            shown.append(None if item is _LEFT_OUT else item)
        return shown
    if isinstance(value, PageFunction):
        places.append([trail, value.number])
    elif isinstance(value, Exception):
        return write_error(value)
    return _LEFT_OUT


# Of options, for the page's side (static/bridge/json.js) too: levels; how long they may be as JSON;
# what each value counts for at least, since many small ones keep an interpreter busy.
MAX_DEPTH = 64
MAX_SIZE = 10000000
LEAST_SIZE = 40
_MOST_PROBLEMS = 20
_HOLDERS_OF_FUNCTIONS = ("clickCollection", "autoViews")

# What a double holds; JSON.parse makes more of it infinite, which is null in JSON.
_LARGEST = 1.7976931348623157e308
_LEFT_OUT = object()


class _Copy:
    """One copying: the `problems` so far, and how long what was copied is as JSON, about."""

    def __init__(self):
        self.problems = []
        self._size = 0

    def of(self, value, path, depth):
        value = values.plain(value)
        if isinstance(value, str):
            self._count(len(value) + 3, path)
            return well_formed(value)
        self._count(LEAST_SIZE, path)
        if value is None:
            return value
        if isinstance(value, (bool, int, float)):
            if -_LARGEST <= value <= _LARGEST:
                return value
            what = str(value) if isinstance(value, float) else "so large an int"
            return self._refuse(path, what + " is no number that JSON knows")
        if depth > MAX_DEPTH:
            raise ValueError(_short(path) + ": nested deeper than 64 levels, or part of itself")
        if isinstance(value, dict):
            return self._of_dict(value, path, depth)
        if isinstance(value, (list, tuple)):
            return self._of_list(value, path, depth)
        if _takes_functions(path):
            if callable(value):
                return value
            if is_awaitable(value):
                # What comes later is asked for when it is needed, as a hook is.
                return lambda: value
        return self._refuse(path, "a " + type(value).__name__ + " has no JSON form")

    def _refuse(self, path, why):
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(_short(path or "options") + ": " + why)

    def _of_dict(self, value, path, depth):
        copied = {}
        for key in value:
            name = values.plain(key)
            if isinstance(name, bool) or not isinstance(name, (str, int)):
                self._refuse(path, "a key is a text; got " + type(name).__name__)
                continue
            name = well_formed(str(name))
            where = path + "." + name if path else name
            self._count(len(name) + 3, where)
            copied[name] = self.of(value[key], where, depth + 1)
        return copied

    def _of_list(self, value, path, depth):
        copied = []
        for index in range(len(value)):
            copied.append(self.of(value[index], path + "[" + str(index) + "]", depth + 1))
        return copied

    def _count(self, letters, path):
        self._size += max(letters, LEAST_SIZE)
        if self._size > MAX_SIZE:
            raise ValueError(_short(path) + ": with this the options are larger than 10 MB of JSON")


def _short(path):
    return path if len(path) <= 80 else path[:80] + "..."


def _takes_functions(path):
    """Is it an option by its own, or one of those that hold functions?"""
    holder, dot, name = path.partition(".")
    if "[" in path or "." in name:
        return False
    return not dot or holder in _HOLDERS_OF_FUNCTIONS


def is_awaitable(value):
    """A coroutine, a task, or a promise of the page's?"""
    # MicroPython: a coroutine is a generator and has no __await__; a promise has `then`.
    return hasattr(value, "__await__") or hasattr(value, "send") or hasattr(value, "then")
