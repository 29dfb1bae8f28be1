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
         "fault": "hang",                  no answer until reset or shutdown
         "handle": [{"type": "…", "payload": […]}],           besides the usual ones
         "replace_handle": [{"type": "…", "payload": […]}],   instead of them
         "errors": [{…}], "warnings": [{…}],   in the body; errors make it a 207
         "cookies": false}                 sets none
      ]
    }

`when` has `action`, `path` (of the page's URL), `view`, `scope` (an asked scope or surface),
`type` (the event type): globs or lists of globs; and `nth`, the n-th good request of its
action since the scenario was set or reset. All of them must hold.

The first answer whose `when` holds and whose `times` are not used up applies. Offers are
given only to events that ask for their scope and schema.

Faults: `hang`; `garbage` (200 and no JSON); `cut` closes the connection without a byte, or,
where the answer also has a `status`, in the middle of the body. A browser sends a request
again when a connection it used before is cut without a byte: count with `times` then.
"""

import json
from difflib import get_close_matches
from pathlib import Path

from .matching import TEXT_WORDS, matches

FOLDER = Path(__file__).parent / "scenarios"
FAULTS = ("hang", "cut", "garbage")


class ScenarioError(ValueError):
    """A scenario that cannot be used; the text lists every problem with its place."""


class Running:
    """A scenario being played: counts requests and how often each answer was given."""

    def __init__(self, scenario):
        self.scenario = scenario
        self._requests = {}
        self._given = {}

    def rule_for(self, request):
        """Number the request within its action (`nth`) and find the answer that applies, or {}."""
        action = request["action"]
        self._requests[action] = request["nth"] = self._requests.get(action, 0) + 1
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
        raise ScenarioError(f"There is no scenario {name!r}.{_nearest(name, names())}")
    return from_file(FOLDER / f"{name}.json")


def from_file(path):
    """The scenario in a JSON file."""
    try:
        value = json.loads(Path(path).read_text("utf-8"))
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
    found = []
    _check(value, _SCENARIO, "", found)
    if found:
        name = where or (value.get("name", "(no name)") if isinstance(value, dict) else "(inline)")
        count = f"{len(found)} problem{'s' if len(found) > 1 else ''}"
        raise ScenarioError("\n  - ".join([f"Scenario {name}: {count}", *found]))
    return value


# The form as a table. A shape is a pair (what is expected, test) or a container of shapes:
# {"key": shape} an object, keys with `!` are required; [shape] a list.

_TEXT = ("a text", lambda v: isinstance(v, str))
_ANY = ("anything", lambda v: True)
_BOOL = ("true or false", lambda v: isinstance(v, bool))
_OBJECT = ("an object", lambda v: isinstance(v, dict))
_TEXTS = ("an object of texts", lambda v: isinstance(v, dict) and all(map(_is_text, v.values())))
_GLOBS = (
    "a text or a list of texts",
    lambda v: all(map(_is_text, v if isinstance(v, list) else [v])),
)
_HEADERS = (
    "an object of texts and nulls",
    lambda v: isinstance(v, dict) and all(h is None or _is_text(h) for h in v.values()),
)
_WHEN = {
    **dict.fromkeys(TEXT_WORDS, _GLOBS),
    "nth": ("a number from 1", lambda v: _is_int(v, 1)),
}
_HANDLES = [
    {"type!": _TEXT, "payload!": ("a list", lambda v: isinstance(v, list)), "eventIndex": _ANY}
]
_PROPOSITION = {
    "id!": _TEXT,
    "scope!": _TEXT,
    "scopeDetails": _OBJECT,
    "items!": [{"id": _TEXT, "schema!": _TEXT, "data": _OBJECT, "characteristics": _OBJECT}],
}
_ANSWER = {
    "when": _WHEN,
    "times": ("a number from 1", lambda v: _is_int(v, 1)),
    "status": ("a number from 200 to 599", lambda v: _is_int(v, 200, 599)),
    "headers": _HEADERS,
    "body": _ANY,
    "delay_ms": ("a number from 0", lambda v: _is_int(v, 0)),
    "fault": (f"one of {', '.join(FAULTS)}", lambda v: v in FAULTS),
    "handle": _HANDLES,
    "replace_handle": _HANDLES,
    "errors": [_OBJECT],
    "warnings": [_OBJECT],
    "cookies": _BOOL,
}
_SCENARIO = {
    "name!": _TEXT,
    "about": _TEXT,
    "orgs": _TEXTS,
    "hint": _TEXT,
    "third_party": _BOOL,
    "offers": [{"when": _WHEN, "propositions!": [_PROPOSITION]}],
    "answers": [_ANSWER],
}


def _check(value, shape, path, found):
    here = path or "scenario"
    if isinstance(shape, tuple):
        expected, test = shape
        if not test(value):
            found.append(f"{here}: expected {expected}, got {_shown(value)}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            found.append(f"{here}: expected a list, got {_shown(value)}")
            return
        for index, item in enumerate(value):
            _check(item, shape[0], f"{path}[{index}]", found)
    elif not isinstance(value, dict):
        found.append(f"{here}: expected an object, got {_shown(value)}")
    else:
        shapes = {key.rstrip("!"): key for key in shape}
        for key in value:
            below = f"{path}.{key}" if path else key
            if key in shapes:
                _check(value[key], shape[shapes[key]], below, found)
            else:
                found.append(f"{below}: not a word of scenarios.{_nearest(key, list(shapes))}")
        for name, key in shapes.items():
            if key.endswith("!") and name not in value:
                found.append(f"{path}.{name}: missing" if path else f"{name}: missing")


def _is_text(value):
    return isinstance(value, str)


def _is_int(value, low, high=float("inf")):
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _shown(value):
    text = json.dumps(value, default=repr)
    return text if len(text) <= 80 else text[:77] + "..."


def _nearest(word, known):
    close = get_close_matches(str(word), known, 1)
    return (f' Did you mean "{close[0]}"?' if close else "") + f" Known: {', '.join(known)}."
