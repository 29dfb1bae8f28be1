"""
The dry run of rules: which hold, and where one does not, why. See `alloy_web.testing`.
"""

import json

from alloy_web.core import propositions as offers
from alloy_web.features.rules import context as contexts
from alloy_web.features.rules import evaluation
from alloy_web.features.rules import history as events
from alloy_web.features.rules.rulesets import Ruleset, payload
from alloy_web.hosts.memory.host import NOW_MS


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
    happened, `{"iam.eventType": "display", "iam.id": "act#1", "timestamp": ms}`, once each. Nothing
    is remembered. Raises ValueError for a context that contains itself.
    """
    found = Evaluated()
    facts = contexts.flat(context or {})
    past = _history(history or [])
    for ruleset in _read(rulesets if isinstance(rulesets, list) else [rulesets], found.problems):
        shares: dict = {}
        for rule in ruleset.rules:
            asked = ruleset.facts(rule, facts, shares)
            holds = rule.condition.holds(asked, past)
            items = [evaluation.item_of(each) for each in rule.consequences]
            found.rules.append(Outcome(
                len(found.rules) + 1, holds, [item for item in items if item],
                [] if holds else _why(rule.condition, asked, past),
            ))
    return found


def _read(given, problems):
    found = []
    for each in given:
        if isinstance(each, dict) and "scope" in each:
            for proposition in offers.readable([each]):
                made, told = payload(proposition)
                problems += told
                if made:
                    found += made.rulesets
                elif not told:
                    problems.append(
                        f"proposition {proposition.get('id')}: it has no activity.id, or no rules"
                    )
            continue
        try:
            found.append(Ruleset(each))
        except ValueError as error:
            problems.append(str(error))
    return found


def _history(given):
    past: dict = {}
    for each in sorted(given, key=lambda one: one.get("timestamp", NOW_MS)):
        named = {key: each[key] for key in each if key != "timestamp"}
        key = events.key_of(named)
        if key is None:
            raise ValueError(f"an event needs iam.eventType and iam.id, got {each}")
        past.setdefault(key, {"timestamps": []})["timestamps"].append(
            each.get("timestamp", NOW_MS)
        )
    return past


def _why(condition, context, history):
    """A line for each condition that has to hold, and does not."""
    if condition.kind == "matcher":
        value = context.get(condition.key)
        met = "it is not there" if condition.key not in context else "it is " + _shown(value)
        wanted = " ".join([condition.key, str(condition.code), *map(_shown, condition.values)])
        return [f"{wanted}: {met}"]
    if condition.kind == "historical":
        named = ", ".join(_event(each) for each in condition.events)
        return [f"{condition.search or 'any'} of {named} {condition.code} {condition.value}: it is "
                f"{condition.count(history)}"]
    if condition.logic not in ("and", "or"):
        return [f"a group of the logic {_shown(condition.logic)} never holds"]
    lines = []
    for each in condition.conditions:
        if not each.holds(context, history):
            lines += _why(each, context, history)
    if condition.logic == "or":
        return ["none of these holds:"] + ["    " + line for line in lines]
    return lines


def _event(descriptor):
    fields = events.fields(descriptor)
    if fields is None:
        return f"{descriptor} (names no event)"
    return f"{fields.pop('eventType')} {fields.pop('eventId')}" + (
        f" {fields}" if fields else ""
    )


def _shown(value):
    return json.dumps(value, ensure_ascii=False)
