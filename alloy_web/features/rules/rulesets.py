"""
Sets of rules: read from what the server sent, and kept by the activity they are of. Pure.

Source: RULE-01, RULE-11.
"""

import json

from alloy_web.core import propositions as offers
from alloy_web.core.merge import get_path
from alloy_web.features.rules import allocation, conditions, matchers

# Of text that holds rules: brackets within brackets. Some interpreters have little stack.
_DEEPEST_TEXT = 200


# Who the visitor is, where the event that was answered does not say so.
ECID = "~ecid"


class Rule:
    """`consequences` are what it brings where `condition` holds; `key` only Target's rules have."""

    def __init__(self, given):
        if not isinstance(given, dict):
            raise ValueError("a rule is no object")
        self.key = given.get("key")
        self.condition = conditions.read(given.get("condition"))
        self.consequences = [
            each for each in _list(given, "consequences") if isinstance(each, dict)
        ]


class Ruleset:
    """Raises ValueError for what cannot be read."""

    def __init__(self, given):
        if not isinstance(given, dict) or not isinstance(given.get("rules"), list):
            raise ValueError("it has no list of rules")
        self.rules = [Rule(each) for each in given["rules"]]
        self._buckets = None
        self._template = None
        if get_path(given, "metadata.provider") == "TGT":
            self._buckets = get_path(given, "metadata.providerData.buckets")
            self._template = get_path(given, "metadata.providerData.identityTemplate")
            if not isinstance(self._template, str):
                raise ValueError("it is Target's and has no identityTemplate")
            if not matchers.is_number(self._buckets) or self._buckets <= 0:
                raise ValueError("it is Target's and has no buckets")

    def holding(self, context, history):
        """The rules that hold, in their order."""
        shares = {}
        return [
            rule for rule in self.rules
            if rule.condition.holds(self.facts(rule, context, shares), history)
        ]

    def facts(self, rule, context, shares):
        """
        What this rule is asked about; `shares` is a dict that keeps it for others of its key.
        """
        if not self._buckets or not isinstance(rule.key, str):
            return context
        if rule.key not in shares:
            shares[rule.key] = self._with_share(rule.key, context)
        return shares[rule.key]

    def _with_share(self, key, context):
        """The context, with the visitor's part of the traffic where it is known who that is."""
        identity = context.get("xdm.identityMap.ECID.0.id") or context.get(ECID)
        if not isinstance(identity, str):
            return context
        facts = dict(context)
        facts["allocation"] = allocation.share(self._template, key, identity, self._buckets)
        return facts


class Payload:
    """A proposition that brought rules: `rulesets` of it, and its place among others."""

    def __init__(self, proposition, activity, rulesets):
        self.proposition = proposition
        self.activity = activity
        self.rulesets = rulesets
        rank = proposition["scopeDetails"].get("rank")
        self.rank = rank if matchers.is_number(rank) else float("inf")


class Payloads:
    """Those that came so far, in the order in which their activities came first."""

    def __init__(self):
        self.all = []
        self._places = {}

    def add(self, payload):
        """It takes the place of an earlier one of its activity."""
        if payload.activity in self._places:
            self.all[self._places[payload.activity]] = payload
        else:
            self._places[payload.activity] = len(self.all)
            self.all.append(payload)


def are_in(response):
    """Does an answer hold rules that the page is to evaluate?"""
    if response.text and "rules" not in response.text:
        # Every form of them has the word; to look at its letters costs less than at its offers.
        return False
    for proposition in offers.readable(response.payloads("personalization:decisions")):
        if any(_may_hold_rules(item) for item in proposition["items"]):
            return True
    return False


def _may_hold_rules(item):
    """JSON content can be rules, too, as an object or as text."""
    schema = item.get("schema")
    content = get_path(item, "data.content") if schema == offers.JSON_CONTENT else None
    if isinstance(content, str):
        return '"rules"' in content
    return schema == offers.RULESET or (isinstance(content, dict) and "rules" in content)


def payload(proposition):
    """
    `(Payload or None, problems)` of a readable proposition; a set that cannot be read is left out,
    and a problem says why.
    """
    activity = get_path(proposition["scopeDetails"], "activity.id")
    if not isinstance(activity, str) or not activity:
        return None, []
    found = []
    problems = []
    for item in proposition["items"]:
        try:
            given = _ruleset_of(item)
            if given is not None:
                found.append(Ruleset(given))
        except ValueError as error:
            problems.append(str(error))
    return Payload(proposition, activity, found) if found else None, problems


def _ruleset_of(item):
    """The set of rules that an item holds, or None. Raises ValueError for text that is too deep."""
    data = item.get("data")
    if item.get("schema") == offers.RULESET:
        return data
    if item.get("schema") != offers.JSON_CONTENT or not isinstance(data, dict):
        return None
    content = data.get("content")
    if isinstance(content, str):
        content = _read(content)
    is_ruleset = isinstance(content, dict) and content.get("version") and content.get("rules")
    return content if is_ruleset else None


def _read(text):
    """What a JSON text says, or None. Most have no rules in them, and need not be read."""
    if '"rules"' not in text:
        return None
    depth = 0
    for letter in text:
        if letter in "[{":
            depth += 1
            if depth > _DEEPEST_TEXT:
                raise ValueError("its text is nested deeper than " + str(_DEEPEST_TEXT)
                                 + " levels")
        elif letter in "]}":
            depth -= 1
    try:
        return json.loads(text)
    except ValueError:
        return None


def _list(given, key):
    found = given.get(key)
    return found if isinstance(found, list) else []
