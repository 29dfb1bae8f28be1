"""
Twice as much from a caller or a server costs twice the work, not four times: lines of the SDK that
are run, and texts that are compared, are counted. No clock is looked at.
"""

import json
import sys
from pathlib import Path

import pytest

import alloy_web
from alloy_web import flow
from alloy_web.app.instance import Instance
from alloy_web.core import merge, response
from alloy_web.features.interactions import clicked
from alloy_web.hosts.memory.host import MemoryHost, reply

FOLDER = str(Path(alloy_web.__file__).parent)
NS = "https://ns.adobe.com/personalization/"
CONFIG = {
    "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "datastreamId": "stream-1",
    "thirdPartyCookiesEnabled": False,
}
COOKIES = {"kndctr_0123456789ABCDEF01234567_AdobeOrg_identity": "abc"}


class Text(str):
    """A text that counts how often it is compared with another."""

    compared = 0
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        Text.compared += 1
        return str.__eq__(self, other)

    def __ne__(self, other):
        return not self == other


class Index(int):
    """As Text, a number."""

    __slots__ = ()
    __hash__ = int.__hash__

    def __eq__(self, other):
        Text.compared += 1
        return int.__eq__(self, other)


def texts(value):
    """A copy in which each text counts."""
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, dict):
        return {Text(key): texts(item) for key, item in value.items()}
    return [texts(item) for item in value] if isinstance(value, list) else value


class CountingJson:
    dumps = staticmethod(json.dumps)

    @staticmethod
    def loads(text):
        return texts(json.loads(text))


def work(function):
    """How much was done: lines run and texts compared."""
    lines = 0

    def trace(frame, event, argument):
        nonlocal lines
        if not frame.f_code.co_filename.startswith(FOLDER):
            return None
        # A generator that goes on is a call, too.
        lines += event in ("line", "call")
        return trace

    Text.compared = 0
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return lines + Text.compared


def proposition(number, *items, scope="__view__"):
    return {
        "id": f"AT:{number}",
        "scope": scope,
        "scopeDetails": {"decisionProvider": "TGT", "activity": {"id": str(number)}},
        "items": list(items),
    }


def dom_action(number, kind="setText", selector="#a"):
    data = {"type": kind, "selector": selector, "content": "x"}
    return {"id": str(number), "schema": NS + "dom-action", "data": data}


def event_with(**options):
    return lambda count: ("sendEvent", {key: make(count) for key, make in options.items()})


CALLS = {
    "scopes": event_with(decisionScopes=lambda n: [f"s{i}" for i in range(n)]),
    "surfaces": event_with(personalization=lambda n: {"surfaces": [f"#s{i}" for i in range(n)]}),
    "keys": event_with(data=lambda n: {f"k{i}": i for i in range(n)}),
    "a list": event_with(xdm=lambda n: {"_acme": {"list": [{"i": i} for i in range(n)]}}),
    "unknown options": lambda n: ("sendEvent", {f"unknown{i}": i for i in range(n)}),
    "identities that are none": lambda n: (
        "setConsent",
        {"consent": [{"standard": "Adobe"}], "identityMap": {"A": [None] * n}},
    ),
    "consents": lambda n: (
        "setConsent",
        {"consent": [{"standard": f"S{i}", "version": "1", "value": i} for i in range(n)]},
    ),
    "namespaces": lambda n: ("getIdentity", {"namespaces": [f"N{i}" for i in range(n)]}),
    "event data": lambda n: ("event", {"data": {f"k{i}": {"a": i} for i in range(n)}}),
    "propositions of the page": lambda n: (
        "applyPropositions",
        {"propositions": [proposition(i, dom_action(i)) for i in range(n)]},
    ),
    "metadata of the page": lambda n: (
        "applyPropositions",
        {
            "propositions": [
                proposition(
                    i, {"id": "1", "schema": NS + "html-content-item", "data": {}}, scope=f"s{i}"
                )
                for i in range(n)
            ],
            "metadata": {
                f"s{i}": {"selector": "#a", "actionType": "setHtml"} for i in range(n)
            },
        },
    ),
}

ANSWERS = {
    "handles": lambda n: [{"type": f"t{i}", "payload": [{}]} for i in range(n)],
    "propositions": lambda n: decisions(proposition(i, dom_action(i)) for i in range(n)),
    "items": lambda n: decisions([proposition(1, *(dom_action(i) for i in range(n)))]),
    "views": lambda n: decisions(view(i) for i in range(n)),
    "selectors of clicks": lambda n: decisions(
        [proposition(1, *(dom_action(i, "click", f"#b{i}") for i in range(n)))]
    ),
    "clicks on one selector": lambda n: decisions(
        [proposition(1, *(dom_action(i, "click") for i in range(n)))]
    ),
    "clicks of many propositions": lambda n: decisions(
        proposition(i, dom_action(i, "click")) for i in range(n)
    ),
    "messages": lambda n: decisions(
        proposition(i, {"id": "1", "schema": NS + "message/in-app", "data": message()})
        for i in range(n)
    ),
    "identities": lambda n: [
        {
            "type": "identity:result",
            "payload": [{"id": str(i), "namespace": {"code": f"N{i}"}} for i in range(n)],
        }
    ],
    "destinations": lambda n: [
        {
            "type": "activation:push",
            "payload": [{"type": "url", "spec": {"url": f"https://d{i}"}} for i in range(n)],
        }
    ],
    "segments": lambda n: [
        {"type": "activation:pull", "payload": [{"type": "profileLookup"}]} for _ in range(n)
    ],
}


def decisions(propositions):
    return [{"type": "personalization:decisions", "payload": list(propositions)}]


def view(number):
    made = proposition(number, dom_action(1), scope=f"view{number}")
    made["scopeDetails"]["characteristics"] = {"scopeType": "view"}
    return made


def message():
    return {"content": "x", "contentType": "text/html", "mobileParameters": {}}


def instance(**config):
    host = MemoryHost(cookies=COOKIES)
    host.on_send = lambda sent: reply({"handle": []})
    made = Instance("alloy", host, "1")
    made.execute("configure", {**CONFIG, **config}).result()
    return made, host


def run(made, name, options):
    made.execute(name, texts(options)).on_settled(lambda: None)


def work_of_call(call, count):
    made, host = instance()
    return work(lambda: run(made, *call(count)))


def work_of_answer(answer, count, monkeypatch, **config):
    monkeypatch.setattr(response, "json", CountingJson)
    made, host = instance(**config)
    host.on_send = lambda sent: reply({"handle": answer(count)})

    def exchange():
        run(made, "sendEvent", {"renderDecisions": True})

    return work(exchange)


@pytest.mark.parametrize("what", CALLS)
def test_twice_as_much_from_a_caller_costs_twice_the_work(what):
    some = work_of_call(CALLS[what], 100)
    twice = work_of_call(CALLS[what], 200)
    four_times = work_of_call(CALLS[what], 400)

    assert four_times - twice < 2.5 * (twice - some) + 1000


@pytest.mark.parametrize("what", ANSWERS)
def test_twice_as_much_from_a_server_costs_twice_the_work(what, monkeypatch):
    some = work_of_answer(ANSWERS[what], 100, monkeypatch)
    twice = work_of_answer(ANSWERS[what], 200, monkeypatch)
    four_times = work_of_answer(ANSWERS[what], 400, monkeypatch)

    assert four_times - twice < 2.5 * (twice - some) + 1000


@pytest.mark.parametrize("kind", ["setText", "juggle"])
def test_each_item_that_the_console_is_told_of_costs_its_own_work(kind, monkeypatch):
    """Of those that find no place, and of those that nobody knows how to show."""

    def render(host, actions, limits):
        return flow.resolved([[Index(number), "no element"] for number in range(len(actions))])

    monkeypatch.setattr(MemoryHost, "render", render)

    def of(count):
        made, host = instance(debugEnabled=True)
        # What is written is none of this.
        monkeypatch.setattr(host, "log", lambda level, parts: None)
        rendering = made._tools.rendering
        offers = [proposition(1, *(dom_action(i, kind) for i in range(count)))]

        def tell():
            plan, rendered = rendering.start(offers, lambda one: False)
            assert rendered.state == flow.RESOLVED
            rendering.log_returned(plan, "nobody wants it")

        return work(tell)

    some, twice, four_times = of(400), of(800), of(1600)

    assert four_times - twice < 2.5 * (twice - some) + 1000


def test_displays_that_are_kept_for_a_later_event_cost_each_its_own_work(monkeypatch):
    def of(count):
        made, host = instance()
        run(made, *CALLS["propositions of the page"](count))
        asks = {"personalization": {"includeRenderedPropositions": True}}
        return work(lambda: run(made, "sendEvent", asks))

    some, twice, four_times = of(100), of(200), of(400)

    assert four_times - twice < 2.5 * (twice - some) + 1000


def test_propositions_of_a_caller_and_our_own_are_joined_with_each_looked_at_once():
    def of(count):
        def xdm(start):
            shown = [{"id": f"AT:{start + i}", "scope": "s"} for i in range(count)]
            return texts({"_experience": {"decisioning": {"propositions": shown}}})

        ours, theirs = xdm(0), xdm(count // 2)
        return work(lambda: merge.absorb_xdm(ours, theirs))

    some, twice, four_times = of(100), of(200), of(400)

    assert four_times - twice < 2.5 * (twice - some) + 1000


def test_a_click_on_content_of_many_offers_looks_at_each_once():
    def of(count):
        told = {
            f"k{i}": {
                "proposition": {"id": f"AT:{i}", "scope": "s"},
                "itemId": str(i),
                "view": None,
                "label": None,
                "mode": "always",
            }
            for i in range(count)
        }
        tracked = texts(told)
        facts = [{"keys": list(tracked), "matches": list(range(count))}]
        watched = [[one] for one in texts(list(told.values()))]
        return work(lambda: clicked.xdm(facts, tracked, watched))

    some, twice, four_times = of(100), of(200), of(400)

    assert four_times - twice < 2.5 * (twice - some) + 1000
