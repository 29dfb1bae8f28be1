"""
The dry run of rules: which hold, and where one does not, why. See `alloy_web.testing`.
"""

import json

from alloy_web.core import propositions as offers
from alloy_web.features.rules import context as contexts
from alloy_web.features.rules import evaluation, matchers
from alloy_web.features.rules import history as events
from alloy_web.features.rules.rulesets import Payload, Ruleset, payload
from alloy_web.hosts.memory.host import NOW_MS

_NO_MATCHER = "there is no matcher of this name"
# What historical conditions compare by, and what all others do.
_COUNTS = (*matchers.NUMBERS, "eq", "ne")
_CODES = (*matchers.NUMBERS, *matchers.TEXTS, "ex", "nx")


class Outcome:
    """
    One rule: `number` (from 1, of all that were given), `holds`, the `items` it brings or would
    bring, and in `why` a line for each condition that fails, with the value it met.
    """

    def __init__(self, number: int, holds: bool, items: list[dict], why: list[str]):
        self.number = number
        self.holds = holds
        self.items = items
        self.why = why

    def __repr__(self):
        ids = ", ".join(str(item.get("id")) for item in self.items) or "nothing"
        lines = [f"rule {self.number} {'holds' if self.holds else 'fails'}: {ids}"]
        return "\n".join(lines + ["    " + line for line in self.why])


class Evaluated:
    """
    `rules`      an `Outcome` for each rule, in the order of the rules
    `items`      what those that hold bring
    `failed`     the outcomes of those that do not hold
    `problems`   why sets of rules could not be read
    """

    def __init__(self):
        self.rules: list[Outcome] = []
        self.problems: list[str] = []

    @property
    def items(self) -> list[dict]:
        return [item for rule in self.rules if rule.holds for item in rule.items]

    @property
    def ids(self) -> list:
        """The ids of what holds."""
        return [item.get("id") for item in self.items]

    @property
    def failed(self) -> list[Outcome]:
        return [rule for rule in self.rules if not rule.holds]

    def __repr__(self):
        lines = [f"{len(self.rules) - len(self.failed)} of {len(self.rules)} rules hold"]
        lines += [f"left out: {problem}" for problem in self.problems]
        for rule in self.rules:
            lines += repr(rule).split("\n")
        return "\n  ".join(lines)


def evaluate(
    rulesets: list[dict] | dict, context: dict | None = None, history: list[dict] | None = None
) -> Evaluated:
    """
    What these rules say of a context: sets of rules, or propositions that bring them.

    `context` may be nested (`{"page": {"path": "/cart"}}`) or flat; `history` is a list of what
    happened, `{"iam.eventType": "display", "iam.id": "act#1", "timestamp": ms}`, once each. As in a
    page, propositions of a lower rank are asked first, and what they note in the history counts for
    the others. Nothing is remembered. Raises ValueError for a context that is no dict or contains
    itself, and for a history that names no events.
    """
    found = Evaluated()
    if not isinstance(context or {}, dict):
        raise ValueError(f"context: expected a dict, got {context!r}")
    facts = contexts.flat(context or {})
    past = _history(history or [])
    payloads = _read(rulesets if isinstance(rulesets, list) else [rulesets], found.problems)
    outcomes: dict[int, list[Outcome]] = {}
    for place, each in sorted(enumerate(payloads), key=lambda placed: placed[1].rank):
        outcomes[place] = _outcomes(each, facts, past)
    for place in range(len(payloads)):
        for outcome in outcomes[place]:
            outcome.number = len(found.rules) + 1
            found.rules.append(outcome)
    return found


def _outcomes(payload, facts, past):
    """One for each rule, not numbered yet; `past` gets what a page would note."""
    found = []
    brought = []

    def note(key):
        past.setdefault(key, {"timestamps": []})["timestamps"].append(NOW_MS)

    for ruleset in payload.rulesets:
        shares: dict = {}
        for rule in ruleset.rules:
            asked = ruleset.facts(rule, facts, shares)
            holds = rule.condition.holds(asked, past)
            items = [evaluation.item_of(each) for each in rule.consequences]
            found.append(Outcome(
                0, holds,
                [one for one in items if one and one.get("schema") != evaluation.HISTORY_OPERATION],
                [] if holds else _why(rule.condition, asked, past),
            ))
        brought += evaluation.qualified(payload, ruleset, facts, past, note)
    for item in brought:
        evaluation.operate(item, past, note)
    return found


def _read(given, problems):
    """The payloads; of a set of rules that no proposition brought one without an activity."""
    found = []
    for each in given:
        if isinstance(each, dict) and "scope" in each:
            for proposition in offers.readable([each]):
                made, missing = payload(proposition)
                problems += missing
                if made:
                    found.append(made)
                elif not missing:
                    problems.append(
                        f"proposition {proposition.get('id')}: it has no activity.id, or no rules"
                    )
            continue
        try:
            found.append(Payload({"scopeDetails": {}}, None, [Ruleset(each)]))
        except ValueError as error:
            problems.append(str(error))
    return found


def _history(given):
    if not isinstance(given, list):
        raise ValueError(f"history: expected a list of events, got {given!r}")
    past: dict = {}
    dated = [_dated(place, each) for place, each in enumerate(given)]
    for time, key in sorted(dated, key=lambda one: one[0]):
        past.setdefault(key, {"timestamps": []})["timestamps"].append(time)
    return past


def _dated(place, event):
    """When an event of the history happened, and its key."""
    key = None
    if isinstance(event, dict):
        key = events.key_of({name: event[name] for name in event if name != "timestamp"})
    if key is None:
        raise ValueError(
            f"history[{place}]: an event needs iam.eventType and iam.id, got {event!r}"
        )
    time = event.get("timestamp", NOW_MS)
    if not matchers.is_number(time):
        raise ValueError(
            f"history[{place}].timestamp: expected a number, milliseconds since 1970, got {time!r}"
        )
    return time, key


def _why(condition, context, history):
    """A line for each condition that has to hold, and does not."""
    if condition.kind == "matcher":
        words = [condition.key, _code(condition), *map(_shown, condition.values)]
        return [f"{' '.join(words)}: {_met(condition, context)}"]
    if condition.kind == "historical":
        met = f"it is {condition.count(history)}"
        if condition.code not in _COUNTS:
            met = _NO_MATCHER
        elif not matchers.is_number(condition.value):
            met += f", and {_shown(condition.value)} is no number"
        named = ", ".join(_event(each) for each in condition.events) or "no events"
        return [f"{condition.search or 'any'} of {named}{_window(condition)} {_code(condition)} "
                f"{_shown(condition.value)}: {met}"]
    if condition.logic not in ("and", "or"):
        return [f"a group of the logic {_shown(condition.logic)} never holds"]
    if not condition.conditions:
        return ["a group of alternatives has none"]
    lines = []
    for each in condition.conditions:
        if not each.holds(context, history):
            lines += _why(each, context, history)
    if condition.logic == "or":
        return ["none of these holds:"] + ["    " + line for line in lines]
    return lines


def _met(condition, context):
    """What a matcher met, and which of its values compare with nothing."""
    if condition.code not in _CODES:
        return _NO_MATCHER
    if condition.key in context:
        met = "it is " + _shown(context[condition.key])
    else:
        met = "it is not there"
        parts = [key for key in context if key.startswith(condition.key + ".")]
        # Lists and objects stand in the context by their parts.
        met += f", but {min(parts)} is" if parts else ""
    for value in condition.values if condition.code not in ("ex", "nx") else ():
        if not matchers.candidates(condition.code, [value]):
            kind = "number" if condition.code in matchers.NUMBERS else "text"
            met += f", and {_shown(value)} is no {kind}"
    return met


def _code(condition):
    return condition.code if condition.code in _CODES else _shown(condition.code)


def _window(condition):
    """From when to when a historical condition looks, where it says so."""
    begin = f" from {condition.begin}" if condition.begin != 0 else ""
    return begin + (f" to {condition.end}" if condition.end != float("inf") else "")


def _event(descriptor):
    fields = events.fields(descriptor)
    if fields is None:
        return f"{descriptor} (names no event)"
    return f"{fields.pop('eventType')} {fields.pop('eventId')}" + (
        f" {fields}" if fields else ""
    )


def _shown(value):
    return json.dumps(value, ensure_ascii=False)
