from instance_kit import (
    ECID,
    answer,
    identities,
    make,
    result_of,
)

from alloy_web import flow

OLDER = "22223333444455556666777788889999000011"
AMCV = "AMCV_0123456789ABCDEF01234567%40AdobeOrg"
NOW_S = 1772442927
CONSENT_OPTIONS = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}


def handed_over(ecid=ECID, org="0123456789ABCDEF01234567%2540AdobeOrg", written_s=NOW_S):
    """A page's URL with an identity in it, as another site writes it."""
    told = "TS%3D" + str(written_s) + "%7CMCMID%3D" + ecid + "%7CMCORGID%3D" + org
    return "https://www.example.com/?adobe_mc=" + told


def added(sent):
    """The ECID that the SDK itself added to a payload."""
    listed = sent.body.get("xdm", {}).get("identityMap", {}).get("ECID")
    return listed[0]["id"] if listed else None


def test_an_identity_in_the_url_goes_with_every_request_of_new_and_known_visitors():
    for known in (False, True):
        instance, host = make(known=known, url=handed_over())
        result_of(instance.execute("event", {"type": "viewStart"}))
        result_of(instance.execute("getIdentity"))
        assert [added(sent) for sent in host.sent] == [ECID, ECID], (known, len(host.sent))


def test_an_identity_in_the_url_is_told_beside_the_consent_too():
    instance, host = make(url=handed_over())
    result_of(instance.execute("setConsent", dict(
        CONSENT_OPTIONS, identityMap={"Email": [{"id": "a@b.example"}]}
    )))

    assert host.sent[0].body["identityMap"] == {
        "Email": [{"id": "a@b.example"}], "ECID": [{"id": ECID}],
    }
    assert "xdm" not in host.sent[0].body


def test_what_the_caller_gives_with_the_consent_is_left_as_it_is():
    instance, host = make(url=handed_over())
    theirs = {"Email": [{"id": "a@b.example"}]}
    result_of(instance.execute("setConsent", dict(CONSENT_OPTIONS, identityMap=theirs)))

    assert theirs == {"Email": [{"id": "a@b.example"}]}


def test_an_identity_the_caller_gives_with_the_consent_is_the_only_one():
    instance, host = make(url=handed_over(), cookies={AMCV: "MCMID|" + OLDER})
    result_of(instance.execute("setConsent", dict(
        CONSENT_OPTIONS, identityMap={"ECID": [{"id": "the caller's"}]}
    )))

    assert host.sent[0].body["identityMap"] == {"ECID": [{"id": "the caller's"}]}


def test_an_identity_the_caller_gives_with_an_event_stays_in_the_event():
    instance, host = make(url=handed_over())
    theirs = {"FPID": [{"id": "6f1f3e2a", "authenticatedState": "ambiguous", "primary": True}]}
    result_of(instance.execute("event", {"type": "a", "xdm": {"identityMap": theirs}}))

    assert host.sent[0].body["events"][0]["xdm"]["identityMap"] == theirs
    assert host.sent[0].body["xdm"]["identityMap"] == {"ECID": [{"id": ECID}]}


def test_an_identity_in_the_url_that_does_not_hold_is_left_out_of_account():
    for url, said in (
        (handed_over(written_s=NOW_S - 301), "older than five minutes"),
        (handed_over(org="OTHER%2540AdobeOrg"), "of another organisation"),
        (handed_over(ecid=""), "not readable"),
        ("https://www.example.com/?adobe_mc=%E0%A4%A", "not readable"),
    ):
        instance, host = make({"debugEnabled": True}, url=url)
        result_of(instance.execute("event", {"type": "a"}))
        assert added(host.sent[0]) is None, url
        assert said in " ".join(host.logged("info")), (url, host.logged("info"))


def test_an_identity_in_the_url_counts_for_five_minutes():
    instance, host = make(url=handed_over(written_s=NOW_S - 299))
    result_of(instance.execute("event", {"type": "a"}))

    assert added(host.sent[0]) == ECID


def test_of_several_identities_in_the_url_the_last_counts():
    first = handed_over(ecid=OLDER)
    instance, host = make({"debugEnabled": True}, url=first + "&" + handed_over().split("?")[1])
    result_of(instance.execute("event", {"type": "a"}))

    assert added(host.sent[0]) == ECID
    assert "more than once" in " ".join(host.logged("warn"))


def test_an_older_cookie_makes_the_visitor_known_to_the_first_request_only():
    for cookies, expected in (
        ({AMCV: "-1|MCIDTS|1|MCMID|" + OLDER + "|MCAAMLH-1|7"}, OLDER),
        ({"s_ecid": "MCMID%7C" + OLDER, AMCV: "MCMID|1"}, OLDER),
        ({"s_ecid": "nonsense", AMCV: "MCMID|" + OLDER}, OLDER),
        ({AMCV: "MCMID|letters"}, None),
        ({"AMCV_OTHER%40AdobeOrg": "MCMID|" + OLDER}, None),
    ):
        instance, host = make(cookies=cookies)
        result_of(instance.execute("event", {"type": "a"}))
        result_of(instance.execute("event", {"type": "viewStart"}))
        assert [added(sent) for sent in host.sent] == [expected, None], cookies


def test_an_identity_in_the_url_outranks_an_older_cookie():
    instance, host = make(url=handed_over(), cookies={AMCV: "MCMID|" + OLDER})
    result_of(instance.execute("event", {"type": "a"}))

    assert host.sent[0].body["xdm"]["identityMap"] == {"ECID": [{"id": ECID}]}


def test_migration_can_be_switched_off():
    instance, host = make({"idMigrationEnabled": False}, cookies={AMCV: "MCMID|" + OLDER})
    host.visitor = {"ecid": OLDER}
    host.on_send = lambda sent: answer(identities(ECID=ECID))
    result_of(instance.execute("event", {"type": "a"}))

    assert added(host.sent[0]) is None
    assert host.cookies[AMCV] == "MCMID|" + OLDER


def test_the_page_visitor_is_asked_and_the_request_waits_for_it():
    instance, host = make()
    host.visitor = flow.Deferred()
    first = instance.execute("event", {"type": "a"})
    second = instance.execute("event", {"type": "b"})
    assert host.sent == []

    host.visitor.resolve({"ecid": OLDER})

    assert [added(sent) for sent in host.sent] == [OLDER, None]
    assert "requestBody" in result_of(first) and "requestBody" in result_of(second)


def test_a_visitor_that_tells_nothing_holds_nothing_up():
    for told, level, said in (
        ({"declined": True}, "info", "adobe.optIn was declined"),
        ({"failed": "no answer within 30000 ms"}, "warn", "no answer within 30000 ms"),
        ({"ecid": None}, "info", ""),
        ({}, "info", ""),
    ):
        instance, host = make({"debugEnabled": True})
        host.visitor = told
        result_of(instance.execute("event", {"type": "a"}))
        assert added(host.sent[0]) is None
        assert said in " ".join(host.logged(level)), told


def test_the_older_cookie_is_written_with_the_first_ecid_an_answer_tells():
    instance, host = make(url="https://www.example.com/")
    host.on_send = lambda sent: answer(identities(ECID=ECID))
    texts = []
    write = host.set_cookie
    host.set_cookie = lambda text: (texts.append(text), write(text))
    result_of(instance.execute("event", {"type": "a"}))
    result_of(instance.execute("event", {"type": "viewStart"}))

    older = [text for text in texts if text.startswith("AMCV_")]
    assert older == [
        AMCV + "=MCMID|" + ECID + "; path=/; domain=example.com; "
        "expires=Sat, 27 Mar 2027 09:15:27 GMT; samesite=none; secure",
    ], older


def test_an_older_cookie_that_says_something_else_is_replaced_once():
    instance, host = make(cookies={AMCV: "MCMID|" + OLDER})
    host.on_send = lambda sent: answer(identities(ECID=ECID))
    result_of(instance.execute("event", {"type": "viewStart"}))
    assert host.cookies[AMCV] == "MCMID|" + ECID

    host.cookies[AMCV] = "MCMID|" + OLDER
    result_of(instance.execute("event", {"type": "viewStart"}))

    assert host.cookies[AMCV] == "MCMID|" + OLDER


def test_the_older_cookie_is_left_alone_where_it_says_the_same():
    for cookies in ({AMCV: "x|MCMID|" + ECID}, {"s_ecid": "MCMID|" + ECID}):
        instance, host = make(cookies=cookies)
        host.on_send = lambda sent: answer(identities(ECID=ECID))
        result_of(instance.execute("event", {"type": "a"}))
        assert {key: host.cookies.get(key) for key in cookies} == cookies
        assert len([name for name in host.cookies if name.startswith("AMCV")]) == len(
            [name for name in cookies if name.startswith("AMCV")]
        )


def test_broken_identities_in_an_answer_harm_nothing():
    instance, host = make()
    host.on_send = lambda sent: answer({"type": "identity:result", "payload": [
        "nonsense", None, {"id": ECID, "namespace": {"code": "ECID"}}, {"namespace": "ECID"},
        {"id": 5, "namespace": {"code": "ECID"}},
    ]})

    assert result_of(instance.execute("getIdentity"))["identity"] == {"ECID": ECID}
