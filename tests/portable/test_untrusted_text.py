"""Text of cookies, answers and destinations never becomes more of a URL or a cookie than it is."""

from instance_kit import answer, identities, make, result_of, store
from offer_kit import IN_APP, REDIRECT, decisions, item, offering, proposition

from alloy_web.core import urls

OURS = "kndctr_0123456789ABCDEF01234567_AdobeOrg_"
SCRIPTS = (
    "javascript:steal()", "JavaScript:steal()", " \x00javascript:steal()", "java\nscr\tipt:steal()",
)


def written_by(host):
    """A list that every cookie written from now on is added to."""
    written = []
    write = host.set_cookie

    def note(text):
        written.append(text)
        write(text)

    host.set_cookie = note
    return written


def answered(instance, host, *handles):
    """An event was sent, and this came back."""
    host.on_send = None
    outcome = instance.execute("sendEvent")
    host.sent[-1].outcome.resolve(answer(*handles))
    return result_of(outcome)


def test_a_location_hint_that_is_none_is_left_out_of_the_address():
    for cookies in (
        {OURS + "cluster": "../../evil"}, {OURS + "cluster": ".."}, {OURS + "cluster": "a/b"},
        {OURS + "cluster": "or2?x=1"}, {OURS + "cluster": "a%2Fb"}, {OURS + "cluster": "o r"},
        {OURS + "cluster": "\u00fc"}, {OURS + "cluster": "a" * 100}, {"mboxEdgeCluster": "/../x"},
    ):
        instance, host = make(known=True, cookies=cookies)
        result_of(instance.execute("sendEvent"))
        assert host.sent[0].url.split("?")[0] == "https://edge.example.com/ee/v1/interact", cookies


def test_a_hint_of_target_leads_the_way_where_ours_is_none():
    instance, host = make(
        known=True, cookies={OURS + "cluster": "../x", "mboxEdgeCluster": "35"}
    )

    result_of(instance.execute("sendEvent"))

    assert "/ee/t35/v1/" in host.sent[0].url


def test_an_answer_writes_cookies_of_its_organisation_only():
    instance, host = make({"debugEnabled": True}, known=True)
    host.on_send = lambda sent: answer(store({
        "PHPSESSID": "1", "kndctr_OTHER_AdobeOrg_identity": "1", "kndctr_": "1", "mbox": "1",
        OURS + "x": "1",
    }))
    written = written_by(host)

    result_of(instance.execute("sendEvent"))

    names = [text.split("=")[0] for text in written if text.split("=")[1] != "; path"]
    assert [name for name in names if not name.startswith("com.adobe")] == [
        OURS + "identity", OURS + "x",
    ], written
    warned = " ".join(host.logged("warn"))
    assert "PHPSESSID" in warned and "kndctr_OTHER_AdobeOrg_identity" in warned, warned


def test_cookies_of_target_are_written_where_target_is_migrated():
    instance, host = make({"targetMigrationEnabled": True}, known=True)
    host.on_send = lambda sent: answer(store({"mbox": "1", "mboxEdgeCluster": "35", "a": "1"}))

    result_of(instance.execute("sendEvent"))

    assert (host.cookies["mbox"], host.cookies["mboxEdgeCluster"]) == ("1", "35")
    assert "a" not in host.cookies


def test_nothing_in_a_cookie_of_an_answer_becomes_an_attribute():
    instance, host = make(known=True)
    host.on_send = lambda sent: answer({"type": "state:store", "payload": [
        {"key": OURS + "a; domain=evil.example", "value": "1; secure\r\nx", "maxAge": "5; secure",
         "attrs": {"SameSite": "lax; domain=evil.example", "domain": "evil.example"}},
    ]})
    written = written_by(host)

    result_of(instance.execute("sendEvent"))

    assert written[-1] == (
        OURS + "a%3B%20domain%3Devil.example=1%3B%20secure%0D%0Ax; path=/; domain=example.com"
    ), written


def test_nothing_in_a_destination_becomes_an_attribute():
    for domain in (
        "x; secure; max-age=1", "example.com;secure", "example.com\r\nx", "a b", "a=b", "a,b",
        "\u00fc", 5, ["example.com"],
    ):
        instance, host = make({"debugEnabled": True}, known=True)
        written = written_by(host)
        answered(instance, host, {"type": "activation:push", "payload": [
            {"type": "cookie", "spec": {"name": "bad", "value": "1", "domain": domain}},
            {"type": "cookie", "spec": {"name": "a; secure", "value": "1; b", "ttlDays": "1; b"}},
        ]})

        assert [text for text in written if text.startswith("bad")] == [], (domain, written)
        assert written[-1] == (
            "a%3B%20secure=1%3B%20b; path=/; expires=Thu, 12 Mar 2026 09:15:27 GMT; "
            "samesite=none; secure"
        ), written
        assert "bad" in " ".join(host.logged("warn"))


def test_an_id_that_is_none_is_not_told_to_earlier_libraries():
    for ecid in ("1|MCAID|2", "1; secure", "letters", ""):
        instance, host = make()
        answered(instance, host, identities(ECID=ecid))
        assert [name for name in host.cookies if name.startswith("AMCV")] == [], ecid


def test_an_id_that_is_none_is_not_appended_to_a_url():
    for ecid in ("1|TS=9", "1&x=1#y", "letters"):
        instance, host = make()
        answered(instance, host, identities(ECID=ecid))
        assert result_of(instance.execute("appendIdentityToUrl", {"url": "/a"})) == {"url": "/a"}


def test_an_address_that_is_a_script_is_known_whatever_it_is_wrapped_in():
    for address in SCRIPTS:
        assert urls.is_script(address), address
    for address in ("/javascript:x", "https://x.example/?javascript:", "javascripts:x",
                    "#javascript:", "", "java script.html", "mailto:a@b.c"):
        assert not urls.is_script(address), address


def test_a_redirect_to_a_script_is_refused_and_the_rest_is_shown():
    for address in SCRIPTS:
        instance, host = make({"debugEnabled": True}, known=True)
        host.on_send = offering(
            proposition("AT:1", item("1", schema=REDIRECT, content=address)), proposition("AT:2"),
        )
        result_of(instance.execute("sendEvent", {"renderDecisions": True}))
        assert (host.gone_to, len(host.rendered), host.styles) == ([], 1, {}), address
        assert "it is a script, not a page to go to" in " ".join(host.logged("warn")), address


def test_a_link_of_a_message_to_a_script_is_refused_and_the_click_reported():
    message = item("1", schema=IN_APP, content="<p>Hi</p>", contentType="text/html",
                   mobileParameters={"uiTakeover": True})
    for address in SCRIPTS:
        instance, host = make({"debugEnabled": True}, known=True)
        host.on_send = lambda sent: answer(decisions(proposition("AJO:1", message)))
        result_of(instance.execute("sendEvent", {"renderDecisions": True}))
        before = len(host.sent)
        host.tell("message", {"key": host.message["key"], "action": "click", "interaction": "cta",
                              "label": "Go", "uuid": None, "link": address})
        assert host.gone_to == [], address
        assert len(host.sent) == before + 1, address
        assert "is a script" in " ".join(host.logged("warn")), address
