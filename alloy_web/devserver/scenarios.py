"""
Scenarios: what the local edge offers and answers, as JSON files a person can edit.

    {
      "name": "sale",                      what /_edge/scenario calls it
      "about": "One line for the reader",
      "orgs": {"<datastreamId>": "<ORG>@AdobeOrg"},   where a request's cookies do not tell
      "hint": "or2",                       location hint, default "va6"
      "third_party": true,                 hand out CORE ids (also done for *.demdex.net)
      "offers": [                          or the name of the scenario they are taken from
        {"when": {"path": "/shop/*"},      see below; left out means always
         "propositions": [{"id": "AT:1", "scope": "__view__", "scopeDetails": {…},
                           "items": [{"id": "1", "schema": "…", "data": {…}}]}]}
      ],
      "answers": [
        {"when": {"action": "interact", "nth": 2},
         "times": 1,                       applies so many times, then no more
         "status": 503,                    300 and up answer the edge's error form
         "headers": {"Retry-After": "1"},  null leaves a usual header out
         "body": {…} or "text",            instead of the usual body
         "delay_ms": 80,
         "stream": ["data: {", 50, {"hex": "e2 82"}],   the body piece by piece: text, bytes,
                                           milliseconds to the next; as server-sent events
         "fault": "hang",                  no answer until reset or shutdown
         "handle": [{"type": "…", "payload": […]}],           besides the usual ones
         "replace_handle": [{"type": "…", "payload": […]}],   instead of them
         "errors": [{…}], "warnings": [{…}],   in the body; errors make it a 207
         "cookies": false}                 sets none
      ],
      "push": [{"web": {"title": "…", …}}]  messages that the demo page /push/ hands to its worker
    }

`when` has `action`, `path` (of the page's URL), `view`, `scope` (an asked scope or surface),
`type` (the event type): globs or lists of globs; and `nth`, the n-th good request of its
action since the scenario was set or reset. All of them must hold.

The first answer whose `when` holds and whose `times` are not used up applies. Offers are
given only to events that ask for their scope and schema.

Faults: `hang`; `garbage` (200 and no JSON); `cut` closes the connection without a byte, or,
where the answer also has a `status`, in the middle of the body; after a `stream` `hang` and `cut`
come at its end. A browser sends a request
again when a connection it used before is cut without a byte: count with `times` then.
"""

import json
import re
from pathlib import Path

from .incoming import MAX_DEPTH, is_too_deep
from .matching import TEXT_WORDS, matches
from .shapes import (
    ANY,
    BOOL,
    LONGEST_WORD,
    MOST_PROBLEMS,
    OBJECT,
    TEXT,
    is_int,
    nearest,
    problems,
)

FOLDER = Path(__file__).parent / "scenarios"
FAULTS = ("hang", "cut", "garbage")
LONGEST_DELAY_MS = 24 * 60 * 60 * 1000


class ScenarioError(ValueError):
    """A scenario that cannot be used; the text lists every problem with its place."""


class Running:
    """
    A scenario being played: counts requests and how often each answer was given.

    `faults` are answers put before those of the scenario while it runs; one with `times` counts
    down, and goes when it was given so often.
    """

    def __init__(self, scenario):
        self.scenario = scenario
        self.faults = []
        self._requests = {}
        self._given = {}

    def rule_for(self, request):
        """Number the request within its action (`nth`) and find the answer that applies, or {}."""
        action = request["action"]
        self._requests[action] = request["nth"] = self._requests.get(action, 0) + 1
        for index, fault in enumerate(self.faults):
            if matches(fault.get("when", {}), request):
                left = fault.get("times", 2) - 1
                kept = [{**fault, "times": left} if "times" in fault else fault] if left else []
                self.faults = [*self.faults[:index], *kept, *self.faults[index + 1 :]]
                return fault
        for index, rule in enumerate(self.scenario.get("answers", [])):
            given = self._given.get(index, 0)
            if given < rule.get("times", given + 1) and matches(rule.get("when", {}), request):
                self._given[index] = given + 1
                return rule
        return {}


def names():
    """The scenarios that come with the local edge."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def named(name):
    """The scenario of that name from the folder `scenarios/`."""
    if name not in names():
        shown = str(name)[:LONGEST_WORD]
        raise ScenarioError(f"There is no scenario {shown!r}.{nearest(shown, names())}")
    return from_file(FOLDER / f"{name}.json")


def from_file(path):
    """The scenario in a JSON file."""
    try:
        value = json.loads(Path(path).read_text("utf-8"))
    except RecursionError as error:
        raise ScenarioError(f"Scenario {path}: {_TOO_DEEP}") from error
    except (OSError, ValueError) as error:
        raise ScenarioError(f"Scenario {path}: {error}") from error
    return checked(value, str(path))


def load(source):
    """A scenario from its name, the path of its file, or itself as a dict."""
    if isinstance(source, dict):
        return checked(source)
    if isinstance(source, Path) or str(source).endswith(".json"):
        return from_file(source)
    return named(source)


def checked(value, where=None):
    """`value` as a scenario, with borrowed offers filled in; `ScenarioError` with all problems."""
    borrowed = value.get("offers") if isinstance(value, dict) else None
    if isinstance(borrowed, str):
        value = {**value, "offers": named(borrowed).get("offers", [])}
    found = [_TOO_DEEP] if is_too_deep(value) else problems(value, _SCENARIO, "scenario")
    if found:
        name = where or (value.get("name", "(no name)") if isinstance(value, dict) else "(inline)")
        name = str(name)[:LONGEST_WORD] if where is None else name
        raise ScenarioError("\n  - ".join([f"Scenario {name}: {count_of(found)}", *found]))
    return value


def checked_faults(value):
    """`value` as a list of answers to be put before a scenario's own, or `ScenarioError`."""
    found = problems(value, [_ANSWER], "fault")
    if found:
        raise ScenarioError("\n  - ".join([f"Faults: {count_of(found)}", *found]))
    return value


def count_of(found):
    """`3 problems`, or `at least 20 problems` where no more were looked for."""
    least = "at least " if len(found) >= MOST_PROBLEMS else ""
    return f"{least}{len(found)} problem{'s' if len(found) > 1 else ''}"


_TOO_DEEP = f"nested in more than {MAX_DEPTH} levels"

# The form, as `shapes.py` reads it.

_ORGS = (
    "an object of organisations, such as 0123456789ABCDEF01234567@AdobeOrg",
    lambda v: isinstance(v, dict) and all(map(_is_org, v.values())),
)
_GLOBS = (
    "a text or a list of texts",
    lambda v: all(map(_is_text, v if isinstance(v, list) else [v])),
)
_HEADERS = (
    "an object of header names, with values of one line or null",
    lambda v: isinstance(v, dict) and all(_is_header(name, v[name]) for name in v),
)
_WHEN = {
    **dict.fromkeys(TEXT_WORDS, _GLOBS),
    "nth": ("a number from 1", lambda v: is_int(v, 1)),
}
_HANDLES = [
    {"type!": TEXT, "payload!": ("a list", lambda v: isinstance(v, list)), "eventIndex": ANY}
]
_PROPOSITION = {
    "id!": TEXT,
    "scope!": TEXT,
    "scopeDetails": OBJECT,
    "items!": [{"id": TEXT, "schema!": TEXT, "data": OBJECT, "characteristics": OBJECT}],
}
_ANSWER = {
    "when": _WHEN,
    "times": ("a number from 1", lambda v: is_int(v, 1)),
    "status": ("a number from 200 to 599", lambda v: is_int(v, 200, 599)),
    "headers": _HEADERS,
    "body": ANY,
    "delay_ms": (
        f"a number from 0 to {LONGEST_DELAY_MS}",
        lambda v: is_int(v, 0, LONGEST_DELAY_MS),
    ),
    "stream": (
        'a list of texts, numbers of milliseconds and {"hex": "…"}',
        lambda v: isinstance(v, list) and all(map(_is_piece, v)),
    ),
    "fault": (f"one of {', '.join(FAULTS)}", lambda v: v in FAULTS),
    "handle": _HANDLES,
    "replace_handle": _HANDLES,
    "errors": [OBJECT],
    "warnings": [OBJECT],
    "cookies": BOOL,
}
_TARGET = {"type": TEXT, "uri": TEXT, "*": ANY}
# Real ones have more, and may be pasted.
_MESSAGE = {
    "web!": {
        **dict.fromkeys(("title!", "body", "media"), TEXT),
        "interaction": _TARGET,
        "actions": {"buttons": [{"label!": TEXT, **_TARGET}], "*": ANY},
        **dict.fromkeys(("identity", "_xdm"), OBJECT),
        "*": ANY,
    },
    "*": ANY,
}
_SCENARIO = {
    "name!": TEXT,
    "about": TEXT,
    "orgs": _ORGS,
    "hint": TEXT,
    "third_party": BOOL,
    "offers": [{"when": _WHEN, "propositions!": [_PROPOSITION]}],
    "answers": [_ANSWER],
    "push": [_MESSAGE],
}


def _is_text(value):
    return isinstance(value, str)


def _is_org(value):
    # It becomes part of a cookie's name.
    return _is_text(value) and bool(re.fullmatch(r"[\w.@-]+", value, re.ASCII))


def _is_header(name, value):
    # The forms of HTTP. How long the answer is the server says itself.
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
        return False
    if value is None:
        return True
    is_line = _is_text(value) and re.fullmatch(r"[\t -~\x80-\xff]*", value) is not None
    is_ours = name.lower() in ("content-length", "transfer-encoding")
    return is_line and value == value.strip() and not is_ours


def _is_piece(value):
    if isinstance(value, dict) and list(value) == ["hex"] and _is_text(value["hex"]):
        return re.fullmatch(r"([0-9a-fA-F]{2} ?)+", value["hex"]) is not None
    return _is_text(value) or is_int(value, 0, LONGEST_DELAY_MS)
