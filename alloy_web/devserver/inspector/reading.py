"""
What the edge makes of a request, in sentences: who the visitor is, what was agreed to, where the
data would go, what came back. Only what the local edge simulates; a server may do more.

    [{"about": "Visitor", "says": "…", "path": "events[0].xdm…" or ""}]
"""

from .. import consent
from ..incoming import dig
from ..matching import asked_scopes
from .rows import ecid_sent, events_in, handles, refusals


def reading_of(record):
    """The sentences about one record, in the order in which the edge works."""
    said = [_said("Refused", reason, _path_in(reason)) for reason in refusals(record)]
    said += _fault(record)
    if record["body"] is None or refusals(record):
        return said
    return said + _visitor(record) + _consent(record) + _overrides(record) + _answer(record)


def _said(about, says, path=""):
    return {"about": about, "says": says, "path": path}


def _path_in(reason):
    # The edge's own reasons: `events[0].xdm: expected an object`.
    path, colon, _ = reason.partition(": ")
    return path if colon and " " not in path else ""


def _fault(record):
    response = record["response"]
    fault = response.get("fault")
    said = []
    if fault:
        said.append(_said("Fault", f"The scenario spoils the answer: {fault}."))
    if response.get("delay_ms"):
        said.append(_said("Fault", f"The answer comes {response['delay_ms']} ms late."))
    return said


def _visitor(record):
    sent = ecid_sent(record)
    if sent:
        return [_said("Visitor", f"Known: the request carries the ECID {sent}.")]
    given = [dig(each, "id") for each in handles(record, "identity:result")]
    if given:
        return [_said("Visitor", f"New: the answer gives the ECID {given[0]}.")]
    return [_said("Visitor", "Not known, and none was asked for.")]


def _consent(record):
    if record["action"] == "privacy/set-consent":
        consents = dig(record["body"], "consent") or []
        try:
            choice = consent.general(consents)
        except (TypeError, KeyError, AttributeError):
            return []
        return [_said("Consent", f"The visitor opts {choice}.", "consent")]
    stored = {**record["cookies"], **_entries(record)}
    choices = [stored[name] for name in sorted(stored) if name.endswith("_consent")]
    if not choices:
        return [_said("Consent", "No choice is known; the datastream decides.")]
    if any("general=out" in choice for choice in choices):
        return [_said("Consent", "The visitor opted out: a real edge keeps nothing of this.")]
    return [_said("Consent", "The visitor opted in.")]


def _entries(record):
    entries = dig(record["body"], "meta", "state", "entries")
    found = {}
    for entry in entries if isinstance(entries, list) else []:
        key, value = dig(entry, "key"), dig(entry, "value")
        if isinstance(key, str) and isinstance(value, str):
            found[key] = value
    return found


def _overrides(record):
    said = []
    places = [("meta.configOverrides", dig(record["body"], "meta", "configOverrides"))]
    for index, event in enumerate(events_in(record)):
        path = f"events[{index}].meta.configOverrides"
        places.append((path, dig(event, "meta", "configOverrides")))
    for path, overrides in places:
        for service in sorted(overrides) if isinstance(overrides, dict) else []:
            is_off = dig(overrides, service, "enabled") is False
            what = "gets nothing" if is_off else "is configured by the request"
            said.append(_said("Override", f"{service} {what}.", f"{path}.{service}"))
    replaced = dig(record["body"], "meta", "sdkConfig", "datastream", "original")
    if isinstance(replaced, str):
        now = record["query"].get("configId")
        said.append(_said("Override", f"The datastream {now} takes the place of {replaced}."))
    return said


def _answer(record):
    said = []
    given = _ids_by_scope(record)
    for index, event in enumerate(events_in(record)):
        path = f"events[{index}].query.personalization"
        try:
            asked = asked_scopes(event)
        except TypeError:
            asked = []
        for scope in dict.fromkeys(asked):
            ids = given.pop(scope, [])
            what = f"gets {', '.join(ids)}" if ids else "gets nothing"
            said.append(_said("Offers", f"{scope} {what}.", path))
    for scope, ids in given.items():
        said.append(_said("Offers", f"{scope} gets {', '.join(ids)}, though nobody asked for it."))

    stored = [_text(dig(each, "key")) for each in handles(record, "state:store")]
    named = [each.partition("=")[0] for each in record["response"].get("set_cookies", [])]
    if stored or named:
        said.append(_said("Cookies", f"The page keeps {', '.join(sorted({*stored, *named}))}."))
    hints = [
        _text(dig(each, "hint"))
        for each in handles(record, "locationHint:result")
        if dig(each, "scope") == "EdgeNetwork"
    ]
    if hints:
        said.append(_said("Region", f"Further requests go to {hints[0]}."))
    for kind in ("warnings", "errors"):
        listed = dig(record, "response", "body", kind)
        for each in listed if isinstance(listed, list) else []:
            said.append(_said(kind.title(), _text(dig(each, "title")) or "Without a title."))
    return said


def _ids_by_scope(record):
    found = {}
    for proposition in handles(record, "personalization:decisions"):
        scope, number = dig(proposition, "scope"), dig(proposition, "id")
        if isinstance(scope, str):
            found.setdefault(scope, []).append(str(number))
    return found


def _text(value):
    return value if isinstance(value, str) else ""


