"""A request that the page's snippet sent ahead: the engine takes it over, whatever it would do."""

import json

from instance_kit import CONSENT, answer, error_of, make, result_of

from alloy_web.hosts.memory.host import reply

FLOWN_BODY = {"meta": {"state": {"domain": "", "cookiesEnabled": True}},
              "events": [{"xdm": {"eventType": "flown"}}]}
FLOWN = {"id": "flown-id", "url": "https://edge.example.com/ee/v1/interact?requestId=flown-id",
         "body": json.dumps(FLOWN_BODY)}


def adopt(host, instance, name="event", options=None):
    """The outcome of a first view that left ahead; as the host tells it, for one command."""
    host.change(flight=FLOWN)
    outcome = instance.execute(name, options or {"type": "viewStart"})
    host.change(flight=None)
    return outcome


def test_the_request_is_the_one_that_left_ahead():
    instance, host = make()
    host.on_send = None
    outcome = adopt(host, instance)
    [sent] = host.sent

    sent.outcome.resolve(answer())
    result = result_of(outcome)

    assert sent.url == FLOWN["url"] and sent.text == FLOWN["body"]
    assert result["requestBody"] == FLOWN_BODY
    assert result["responseBody"]["requestId"] == "r"


def test_later_events_are_sent_as_ever():
    instance, host = make()
    result_of(adopt(host, instance))

    result_of(instance.execute("event", {"type": "viewStart"}))

    assert [sent.url == FLOWN["url"] for sent in host.sent] == [True, False]


def test_it_is_the_one_that_asks_for_the_identity():
    instance, host = make()
    host.on_send = None
    adopt(host, instance)
    second = instance.execute("event", {"type": "second"})
    assert len(host.sent) == 1

    host.on_send = lambda sent: reply(status=204)
    host.sent[0].outcome.resolve(answer())

    result_of(second)
    assert "/collect?" in host.sent[1].url


def test_nothing_more_is_asked_when_the_page_leaves_since_it_outlives_the_page():
    instance, host = make()
    host.on_send = None
    adopt(host, instance)
    instance.execute("event", {"type": "second"})

    host.tell("leave")
    host.tell("gone")

    assert len(host.sent) == 1 and host.beacons == []


def test_a_busy_server_gets_the_same_request_again():
    instance, host = make()
    host.on_send = None
    outcome = adopt(host, instance)
    host.sent[0].answer(status=503, headers={"retry-after": "2"})
    host.advance(2000)

    host.sent[1].outcome.resolve(answer())

    assert [sent.url for sent in host.sent] == [FLOWN["url"], FLOWN["url"]]
    assert [sent.text for sent in host.sent] == [FLOWN["body"], FLOWN["body"]]
    assert result_of(outcome)["requestBody"] == FLOWN_BODY


def test_a_refusal_is_judged_as_if_the_engine_had_asked():
    instance, host = make()
    host.on_send = lambda sent: reply({"title": "no"}, 403)

    assert "status 403" in error_of(adopt(host, instance))


def test_a_known_visitors_flight_is_adopted_even_while_the_page_leaves():
    instance, host = make(known=True)
    host.tell("leave")

    result = result_of(adopt(host, instance))

    assert "responseBody" in result
    assert host.beacons == []
    assert host.sent[0].url == FLOWN["url"] and host.sent[0].keepalive


def test_what_was_sent_with_consent_is_adopted_though_consent_is_gone():
    instance, host = make({"debugEnabled": True}, cookies={CONSENT: "general=out"}, known=True)

    assert "responseBody" in result_of(adopt(host, instance))
    assert "was sent by the page's snippet" in " ".join(host.logged("info"))
    assert "declined" in error_of(instance.execute("event", {"type": "next"}))


def test_the_automatic_view_of_the_load_may_have_left_ahead():
    instance, host = make({"autoViews": True})
    host.change(flight=FLOWN, url="https://www.example.com/then")
    host.tell("loaded")
    host.change(flight=None)
    host.tell("loaded")

    assert [sent.url for sent in host.sent] == [FLOWN["url"]]


def test_content_and_views_are_those_of_a_first_view():
    instance, host = make()
    host.on_send = lambda sent: answer()
    result_of(adopt(host, instance, "sendEvent", {"renderDecisions": True}))

    result_of(instance.execute("sendEvent", {"xdm": {}}))

    assert "query" not in host.sent[1].body["events"][0], "the page's content was asked for"
