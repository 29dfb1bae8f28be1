"""
The history of events, as conditions ask it: counted, searched in order, kept within bounds. Pure.

A history is `{key: {"timestamps": [ms, …]}}`; the key of an event is the hash of what it is
(core/hashing.py). Source: RULE-04, RULE-06.
"""

from alloy_web.core import hashing

# What is stored of a visitor for longer than this, or beyond this number, goes first.
OLDEST_MS = 30 * 86400000
MOST = 1000

# A history that is longer than this as JSON, about, is cut back.
_TOO_LONG = 2000000
_TIME_LETTERS = 15
_KEY_LETTERS = 30

_TYPE_NAMES = ("iam.eventType", "eventType", "type")
_ID_NAMES = ("iam.id", "id")


def fields(descriptor):
    """
    `{"eventType", "eventId", …}` of an event as a rule names it; None for what names none.
    """
    if not isinstance(descriptor, dict):
        return None
    named = {}
    for key in descriptor:
        if key == "iam.action":
            named["action"] = descriptor[key]
        elif key not in _TYPE_NAMES and key not in _ID_NAMES:
            named[key] = descriptor[key]
    named["eventType"] = _first(descriptor, _TYPE_NAMES)
    named["eventId"] = _first(descriptor, _ID_NAMES)
    return named if named["eventType"] and named["eventId"] else None


def key_of(descriptor):
    """The key of an event as a rule names it; None for what names none."""
    named = fields(descriptor)
    return hashing.fields_hash(named) if named else None


def count(search, history, keys, begin, end):
    """The number that a historical condition compares; `search` says which. Source: RULE-04."""
    times = [_times(history, key) for key in keys]
    if search == "ordered":
        return 1 if _is_ordered(times, begin, end) else 0
    total = 0
    latest = None
    index_of_latest = -1
    for index in range(len(times)):
        for time in times[index]:
            if begin <= time <= end:
                total += 1
                if latest is None or time > latest:
                    latest = time
                    index_of_latest = index
    if search == "mostRecent":
        return index_of_latest
    return total


def first_time(history, key):
    """When that happened first, or None."""
    times = _times(history, key)
    return times[0] if times else None


def is_too_long(history):
    letters = 0
    for key in history:
        letters += _KEY_LETTERS + _TIME_LETTERS * len(history[key]["timestamps"])
    return letters > _TOO_LONG


def pruned(history, now_ms):
    """The newest events of a history, MOST of them, none older than OLDEST_MS."""
    times = []
    for key in history:
        for time in history[key]["timestamps"]:
            if time >= now_ms - OLDEST_MS:
                times.append((time, key))
    kept = {}
    for time, key in sorted(times)[-MOST:]:
        kept.setdefault(key, {"timestamps": []})["timestamps"].append(time)
    return kept


def _is_ordered(times, begin, end):
    """Did each happen for the first time no earlier than the one before it?"""
    before = begin
    for each in times:
        if not each or not before <= each[0] <= end:
            return False
        before = each[0]
    return True


def _times(history, key):
    return history[key]["timestamps"] if key is not None and key in history else []


def _first(descriptor, names):
    for name in names:
        if descriptor.get(name) is not None:
            return descriptor[name]
    return None
