from instance_kit import CONSENT, IDENTITY, ORG, answer, error_of, make, result_of, store

from alloy_web import flow
from alloy_web.hosts.memory.host import MemoryHost, reply

HASH = "com.adobe.alloy.0123456789ABCDEF01234567_AdobeOrg.consentHashes.Adobe.1.0"
IN = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}


def send(instance):
    """What becomes of an event: `sent`, `waits`, or why not."""
    outcome = instance.execute("event", {"type": "a"})
    return {"pending": "waits", "resolved": "sent"}.get(outcome.state) or error_of(outcome)


def written(host):
    """The cookies written from now on, as text."""
    texts = []
    write = host.set_cookie

    def note(text):
        texts.append(text)
        write(text)

    host.set_cookie = note
    return texts


def test_the_state_at_the_start():
    for default, cookies, expected in (
        ("in", {}, "sent"),
        ("pending", {}, "waits"),
        ("out", {}, "default is out (defaultConsent)"),
        ("in", {IDENTITY: "abc", CONSENT: "general=out"}, "The visitor declined consent"),
        ("out", {IDENTITY: "abc", CONSENT: "general=in"}, "sent"),
        ("pending", {IDENTITY: "abc", CONSENT: "general=in"}, "sent"),
        # Consent belongs to an identity: without one it counts for nothing.
        ("in", {CONSENT: "general=out"}, "sent"),
        ("pending", {CONSENT: "general=in"}, "waits"),
    ):
        instance, host = make({"defaultConsent": default}, cookies=cookies)
        found = send(instance)
        assert expected in found, (default, cookies, found)
        assert len(host.sent) == (1 if found == "sent" else 0), (default, cookies)


def test_the_consent_cookie_of_a_lost_identity_is_removed_on_every_domain_it_may_live_on():
    host = MemoryHost(cookies={CONSENT: "general=in"}, url="https://shop.example.co.uk/")
    texts = written(host)
    make({"defaultConsent": "pending"}, host=host)

    assert host.cookies == {}
    expired = "kndctr_0123456789ABCDEF01234567_AdobeOrg_consent=; path=/"
    assert [text.split("; expires")[0] for text in texts] == [
        expired,
        expired + "; domain=co.uk",
        expired + "; domain=example.co.uk",
        expired + "; domain=shop.example.co.uk",
    ], texts


def test_hashes_are_erased_when_identity_or_consent_is_missing():
    other = "com.adobe.alloy.OTHER_AdobeOrg.consentHashes.Adobe.1.0"
    for cookies, kept in (
        ({IDENTITY: "abc", CONSENT: "general=in"}, True),
        ({IDENTITY: "abc"}, False),
        ({CONSENT: "general=in"}, False),
        ({}, False),
    ):
        host = MemoryHost(cookies=cookies)
        host.storage["local"] = {HASH: "e385c3ab", other: "1", "theirs": "2"}
        make(host=host)
        assert (HASH in host.storage["local"]) == kept, cookies
        assert host.storage["local"][other] == "1" and host.storage["local"]["theirs"] == "2"


def test_consent_is_sent_again_when_its_cookie_was_deleted():
    host = MemoryHost(cookies={IDENTITY: "abc"})
    host.storage["local"] = {HASH: "e385c3ab"}
    host.on_send = lambda sent: answer(store({CONSENT: "general=in"}))
    # The call may come in the first turn, when nothing was cleared away yet.
    turn = flow.Deferred()
    host.turn_end = lambda: turn
    instance, _ = make({"defaultConsent": "pending"}, host=host)

    result_of(instance.execute("setConsent", IN))

    assert len(host.sent) == 1
    turn.resolve()
    assert HASH in host.storage["local"]


def test_nothing_is_stored_before_consent_whatever_the_page_calls():
    for default, state in (("pending", "waits"), ("out", "default is out")):
        host = MemoryHost(url="https://www.example.com/?adb_validation_sessionid=s1#a")
        texts = written(host)
        instance, _ = make({"defaultConsent": default}, host=host)
        for command, options in (
            ("getIdentity", None), ("appendIdentityToUrl", {"url": "https://other.example/"}),
            ("getLibraryInfo", None),
        ):
            instance.execute(command, options)
        host.tell("click", [])

        assert state in send(instance)
        assert texts == [], (default, texts)
        assert host.storage == {"local": {}, "session": {}}, host.storage
        assert host.sent == []


def test_the_domain_is_looked_for_at_configure_when_consent_is_in():
    host = MemoryHost(url="https://www.example.co.uk/")
    texts = written(host)
    make(host=host)

    assert [text.split(";")[0] for text in texts] == [
        "com.adobe.alloy.getTld=com.adobe.alloy.getTld", "com.adobe.alloy.getTld=",
        "com.adobe.alloy.getTld=com.adobe.alloy.getTld", "com.adobe.alloy.getTld=",
    ], texts
    assert host.cookies == {}


def test_the_domain_is_looked_for_with_the_first_request_after_consent():
    host = MemoryHost(url="https://www.example.co.uk/")
    instance, _ = make({"defaultConsent": "pending"}, host=host)
    host.on_send = lambda sent: answer(store({CONSENT: "general=in"}))

    result_of(instance.execute("setConsent", IN))

    assert host.sent[0].body["meta"]["state"]["domain"] == "example.co.uk"


def test_hosts_without_an_apex_domain_are_third_party_to_every_endpoint():
    for url, entries in (
        ("http://localhost:8000/", True), ("http://127.0.0.1:8000/", True),
        ("https://www.shop.example/", False),
    ):
        instance, host = make({"edgeDomain": "data.shop.example"}, known=True, url=url)
        host.browser.public_suffixes.append("example")
        result_of(instance.execute("event", {"type": "a"}))
        state = (host.sent + host.beacons)[0].body["meta"]["state"]
        assert ("entries" in state) == entries, state
        assert state["domain"] == ("" if entries else "shop.example")


def test_a_refused_event_can_tell_that_the_visitor_declined_on_the_server():
    instance, host = make(known=True)

    def refuse(sent):
        # As the server's own Set-Cookie header would.
        host.cookies[CONSENT] = "general=out"
        return reply({"title": "Consent"}, status=403)

    host.on_send = refuse
    assert "status 403" in send(instance)
    assert "The visitor declined consent" in send(instance)
    assert len(host.sent) == 1


def test_an_answer_can_tell_that_the_visitor_declined_elsewhere():
    instance, host = make(known=True)
    host.on_send = lambda sent: answer(store({CONSENT: "general=out"}))

    assert send(instance) == "sent"
    assert "The visitor declined consent" in send(instance)


def test_an_answer_can_bring_the_choice_in_a_header_that_only_the_cookie_tells_of():
    instance, host = make(known=True)

    def decline(sent):
        host.cookies[CONSENT] = "general=out"
        return answer()

    host.on_send = decline

    assert send(instance) == "sent"
    assert "The visitor declined consent" in send(instance)
    assert len(host.sent) == 1


def test_a_failed_request_has_the_cookie_read_again_too():
    instance, host = make(known=True)
    host.on_send = None
    instance.execute("event", {"type": "a"})
    host.cookies[CONSENT] = "general=out"
    host.sent[0].fail()

    assert "The visitor declined consent" in send(instance)


def test_the_privacy_signal_of_the_browser_counts_only_where_it_is_honored_and_nothing_is_stored():
    for honored, signal, default, cookies, expected in (
        (True, True, "in", {}, "Global Privacy Control"),
        (True, True, "pending", {}, "Global Privacy Control"),
        (True, True, "out", {IDENTITY: "abc", CONSENT: "general=in"}, "sent"),
        (True, False, "in", {}, "sent"),
        (False, True, "in", {}, "sent"),
    ):
        instance, host = make(
            {"honorGlobalPrivacyControl": honored, "defaultConsent": default, "debugEnabled": True},
            cookies=cookies, globalPrivacyControl=signal,
        )
        told = " ".join(host.logged("info"))
        found = send(instance)
        assert expected in found, (honored, signal, default, found)
        said = "consent is out (honorGlobalPrivacyControl): the browser's Global Privacy Control"
        assert (said in told) == (honored and signal), told


def test_the_signal_gives_way_to_a_choice():
    instance, host = make({"honorGlobalPrivacyControl": True}, globalPrivacyControl=True)
    host.on_send = lambda sent: answer(store({CONSENT: "general=in"}))
    result_of(instance.execute("setConsent", IN))

    assert send(instance) == "sent"


def test_what_is_hidden_is_shown_when_the_visitor_declines():
    instance, host = make({"defaultConsent": "pending", "prehidingStyle": "#a{opacity:0}"})
    host.on_send = lambda sent: answer(store({CONSENT: "general=out"}))
    instance.execute("event", {"type": "viewStart"})
    assert "alloy-prehiding" in host.styles, "pending does not show"

    result_of(instance.execute("setConsent", IN))

    assert host.styles == {}


def test_what_the_page_hid_itself_is_shown_too_and_without_any_event():
    for choice, styles in (("out", []), ("in", ["alloy-prehiding"])):
        instance, host = make({"defaultConsent": "pending"})
        host.hide("alloy-prehiding", "body{opacity:0}")
        told = answer(store({CONSENT: "general=" + choice}))
        host.on_send = lambda sent, told=told: told
        result_of(instance.execute("setConsent", IN))

        assert sorted(host.styles) == styles, choice


def test_a_default_of_out_is_no_choice_of_the_visitor_and_shows_nothing_by_itself():
    host = MemoryHost()
    host.hide("alloy-prehiding", "body{opacity:0}")
    make({"defaultConsent": "out"}, host=host)

    assert sorted(host.styles) == ["alloy-prehiding"]


def test_what_the_page_hid_is_shown_at_configure_where_the_visitor_declined_before():
    for text, styles in (("general=out", []), ("general=in", ["alloy-prehiding"])):
        host = MemoryHost(cookies={IDENTITY: "abc", CONSENT: text})
        host.hide("alloy-prehiding", "body{opacity:0}")
        instance, _ = make({"prehidingStyle": "#a{opacity:0}"}, host=host)
        assert sorted(host.styles) == styles, text

    hidden = []
    host = MemoryHost(cookies={IDENTITY: "abc", CONSENT: "general=out"})
    host.hide = lambda style_id, css: hidden.append(style_id)
    instance, _ = make({"prehidingStyle": "#a{opacity:0}"}, host=host)
    error_of(instance.execute("event", {"type": "viewStart"}))
    assert hidden == []


def test_instances_have_a_consent_of_their_own():
    first, host = make({"defaultConsent": "pending"}, known=True)
    second, _ = make(
        {"orgId": "OTHER@AdobeOrg", "datastreamId": "stream-2", "defaultConsent": "pending"},
        name="second", host=host,
    )
    host.on_send = lambda sent: answer(store({CONSENT: "general=in"}))

    result_of(first.execute("setConsent", IN))

    assert send(first) == "sent"
    assert send(second) == "waits"


def test_declining_and_consenting_is_said_once():
    instance, host = make({"defaultConsent": "pending", "debugEnabled": True}, known=True)
    host.on_send = lambda sent: answer(store({CONSENT: "general=in"}))
    assert len([line for line in host.logged("info") if "Consent is pending" in line]) == 1

    result_of(instance.execute("setConsent", IN))
    for _ in range(3):
        send(instance)

    assert len([line for line in host.logged("info") if "The visitor consented" in line]) == 1


def test_a_configuration_with_mistakes_in_it_touches_nothing():
    host = MemoryHost(cookies={CONSENT: "general=in"})
    host.storage["local"] = {HASH: "e385c3ab"}
    from alloy_web.app.instance import Instance

    instance = Instance("alloy", host, "1.2.3")
    error_of(instance.execute("configure", {"orgId": ORG, "defaultConsent": "yes"}))

    assert host.cookies == {CONSENT: "general=in"}
    assert host.storage["local"] == {HASH: "e385c3ab"}
