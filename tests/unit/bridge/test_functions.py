"""Which commands go on calling the functions that they were given, once they are settled."""

import re
from pathlib import Path

from alloy_web.buildtools import tables

CALLS = Path(__file__).resolve().parents[3] / "static/bridge/calls.js"

# Every command that takes functions, and whether it calls them later: static/bridge/calls.js lets
# go of the others.
CALLED_LATER = {
    "configure": True,
    "event": False,
    "sendConversationEvent": True,
    "subscribeRulesetItems": True,
}


def takes_functions(described):
    if isinstance(described, dict):
        inner = described.values()
        return described.get("kind") == "function" or any(map(takes_functions, inner))
    return isinstance(described, (list, tuple)) and any(map(takes_functions, described))


def test_each_command_that_takes_functions_says_how_long_it_needs_them():
    taking = [
        name
        for name, command in tables.commands().items()
        if takes_functions(command.takes.describe())
    ]

    assert taking == sorted(CALLED_LATER)


def test_the_bridge_keeps_those_functions_that_are_called_later():
    (pattern,) = re.findall(r"const KEEPING = /(.+)/;", CALLS.read_text(encoding="utf-8"))

    kept = {name: bool(re.search(pattern, name)) for name in CALLED_LATER}
    assert kept == CALLED_LATER
