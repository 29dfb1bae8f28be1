"""
A visit as a pytest file, for the fixtures `visitor` and `edge` of alloy_web.testing.

The file says what the visitor's pages sent, and what is expected of it, both as literals: whoever
keeps it puts their own page into `visit` and leaves the expectations as they are. What differs from
visit to visit, times, ids and what the browser is like, is left out.

Texts of the payload get into the file by `repr` and in no other way: none of them is a name, a
comment or a part of another text, so nothing that a page sends can become code.
"""

import json
import math
from pprint import pformat

from ..incoming import dig
from .rows import events_in, page_of

_WIDTH = 96
# Deeper literals are more than Python's own reader takes.
_DEEPEST = 40
_OF_THE_BROWSER = (
    "_id", "device", "environment", "identityMap", "implementationDetails", "placeContext",
    "timestamp",
)  # fmt: skip
_PAGE = "https://www.example.com/"

_FILE = '''"""
A visit, saved by the inspector: {sent} on {pages}.{left_out}

`visit` sends what the visitor's pages sent. Put your own page in its place, such as
`visitor.open(url, html=HTML)` and `page.click("#pay")`, and keep the expectations.
"""
{imports}

def visit(visitor):
{calls}

def test_the_visit_sends_what_it_sent(visitor, edge):
{scenario}    visit(visitor)

    assert len(visitor.events) == {count}
    visitor.events.in_order(
{expected}
    )
'''


def test_file(records, scenario=None):
    """
    The file's text; `scenario` is the name of one that comes with the edge.

    Left out is what the edge refused, and what a fault spoilt. `ValueError` if nothing remains.
    """
    good = [record for record in records if _is_good(record)]
    steps, expected, page = [], [], None
    for record in good:
        url = page_of(record) or page or _PAGE
        if url != page:
            steps.append(f"page = visitor.open({url!r})")
            page = url
        steps += _other_calls(record)
        for event in events_in(record):
            sent = _kept(event)
            steps.append(f'page.alloy("sendEvent", {_literal(sent)})')
            expected.append(f"{_literal(sent)},")
    if not expected:
        raise ValueError("There is no event in it that a test could expect.")
    return _FILE.format(
        sent=_count(len(expected), "event"),
        pages=_count(sum(step.startswith("page = ") for step in steps), "page"),
        left_out=_left_out(len(records) - len(good)),
        imports="\nimport json\n" if any("json.loads(" in step for step in steps) else "",
        calls="\n".join(_indented(step, 4) for step in steps) + "\n",
        scenario=f"    edge.play({scenario!r})\n" if scenario else "",
        count=len(expected),
        expected="\n".join(_indented(each, 8) for each in expected),
    )


def _is_good(record):
    return 200 <= record["response"]["status"] < 300 and not record["response"].get("fault")


def _other_calls(record):
    if record["action"] == "privacy/set-consent":
        consents = {"consent": dig(record["body"], "consent")}
        return [f'page.alloy("setConsent", {_literal(consents)})']
    if record["action"] == "identity/acquire":
        return ['page.alloy("getIdentity")']
    return []


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


def _literal(value):
    if _depth(value) > _DEEPEST:
        return f"json.loads({json.dumps(value)!r})"
    return pformat(value, width=_WIDTH, sort_dicts=False)


def _depth(value):
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _indented(text, by):
    # Line breaks of the payload are escaped by repr: those here are pformat's.
    return "\n".join(" " * by + line for line in text.split("\n"))


def _left_out(number):
    if not number:
        return ""
    return f"\n{_count(number, 'request')} left out: refused, or spoilt by a fault."


def _count(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"
