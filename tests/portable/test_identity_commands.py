from instance_kit import (
    CONSENT,
    ECID,
    ECID_COOKIE,
    IDENTITY,
    answer,
    error_of,
    identities,
    make,
    result_of,
    store,
)

from alloy_web.hosts.memory.host import reply

CORE = "99990000888877776666555544443333222211"
SHOP = "https://shop.example.com/a?x=1#top"
# 1772442927 is the memory host's clock, in seconds.
LINKED = ("https://shop.example.com/a?x=1&adobe_mc=TS%3D1772442927%7CMCMID%3D" + ECID
          + "%7CMCORGID%3D0123456789ABCDEF01234567%2540AdobeOrg#top")


def test_a_new_visitor_is_asked_for_at_the_server():
    instance, host = make()
    told = identities(ECID=ECID, CORE=CORE)
    host.on_send = lambda sent: reply({"handle": [told]}, headers={"x-adobe-edge": "VA6;7"})

    result = result_of(instance.execute("getIdentity"))

    assert result == {"identity": {"ECID": ECID}, "edge": {"regionId": 7}}, result
    assert "/ee/v1/identity/acquire?configId=stream-1&requestId=" in host.sent[0].url
    assert host.sent[0].body == {
        "query": {"identity": {"fetch": ["ECID"]}},
        "meta": {"state": {"domain": "example.com", "cookiesEnabled": True}},
    }, host.sent[0].body


def test_a_known_visitor_is_read_from_the_cookie():
    instance, host = make(cookies={IDENTITY: ECID_COOKIE})

    result = result_of(instance.execute("getIdentity", {"namespaces": ["ECID"]}))

    assert result == {"identity": {"ECID": ECID}, "edge": {}}
    assert host.sent == []


def test_the_cookie_says_who_the_visitor_is_now():
    # The ECID first, 111…000 and the same to a last 1, then what is new in each answer; and at last
    # the ECIDs 7 and 8 after such things.
    instance, host = make(cookies={IDENTITY: ECID_COOKIE})

    for cookie, ecid in (
        (ECID_COOKIE, ECID),
        (ECID_COOKIE + "oAEC", ECID),
        ("CiYxMTExMjIyMjMzMzM0NDQ0NTU1NTY2NjY3Nzc3ODg4ODk5OTkwMfABBQ", ECID[:-1] + "1"),
        ("UgP_774KATc", "7"),
        ("UgP_774KATg", "8"),
    ):
        host.cookies[IDENTITY] = cookie
        told = result_of(instance.execute("getIdentity", {"namespaces": ["ECID"]}))
        assert told["identity"] == {"ECID": ecid}, cookie


def test_a_cookie_that_cannot_be_read_leads_to_the_server():
    instance, host = make({"debugEnabled": True}, known=True)
    host.on_send = lambda sent: reply({"handle": [identities(ECID=ECID)]})

    assert result_of(instance.execute("getIdentity"))["identity"] == {"ECID": ECID}
    assert "The identity cookie cannot be read" in " ".join(host.logged("warn"))


def test_what_an_answer_told_is_remembered():
    instance, host = make()
    host.on_send = lambda sent: answer(identities(ECID=ECID))
    result_of(instance.execute("event", {"type": "a"}))
    host.cookies.clear()

    result = result_of(instance.execute("getIdentity"))

    assert result["identity"] == {"ECID": ECID}
    assert len(host.sent) == 1


def test_later_answers_add_to_what_is_known():
    instance, host = make({"thirdPartyCookiesEnabled": True})
    answers = [answer(identities(ECID=ECID)), answer(identities(CORE=CORE))]
    host.on_send = lambda sent: answers.pop(0)
    result_of(instance.execute("event", {"type": "a"}))
    result_of(instance.execute("event", {"type": "viewStart"}))

    result = result_of(instance.execute("getIdentity", {"namespaces": ["ECID", "CORE"]}))

    assert result["identity"] == {"ECID": ECID, "CORE": CORE}


def test_once_anything_is_known_what_is_not_stays_null():
    instance, host = make({"thirdPartyCookiesEnabled": True})
    host.on_send = lambda sent: answer(identities(ECID=ECID))
    result_of(instance.execute("event", {"type": "a"}))

    result = result_of(instance.execute("getIdentity", {"namespaces": ["ECID", "CORE"]}))

    assert result["identity"] == {"ECID": ECID, "CORE": None}
    assert len(host.sent) == 1


def test_core_is_asked_for_at_the_server_even_where_the_cookie_tells_the_ecid():
    instance, host = make({"thirdPartyCookiesEnabled": True}, cookies={IDENTITY: ECID_COOKIE})
    host.on_send = lambda sent: answer(identities(ECID=ECID, CORE=CORE))

    result = result_of(instance.execute("getIdentity", {"namespaces": ["CORE"]}))

    assert result["identity"] == {"CORE": CORE}
    assert host.sent[0].body["query"]["identity"]["fetch"] == ["ECID", "CORE"]


def test_core_needs_third_party_cookies():
    instance, host = make()
    message = error_of(instance.execute("getIdentity", {"namespaces": ["ECID", "CORE"]}))

    assert "namespaces[1]: CORE" in message and "thirdPartyCookiesEnabled" in message, message


def test_mistakes_in_the_options_of_getidentity():
    instance, host = make()
    for namespaces, expected in (
        ([], "expected a non-empty array"),
        (["ECID", "ECID"], 'namespaces[1]: "ECID" is there twice'),
        (["ecid"], 'namespaces[0]: expected "ECID" or "CORE", got "ecid"'),
        ("ECID", "expected an array"),
    ):
        message = error_of(instance.execute("getIdentity", {"namespaces": namespaces}))
        assert expected in message, message


def test_getidentity_waits_for_consent():
    instance, host = make({"defaultConsent": "pending"})
    outcome = instance.execute("getIdentity")
    assert outcome.is_pending and host.sent == []

    host.on_send = lambda sent: answer(store({CONSENT: "general=in"}), identities(ECID=ECID))
    result_of(instance.execute("setConsent", {"consent": [{"standard": "Adobe"}]}))

    assert result_of(outcome)["identity"] == {"ECID": ECID}


def test_overrides_of_a_call_reach_acquire():
    instance, host = make()
    result_of(instance.execute("getIdentity", {"edgeConfigOverrides": {
        "datastreamId": "other", "com_adobe_identity": {"idSyncContainerId": 7},
    }}))

    assert "configId=other&" in host.sent[0].url
    assert host.sent[0].body["meta"]["configOverrides"] == {
        "com_adobe_identity": {"idSyncContainerId": 7},
    }


def test_the_region_is_the_last_one_told():
    for header, region in (
        ("VA6;7", {"regionId": 7}), ("IRL1;6;x", {"regionId": 6}), ("VA6", {}), ("VA6;seven", {}),
        (None, {}),
    ):
        instance, host = make({"debugEnabled": True})
        headers = {} if header is None else {"x-adobe-edge": header}
        told = reply({"handle": [identities(ECID=ECID)]}, headers=headers)
        host.on_send = lambda sent, told=told: told
        assert result_of(instance.execute("getIdentity"))["edge"] == region, header
        warned = "x-adobe-edge is malformed" in " ".join(host.logged("warn"))
        assert warned == (header in ("VA6", "VA6;seven")), header


def test_a_beacon_does_not_make_the_region_forgotten():
    instance, host = make(known=True)
    host.on_send = lambda sent: reply(
        {"handle": [identities(ECID=ECID)]}, headers={"x-adobe-edge": "VA6;7"}
    )
    result_of(instance.execute("event", {"type": "viewStart"}))
    result_of(instance.execute("event", {"type": "a", "documentUnloading": True}))
    assert len(host.beacons) == 1

    assert result_of(instance.execute("getIdentity"))["edge"] == {"regionId": 7}


def test_a_url_gets_the_identity_in_front_of_its_fragment():
    instance, host = make(cookies={IDENTITY: ECID_COOKIE})

    result = result_of(instance.execute("appendIdentityToUrl", {"url": SHOP}))

    assert result == {"url": LINKED}, result
    assert host.sent == []


def test_the_server_is_asked_where_the_url_needs_an_identity_nobody_knows():
    instance, host = make()
    host.on_send = lambda sent: answer(identities(ECID=ECID))

    assert result_of(instance.execute("appendIdentityToUrl", {"url": SHOP})) == {"url": LINKED}
    assert "/identity/acquire?" in host.sent[0].url


def test_a_url_is_given_back_as_it_was_while_consent_is_not_in():
    for default in ("pending", "out"):
        instance, host = make({"defaultConsent": default, "debugEnabled": True})
        outcome = instance.execute("appendIdentityToUrl", {"url": SHOP})

        assert result_of(outcome) == {"url": SHOP}, "it does not wait"
        assert "The identity is not appended to " + SHOP in " ".join(host.logged("warn"))
        assert host.sent == []


def test_a_url_is_given_back_as_it_was_when_the_server_fails():
    for answers in (lambda sent: reply("", status=500), lambda sent: answer(),
                    lambda sent: reply("<html>")):
        instance, host = make({"debugEnabled": True})
        host.on_send = answers
        assert result_of(instance.execute("appendIdentityToUrl", {"url": SHOP})) == {"url": SHOP}
        assert "The identity is not appended" in " ".join(host.logged("warn"))


def test_mistakes_in_the_options_of_appendidentitytourl_are_rejected():
    instance, host = make()
    assert "url: is required" in error_of(instance.execute("appendIdentityToUrl"))
    message = error_of(instance.execute("appendIdentityToUrl", {"url": ""}))
    assert "url: expected a non-empty string" in message


def test_id_syncs_are_fired_and_nobody_waits_for_them():
    syncs = {"type": "identity:exchange", "payload": [
        {"type": "url", "id": 1, "spec": {"url": "https://one.example/", "hideReferrer": True}},
        {"type": "url", "id": 2, "spec": {"url": "https://two.example/", "ttlMinutes": 10}},
        {"type": "cookie", "spec": {"url": "https://three.example/"}},
        {"type": "url"},
        "nonsense",
    ]}
    instance, host = make({"debugEnabled": True})
    host.on_send = lambda sent: answer(syncs)
    result_of(instance.execute("event", {"type": "a"}))
    host.loads_pixels = False
    result_of(instance.execute("event", {"type": "viewStart"}))

    fired = [("https://one.example/", True), ("https://two.example/", False)]
    assert host.pixels == fired + fired, host.pixels
    assert "Id sync done: https://one.example/" in " ".join(host.logged("info"))
    assert "Id sync failed: https://two.example/" in " ".join(host.logged("warn"))


def test_id_syncs_can_be_switched_off():
    instance, host = make({"idSyncsEnabled": False})
    host.on_send = lambda sent: answer({"type": "identity:exchange", "payload": [
        {"type": "url", "spec": {"url": "https://one.example/"}},
    ]})
    result_of(instance.execute("event", {"type": "a"}))

    assert host.pixels == []
