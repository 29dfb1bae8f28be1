"""Sets of rules with conditions of each kind, asked by the engine: tests/cases/rulesets.json."""

from cases import load

from alloy_web.features.rules import context as contexts
from alloy_web.features.rules import history as events
from alloy_web.features.rules.rulesets import Ruleset


def test_each_rule_holds_or_fails_as_its_case_says():
    given = load("rulesets")
    context = contexts.flat(given["context"])
    history = {}
    for each in given["history"]:
        named = dict(each)
        time = named.pop("timestamp")
        history.setdefault(events.key_of(named), {"timestamps": []})["timestamps"].append(time)

    for each in given["rulesets"]:
        ruleset = Ruleset({"rules": each["rules"]})
        held = ruleset.holding(context, history)
        wanted = []
        for place in range(len(ruleset.rules)):
            if each["rules"][place]["why"] is None:
                wanted.append(ruleset.rules[place])
        assert held == wanted, each["name"]
