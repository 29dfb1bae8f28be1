"""
What came in: the shape of a request, and everything that can be wrong with it.

A request is a plain dict, made in `app.py`:

    {"action": "interact", "sub_path": "" or "/va", "hint": "or2" or None, "url": "/ee/…?…",
     "host": "127.0.0.1:8000", "scheme": "http", "query": {"configId": …, "requestId": …},
     "headers": {…}, "cookies": {…}, "body_text": "…", "body": parsed or None, "nth": 1}

The real edge is forgiving in places where this one is not: it is here to catch mistakes.

Source: specification, EDGE-01, EDGE-02, EDGE-20 to EDGE-26.
"""

import json
import re

ACTIONS = ("interact", "collect", "identity/acquire", "privacy/set-consent")
MAX_DEPTH = 200
MAX_BYTES = 10 * 1024 * 1024
# Of many problems the first are shown, and of a long one its beginning.
MAX_PROBLEMS = 20
MAX_SHOWN = 300

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def dig(value, *path):
    """What lies at `path` inside dicts and lists, or None where the way ends."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def events_of(request):
    """The events of a request that has been checked; none for acquire and set-consent."""
    return dig(request["body"], "events") or []


def duplicates(records):
    """How often each event was taken that was taken more than once: `{_id: times}`."""
    times = {}
    for record in records:
        if record["response"]["status"] < 300 and "fault" not in record["response"]:
            for event in events_of(record):
                event_id = dig(event, "xdm", "_id")
                if isinstance(event_id, str):
                    times[event_id] = times.get(event_id, 0) + 1
    return {event_id: count for event_id, count in times.items() if count > 1}


def read_body(data):
    """
    The bytes of a body as `(text, parsed)`; `parsed` is None when it is not JSON.

    A body that is the JSON text `null` reads as None too: it is refused just the same.
    """
    text = data.decode("utf-8", "replace")
    try:
        body = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return text, None
    return text, None if is_too_deep(body) else body


def problems(request):
    """Everything wrong with the request except its datastream id, as a list of sentences."""
    found = []
    if not _UUID.fullmatch(request["query"].get("requestId", "")):
        found.append(f"requestId: expected a uuid, got {request['query'].get('requestId')!r}")

    body = request["body"]
    if not isinstance(body, dict):
        kind = "no JSON" if body is None else type(body).__name__
        return [*found, f"body: expected a JSON object of at most {MAX_DEPTH} levels, got {kind}"]

    if request["sub_path"] or request["action"] in ("interact", "collect"):
        found += _event_problems(body.get("events"))
    if request["sub_path"] == "/va" and not found:
        found += _media_problems(request["action"], body["events"])
    if request["action"] == "privacy/set-consent" and not _is_list_of_objects(body.get("consent")):
        found.append("consent: expected a list of objects with at least one")
    for name in ("meta", "query", "xdm"):
        if not isinstance(body.get(name, {}), dict):
            found.append(f"{name}: expected an object")
    found += _state_problems(dig(body, "meta", "state"))
    found += _override_problems(dig(body, "meta", "configOverrides"))
    found += _text_list_problems("query.identity", dig(body, "query", "identity"), ("fetch",))
    found += _identity_problems("identityMap", body.get("identityMap"))
    found += _identity_problems("xdm.identityMap", dig(body, "xdm", "identityMap"))
    return found


def first(found):
    """As many of these problems as a person reads, and how many more there are."""
    lines = [text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "..." for text in found]
    rest = len(lines) - MAX_PROBLEMS
    return lines if rest <= 0 else [*lines[:MAX_PROBLEMS], f"and {rest} more"]


def _event_problems(events):
    if not _is_list_of_objects(events):
        return ["events: expected a list of objects with at least one"]
    found = []
    for index, event in enumerate(events):
        for name in ("xdm", "data", "query", "meta"):
            if not isinstance(event.get(name, {}), dict):
                found.append(f"events[{index}].{name}: expected an object")
        found += _identity_problems(
            f"events[{index}].xdm.identityMap", dig(event, "xdm", "identityMap")
        )
        found += _text_list_problems(
            f"events[{index}].query.personalization",
            dig(event, "query", "personalization"),
            ("schemas", "decisionScopes", "surfaces"),
        )
    return found


def _media_problems(action, events):
    """What a media event has besides: its address names it, and it tells session and playhead."""
    found = []
    for index, event in enumerate(events):
        path = f"events[{index}].xdm"
        event_type = dig(event, "xdm", "eventType")
        if event_type != f"media.{action}":
            expected = f"expected 'media.{action}' at this address"
            found.append(f"{path}.eventType: {expected}, got {event_type!r}")
        session = dig(event, "xdm", "mediaCollection", "sessionID")
        if not isinstance(session, str) or not session:
            found.append(f"{path}.mediaCollection.sessionID: expected a non-empty text")
        playhead = dig(event, "xdm", "mediaCollection", "playhead")
        if not isinstance(playhead, int) or isinstance(playhead, bool):
            found.append(f"{path}.mediaCollection.playhead: expected a whole number")
    return found


def _text_list_problems(path, value, names):
    if value is None:
        return []
    if not isinstance(value, dict):
        return [f"{path}: expected an object"]
    return [
        f"{path}.{name}: expected a list of texts"
        for name in names
        if not isinstance(value.get(name, []), list)
        or not all(isinstance(v, str) for v in value.get(name, []))
    ]


def _state_problems(state):
    entries = dig(state, "entries")
    if entries is None:
        return []
    if not isinstance(entries, list):
        return ["meta.state.entries: expected a list"]
    return [
        f"meta.state.entries[{index}]: expected an object with the texts key and value"
        for index, entry in enumerate(entries)
        if not (isinstance(dig(entry, "key"), str) and isinstance(dig(entry, "value"), str))
    ]


def _override_problems(overrides):
    # `enabled: true` is what the server does anyway, and it refuses to hear so.
    waiting = [("meta.configOverrides", overrides)]
    found = []
    while waiting:
        path, value = waiting.pop()
        if not isinstance(value, dict):
            continue
        if value.get("enabled") is True:
            found.append(f"{path}.enabled: true is not allowed, leave it out")
        waiting += [(_below(path, key), value[key]) for key in sorted(value)]
    return found


def _below(path, key):
    # Cut, so that many keys below a long one do not cost its length each.
    return f"{path}.{key[:MAX_SHOWN]}"[:MAX_SHOWN]


def _identity_problems(path, identities):
    if identities is None:
        return []
    if not isinstance(identities, dict):
        return [f"{path}: expected an object"]
    return [
        f"{path}.{namespace}: expected a list of objects with the text id"
        for namespace, entries in identities.items()
        if not isinstance(entries, list) or not all(isinstance(dig(e, "id"), str) for e in entries)
    ]


def _is_list_of_objects(value):
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def is_too_deep(value):
    """Is a JSON value nested in more than `MAX_DEPTH` levels?"""
    level = [value]
    for _ in range(MAX_DEPTH):
        deeper = []
        for item in level:
            if isinstance(item, dict):
                deeper += item.values()
            elif isinstance(item, list):
                deeper += item
        if not deeper:
            return False
        level = deeper
    return any(isinstance(item, (dict, list)) for item in level)
