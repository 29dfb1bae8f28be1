"""
Conditions: read once from what the server sent, then asked as often as there is something new.

Each has `holds(context, history)`: the context is flat (context.py), the history as
features/decision_history.py keeps it. Source: RULE-02 to RULE-04.
"""

from alloy_web.features.rules import history as events
from alloy_web.features.rules import matchers

# Groups within groups. An interpreter has little stack, and nobody writes a rule like that.
DEEPEST = 30


class Matcher:
    """A value of the context, compared with others."""

    kind = "matcher"

    def __init__(self, definition):
        key = definition.get("key")
        self.key = key if isinstance(key, str) else ""
        self.code = definition.get("matcher")
        self.values = _list(definition, "values")
        self._candidates = matchers.candidates(self.code, self.values)

    def holds(self, context, history):
        return matchers.matches(self.code, context.get(self.key), self._candidates)


class Group:
    """Conditions of which all have to hold (`and`), or one (`or`)."""

    kind = "group"

    def __init__(self, logic, conditions):
        self.logic = logic
        self.conditions = conditions

    def holds(self, context, history):
        if self.logic not in ("and", "or"):
            return False
        wanted = self.logic == "or"
        for condition in self.conditions:
            if condition.holds(context, history) == wanted:
                return wanted
        return not wanted


class Historical:
    """What happened so far, counted and compared with a number."""

    kind = "historical"

    def __init__(self, definition):
        self.search = definition.get("searchType")
        self.code = definition.get("matcher")
        self.value = definition.get("value")
        self.events = _list(definition, "events")
        self._keys = [events.key_of(each) for each in self.events]
        self.begin = _number(definition.get("from"), 0)
        self.end = _number(definition.get("to"), float("inf"))

    def count(self, history):
        """The number that is compared."""
        return events.count(self.search, history, self._keys, self.begin, self.end)

    def holds(self, context, history):
        return matchers.is_number(self.value) and matchers.compare(
            self.code, self.count(history), self.value
        )


def read(given, level=1):
    """A condition of what the server sent. Raises ValueError for anything else."""
    definition = given.get("definition") if isinstance(given, dict) else None
    if not isinstance(definition, dict):
        raise ValueError("a condition has no definition")
    kind = given.get("type")
    if kind == "matcher":
        return Matcher(definition)
    if kind == "historical":
        return Historical(definition)
    if kind != "group":
        raise ValueError('a condition is of the unknown type "' + str(kind)[:50] + '"')
    if level > DEEPEST:
        raise ValueError("conditions are nested deeper than " + str(DEEPEST) + " groups, or "
                         "contain themselves")
    conditions = []
    for each in _list(definition, "conditions"):
        conditions.append(read(each, level + 1))
    return Group(definition.get("logic"), conditions)


def _list(definition, key):
    found = definition.get(key)
    return found if isinstance(found, list) else []


def _number(value, default):
    return value if matchers.is_number(value) else default
