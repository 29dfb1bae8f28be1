import json

from instance_kit import answer, error_of, make, result_of

from alloy_web.hosts.memory.host import reply


def test_a_busy_server_is_asked_again_up_to_three_times_with_growing_waits():
    instance, host = make(known=True)
    host.on_send = lambda sent: reply("", status=503)
    outcome = instance.execute("event", {"type": "viewStart"})

    for wait_ms, sent in ((999, 1), (1, 2), (2000, 3), (3000, 4), (60000, 4)):
        host.advance(wait_ms)
        assert len(host.sent) == sent, (wait_ms, len(host.sent))

    assert "status 503" in error_of(outcome)
    assert host.sent[0].url == host.sent[3].url
    assert host.sent[0].text == host.sent[3].text


def test_retry_after_is_kept_to():
    instance, host = make(known=True)
    answers = [reply("", status=429, headers={"retry-after": "7"}), reply({"handle": []})]
    host.on_send = lambda sent: answers.pop(0)
    outcome = instance.execute("event", {"type": "viewStart"})

    host.advance(6999)
    assert outcome.is_pending
    host.advance(1)

    assert "responseBody" in result_of(outcome)


def test_other_failures_and_broken_connections_are_not_repeated():
    instance, host = make(known=True)
    host.on_send = lambda sent: reply("", status=500)
    error_of(instance.execute("event", {"type": "viewStart"}))
    host.on_send = None
    outcome = instance.execute("event", {"type": "viewStart"})
    host.sent[1].fail()
    host.advance(60000)

    assert "network request failed" in error_of(outcome)
    assert len(host.sent) == 2


def test_warnings_and_errors_in_a_good_answer_are_logged_and_do_not_reject():
    instance, host = make({"debugEnabled": True}, known=True)
    host.on_send = lambda sent: reply({
        "handle": [], "warnings": [{"title": "slow"}], "errors": [{"title": "half"}],
    })

    result_of(instance.execute("event", {"type": "viewStart"}))

    assert "the server warns: " in " ".join(host.logged("warn"))
    assert json.dumps({"title": "half"}) in " ".join(host.logged("error"))


def test_cookies_of_the_answer_are_stored_on_the_widest_domain():
    instance, host = make(url="https://www.shop.example.co.uk/")
    set_cookies = []
    write = host.set_cookie
    host.set_cookie = lambda text: (set_cookies.append(text), write(text))

    result_of(instance.execute("event", {"type": "viewStart"}))

    stored = [text for text in set_cookies if text.startswith("kndctr_")]
    assert stored == [
        "kndctr_0123456789ABCDEF01234567_AdobeOrg_identity=abc; path=/; domain=example.co.uk; "
        "expires=Mon, 02 Mar 2026 09:32:07 GMT"
    ], stored


def test_the_location_hint_of_the_cookie_leads_the_way():
    instance, host = make(known=True)
    host.cookies["kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster"] = "or2"
    result_of(instance.execute("event"))
    assert "/ee/or2/v1/" in host.sent[0].url, host.sent[0].url

    instance, host = make(known=True)
    host.cookies["mboxEdgeCluster"] = "35"
    result_of(instance.execute("event"))
    assert "/ee/t35/v1/" in host.sent[0].url, host.sent[0].url


def test_overrides_of_a_call_reach_address_and_body():
    configured = {"com_adobe_target": {"propertyToken": "a"}}
    instance, host = make({"edgeConfigOverrides": configured}, known=True)

    result_of(instance.execute("event", {"edgeConfigOverrides": {
        "datastreamId": "other", "com_adobe_analytics": {"enabled": True, "reportSuites": ["r"]},
    }}))

    assert "configId=other&" in host.sent[0].url
    meta = host.sent[0].body["meta"]
    assert meta["configOverrides"] == {
        "com_adobe_target": {"propertyToken": "a"}, "com_adobe_analytics": {"reportSuites": ["r"]},
    }, meta
    assert meta["sdkConfig"] == {"datastream": {"original": "stream-1"}}


def test_a_request_that_others_wait_for_is_not_held_back_for_longer_than_half_a_minute():
    cart = {"renderDecisions": True, "xdm": {"web": {"webPageDetails": {"viewName": "cart"}}}}
    consent = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}
    content = {"personalization": {"defaultPersonalizationEnabled": True}}
    for known, command, options, then in (
        # Who asks for the identity holds back all others.
        (False, "event", {"type": "a"}, {}),
        (False, "getIdentity", {}, {}),
        # Events wait for a choice that is being told, and views for content that was asked for.
        (True, "setConsent", consent, {}),
        (True, "sendEvent", content, cart),
    ):
        for told in ("86400", "999999999999", "9" * 5000, "Sun, 06 Nov 2044 08:49:40 GMT", "31"):
            instance, host = make(known=known)
            host.on_send = None
            outcome = instance.execute(command, options)
            waiting = instance.execute("sendEvent", then)
            assert len(host.sent) == 1

            host.on_send = lambda sent: answer()
            host.sent[0].answer("", status=503, headers={"retry-after": told})
            host.advance(30000)

            assert "status 503" in error_of(outcome), (command, told)
            result_of(waiting)


def test_several_waits_count_together():
    instance, host = make()
    host.on_send = lambda sent: reply("", status=503, headers={"retry-after": "20"})
    outcome = instance.execute("event")

    host.advance(20000)

    assert "status 503" in error_of(outcome)
    assert len(host.sent) == 2


def test_a_request_that_nobody_waits_for_waits_as_long_as_the_server_wants():
    instance, host = make(known=True)
    answers = [reply("", status=503, headers={"retry-after": "3600"}), answer()]
    host.on_send = lambda sent: answers.pop(0)
    outcome = instance.execute("sendEvent", {
        "personalization": {"defaultPersonalizationEnabled": False},
    })

    host.advance(3599999)
    assert outcome.is_pending
    host.advance(1)

    result_of(outcome)
