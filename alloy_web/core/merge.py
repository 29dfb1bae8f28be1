"""
Joining and copying dicts, telling the same ones apart, and reading and writing along a path.

What is given is never changed, and never part of what comes back. The work is kept in a list
instead of calls within calls: MicroPython has no stack to spare, and data that contains itself
has to end somewhere.
"""

import json

# JavaScript would take these for its own machinery.
DROPPED = ("__proto__", "constructor", "prototype")

# The page may give 64 levels; the rest is for what is put around them.
MAX_DEPTH = 100

_PROPOSITIONS = "_experience.decisioning.propositions"


def merge(*sources):
    """
    A new dict of all sources: later ones win leaf by leaf, dicts join, lists and scalars replace.

    Keys in DROPPED are left out at every level. A source may be None. Raises ValueError beyond
    MAX_DEPTH levels. Source: specification, CMD-12, step 5.
    """
    merged = {}
    for source in sources:
        if source:
            _carry_out([(merged, source, 1)], DROPPED)
    return merged


def absorb(target, source):
    """
    Put all of `source` into the dict `target`, as `merge` joins them; `target` is changed.

    Nothing is copied: parts of `source` become parts of `target`. For dicts that were made, or
    copied, for this one event or request, where a copy of a copy would only cost time.
    """
    work = [(target, source)]
    while work:
        target, source = work.pop()
        for key in source:
            value = source[key]
            if isinstance(value, dict) and isinstance(target.get(key), dict):
                work.append((target[key], value))
            else:
                target[key] = value


def absorb_xdm(collected, users):
    """
    As `absorb`, but decisioning propositions of both sides are kept, each once.

    Two are the same if they are equal, or have the same id and scope.
    """
    # Looked at first, since few events have them.
    if "_experience" in collected and "_experience" in users:
        joined = _joined_propositions(collected, users)
        absorb(collected, users)
        if joined:
            set_path(collected, _PROPOSITIONS, joined)
    else:
        absorb(collected, users)


def deep_copy(value):
    """Dicts and lists copied at every level, tuples as lists; everything else as it is."""
    return _copied(value, ())


def unique(values, key=json.dumps):
    """The same values in the same order, each once; `key(value)` tells which are the same."""
    kept = []
    seen = set()
    for value in values:
        text = key(value)
        if text not in seen:
            seen.add(text)
            kept.append(value)
    return kept


def get_path(source, path, default=None):
    """The value at `"web.webPageDetails.URL"`; the default where it is absent or None."""
    for key in path.split("."):
        if not isinstance(source, dict) or source.get(key) is None:
            return default
        source = source[key]
    return source


def set_path(target, path, value):
    """Write into `target`; what is in the way and not a dict is replaced by one."""
    keys = path.split(".")
    for key in keys[:-1]:
        if not isinstance(target.get(key), dict):
            target[key] = {}
        target = target[key]
    target[keys[-1]] = value


def _copied(value, dropped):
    work = []
    copied = _started(value, work, 1)
    _carry_out(work, dropped)
    return copied


def _carry_out(work, dropped):
    """`work` is a list of `(target, source, level)`: fill the first from the second."""
    while work:
        target, source, level = work.pop()
        if isinstance(target, list):
            for item in source:
                target.append(_started(item, work, level + 1))
            continue
        for key in source:
            if key in dropped:
                continue
            value = source[key]
            if isinstance(value, dict) and isinstance(target.get(key), dict):
                work.append((target[key], value, level + 1))
            else:
                target[key] = _started(value, work, level + 1)


def _started(value, work, level):
    """The value itself, or an empty dict or list that is filled when its turn comes."""
    if isinstance(value, dict):
        copied: dict | list = {}
    elif isinstance(value, (list, tuple)):
        copied = []
    else:
        return value
    if level > MAX_DEPTH:
        raise ValueError(
            "the data is nested deeper than " + str(MAX_DEPTH) + " levels, or contains itself"
        )
    work.append((copied, value, level))
    return copied


def _joined_propositions(collected, users):
    """The propositions of both, each once; None unless both have some."""
    ours = get_path(collected, _PROPOSITIONS)
    theirs = get_path(users, _PROPOSITIONS)
    if isinstance(ours, list) and isinstance(theirs, list):
        return unique(theirs + ours, _proposition_key)
    return None


def _proposition_key(proposition):
    if not isinstance(proposition, dict) or proposition.get("scope") is None:
        return json.dumps(proposition)
    # A view without content is reported without an id: then the scope alone identifies it.
    return json.dumps([proposition.get("id"), proposition["scope"]])
