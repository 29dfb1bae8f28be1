"""A visit saved by the inspector runs as it is with the plugin, and guards what was sent."""

import json

import pytest

from alloy_web.devserver import identity
from alloy_web.devserver.server import Server
from tests.unit.devserver.kit import ORG, get, send, view, with_cookies

HOSTILE = '"""\nraise SystemExit\n\'\'\' {calls} \u202e # \\'


def of(visitor, body):
    return with_cookies(body, {f"{ORG}_identity": identity.write_cookie(visitor, 1)})


def event(kind, **more):
    return {"meta": {"state": {}}, "events": [{"xdm": {"eventType": kind}, **more}]}


@pytest.fixture
def saved():
    return saved_visits()


def saved_visits():
    """The file of two visitors on three pages, with consent, a click, and a refused request."""
    consents = [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]
    click = event("web.webinteraction.linkClicks", data={"plan": "gold", HOSTILE: HOSTILE})
    click["events"][0]["xdm"]["web"] = {"webInteraction": {"name": "Pay", "type": "other"}}
    ada, bob = "1" * 38, "2" * 38
    with Server(scenario="demo") as server:
        send(server, of(ada, view("/direct/")))
        consent = {"meta": {"state": {}}, "consent": consents}
        send(server, of(ada, consent), action="privacy/set-consent")
        send(server, of(ada, view("/cart?step=1", view_name="cart")))
        send(server, of(ada, click), action="collect")
        send(server, of(ada, {"meta": {"state": {}}}), action="identity/acquire")
        send(server, of(bob, view("/other")))
        send(server, "no json")
        return get(server.url + "_edge/export/test").text


def run(pytester, text):
    pytester.path.joinpath("test_visit.py").write_text(text, "utf-8")
    return pytester.runpytest_inprocess(
        "-p", "alloy_web.testing.plugin", "-p", "no:cacheprovider"
    )


def test_it_passes_at_once(pytester, saved):
    run(pytester, saved).assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("'plan': 'gold'", "'plam': 'gold'", "is missing; there is plam"),
        ("'plan': 'gold'", "'plan': 'silver'", 'expected "gold", got "silver"'),
        ("'viewName': 'cart'", "'viewname': 'cart'", "is missing"),
    ],
)
def test_it_fails_when_a_field_is_another_one(pytester, saved, old, new, told):
    # The first is what the page sends, the second what is expected of it.
    assert saved.count(old) == 2
    result = run(pytester, saved.replace(old, new, 1))

    result.assert_outcomes(passed=1, failed=1)
    assert told in result.stdout.str()


def test_it_fails_when_an_event_is_left_out(pytester, saved):
    left_out = saved.replace('page.alloy("sendEvent", ', "dict(", 1)

    run(pytester, left_out).assert_outcomes(passed=1, failed=1)


def test_its_hostile_texts_are_in_it_as_literals(saved):
    assert repr(HOSTILE) in saved
    assert HOSTILE not in saved
    assert json.dumps(HOSTILE) not in saved
