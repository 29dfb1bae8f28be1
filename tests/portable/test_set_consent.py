from instance_kit import CONSENT, IDENTITY, answer, error_of, make, result_of, store

from alloy_web import flow
from alloy_web.hosts.memory.host import reply

IN = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}
OUT = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "out"}}]}
HASH_OF_IN = "com.adobe.alloy.0123456789ABCDEF01234567_AdobeOrg.consentHashes.Adobe.1.0"


def edge(sent):
    """Answers as the edge does: an identity for everyone, and the choice as a cookie."""
    if "/set-consent?" not in sent.url:
        return answer()
    choice = sent.body["consent"][0]["value"].get("general", "in")
    return answer(store({CONSENT: "general=" + choice}))


def make_pending(known=False, **config):
    config["defaultConsent"] = "pending"
    instance, host = make(config, known=known)
    host.on_send = edge
    return instance, host


def actions(host):
    """What was sent: `set-consent`, or the type of the event."""
    found = []
    for sent in host.sent:
        if "/set-consent?" in sent.url:
            found.append("set-consent")
        else:
            found.append(sent.body["events"][0]["xdm"]["eventType"])
    return found


def test_pending_consent_holds_events_until_the_visitor_opts_in_and_then_sends_them_in_order():
    instance, host = make_pending()
    outcomes = [instance.execute("event", {"type": name}) for name in ("a", "b", "c")]
    assert host.sent == []

    consent = instance.execute("setConsent", IN)

    assert result_of(consent) == {}
    assert actions(host) == ["set-consent", "a", "b", "c"], actions(host)
    for outcome in outcomes:
        assert "requestBody" in result_of(outcome)


def test_pending_events_are_dropped_when_the_visitor_declines():
    instance, host = make_pending()
    event = instance.execute("event", {"type": "a"})
    identity = instance.execute("getIdentity")

    result_of(instance.execute("setConsent", OUT))

    assert actions(host) == ["set-consent"]
    assert "The visitor declined consent" in error_of(event)
    assert result_of(identity) == {}, "other commands resolve with an empty object"


def test_a_declined_consent_can_be_given_later():
    instance, host = make_pending()
    result_of(instance.execute("setConsent", OUT))
    error_of(instance.execute("event", {"type": "a"}))

    result_of(instance.execute("setConsent", IN))

    assert "requestBody" in result_of(instance.execute("event", {"type": "b"}))
    assert actions(host) == ["set-consent", "set-consent", "b"]


def test_what_the_server_is_told():
    instance, host = make_pending(edgeConfigOverrides={"com_adobe_target": {"propertyToken": "t"}})
    result_of(instance.execute("setConsent", {
        "consent": [
            {"standard": "Adobe", "version": "2.0", "value": {"collect": {"val": "y"}}},
            {"standard": "IAB TCF", "version": "2.0", "value": "CPcA", "gdprApplies": True},
        ],
        "identityMap": {"Email": [{"id": "a@b.example"}]},
        "edgeConfigOverrides": {"datastreamId": "other"},
    }))

    sent = host.sent[0]
    assert "/v1/privacy/set-consent?configId=other&requestId=" in sent.url, sent.url
    assert sent.body == {
        "consent": [
            {"standard": "Adobe", "version": "2.0", "value": {"collect": {"val": "y"}}},
            {"standard": "IAB TCF", "version": "2.0", "value": "CPcA", "gdprApplies": True},
        ],
        "identityMap": {"Email": [{"id": "a@b.example"}]},
        "query": {"identity": {"fetch": ["ECID"]}},
        "meta": {
            "state": {"domain": "example.com", "cookiesEnabled": True},
            "configOverrides": {"com_adobe_target": {"propertyToken": "t"}},
            "sdkConfig": {"datastream": {"original": "stream-1"}},
        },
    }, sent.body


def test_events_wait_as_soon_as_setconsent_is_called():
    instance, host = make(known=True)
    host.on_send = None
    consent = instance.execute("setConsent", IN)
    event = instance.execute("event", {"type": "a"})
    assert actions(host) == ["set-consent"]

    host.on_send = edge
    host.sent[0].outcome.resolve(edge(host.sent[0]))

    assert result_of(consent) == {}
    assert "requestBody" in result_of(event)


def test_what_waits_for_an_identity_is_not_sent_once_the_visitor_declines():
    for choice, expected in ((OUT, ["a", "set-consent"]), (IN, ["a", "set-consent", "b", "c"])):
        instance, host = make()
        host.on_send = None
        outcomes = [instance.execute("event", {"type": name}) for name in ("a", "b", "c")]
        identity = instance.execute("getIdentity")
        consent = instance.execute("setConsent", choice)
        assert actions(host) == ["a"], "the others wait for its identity"

        host.on_send = edge
        host.sent[0].answer({"handle": [store({IDENTITY: "abc"})]})

        result_of(consent)
        events = [sent for sent in host.sent if "/acquire?" not in sent.url]
        host.sent = events
        assert actions(host) == expected, actions(host)
        assert "requestBody" in result_of(outcomes[0])
        for outcome in outcomes[1:]:
            if choice is OUT:
                assert "The visitor declined consent" in error_of(outcome)
            else:
                assert "requestBody" in result_of(outcome)
        assert (result_of(identity) == {}) == (choice is OUT)


def test_a_refusal_of_the_first_event_that_notes_a_choice_stops_those_that_wait():
    instance, host = make()
    host.on_send = None
    outcomes = [instance.execute("sendEvent", {"type": name}) for name in ("a", "b")]

    host.cookies[IDENTITY] = "abc"
    host.cookies[CONSENT] = "general=out"
    host.sent[0].answer({"title": "no consent"}, status=403)

    assert actions(host) == ["a"]
    assert "status 403" in error_of(outcomes[0])
    assert result_of(outcomes[1]) == {}


def test_a_choice_made_while_a_hook_takes_its_time_counts():
    for choice, expected in ((OUT, ["set-consent"]), (IN, ["set-consent", "a"])):
        let_go = flow.Deferred()

        async def hook(content, let_go=let_go):
            await let_go

        instance, host = make({"onBeforeEventSend": hook}, known=True)
        host.on_send = edge
        event = instance.execute("event", {"type": "a"})
        result_of(instance.execute("setConsent", choice))

        let_go.resolve()

        assert actions(host) == expected, actions(host)
        if choice is OUT:
            assert "The visitor declined consent" in error_of(event)


def test_unchanged_consent_is_not_sent_again():
    instance, host = make_pending()
    result_of(instance.execute("setConsent", IN))
    result_of(instance.execute("setConsent", IN))
    same, _ = make({"defaultConsent": "pending"}, name="other", host=host)
    result_of(same.execute("setConsent", IN))

    assert actions(host) == ["set-consent"]
    assert host.storage["local"][HASH_OF_IN] == "e385c3ab", host.storage["local"]
    assert "requestBody" in result_of(same.execute("event", {"type": "a"}))


def test_one_changed_object_sends_the_whole_list():
    instance, host = make_pending()
    result_of(instance.execute("setConsent", IN))

    both = {"consent": IN["consent"] + [{"standard": "IAB TCF", "version": "2.0", "value": "CPcA"}]}
    result_of(instance.execute("setConsent", both))

    assert [len(sent.body["consent"]) for sent in host.sent] == [1, 2]


def test_a_refused_consent_is_sent_again_the_next_time():
    instance, host = make_pending()
    host.on_send = lambda sent: reply({"title": "Unprocessable"}, status=422)
    assert "status 422" in error_of(instance.execute("setConsent", IN))

    host.on_send = edge
    result_of(instance.execute("setConsent", IN))

    assert actions(host) == ["set-consent", "set-consent"]


def test_calls_are_carried_out_one_after_the_other_and_events_wait_for_the_last():
    instance, host = make(known=True)
    host.on_send = None
    first = instance.execute("setConsent", IN)
    second = instance.execute("setConsent", OUT)
    event = instance.execute("event", {"type": "a"})
    assert actions(host) == ["set-consent"]

    host.sent[0].outcome.resolve(edge(host.sent[0]))
    assert result_of(first) == {}
    assert second.is_pending and event.is_pending, "the cookie says in, but a choice is on its way"
    assert actions(host) == ["set-consent", "set-consent"]
    host.sent[1].outcome.resolve(edge(host.sent[1]))

    assert result_of(second) == {}
    assert "The visitor declined consent" in error_of(event)


def test_the_next_call_goes_on_when_one_failed():
    instance, host = make(known=True)
    host.on_send = None
    first = instance.execute("setConsent", OUT)
    second = instance.execute("setConsent", IN)
    host.sent[0].fail()
    host.sent[1].outcome.resolve(edge(host.sent[1]))

    assert "The network request failed" in error_of(first)
    assert result_of(second) == {}
    host.on_send = edge
    assert "requestBody" in result_of(instance.execute("event", {"type": "a"}))


def test_an_answer_without_the_cookie_brings_back_what_was_before():
    # The reference would leave every later call pending for good.
    for config, cookies, goes_out in (
        ({}, None, True),
        ({"defaultConsent": "out"}, None, False),
        ({"defaultConsent": "out"}, {CONSENT: "general=in"}, True),
    ):
        instance, host = make(config, known=True, cookies=cookies)
        result_of(instance.execute("setConsent", IN))
        event = instance.execute("event", {"type": "a"})
        assert not event.is_pending, config
        assert (event.state == "resolved") == goes_out, (config, event.value)


def test_a_skipped_call_brings_back_what_was_before():
    instance, host = make_pending(known=True)
    result_of(instance.execute("setConsent", IN))
    host.cookies.pop(CONSENT)

    result_of(instance.execute("setConsent", IN))

    assert actions(host) == ["set-consent"]
    assert "requestBody" in result_of(instance.execute("event", {"type": "a"}))


def test_a_failed_call_falls_back_to_the_default_and_lets_waiting_calls_go_on():
    for default, expected in (("in", "resolved"), ("out", "rejected"), ("pending", "pending")):
        instance, host = make({"defaultConsent": default}, known=True)
        host.on_send = None
        consent = instance.execute("setConsent", IN)
        event = instance.execute("event", {"type": "a"})
        host.on_send = edge
        host.sent[0].fail()

        error_of(consent)
        assert event.state == expected, (default, event.state)


def test_a_failed_call_keeps_the_choice_that_the_cookie_tells():
    instance, host = make({"defaultConsent": "out"}, known=True, cookies={CONSENT: "general=in"})
    host.on_send = lambda sent: reply("", status=500)
    error_of(instance.execute("setConsent", OUT))

    host.on_send = edge
    assert "requestBody" in result_of(instance.execute("event", {"type": "a"}))


def test_an_unknown_word_in_the_cookie_is_warned_about_and_holds_nothing_up():
    instance, host = make({"debugEnabled": True}, known=True)
    host.on_send = lambda sent: answer(store({CONSENT: "general=maybe"}))

    result_of(instance.execute("setConsent", IN))

    assert 'says "maybe"' in " ".join(host.logged("warn"))
    assert "requestBody" in result_of(instance.execute("event", {"type": "a"}))


def test_the_request_waits_at_the_identity_gate_like_any_other():
    instance, host = make()
    host.on_send = None
    event = instance.execute("event", {"type": "a"})
    consent = instance.execute("setConsent", IN)
    assert actions(host) == ["a"]

    host.on_send = edge
    host.sent[0].outcome.resolve(answer())

    assert actions(host) == ["a", "set-consent"]
    assert result_of(consent) == {}
    assert "requestBody" in result_of(event)


def test_the_request_is_sent_even_where_the_default_is_out():
    instance, host = make({"defaultConsent": "out"})
    host.on_send = edge
    result_of(instance.execute("setConsent", IN))

    assert actions(host) == ["set-consent"]
    assert "requestBody" in result_of(instance.execute("event", {"type": "a"}))


def test_mistakes_in_the_options_are_all_told_and_change_nothing():
    instance, host = make(known=True)
    message = error_of(instance.execute("setConsent", {
        "consent": [], "identityMap": {"Email": [{"id": 5}]}, "standard": "Adobe",
    }))

    assert "consent: expected a non-empty array" in message, message
    assert "identityMap.Email[0].id: expected a string, got 5" in message
    assert "standard: is not a known option" in message
    assert "consent: is required" in error_of(instance.execute("setConsent", {}))
    assert "requestBody" in result_of(instance.execute("event", {"type": "a"}))
