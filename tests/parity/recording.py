"""
A recording made comparable: what differs from run to run gets a name instead.

Ids keep their identity: the first ECID seen becomes `<ecid 1>` wherever it stands, so that two
different visitors do not look like one. Objects are walked in the order of their keys' names, and
so the numbers do not depend on how a script builds its payload; the keys themselves stay in the
order they came in (differences.py tells where that counts).
"""

import json
import re
from urllib.parse import urlsplit

from alloy_web.devserver.identity import read_cookie
from alloy_web.devserver.incoming import dig

_ECID = re.compile(r"(?<![0-9])[0-9]{38}(?![0-9])")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_COOKIE = re.compile(r"Ci[Y-Z][A-Za-z0-9_-]{50,}=*")
_LINK_TIME = re.compile(r"TS(=|%3D)[0-9]{10}")
_TIMES = {
    "timestamp": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    "localTime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d"),
}
# Milliseconds.
_DATES = ("qualifiedDate", "displayedDate", "timestamps[]")
_YEAR_2020 = 1577836800000


def comparable(recording, any_order=False):
    """The recording with names in place of what differs from run to run."""
    requests = [_request(event) for event in recording["requests"]]
    if any_order:
        requests.sort(key=lambda request: json.dumps(_Names().named(request), sort_keys=True))
    return _Names().named(
        {
            **recording,
            "requests": requests,
            "outcomes": _outcomes(recording),
            "stored": _stored(recording["stored"]),
        }
    )


def _request(event):
    headers = event["headers"]
    return {
        "host": event["host"].partition(":")[0],
        "path": urlsplit(event["url"]).path,
        "query": event["query"],
        "transport": "beacon" if event["transport"]["is_beacon"] else "fetch",
        "headers": {
            name: headers.get(name)
            for name in ("cache-control", "content-type", "origin", "referer")
        },
        "cookies": sorted(event["cookies"]),
        "body": _sorted_entries(event["body"]) or event["body_text"],
    }


def _sorted_entries(body):
    """A body with its cookies by name: which of a page's cookies comes first means nothing."""
    entries = dig(body, "meta", "state", "entries")
    if entries:
        body["meta"]["state"]["entries"] = sorted(entries, key=lambda entry: entry["key"])
    return body


def _stored(stored):
    """What web storage holds, as data where it is JSON: spaces and order mean nothing."""
    read = {**stored}
    for place in ("local", "session"):
        read[place] = {key: _parsed(text) for key, text in stored[place].items()}
    return read


def _parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def _outcomes(recording):
    """Outcomes without the words of an error, which are everybody's own."""
    outcomes = []
    for outcome in recording["outcomes"]:
        if isinstance(outcome, dict) and "rejected" in outcome:
            rejected = outcome["rejected"]
            prefix = re.match(r"\[\w+\] ", rejected["message"])
            outcome = {"rejected": {"isError": rejected["isError"], "prefix": prefix and prefix[0]}}
        outcomes.append(outcome)
    return outcomes


class _Names:
    """Gives out `<ecid 1>`, `<uuid 2>`, … and remembers for what."""

    def __init__(self):
        self._given = {}

    def named(self, value, key=None):
        if isinstance(value, dict):
            named = {}
            for name in sorted(value):
                named[name] = self._text(name), self.named(value[name], name)
            return dict(named[name] for name in value)
        if isinstance(value, list):
            # Those of a history of events are times, too.
            return [self.named(item, key and f"{key}[]") for item in value]
        if key == "queueTimeMillis" and type(value) is int and 0 <= value <= 300000:
            return "<milliseconds>"
        if key in _DATES and type(value) is int and value > _YEAR_2020:
            return f"<{key}>"
        if not isinstance(value, str):
            return value
        if key in _TIMES and _TIMES[key].fullmatch(value):
            return f"<{key}>"
        return self._text(value)

    def _text(self, text):
        text = _COOKIE.sub(self._cookie, text)
        text = _UUID.sub(lambda found: self._name("uuid", found[0]), text)
        text = _ECID.sub(lambda found: self._name("ecid", found[0]), text)
        return _LINK_TIME.sub(r"TS\1<now>", text)

    def _cookie(self, found):
        ecid = read_cookie(found[0])
        return f"<identity of {self._name('ecid', ecid)}>" if ecid else found[0]

    def _name(self, kind, text):
        known = self._given.setdefault(kind, [])
        if text not in known:
            known.append(text)
        return f"<{kind} {known.index(text) + 1}>"
