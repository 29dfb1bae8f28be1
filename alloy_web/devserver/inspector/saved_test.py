"""
A visit as a pytest file, for the fixture `visitor` of alloy_web.testing.

The file says what the visitor's pages sent, and what is expected of it, both as literals: whoever
keeps it puts their own page into `visit` and leaves the expectations as they are. What differs from
visit to visit, times, ids and what the browser is like, is left out. A visitor is on one site, so
each of several visitors and sites has a test of its own.

Texts of the payload get into the file by `repr` and in no other way: none of them is a name, a
comment or a part of another text, so nothing that a page sends can become code.
"""

import json
import math
from urllib.parse import urlsplit

from .. import consent
from ..incoming import dig
from .rows import events_in, page_of, visitor_of

_WIDTH = 88
# As long as `page.alloy("setConsent", `.
_BEFORE = 25
# Deeper literals are more than Python's own reader takes.
_DEEPEST = 40
_OF_THE_BROWSER = (
    "_id", "device", "environment", "identityMap", "implementationDetails", "placeContext",
    "timestamp",
)  # fmt: skip
_PAGE = "https://www.example.com/"

_FILE = '''"""
Saved by the inspector: {sent}.{left_out}

`visit` sends what the visitor's pages sent. Put your own page in its place, such as
`visitor.open(url, html=HTML)` and `page.click("#pay")`, and keep the expectations.
"""
{imports}{tests}'''

_TEST = '''

def visit{number}(visitor):
{calls}


def test_visit{number}_sends_what_it_sent(visitor):
    visit{number}(visitor)

    visitor.events.exactly({count})
    visitor.events.in_order(
{expected}
    )
'''


def test_file(records):
    """
    The file's text. Left out is what the edge refused, and what a fault spoilt.

    `ValueError` if nothing remains.
    """
    good = [record for record in records if _is_good(record)]
    visits = [_visit(each) for each in _by_visitor_and_site(good)]
    visits = [(calls, expected) for calls, expected in visits if expected]
    if not visits:
        raise ValueError("There is no event in it that a test could expect.")
    tests = ""
    for index, (calls, expected) in enumerate(visits, 1):
        tests += _TEST.format(
            number="" if len(visits) == 1 else f"_{index}",
            calls="\n".join(f"    {call}" for call in calls),
            count=len(expected),
            expected="\n".join(f"        {each}" for each in expected),
        )
    return _FILE.format(
        sent=_count(sum(len(expected) for _, expected in visits), "event"),
        left_out=_left_out(len(records) - len(good)),
        imports="\nimport json\n" if "json.loads(" in tests else "",
        tests=tests,
    )


def _by_visitor_and_site(records):
    """Lists of `(page, record)`; what names no page came from the one before, or the next."""
    pages, visits = {}, {}
    for record in records:
        visitor = visitor_of(record)
        pages[visitor] = pages.get(visitor) or _address(page_of(record))
    for record in records:
        visitor = visitor_of(record)
        page = pages[visitor] = _address(page_of(record)) or pages[visitor] or _PAGE
        parts = urlsplit(page)
        visits.setdefault((visitor, parts.scheme, parts.netloc), []).append((page, record))
    return list(visits.values())


def _visit(steps):
    """The calls of one visitor on one site, and the events they send, as texts."""
    calls, expected, page, opted_out = [], [], None, None
    for url, record in steps:
        if url != page:
            calls.append(f"page = visitor.open({url!r})")
            page = url
        if record["action"] == "identity/acquire":
            calls.append('page.alloy("getIdentity")')
        if record["action"] == "privacy/set-consent":
            consents = dig(record["body"], "consent")
            opted_out = len(calls) if consent.general(consents) == "out" else None
            calls.append(f'page.alloy("setConsent", {_literal({"consent": consents}, 4)})')
        for event in events_in(record):
            if opted_out is not None:
                # Something did arrive: that page did not know of it, as this one would.
                calls[opted_out] = "pass"
            sent = _kept(event)
            calls.append(f'page.alloy("sendEvent", {_literal(sent, 4)})')
            expected.append(f"{_literal(sent, 8)},")
    return [call for call in calls if call != "pass"], expected


def _address(url):
    """The address, if a visitor can open it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    is_page = parts.scheme in ("http", "https") and parts.hostname
    return url if is_page else None


def _is_good(record):
    response = record["response"]
    if not 200 <= response["status"] < 300 or response.get("fault"):
        return False
    # A file from elsewhere may hold anything.
    consents = dig(record["body"], "consent")
    is_consent = record["action"] == "privacy/set-consent"
    return not is_consent or (isinstance(consents, list) and not consent.problems(consents))


def _kept(event):
    sent = {name: event[name] for name in ("xdm", "data") if isinstance(event.get(name), dict)}
    xdm = sent.get("xdm", {})
    sent["xdm"] = {name: xdm[name] for name in xdm if name not in _OF_THE_BROWSER}
    return _finite(sent)


def _finite(value):
    """Without numbers that JSON can hold and Python cannot write: 1e999."""
    if isinstance(value, dict):
        return {name: _finite(value[name]) for name in value if not _is_endless(value[name])}
    if isinstance(value, list):
        return [_finite(each) for each in value if not _is_endless(each)]
    return value


def _is_endless(value):
    return isinstance(value, float) and not math.isfinite(value)


def _literal(value, indent):
    """The value as Python writes it, in lines where it is long; the first has its place already."""
    if _depth(value) > _DEEPEST:
        return f"json.loads({json.dumps(value)!r})"
    return _in_lines(value, indent, _BEFORE)


def _in_lines(value, indent, before=0):
    text = repr(value)
    if not isinstance(value, (dict, list)) or indent + before + len(text) <= _WIDTH:
        return text
    inner = " " * (indent + 4)
    if isinstance(value, dict):
        parts = [f"{key!r}: {_in_lines(value[key], indent + 4, len(key))}" for key in value]
    else:
        parts = [_in_lines(each, indent + 4) for each in value]
    lines = "".join(f"{inner}{part},\n" for part in parts)
    start, end = "{}" if isinstance(value, dict) else "[]"
    return f"{start}\n{lines}{' ' * indent}{end}"


def _depth(value):
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _left_out(number):
    if not number:
        return ""
    return f"\n{_count(number, 'request')} left out: refused, or spoilt by a fault."


def _count(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"
