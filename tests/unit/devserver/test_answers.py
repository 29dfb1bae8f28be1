"""What the local edge answers to good requests."""

import pytest

from alloy_web.devserver import identity

from .kit import ORG, REQUEST_ID, ecid, offered, payloads, send, stored, view, with_cookies

ECID = "11112222333344445555666677778888999900"


def test_a_view_is_answered_with_an_identity_and_the_cookies_to_keep(server):
    response = send(server, view())

    assert response.status_code == 200
    assert response.json()["requestId"] == REQUEST_ID
    assert len(ecid(response)) == 38
    cookies = stored(response)
    assert identity.read_cookie(cookies[f"{ORG}_identity"]) == ecid(response)
    assert cookies[f"{ORG}_cluster"] == "va6"
    ages = {
        item["key"]: (item["maxAge"], item["attrs"]) for item in payloads(response, "state:store")
    }
    assert ages[f"{ORG}_identity"] == (34128000, {"SameSite": "None"})
    assert ages[f"{ORG}_cluster"] == (1800, {"SameSite": "None"})


def test_the_answer_names_region_and_location_hints(server):
    response = send(server, view())

    assert response.headers["x-adobe-edge"] == "VA6;7"
    assert {"scope": "EdgeNetwork", "hint": "va6", "ttlSeconds": 1800} in payloads(
        response, "locationHint:result"
    )


@pytest.mark.parametrize("prefix", ["ee", "ee/or2", "ee/t35"])
def test_the_location_hint_in_the_path_may_be_there_or_not(server, prefix):
    assert send(server, view(), prefix=prefix).status_code == 200


def test_a_visitor_with_cookies_in_the_body_keeps_the_ecid(server):
    first = send(server, view())
    second = send(server, with_cookies(view(), stored(first)))

    assert ecid(second) == ecid(first)


def test_a_visitor_with_a_cookie_header_keeps_the_ecid(server):
    value = identity.write_cookie(ECID, 1)
    response = send(server, view(), headers={"cookie": f"other=1; {ORG}_identity={value}"})

    assert ecid(response) == ECID


def test_a_cookie_header_may_be_percent_encoded(server):
    value = identity.write_cookie(ECID, 1).replace("C", "%43")
    response = send(server, view(), headers={"cookie": f"{ORG}_identity={value}"})

    assert ecid(response) == ECID


def test_two_visitors_without_cookies_are_two_visitors(server):
    assert ecid(send(server, view())) != ecid(send(server, view()))


def test_a_migrated_ecid_becomes_the_visitors_ecid(server):
    body = {**view(), "xdm": {"identityMap": {"ECID": [{"id": ECID}]}}}

    assert ecid(send(server, body)) == ECID


def test_a_first_party_device_id_always_leads_to_the_same_ecid(server):
    body = view()
    body["events"][0]["xdm"]["identityMap"] = {"FPID": [{"id": "6f1f3e2a"}]}

    assert ecid(send(server, body)) == ecid(send(server, body))


def test_cookies_are_named_after_the_organisation_of_the_bodys_cookies(server):
    other = "kndctr_AAAAAAAAAAAAAAAAAAAAAAAA_AdobeOrg"
    body = with_cookies(view(), {f"{other}_cluster": "or2"})

    assert f"{other}_identity" in stored(send(server, body))


def test_cookies_are_named_after_the_scenarios_organisation_for_the_datastream(server):
    server.set_scenario({"name": "org", "orgs": {"ds-1": "BBBB@AdobeOrg"}})

    assert "kndctr_BBBB_AdobeOrg_identity" in stored(send(server, view()))


NEW_SESSION = "media-analytics:new-session"


def test_core_is_given_only_when_asked_for_and_third_party(server):
    body = {**view(), "query": {"identity": {"fetch": ["ECID", "CORE"]}}}
    codes = [p["namespace"]["code"] for p in payloads(send(server, body), "identity:result")]
    server.set_scenario({"name": "third", "third_party": True})
    third_codes = [p["namespace"]["code"] for p in payloads(send(server, body), "identity:result")]
    unasked = [p["namespace"]["code"] for p in payloads(send(server, view()), "identity:result")]

    assert codes == ["ECID"]
    assert third_codes == ["ECID", "CORE"]
    assert unasked == ["ECID"]


NEW_SESSION = "media-analytics:new-session"


def test_core_is_given_on_the_third_party_identity_host(server):
    body = {**view(), "query": {"identity": {"fetch": ["ECID", "CORE"]}}}
    response = send(server, body, headers={"host": "adobedc.demdex.net"})

    assert [p["namespace"]["code"] for p in payloads(response, "identity:result")] == [
        "ECID",
        "CORE",
    ]


def test_on_the_pages_own_domain_cookies_come_as_headers_that_scripts_can_read(server):
    body = view()
    body["meta"]["state"]["domain"] = "example.test"
    response = send(server, body, headers={"host": "edge.example.test:8000"})

    assert stored(response) == {}
    [identity_cookie, cluster_cookie] = response.headers.get_list("set-cookie")
    assert identity_cookie.startswith(f"{ORG}_identity=")
    assert (
        cluster_cookie
        == f"{ORG}_cluster=va6; Max-Age=1800; Path=/; Domain=example.test; SameSite=Lax"
    )


def test_collect_is_answered_with_204_and_nothing(server):
    response = send(server, view(), action="collect")

    assert (response.status_code, response.content) == (204, b"")


def media(name, **collection):
    collection = {"sessionID": "s-1", "playhead": 7, **collection}
    return {"events": [{"xdm": {"eventType": f"media.{name}", "mediaCollection": collection}}]}


def test_the_start_of_a_media_session_is_answered_with_its_id(server):
    started = [payloads(send(server, media("sessionStart")), NEW_SESSION) for _ in range(2)]

    ids = [session["sessionId"] for [session] in started]
    assert [len(each) for each in ids] == [36, 36]
    assert ids[0] != ids[1]
    assert "media-analytics:new-session" not in send(server, view()).text


def test_media_events_are_answered_with_204(server):
    assert send(server, media("play"), action="play", prefix="ee/va").status_code == 204
    assert send(server, media("ping"), action="ping", prefix="ee/or2/va").status_code == 204
    assert [(e["action"], e["sub_path"], e["hint"]) for e in server.events()] == [
        ("play", "/va", None),
        ("ping", "/va", "or2"),
    ]


def test_acquire_answers_the_identity_and_no_content(server):
    body = {"query": {"identity": {"fetch": ["ECID"]}}, "meta": {"state": {"domain": ""}}}
    response = send(server, body, action="identity/acquire")

    assert [handle["type"] for handle in response.json()["handle"]] == [
        "identity:result",
        "state:store",
        "locationHint:result",
    ]
    assert f"{ORG}_identity" in stored(response)


@pytest.mark.parametrize("choice", ["in", "out"])
def test_set_consent_answers_with_the_consent_cookie(server, choice):
    body = {
        "consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": choice}}],
        "identityMap": {"ECID": [{"id": ECID}]},
    }
    response = send(server, body, action="privacy/set-consent")

    assert stored(response)[f"{ORG}_consent"] == f"general={choice}"
    assert ecid(response) == ECID


def test_a_view_in_the_demo_gets_the_content_of_its_page(server):
    server.set_scenario("demo")

    assert offered(send(server, view("/spa/cart"))) == ["AT:spa-cart"]
    assert offered(send(server, view("/direct/"))) == [
        "AT:greeting-direct",
        "AT:hero",
        "AT:offer",
        "AT:list",
        "AT:remove",
    ]
    assert offered(send(server, view("/elsewhere"))) == []


def test_the_scenario_every_action_has_one_offer_for_each_kind_of_dom_action(server):
    server.set_scenario("every-action")
    items = [
        p["items"][0]["data"] for p in payloads(send(server, view()), "personalization:decisions")
    ]

    assert sorted(item["type"] for item in items) == [
        "appendHtml",
        "click",
        "collectInteractions",
        "customCode",
        "insertAfter",
        "insertBefore",
        "move",
        "prependHtml",
        "rearrange",
        "remove",
        "replaceHtml",
        "resize",
        "setAttribute",
        "setHtml",
        "setImageSource",
        "setStyle",
        "setText",
    ]
    assert {"insertBefore": "#insert-before", "setText": "#set-text"}.items() <= {
        item["type"]: item["selector"] for item in items
    }.items()


def test_content_that_was_not_asked_for_is_not_given(server):
    server.set_scenario("demo")
    silent = view()
    del silent["events"][0]["query"]

    assert offered(send(server, view(scopes=["another"]))) == []
    assert "personalization:decisions" not in [
        h["type"] for h in send(server, silent).json()["handle"]
    ]


def test_items_of_a_schema_that_was_not_asked_for_are_left_out(server):
    server.set_scenario("demo")
    body = view("/spa/cart")
    query = body["events"][0]["query"]["personalization"]
    query["schemas"] = ["https://ns.adobe.com/personalization/html-content-item"]
    html_only = offered(send(server, body))
    query["schemas"] += ["https://ns.adobe.com/personalization/dom-action"]

    assert html_only == []
    assert offered(send(server, body)) == ["AT:spa-cart"]


def test_content_of_single_page_views_comes_along_with_the_pages_own(server):
    cart = {
        "id": "AT:cart",
        "scope": "cart",
        "scopeDetails": {"characteristics": {"scopeType": "view"}},
        "items": [{"id": "1", "schema": "https://ns.adobe.com/personalization/dom-action"}],
    }
    server.set_scenario({"name": "views", "offers": [{"propositions": [cart]}]})

    assert offered(send(server, view())) == ["AT:cart"]
    assert offered(send(server, view(scopes=["banner"]))) == []


def test_each_of_several_events_gets_its_own_content(server):
    server.set_scenario("demo")
    body = view("/spa/cart")
    body["events"] += view("/spa/")["events"]
    handles = [
        h for h in send(server, body).json()["handle"] if h["type"] == "personalization:decisions"
    ]

    assert [(h["eventIndex"], h["payload"][0]["id"]) for h in handles] == [
        (0, "AT:spa-cart"),
        (1, "AT:spa-home"),
    ]
