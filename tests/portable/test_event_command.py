from instance_kit import IDENTITY, answer, error_of, make, result_of

from alloy_web.hosts.memory.host import reply


def test_a_view_is_an_interact_that_asks_for_the_pages_content():
    instance, host = make(known=True, url="https://www.example.com/cart")

    result = result_of(instance.execute("event", {"type": "viewStart", "data": {
        "web": {"webPageDetails": {"name": "Cart"}}, "commerce": {"checkouts": {"value": 1}},
        "_acme": {"tier": "gold"}, "experiment": "B", "__adobe": {"target": {"profile.age": 30}},
    }}))

    sent = host.sent[0]
    start = "https://edge.example.com/ee/v1/interact?configId=stream-1&requestId="
    assert sent.url.startswith(start), sent.url
    event = sent.body["events"][0]
    assert event["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    assert event["xdm"]["web"] == {
        "webPageDetails": {
            "URL": "https://www.example.com/cart", "name": "Cart", "pageViews": {"value": 1},
        },
        "webReferrer": {"URL": ""},
    }, event["xdm"]["web"]
    assert event["xdm"]["commerce"] == {"checkouts": {"value": 1}}
    assert event["xdm"]["_acme"] == {"tier": "gold"}
    assert event["data"] == {"experiment": "B", "__adobe": {"target": {"profile.age": 30}}}
    assert event["query"]["personalization"]["decisionScopes"] == ["__view__"]
    assert event["query"]["personalization"]["surfaces"] == ["web://www.example.com/cart"]
    assert sorted(result) == ["requestBody", "responseBody"], result
    assert result["requestBody"] == sent.body
    assert result["responseBody"]["requestId"] == "r"


def test_another_event_of_a_known_visitor_goes_to_collect_and_has_no_response():
    instance, host = make(known=True)
    host.on_send = lambda sent: reply(status=204)

    result = result_of(instance.execute("event", {"type": "commerce.adds", "data": {"sku": 7}}))

    assert "/v1/collect?" in host.sent[0].url, host.sent[0].url
    assert host.sent[0].keepalive
    event = host.sent[0].body["events"][0]
    assert event["xdm"]["eventType"] == "commerce.adds"
    assert event["data"] == {"sku": 7}
    assert "query" not in event, event
    assert sorted(result) == ["requestBody"], result


def test_another_event_of_a_new_visitor_is_an_interact_so_that_an_identity_comes():
    instance, host = make()

    result = result_of(instance.execute("event", {"type": "commerce.adds"}))

    assert "/v1/interact?" in host.sent[0].url, host.sent[0].url
    assert "responseBody" in result
    assert host.cookies[IDENTITY] == "abc"


def test_an_event_without_options_is_an_empty_event():
    instance, host = make(known=True)

    result_of(instance.execute("event"))

    assert "eventType" not in host.sent[0].body["events"][0]["xdm"]


def test_asked_scopes_make_any_event_an_interact():
    instance, host = make(known=True)

    result_of(instance.execute("event", {"type": "a", "decisionScopes": ["hero"]}))

    assert "/v1/interact?" in host.sent[0].url
    query = host.sent[0].body["events"][0]["query"]["personalization"]
    assert query["decisionScopes"] == ["hero"], query
    assert "https://ns.adobe.com/personalization/dom-action" not in query["schemas"], query


def test_explicit_xdm_wins_over_sorted_data_and_both_over_context():
    instance, host = make(known=True)

    result_of(instance.execute("event", {
        "type": "a", "data": {"web": {"webPageDetails": {"URL": "from data", "name": "from data"}}},
        "xdm": {"web": {"webPageDetails": {"name": "from xdm"}}, "eventType": "from xdm"},
    }))

    xdm = host.sent[0].body["events"][0]["xdm"]
    assert xdm["eventType"] == "from xdm"
    assert xdm["web"]["webPageDetails"] == {"URL": "from data", "name": "from xdm"}, xdm["web"]


def test_the_callers_objects_are_copied_when_the_command_is_called():
    instance, host = make({"defaultConsent": "in"})
    data = {"plan": "gold"}
    host.on_send = None

    instance.execute("event", {"type": "first"})
    outcome = instance.execute("event", {"type": "viewStart", "data": data})
    data["plan"] = "changed while it waited"
    host.sent[0].outcome.resolve(answer())
    host.sent[1].answer({"handle": []})

    assert result_of(outcome)["requestBody"]["events"][0]["data"] == {"plan": "gold"}


def test_wrong_options_are_told_all_at_once():
    instance, host = make()

    told = error_of(instance.execute("event", {"type": 5, "data": "x", "tpye": "viewStart"}))

    for line in (
        "[alloy] event: 3 problems", "  - type: expected a string, got 5",
        '  - data: expected an object, got "x"',
        '  - tpye: is not a known option. Did you mean "type"?',
    ):
        assert line in told.split("\n"), (line, told)
    assert host.sent == []


def test_a_network_failure_rejects_and_says_so():
    instance, host = make(known=True)
    host.on_send = None
    outcome = instance.execute("event", {"type": "viewStart"})

    host.sent[0].fail("Failed to fetch")

    told = error_of(outcome)
    assert told.startswith('[alloy] [Event] The command "event" failed.'), told
    assert "The network request failed.\nCaused by: TypeError: Failed to fetch" in told, told


def test_a_status_that_is_a_failure_rejects_with_status_and_body():
    instance, host = make(known=True)
    host.on_send = lambda sent: reply({"title": "Invalid datastream"}, status=400)

    told = error_of(instance.execute("event", {"type": "viewStart"}))

    assert "status 400" in told and "Invalid datastream" in told, told


def answering(body):
    return lambda sent: reply(body)


def test_a_body_that_is_no_answer_of_the_edge_rejects():
    instance, host = make(known=True)
    for body, wanted in (
        ("<html>hello</html>", "what is not JSON"),
        ("", "no body"),
        ("[1, 2]", "without a list of handles"),
        ("{}", "without a list of handles"),
    ):
        host.on_send = answering(body)
        told = error_of(instance.execute("event", {"type": "viewStart"}))
        assert "status 200" in told and wanted in told, (body, told)


def test_consent_that_is_out_rejects_the_event_and_sends_nothing():
    instance, host = make({"defaultConsent": "out"})

    told = error_of(instance.execute("event", {"type": "viewStart"}))

    assert "the default is out" in told, told
    assert host.sent == []


def test_an_event_the_hook_cancels_resolves_with_an_empty_object():
    instance, host = make({"onBeforeEventSend": lambda content: False, "debugEnabled": True})

    assert result_of(instance.execute("event", {"type": "viewStart"})) == {}
    assert host.sent == []
    assert "onBeforeEventSend returned false" in " ".join(host.logged("info"))


def test_the_hook_may_edit_what_is_sent():
    def scrub(content):
        del content["data"]["email"]
        content["xdm"] = {"eventType": "scrubbed"}

    instance, host = make({"onBeforeEventSend": scrub}, known=True)

    result_of(instance.execute("event", {"type": "a", "data": {"email": "a@example.com", "b": 1}}))

    event = host.sent[0].body["events"][0]
    assert event == {"xdm": {"eventType": "scrubbed"}, "data": {"b": 1}}, event


def test_a_hook_that_raises_rejects_the_command_and_sends_nothing():
    def broken(content):
        raise ValueError("no such key")

    instance, host = make({"onBeforeEventSend": broken})

    assert "ValueError: no such key" in error_of(instance.execute("event", {"type": "a"}))
    assert host.sent == []


def test_an_async_hook_is_waited_for_and_dropped_when_it_takes_too_long():
    from alloy_web import flow

    gate = flow.Deferred()

    async def slow(content):
        await gate

    instance, host = make({"onBeforeEventSend": slow, "hookTimeout": 500, "debugEnabled": True})
    waits = instance.execute("event", {"type": "a"})
    assert waits.is_pending
    gate.resolve()
    assert "requestBody" in result_of(waits)

    gate = flow.Deferred()
    late = instance.execute("event", {"type": "b"})
    host.advance(499)
    assert late.is_pending
    host.advance(1)
    assert "took longer than 500 ms" in error_of(late)
    assert len(host.sent) == 1
    assert "is failed: hook.threw" in " ".join(host.logged("info"))


def test_a_document_that_unloads_sends_a_beacon():
    instance, host = make(known=True)

    result = result_of(instance.execute("event", {"type": "viewStart", "documentUnloading": True}))

    assert host.sent == []
    assert "/v1/collect?" in host.beacons[0].url
    assert sorted(result) == ["requestBody"], result


def test_a_refused_beacon_goes_by_fetch_to_the_same_address():
    instance, host = make(known=True)
    host.takes_beacons = False
    host.on_send = lambda sent: reply(status=204)

    result_of(instance.execute("event", {"type": "a", "documentUnloading": True}))

    assert "/v1/collect?" in host.sent[0].url


def test_an_event_while_the_page_leaves_or_is_hidden_goes_by_beacon():
    instance, host = make(known=True)
    host.is_hidden = True
    result_of(instance.execute("event", {"type": "hidden"}))
    host.is_hidden = False
    host.tell("leave")
    result_of(instance.execute("event", {"type": "leaving"}))

    types = [beacon.body["events"][0]["xdm"]["eventType"] for beacon in host.beacons]
    assert types == ["hidden", "leaving"], types
    assert host.sent == []


def test_keepalive_is_given_up_where_too_many_bytes_are_in_flight():
    instance, host = make(known=True)
    host.on_send = None

    for _ in range(4):
        instance.execute("event", {"type": "big", "data": {"text": "x" * 20000}})

    assert [sent.keepalive for sent in host.sent] == [True, True, False, False]


def test_nothing_but_the_two_keys_is_in_a_result():
    instance, host = make()
    host.on_send = lambda sent: answer({"type": "personalization:decisions", "payload": []})

    assert sorted(result_of(instance.execute("event", {"type": "viewStart"}))) == [
        "requestBody", "responseBody",
    ]


def test_meta_stands_beside_the_events_content():
    instance, host = make(known=True)

    result_of(instance.execute("event", {"type": "a", "meta": {"personalization": {"id": 42}}}))

    event = host.sent[0].body["events"][0]
    assert event["meta"] == {"personalization": {"id": 42}}, event


def test_a_merge_id_may_be_given_by_its_old_name_and_the_new_one_wins():
    instance, host = make(known=True)

    result_of(instance.execute("event", {"stitchId": "old"}))
    result_of(instance.execute("event", {"stitchId": "old", "mergeId": "new"}))
    result_of(instance.execute("event", {"mergeId": "new", "data": {"eventMergeId": "own"}}))

    found = [request.body["events"][0]["xdm"]["eventMergeId"] for request in host.sent]
    assert found == ["old", "new", "own"], found


def test_a_merge_id_that_comes_later_is_waited_for():
    from alloy_web import flow

    arrives = flow.Deferred()

    async def later():
        return await arrives

    for given in (later(), later):
        instance, host = make(known=True)
        arrives = flow.Deferred()
        outcome = instance.execute("event", {"type": "a", "stitchId": given})
        assert outcome.is_pending and host.sent == []
        host.advance(500)

        arrives.resolve("stitched")

        body = result_of(outcome)["requestBody"]
        assert body["events"][0]["xdm"]["eventMergeId"] == "stitched"
        assert body["events"][0]["xdm"]["timestamp"] == "2026-03-02T09:15:27.104Z"
        assert body["meta"]["queueTimeMillis"] == 500


def test_a_merge_id_that_never_comes_is_not_waited_for_longer_than_a_hook():
    from alloy_web import flow

    too_late = flow.Deferred()

    async def later():
        return await too_late

    for option in ("stitchId", "mergeId"):
        instance, host = make({"hookTimeout": 500, "debugEnabled": True}, known=True)
        options = {"type": "a"}
        options[option] = later()
        outcome = instance.execute("event", options)
        host.advance(499)
        assert outcome.is_pending
        host.advance(1)

        assert "mergeId (stitchId) took longer than 500 ms (hookTimeout)" in error_of(outcome)
        assert host.sent == []
        assert "is failed: hook.threw" in " ".join(host.logged("info"))
    too_late.resolve("stitched")
    assert host.sent == []


def test_a_merge_id_that_fails_or_is_no_text_rejects():
    async def broken():
        raise ValueError("no id today")

    async def number():
        return 5

    instance, host = make(known=True)

    assert "no id today" in error_of(instance.execute("event", {"stitchId": broken()}))
    told = error_of(instance.execute("event", {"stitchId": number()}))
    assert "expected a string in the end, got 5" in told, told
    told = error_of(instance.execute("event", {"mergeId": 5}))
    assert "mergeId: expected a string, got 5" in told, told
    assert host.sent == []


def test_mistakes_in_explicit_xdm_are_told_too():
    instance, host = make()

    told = error_of(instance.execute("event", {"xdm": {"identityMap": {"Email": [{"id": 5}]}}}))

    assert "  - xdm.identityMap.Email[0].id: expected a string, got 5" in told, told


def test_the_type_of_a_view_start_is_never_sent():
    instance, host = make(known=True)

    result_of(instance.execute("event", {"type": "viewStart", "data": {"eventType": "own"}}))

    assert host.sent[0].body["events"][0]["xdm"]["eventType"] == "own"
    assert "viewStart" not in host.sent[0].text


def test_a_site_may_add_roots_of_its_schema_and_remove_others():
    instance, host = make({"xdmRoots": {"add": ["garage"], "remove": ["search"]}}, known=True)

    result_of(instance.execute("event", {"data": {
        "garage": {"cars": 2}, "search": {"term": "x"}, "web": {"webPageDetails": {"name": "a"}},
    }}))
    result_of(make({"xdmRoots": {}}, known=True)[0].execute("event", {"data": {"search": {}}}))

    event = host.sent[0].body["events"][0]
    assert event["xdm"]["garage"] == {"cars": 2}
    assert event["xdm"]["web"]["webPageDetails"]["name"] == "a"
    assert event["data"] == {"search": {"term": "x"}}, event["data"]


def test_asked_surfaces_make_any_event_an_interact_unless_it_unloads():
    instance, host = make(known=True)
    asked = {"type": "a", "personalization": {"surfaces": ["web://www.example.com/#hero"]}}

    result = result_of(instance.execute("event", asked))
    assert "/v1/interact?" in host.sent[0].url
    assert "responseBody" in result

    asked["documentUnloading"] = True
    result = result_of(instance.execute("event", asked))
    assert "/v1/collect?" in host.beacons[0].url
    assert sorted(result) == ["requestBody"]


def test_an_answer_without_a_body_gives_none():
    instance, host = make(known=True)
    host.on_send = lambda sent: reply(status=204)

    assert sorted(result_of(instance.execute("event", {"type": "viewStart"}))) == ["requestBody"]


def test_a_view_that_unloads_hides_and_asks_for_nothing():
    instance, host = make({"prehidingStyle": "body { opacity: 0 }"}, known=True)

    result_of(instance.execute("event", {"type": "viewStart", "documentUnloading": True}))

    event = host.beacons[0].body["events"][0]
    assert event["xdm"]["web"]["webPageDetails"]["pageViews"] == {"value": 1}
    assert "query" not in event, event
    assert host.styles == {}


def test_only_views_are_views_to_the_rest_of_the_instance():
    instance, host = make(known=True, url="https://www.example.com/a")
    started = []
    call = instance._tools.lifecycle.call

    def heard(hook, *arguments):
        if hook == "on_view":
            started.append(arguments[0].xdm["eventType"])
        return call(hook, *arguments)

    instance._tools.lifecycle.call = heard
    for kind in ("a", "viewStart", "web.webpagedetails.pageViews"):
        result_of(instance.execute("event", {"type": kind}))

    assert started == ["web.webpagedetails.pageViews"], started
