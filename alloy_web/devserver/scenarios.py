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
      ]
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
from difflib import get_close_matches
from pathlib import Path

from .incoming import MAX_DEPTH, is_too_deep
from .matching import TEXT_WORDS, matches

FOLDER = Path(__file__).parent / "scenarios"
FAULTS = ("hang", "cut", "garbage")
LONGEST_DELAY_MS = 24 * 60 * 60 * 1000

# Of the many problems of what is no scenario at all, so many are told.
_MOST_PROBLEMS = 20
# Of what a person cannot have meant as a name, so much is told.
_LONGEST_WORD = 80


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
        told = str(name)[:_LONGEST_WORD]
        raise ScenarioError(f"There is no scenario {told!r}.{_nearest(told, names())}")
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
    found = []
    if is_too_deep(value):
        found.append(_TOO_DEEP)
    else:
        _check(value, _SCENARIO, "", found)
    if found:
        name = where or (value.get("name", "(no name)") if isinstance(value, dict) else "(inline)")
        least = "at least " if len(found) >= _MOST_PROBLEMS else ""
        count = f"{least}{len(found)} problem{'s' if len(found) > 1 else ''}"
        name = str(name)[:_LONGEST_WORD] if where is None else name
        raise ScenarioError("\n  - ".join([f"Scenario {name}: {count}", *found]))
    return value


_TOO_DEEP = f"nested in more than {MAX_DEPTH} levels"

# The form as a table. A shape is a pair (what is expected, test) or a container of shapes:
# {"key": shape} an object, keys with `!` are required; [shape] a list.

_TEXT = ("a text", lambda v: isinstance(v, str))
_ANY = ("anything", lambda v: True)
_BOOL = ("true or false", lambda v: isinstance(v, bool))
_OBJECT = ("an object", lambda v: isinstance(v, dict))
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
    "delay_ms": (
        f"a number from 0 to {LONGEST_DELAY_MS}",
        lambda v: _is_int(v, 0, LONGEST_DELAY_MS),
    ),
    "stream": (
        'a list of texts, numbers of milliseconds and {"hex": "…"}',
        lambda v: isinstance(v, list) and all(map(_is_piece, v)),
    ),
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
    "orgs": _ORGS,
    "hint": _TEXT,
    "third_party": _BOOL,
    "offers": [{"when": _WHEN, "propositions!": [_PROPOSITION]}],
    "answers": [_ANSWER],
}


def _check(value, shape, path, found):
    if len(found) >= _MOST_PROBLEMS:
        return
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
            shown = key[:_LONGEST_WORD]
            below = f"{path}.{shown}" if path else shown
            if key in shapes:
                _check(value[key], shape[shapes[key]], below, found)
            elif len(found) < _MOST_PROBLEMS:
                found.append(f"{below}: not a word of scenarios.{_nearest(shown, list(shapes))}")
        for name, key in shapes.items():
            if key.endswith("!") and name not in value:
                found.append(f"{path}.{name}: missing" if path else f"{name}: missing")


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
    return _is_text(value) or _is_int(value, 0, LONGEST_DELAY_MS)


def _is_int(value, low, high=float("inf")):
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _shown(value):
    text = json.dumps(value, default=repr)
    return text if len(text) <= 80 else text[:77] + "..."


def _nearest(word, known):
    close = get_close_matches(str(word), known, 1)
    return (f' Did you mean "{close[0]}"?' if close else "") + f" Known: {', '.join(known)}."
