"""
Whether JSON from outside has the form it should have, with the place of each problem.

The form is a table. A shape is a pair (what is expected, test) or a container of shapes:
`{"key": shape}` is an object, in which keys with `!` are required, and `"*"` stands for all keys
that are not named; `[shape]` is a list.
"""

import json
from difflib import get_close_matches

# Something else altogether has many problems: so many are listed.
MOST_PROBLEMS = 20
# Of what a person cannot have meant as a name, so much is shown.
LONGEST_WORD = 80

TEXT = ("a text", lambda v: isinstance(v, str))
ANY = ("anything", lambda v: True)
BOOL = ("true or false", lambda v: isinstance(v, bool))
OBJECT = ("an object", lambda v: isinstance(v, dict))


def problems(value, shape, what):
    """At most `MOST_PROBLEMS` sentences; `what` names the whole, such as "scenario"."""
    found = []
    _check(value, shape, "", found, what)
    return found


def is_int(value, low, high=float("inf")):
    """Is it a whole number of that range (and not `true`)?"""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def nearest(word, known):
    """` Did you mean "…"? Known: ….`"""
    close = get_close_matches(str(word), known, 1)
    return (f' Did you mean "{close[0]}"?' if close else "") + f" Known: {', '.join(known)}."


def _check(value, shape, path, found, what):
    if len(found) >= MOST_PROBLEMS:
        return
    here = path or what
    if isinstance(shape, tuple):
        expected, test = shape
        if not test(value):
            found.append(f"{here}: expected {expected}, got {_shown(value)}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            found.append(f"{here}: expected a list, got {_shown(value)}")
            return
        for index, item in enumerate(value):
            _check(item, shape[0], f"{path}[{index}]", found, what)
    elif not isinstance(value, dict):
        found.append(f"{here}: expected an object, got {_shown(value)}")
    else:
        _check_object(value, shape, path, found, what)


def _check_object(value, shape, path, found, what):
    shapes = {key.rstrip("!"): key for key in shape}
    for key in value:
        shown = key[:LONGEST_WORD]
        below = f"{path}.{shown}" if path else shown
        if key in shapes:
            _check(value[key], shape[shapes[key]], below, found, what)
        elif "*" in shape:
            _check(value[key], shape["*"], below, found, what)
        elif len(found) < MOST_PROBLEMS:
            known = nearest(shown, list(shapes))
            found.append(f"{below}: not a word of {what}s.{known}")
    for name, key in shapes.items():
        if key.endswith("!") and name not in value:
            found.append(f"{path}.{name}: missing" if path else f"{name}: missing")


def _shown(value):
    text = json.dumps(value, default=repr)
    return text if len(text) <= 80 else text[:77] + "..."
