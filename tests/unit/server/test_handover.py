"""The script that hands over, as a page runs it: taken once, from the answer that it came with."""

import json
import re
import subprocess
import time
from pathlib import Path

import pytest

from alloy_web.buildtools import environment
from alloy_web.server import handover
from tests.unit.server.kit import HTML, Wire, make, offer, run, scope

PAGE_SIDE = Path(__file__).with_name("page_side.mjs")
MINUTE_MS = 60_000


def answered(scheme="https"):
    """A rendered page's script, and the cookies of its answer."""
    wire = Wire()
    wire.edge.offer(offer("AT:1"))
    visit = make(wire).visit(scope(scheme=scheme))
    run(visit.event({"type": "viewStart"}))
    html = visit.render(HTML)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    return script, visit.cookies


def kept(texts):
    return dict(text.partition(";")[0].split("=", 1) for text in texts)


def in_page(script, cookies, wrong_ms=0, cookie_enabled=True, configured="start", failing=""):
    given = {
        "script": script, "cookies": cookies, "cookieEnabled": cookie_enabled,
        "clockMs": int(time.time() * 1000) + wrong_ms, "configuredAt": configured,
        "failing": failing,
    }
    done = subprocess.run(
        [environment.node(), str(PAGE_SIDE)], input=json.dumps(given), capture_output=True,
        text=True, check=True, timeout=120,
    )
    return json.loads(done.stdout)


def names(told):
    return [call[0] for call in told["calls"]]


@pytest.mark.parametrize("wrong_ms", [0, -10 * MINUTE_MS, 10 * MINUTE_MS, 10**12])
def test_a_fresh_page_is_taken_whatever_the_visitors_clock_says(wrong_ms):
    script, cookies = answered()

    told = in_page(script, kept(cookies), wrong_ms)

    assert names(told) == ["applyResponse"]
    assert told["unhandled"] == 0


def test_a_page_out_of_a_cache_asks_for_itself_however_young_it_is():
    script, cookies = answered()
    first = in_page(script, {"a": "1", **kept(cookies)})
    assert names(first) == ["applyResponse"]

    # The visitor comes back to it, and the browser has kept it.
    assert names(in_page(script, first["cookies"])) == []
    # Another visitor gets it, from a cache that keeps headers of one visitor to itself.
    assert names(in_page(script, kept(answered()[1]))) == []


def test_two_pages_at_once_take_each_its_own():
    script, cookies = answered()
    other, more = answered()
    both = kept([*cookies, *more])

    first = in_page(other, both)
    second = in_page(script, first["cookies"])

    assert names(first) == names(second) == ["applyResponse"]
    assert not [name for name in second["cookies"] if name.startswith("alloy_")]


@pytest.mark.parametrize("scheme, attributes", [
    ("https", "path=/; max-age=30; samesite=lax; secure"),
    ("http", "path=/; max-age=30; samesite=lax"),
])
def test_the_cookie_of_an_answer_lives_for_half_a_minute_on_this_host(scheme, attributes):
    (text,) = [each for each in answered(scheme)[1] if each.startswith("alloy_")]

    assert re.fullmatch(r"alloy_[0-9a-f]{16}=1; " + attributes, text)


def test_an_answer_without_a_hand_over_sets_no_such_cookie():
    visit = make(Wire()).visit(scope())
    run(visit.event({"type": "viewStart"}))

    assert [each for each in visit.cookies if each.startswith("alloy_")] == []


@pytest.mark.parametrize("wrong_ms, expected", [
    (0, ["applyResponse"]), (-MINUTE_MS, []), (MINUTE_MS, []),
])
def test_where_there_are_no_cookies_the_clock_decides(wrong_ms, expected):
    script, _ = answered()

    assert names(in_page(script, {}, wrong_ms, cookie_enabled=False)) == expected


def test_where_cookies_are_forbidden_nothing_is_thrown_and_the_page_asks_for_itself():
    script, cookies = answered()

    assert names(in_page(script, kept(cookies), cookie_enabled="throws")) == []


def test_a_page_that_configures_later_is_handed_over_to_when_it_has():
    script, cookies = answered()

    told = in_page(script, kept(cookies), configured="later")

    assert names(told) == ["applyResponse"]


@pytest.mark.parametrize("configured", ["start", "later"])
@pytest.mark.parametrize("failing", ["", "sendEvent"])
def test_of_a_late_view_the_page_asks_once_whatever_becomes_of_it(configured, failing):
    script = handover.script("alloy", handover.calls_of_late_view(None), "alloy_1", 0)

    told = in_page(script, {"alloy_1": "1"}, configured=configured, failing=failing)

    assert names(told) == ["applyResponse", "sendEvent"]
    assert told["unhandled"] == 0


# ---- Where the cookie brings the id of a new visitor


def late_script():
    ticket = "alloy_0123456789abcdef"
    given = handover.calls_of_late_view(None, ticket)
    return handover.script("alloy", given, ticket, int(time.time() * 1000)), ticket


def test_the_page_asks_as_the_visitor_of_the_cookie():
    script, ticket = late_script()

    told = in_page(script, {"a": "1", ticket: "2c7d", "b": "2"})

    assert names(told) == ["applyResponse", "sendEvent"]
    assert told["calls"][1][1]["xdm"]["identityMap"]["FPID"][0]["id"] == "2c7d"
    assert told["cookies"] == {"a": "1", "b": "2"}


@pytest.mark.parametrize("cookie_enabled", [True, False, "throws"])
def test_without_that_cookie_the_page_does_it_all(cookie_enabled):
    script, _ = late_script()

    told = in_page(script, {}, cookie_enabled=cookie_enabled)

    assert told["calls"] == []
