from instance_kit import CONSENT, ECID, IDENTITY, answer, error_of, make, result_of, store

DOM_ACTION = "https://ns.adobe.com/personalization/dom-action"
OFFER = {"id": "p", "scope": "__view__", "scopeDetails": {"decisionProvider": "TGT"}, "items": [{
    "id": "i", "schema": DOM_ACTION,
    "data": {"type": "setText", "selector": "#hero", "content": "Hi"},
}]}


def handle(kind, *payload):
    return {"type": kind, "payload": list(payload)}


def apply(instance, *handles, **options):
    given = {"responseBody": {"requestId": "r", "handle": list(handles)}}
    given.update(options)
    return instance.execute("applyResponse", given)


def test_content_is_shown_and_nothing_leaves_but_its_report():
    instance, host = make(known=True)

    result = result_of(apply(
        instance, handle("personalization:decisions", OFFER), renderDecisions=True
    ))

    assert [action["selector"] for action in host.rendered] == ["#hero"]
    assert result["propositions"][0]["renderAttempted"] is True
    assert (result["decisions"], result["destinations"]) == ([], [])
    types = [request.body["events"][0]["xdm"]["eventType"] for request in host.sent]
    assert types == ["decisioning.propositionDisplay"], types


def test_content_is_only_returned_where_it_is_not_to_be_shown():
    instance, host = make(known=True)

    result = result_of(apply(instance, handle("personalization:decisions", OFFER)))

    assert host.rendered == [] and host.sent == []
    assert result["propositions"][0]["renderAttempted"] is False
    assert result["decisions"] == [OFFER]


def test_the_report_can_be_left_out():
    instance, host = make(known=True)

    result_of(apply(
        instance, handle("personalization:decisions", OFFER), renderDecisions=True,
        personalization={"sendDisplayEvent": False},
    ))

    assert len(host.rendered) == 1 and host.sent == []


def test_cookies_pixels_and_destinations_come_as_with_any_answer():
    instance, host = make()

    result = result_of(apply(
        instance, store({IDENTITY: "from-the-server"}),
        handle("activation:push", {"type": "url", "spec": {"url": "https://cdn.example.org/a.gif"}}),
        handle("identity:exchange", {"type": "url", "spec": {"url": "https://sync.example.org/"}}),
        handle("activation:pull", {"alias": "vip"}),
    ))

    assert host.cookies[IDENTITY] == "from-the-server"
    assert sorted(host.pixels) == [
        ("https://cdn.example.org/a.gif", False), ("https://sync.example.org/", False),
    ], host.pixels
    assert result["destinations"] == [{"alias": "vip"}]


def test_consent_is_not_asked():
    for consent in ("pending", "out"):
        instance, host = make({"defaultConsent": consent}, known=True)
        result = result_of(apply(
            instance, handle("personalization:decisions", OFFER), renderDecisions=True
        ))
        assert result["propositions"][0]["renderAttempted"] is True, consent


def test_the_hook_for_events_is_not_called():
    called = []
    instance, host = make({"onBeforeEventSend": called.append}, known=True)

    result_of(apply(instance))

    assert called == []


def test_a_response_of_a_new_visitor_lets_waiting_events_pass_with_its_identity():
    instance, host = make()
    host.on_send = None
    asker = instance.execute("event", {"type": "asks"})

    waits = apply(instance, store({IDENTITY: "from-the-server"}))
    assert waits.is_pending, "one asks already"
    host.sent[0].outcome.resolve(answer())

    assert "propositions" in result_of(waits)
    assert "requestBody" in result_of(asker)
    assert host.cookies[IDENTITY] == "from-the-server"


def test_it_counts_as_the_first_fetch_of_the_page():
    instance, host = make(known=True)

    result_of(apply(instance))
    result_of(instance.execute("sendEvent", {"type": "next"}))

    assert "query" not in host.sent[0].body["events"][0]


def test_a_name_of_a_header_counts_as_it_is_spelled():
    instance, host = make(known=True)
    known = {"id": ECID, "namespace": {"code": "ECID"}}

    result_of(apply(
        instance, handle("identity:result", known), responseHeaders={"x-adobe-edge": "VA6;7"}
    ))

    assert result_of(instance.execute("getIdentity")) == {
        "identity": {"ECID": ECID}, "edge": {"regionId": 7},
    }


def test_the_callers_response_is_not_changed_or_kept():
    instance, host = make(known=True)
    offer = {"id": "p", "scope": "hero", "scopeDetails": {}, "items": [{"id": "i", "schema": "s"}]}
    body = {"handle": [handle("personalization:decisions", offer)]}

    result = result_of(instance.execute("applyResponse", {"responseBody": body}))
    result["propositions"][0]["items"][0]["id"] = "edited"

    assert offer["items"] == [{"id": "i", "schema": "s"}]


def test_a_consent_in_the_response_is_heard():
    instance, host = make({"defaultConsent": "pending"}, known=True)
    waits = instance.execute("event", {"type": "a"})

    result_of(apply(instance, store({CONSENT: "general=in"})))

    assert "requestBody" in result_of(waits)


def test_mistakes_are_told_all_at_once():
    instance, host = make()

    told = error_of(instance.execute("applyResponse", {
        "responseBody": {"handle": [{"payload": 1}, {"type": 5}]},
        "responseHeaders": {"x-adobe-edge": 7}, "renderDecisions": "yes", "body": {},
    }))
    for line in (
        "[alloy] applyResponse: 5 problems",
        "  - responseBody.handle[0].type: is required",
        "  - responseBody.handle[1].type: expected a string, got 5",
        "  - responseHeaders.x-adobe-edge: expected a string, got 7",
        '  - renderDecisions: expected a boolean, got "yes"',
        "  - body: is not a known option",
    ):
        assert line in told.split("\n"), (line, told)

    assert "responseBody: is required" in error_of(instance.execute("applyResponse"))
    assert "responseBody.handle: is required" in error_of(
        instance.execute("applyResponse", {"responseBody": {}})
    )


def test_handles_of_no_known_form_change_nothing():
    instance, host = make(known=True)

    result = result_of(apply(
        instance, {"type": "personalization:decisions"}, handle("unknown", 1),
        handle("identity:result", None, 5), handle("state:store", None, {}),
        {"type": "activation:pull", "payload": None},
    ))

    assert result == {"propositions": [], "decisions": [], "destinations": []}, result
