from instance_kit import CONSENT, answer, error_of, make, result_of

from alloy_web import flow
from alloy_web.core.request import byte_length
from alloy_web.hosts.memory.host import reply


def types(sent):
    """The types of the events in a request."""
    return [event["xdm"].get("eventType") for event in sent.body["events"]]


def ask_in_vain(instance):
    """A first event, too large to outlive the page: its answer is never heard."""
    return instance.execute("event", {"type": "asker", "data": {"text": "x" * 61000}})


def leave(host):
    host.tell("leave")
    host.tell("gone")


def test_what_happens_while_the_page_leaves_goes_by_beacon():
    instance, host = make(known=True)
    host.tell("leave")

    for name, options in (
        ("event", {"type": "last"}),
        ("event", {"type": "viewStart"}),
        ("sendEvent", {"type": "words"}),
    ):
        result_of(instance.execute(name, options))

    assert host.sent == []
    assert [types(sent)[0] for sent in host.beacons] == [
        "last", "web.webpagedetails.pageViews", "words",
    ]
    assert "/collect?" in host.beacons[2].url


def test_a_page_that_came_back_sends_as_before():
    instance, host = make(known=True)
    leave(host)
    host.tell("restored")

    told = result_of(instance.execute("event", {"type": "viewStart"}))

    assert "responseBody" in told
    assert host.beacons == []


def test_a_command_in_a_click_outlives_the_page_and_is_answered_if_it_stays():
    instance, host = make(known=True)
    host.may_end = True

    told = result_of(instance.execute("sendEvent", {"type": "a"}))
    instance.execute("event", {"type": "b"})

    assert sorted(told) == ["decisions", "destinations", "propositions"]
    assert [(types(sent), sent.keepalive) for sent in host.sent] == [(["a"], True), (["b"], True)]
    assert host.beacons == []


def test_a_view_outlives_the_page():
    for known in (True, False):
        instance, host = make(known=known)
        result_of(instance.execute("event", {"type": "viewStart"}))

        assert host.sent[0].keepalive


def test_a_refused_beacon_becomes_a_fetch_and_a_warning():
    instance, host = make({"debugEnabled": True}, known=True)
    host.takes_beacons = False
    host.tell("leave")

    instance.execute("event", {"type": "last"})

    assert [types(sent)[0] for sent in host.sent] == ["last"]
    assert not host.sent[0].keepalive, "it would be refused as well"
    assert "so this may be lost" in host.logged("warn")[0]


def test_events_that_wait_for_an_identity_go_together_when_the_page_leaves():
    instance, host = make()
    host.on_send = None
    outcomes = [ask_in_vain(instance)]
    outcomes += [instance.execute("event", {"type": name}) for name in ("b", "c")]
    assert [sent.keepalive for sent in host.sent] == [False]

    host.tell("leave")
    outcomes.append(instance.execute("event", {"type": "d"}))
    assert len(host.sent) == 1, "handlers of the page may add to it"
    host.tell("gone")

    assert types(host.sent[1]) == ["b", "c", "d"]
    assert host.sent[1].keepalive
    assert "/interact?" in host.sent[1].url
    assert host.sent[1].body["query"]["identity"]["fetch"] == ["ECID"]
    assert outcomes[0].is_pending, "its request is under way"
    for outcome in outcomes[1:]:
        assert list(result_of(outcome)) == ["requestBody"]


def test_what_waited_while_the_visitor_withdrew_consent_does_not_go_when_the_page_leaves():
    instance, host = make()
    host.on_send = None
    ask_in_vain(instance)
    withdrawn = instance.execute("event", {"type": "b"})
    for choice in ("out", "in"):
        instance._tools.consent.set({"value": choice, "set_by": "user", "default": "in"})
    instance.execute("event", {"type": "c"})
    leave(host)

    assert [types(sent) for sent in host.sent] == [["asker"], ["c"]]
    assert "Consent was withdrawn" in error_of(withdrawn)


def test_what_was_sent_when_the_page_left_is_not_sent_again_when_it_comes_back():
    instance, host = make()
    host.on_send = None
    ask_in_vain(instance)
    instance.execute("event", {"type": "b"})
    leave(host)
    host.tell("restored")

    host.sent[0].fail()
    host.sent[1].outcome.resolve(answer())
    host.on_send = lambda sent: reply(status=204)
    result_of(instance.execute("event", {"type": "c"}))

    assert [types(sent) for sent in host.sent] == [["asker"], ["b"], ["c"]]


def test_a_first_event_while_the_page_leaves_asks_for_the_identity():
    instance, host = make()
    host.on_send = None
    host.tell("leave")
    instance.execute("event", {"type": "a"})
    instance.execute("event", {"type": "b"})
    host.tell("gone")
    instance.execute("event", {"type": "c"})

    assert [types(sent) for sent in host.sent] == [["a", "b"]], "a third would be a second visitor"
    assert host.sent[0].keepalive


def test_nothing_more_is_sent_where_the_one_that_asks_outlives_the_page():
    instance, host = make()
    host.on_send = None
    instance.execute("event", {"type": "a", "documentUnloading": True})
    instance.execute("event", {"type": "b"})
    assert host.sent[0].keepalive

    leave(host)
    assert len(host.sent) == 1

    host.tell("restored")
    host.on_send = lambda sent: reply(status=204)
    host.sent[0].outcome.resolve(answer())
    assert [types(sent) for sent in host.sent] == [["a"], ["b"]], "it waited, and goes now"


def test_they_go_where_the_one_that_asks_only_waits_to_be_sent_again():
    instance, host = make()
    host.on_send = lambda sent: reply(status=503)
    instance.execute("event", {"type": "a"})
    instance.execute("event", {"type": "b"})
    assert [types(sent) for sent in host.sent] == [["a"]]
    host.on_send = None

    leave(host)

    assert [types(sent) for sent in host.sent] == [["a"], ["b"]]
    assert host.sent[1].keepalive


def test_what_waits_for_consent_or_a_hook_is_not_sent_when_the_page_leaves():
    instance, host = make({"defaultConsent": "pending"}, known=True)
    held = instance.execute("event", {"type": "a"})
    leave(host)
    assert held.is_pending and host.sent == [] and host.beacons == []

    answers = flow.Deferred()

    async def slow(content):
        await answers

    instance, host = make({"onBeforeEventSend": slow}, known=True)
    held = instance.execute("event", {"type": "a"})
    leave(host)
    assert held.is_pending and host.sent == [] and host.beacons == []


def test_events_of_other_datastreams_are_not_mixed():
    instance, host = make({"debugEnabled": True})
    host.on_send = None
    ask_in_vain(instance)
    instance.execute("event", {"type": "a"})
    instance.execute("event", {"type": "b", "edgeConfigOverrides": {"datastreamId": "other"}})
    instance.execute("event", {"type": "c"})

    leave(host)

    assert types(host.sent[1]) == ["a", "c"]
    assert "1 requests waited for an identity" in " ".join(host.logged("warn"))


def test_only_what_fits_goes_along():
    instance, host = make({"debugEnabled": True})
    host.on_send = None
    ask_in_vain(instance)
    for name in ("a", "b", "c"):
        instance.execute("event", {"type": name, "data": {"text": "x" * 30000}})

    leave(host)

    assert types(host.sent[1]) == ["a"]


def test_bytes_count_not_characters():
    assert byte_length("a\u20ac") == 4


def test_beacons_count_among_what_is_under_way():
    instance, host = make(known=True)
    host.on_send = None
    instance.execute("event", {"data": {"text": "x" * 40000}, "documentUnloading": True})
    instance.execute("event", {"data": {"text": "x" * 30000}})
    host.advance(6000)
    instance.execute("event", {"data": {"text": "x" * 30000}})

    assert [sent.keepalive for sent in host.sent] == [False, True]


def test_an_event_too_large_for_a_page_that_leaves_is_warned_about_when_it_is_made():
    instance, host = make({"debugEnabled": True}, known=True)
    host.on_send = lambda sent: reply(status=204)

    result_of(instance.execute("event", {"data": {"text": "x" * 61000}}))

    assert "sends at most 60000 after a page has gone" in " ".join(host.logged("warn"))


def test_a_failed_joint_request_is_told_in_the_log():
    instance, host = make({"debugEnabled": True})
    host.on_send = None
    first = ask_in_vain(instance)
    instance.execute("event", {"type": "b"})
    leave(host)

    host.sent[0].fail()
    host.sent[1].fail()

    assert "network request failed" in error_of(first)
    assert "What waited when the page was left could not be sent" in " ".join(host.logged("warn"))


def test_a_choice_made_on_another_page_holds_when_this_one_comes_back():
    instance, host = make({"autoViews": True}, known=True)
    host.tell("loaded")
    leave(host)
    host.cookies[CONSENT] = "general=out"
    host.tell("restored")

    assert len(host.sent) == 1, "only the view of the load"


def test_a_page_whose_end_was_never_told_goes_on_when_it_comes_back():
    instance, host = make()
    host.on_send = None
    host.tell("leave")
    instance.execute("event", {"type": "a"})
    host.tell("restored")
    host.tell("gone")

    assert [types(sent) for sent in host.sent] == [["a"]]


def test_a_new_visitor_has_one_asker_whenever_the_page_is_left():
    """The first request is heard to the end, so nothing else may ask: two would be two visitors."""
    instance, host = make()
    host.on_send = None
    instance.execute("event", {"type": "viewStart"})
    instance.execute("event", {"type": "second"})

    host.tell("leave")
    instance.execute("event", {"type": "last"})
    host.tell("gone")

    assert [sent.keepalive for sent in host.sent] == [True]
    assert host.beacons == []
