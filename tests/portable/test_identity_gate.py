from instance_kit import (
    CONSENT,
    ECID,
    IDENTITY,
    answer,
    error_of,
    identities,
    make,
    result_of,
    store,
)

from alloy_web import flow
from alloy_web.hosts.memory.host import MemoryHost, reply

OURS = "kndctr_0123456789ABCDEF01234567_AdobeOrg_"


def types(host):
    return [sent.body["events"][0]["xdm"].get("eventType") for sent in host.sent]


def test_the_first_request_of_a_new_visitor_goes_alone_and_the_others_then_together():
    instance, host = make()
    host.on_send = None
    outcomes = [instance.execute("event", {"type": name}) for name in ("a", "b", "c")]
    assert types(host) == ["a"], types(host)

    host.on_send = lambda sent: reply(status=204)
    host.sent[0].outcome.resolve(answer())

    assert types(host) == ["a", "b", "c"], types(host)
    assert "/collect?" in host.sent[1].url and "/collect?" in host.sent[2].url
    for outcome in outcomes:
        assert "requestBody" in result_of(outcome)


def test_what_waits_while_the_visitor_withdraws_consent_is_declined_even_after_a_new_yes():
    instance, host = make()
    host.on_send = None
    instance.execute("event", {"type": "asker"})
    waiting = instance.execute("event", {"type": "b"})
    for choice in ("out", "in"):
        instance._tools.consent.set({"value": choice, "set_by": "user", "default": "in"})
    later = instance.execute("event", {"type": "c"})
    host.on_send = lambda sent: reply(status=204)
    host.sent[0].outcome.resolve(answer())

    assert types(host) == ["asker", "c"]
    assert "Consent was withdrawn" in error_of(waiting)
    result_of(later)


def test_an_answer_without_the_cookie_lets_exactly_one_more_ask():
    instance, host = make({"debugEnabled": True})
    host.on_send = None
    for name in ("a", "b", "c"):
        instance.execute("event", {"type": name})

    host.sent[0].answer({"handle": []})
    assert types(host) == ["a", "b"], types(host)
    host.sent[1].answer({"handle": []})

    assert types(host) == ["a", "b", "c"], types(host)
    assert "left no identity cookie" in " ".join(host.logged("warn"))


def test_a_failed_asker_hands_over():
    instance, host = make()
    host.on_send = None
    first = instance.execute("event", {"type": "a"})
    second = instance.execute("event", {"type": "b"})

    host.sent[0].fail()

    assert "The network request failed" in error_of(first)
    assert types(host) == ["a", "b"], types(host)
    host.sent[1].outcome.resolve(answer())
    assert "requestBody" in result_of(second)


def test_the_gate_opens_on_the_cookie_not_on_the_id_in_the_answer():
    instance, host = make()
    host.on_send = None
    instance.execute("event", {"type": "a"})
    instance.execute("event", {"type": "b"})

    host.sent[0].answer({"handle": [{"type": "identity:result", "payload": [
        {"id": "1" * 38, "namespace": {"code": "ECID"}},
    ]}]})

    assert "/interact?" in host.sent[1].url, "the second asks again"


def test_where_no_cookie_was_left_the_log_tells_the_cause_as_far_as_it_can_be_known():
    for handles, is_blocked, expected in (
        ([store({IDENTITY: "abc"})], True, "Are cookies blocked, or refused on this domain?"),
        ([store({"kndctr_FFFF_AdobeOrg_identity": "abc"})], False,
         "It is for another organisation (kndctr_FFFF_AdobeOrg_identity): orgId ("),
        ([store({"kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster": "or2"})], False,
         "It told the page to write none. Does orgId belong to the datastream?"),
        ([store({"their_identity": "abc"})], False, "It told the page to write none."),
        ([{"type": "state:store", "payload": ["odd", {"key": 5, "value": "x"}]}], False,
         "May cookies be set for this domain?"),
    ):
        instance, host = make({"debugEnabled": True})
        host.on_send = None
        if is_blocked:
            host.set_cookie = lambda text: None

        outcome = instance.execute("sendEvent")
        host.sent[0].answer({"handle": handles})

        result_of(outcome)
        assert expected in " ".join(host.logged("warn")), (expected, host.logged("warn"))


def refusing(**page):
    """A host whose browser keeps no cookies, as in a sandboxed page or a frame of another site."""
    host = MemoryHost(**page)
    host.set_cookie = lambda text: None
    return host


def test_where_the_browser_keeps_no_cookies_a_visitor_is_one_as_long_as_the_page_lives():
    instance, host = make({"debugEnabled": True}, host=refusing())
    host.on_send = None
    outcomes = [instance.execute("event", {"type": name}) for name in ("a", "b", "c")]
    assert types(host) == ["a"], types(host)

    host.on_send = lambda sent: answer()
    host.sent[0].outcome.resolve(answer(
        store({OURS + "cluster": "or2"}), identities(ECID=ECID),
    ))

    for outcome in outcomes:
        result_of(outcome)
    assert types(host) == ["a", "b", "c"], types(host)
    assert host.sent[0].body["meta"]["state"] == {"domain": "", "cookiesEnabled": False}
    for sent in host.sent[1:]:
        assert sent.body["meta"]["state"] == {
            "domain": "", "cookiesEnabled": False, "entries": [
                {"key": OURS + "cluster", "value": "or2"}, {"key": IDENTITY, "value": "abc"},
            ],
        }
        assert "/ee/or2/v1/collect" in sent.url, sent.url
    for _ in range(2):
        assert result_of(instance.execute("getIdentity"))["identity"] == {"ECID": ECID}
    warned = [text for text in host.logged("warn") if "did not keep the identity cookie" in text]
    assert len(warned) == 1, warned


def test_an_id_without_a_cookie_is_carried_by_the_requests_where_there_can_be_no_cookie():
    instance, host = make(host=refusing())
    host.on_send = lambda sent: reply({"handle": [identities(ECID=ECID)]})

    for name in ("a", "b"):
        result_of(instance.execute("sendEvent", {"xdm": {"eventType": name}}))

    assert "xdm" not in host.sent[0].body
    assert host.sent[1].body["xdm"] == {"identityMap": {"ECID": [{"id": ECID}]}}
    assert result_of(instance.execute("getIdentity"))["identity"] == {"ECID": ECID}
    assert len(host.sent) == 2


def test_what_the_server_removes_is_not_kept_in_memory_either():
    instance, host = make(host=refusing())
    host.on_send = lambda sent: answer()
    result_of(instance.execute("sendEvent"))

    for removal in ({"value": "", "maxAge": 100}, {"value": "x", "maxAge": 0}):
        removal["key"] = IDENTITY
        host.on_send = None
        outcome = instance.execute("sendEvent")
        host.sent[-1].answer({"handle": [{"type": "state:store", "payload": [removal]}]})
        result_of(outcome)
        host.on_send = lambda sent: answer()
        result_of(instance.execute("sendEvent"))
        assert "entries" not in host.sent[-1].body["meta"]["state"], removal


def test_a_choice_is_kept_in_memory_too():
    instance, host = make({"defaultConsent": "pending"}, host=refusing())
    host.on_send = None
    instance.execute("setConsent", {"consent": [{"standard": "Adobe", "version": "1.0"}]})
    waiting = instance.execute("sendEvent")
    host.on_send = lambda sent: answer()

    host.sent[0].outcome.resolve(answer(store({CONSENT: "general=in"})))

    result_of(waiting)


def test_the_domain_that_is_configured_is_not_told_where_no_cookie_can_live_on_it():
    instance, host = make({"cookieDomain": "example.com"}, host=refusing())
    host.on_send = lambda sent: answer()

    result_of(instance.execute("sendEvent"))

    assert host.sent[0].body["meta"]["state"] == {"domain": "", "cookiesEnabled": False}


def test_cookies_are_enabled_where_one_is_there_or_can_be_written():
    for cookies, url in (
        ({}, "https://www.example.com/"), ({}, "http://localhost/"), ({"a": "b"}, "http://10.0.0.1/"),
    ):
        instance, host = make(cookies=cookies, url=url)
        result_of(instance.execute("sendEvent"))
        assert host.sent[0].body["meta"]["state"]["cookiesEnabled"] is True, url
        assert [name for name in host.cookies if "getTld" in name] == []


def test_a_visitor_with_a_cookie_does_not_wait():
    instance, host = make(known=True)
    host.on_send = None

    for name in ("a", "b"):
        instance.execute("event", {"type": name})

    assert types(host) == ["a", "b"], types(host)


def test_the_identity_cookie_goes_in_the_body_to_a_third_party_endpoint_only():
    instance, host = make(known=True, url="https://www.shop.org/")
    result_of(instance.execute("event"))
    assert host.sent[0].body["meta"]["state"] == {
        "domain": "shop.org", "cookiesEnabled": True,
        "entries": [{"key": IDENTITY, "value": "abc"}],
    }, host.sent[0].body["meta"]

    instance, host = make({"edgeDomain": "data.shop.org"}, known=True, url="https://www.shop.org/")
    result_of(instance.execute("event"))
    assert host.sent[0].body["meta"]["state"] == {"domain": "shop.org", "cookiesEnabled": True}


def test_time_spent_waiting_is_told():
    instance, host = make()
    host.on_send = None
    instance.execute("event", {"type": "a"})
    instance.execute("event", {"type": "b"})
    host.advance(1500)

    host.sent[0].outcome.resolve(answer())

    assert host.sent[0].body["meta"]["queueTimeMillis"] == 0
    assert host.sent[1].body["meta"]["queueTimeMillis"] == 1500
    assert host.sent[1].body["events"][0]["xdm"]["timestamp"] == "2026-03-02T09:15:27.104Z"


def test_requests_of_all_kinds_wait_for_an_asker_that_times_out():
    instance, host = make()
    host.on_send = None
    asker = instance.execute("getIdentity")
    event = instance.execute("event", {"type": "a"})
    consent = instance.execute("setConsent", {"consent": [{"standard": "Adobe", "version": "1.0"}]})
    assert len(host.sent) == 1

    host.sent[0].fail("no answer within 30000 ms", name="AbortError")
    assert "no answer within 30000 ms" in error_of(asker)
    assert len(host.sent) == 2, "one of them asks next"
    host.on_send = lambda sent: answer()
    host.sent[1].outcome.resolve(answer())

    assert "requestBody" in result_of(event)
    assert result_of(consent) == {}


def test_an_asker_that_waits_for_an_older_library_and_fails_hands_over():
    instance, host = make()
    host.visitor = flow.Deferred()
    first = instance.execute("event", {"type": "a"})
    second = instance.execute("event", {"type": "b"})
    waiting = host.visitor
    host.visitor = {}
    waiting.reject(RuntimeError("the bridge broke"))

    assert "the bridge broke" in error_of(first)
    assert "requestBody" in result_of(second)


def test_instances_have_a_gate_of_their_own():
    first, host = make()
    second, _ = make(
        {"orgId": "OTHER@AdobeOrg", "datastreamId": "stream-2"}, name="second", host=host
    )
    host.on_send = None
    first.execute("event", {"type": "a"})
    second.execute("event", {"type": "b"})

    assert types(host) == ["a", "b"]


def test_an_event_that_is_cancelled_does_not_let_others_pass_the_asker():
    wanted = []
    instance, host = make({"onBeforeEventSend": lambda content: bool(wanted)})
    host.on_send = None
    asker = instance.execute("getIdentity")
    wanted.append(True)
    waiting = instance.execute("event", {"type": "a"})
    wanted.clear()

    assert result_of(instance.execute("event", {"type": "b"})) == {}
    assert asker.is_pending and waiting.is_pending
    assert len(host.sent) == 1
