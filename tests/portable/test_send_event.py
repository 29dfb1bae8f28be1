from instance_kit import IDENTITY, answer, error_of, make, result_of

from alloy_web.hosts.memory.host import reply


def sent_event(host, index=0):
    return host.sent[index].body["events"][0]


def test_an_event_is_an_interact_with_xdm_and_data_on_their_own():
    instance, host = make(known=True)

    result = result_of(instance.execute("sendEvent", {
        "type": "commerce.purchases", "xdm": {"commerce": {"purchases": {"value": 1}}},
        "data": {"plan": "gold"}, "mergeId": "order-7",
    }))

    assert host.sent[0].url.startswith("https://edge.example.com/ee/v1/interact?configId=stream-1&")
    event = sent_event(host)
    assert event["xdm"]["eventType"] == "commerce.purchases"
    assert event["xdm"]["eventMergeId"] == "order-7"
    assert event["xdm"]["commerce"] == {"purchases": {"value": 1}}
    assert event["data"] == {"plan": "gold"}
    assert result == {"propositions": [], "decisions": [], "destinations": []}, result


def test_the_callers_own_event_type_and_merge_id_win_over_the_options():
    instance, host = make(known=True)

    result_of(instance.execute("sendEvent", {
        "type": "from the option", "mergeId": "from the option",
        "xdm": {"eventType": "from the xdm", "eventMergeId": "from the xdm"},
    }))

    xdm = sent_event(host)["xdm"]
    assert (xdm["eventType"], xdm["eventMergeId"]) == ("from the xdm", "from the xdm")


def test_an_empty_type_or_merge_id_is_as_good_as_none():
    instance, host = make(known=True)

    result_of(instance.execute("sendEvent", {"type": "", "mergeId": ""}))
    result_of(instance.execute("sendEvent", {"type": "", "xdm": {"eventType": "own"}}))

    first, second = [sent.body["events"][0]["xdm"] for sent in host.sent]
    assert "eventType" not in first and "eventMergeId" not in first, first
    assert second["eventType"] == "own"


def test_the_callers_xdm_wins_over_the_context_leaf_by_leaf():
    instance, host = make(known=True, url="https://www.example.com/cart", referrer="https://a.example/")

    result_of(instance.execute("sendEvent", {
        "xdm": {"web": {"webPageDetails": {"URL": "https://mine.example.com/"}}, "device": None},
    }))

    xdm = sent_event(host)["xdm"]
    assert xdm["web"] == {
        "webPageDetails": {"URL": "https://mine.example.com/"},
        "webReferrer": {"URL": "https://a.example/"},
    }, xdm["web"]
    assert xdm["device"] is None


def test_keys_that_javascript_takes_for_its_own_are_dropped():
    instance, host = make(known=True)

    result_of(instance.execute("sendEvent", {
        "xdm": {"_acme": {"__proto__": {"a": 1}, "constructor": 2, "kept": 3}},
        "data": {"prototype": 4, "list": [{"__proto__": 5, "kept": 6}]},
    }))

    event = sent_event(host)
    assert event["xdm"]["_acme"] == {"kept": 3}
    assert event["data"] == {"list": [{"kept": 6}]}


def test_only_the_first_event_asks_for_the_pages_content():
    instance, host = make(known=True)

    result_of(instance.execute("sendEvent", {"type": "first"}))
    result_of(instance.execute("sendEvent", {"type": "second"}))
    result_of(instance.execute("sendEvent", {
        "type": "third", "personalization": {"defaultPersonalizationEnabled": True},
    }))

    assert sent_event(host, 0)["query"]["personalization"]["decisionScopes"] == ["__view__"]
    assert "query" not in sent_event(host, 1)
    assert sent_event(host, 2)["query"]["personalization"]["decisionScopes"] == ["__view__"]


def test_scopes_of_both_spellings_are_asked_for_once_each():
    instance, host = make(known=True)

    result_of(instance.execute("sendEvent", {
        "decisionScopes": ["hero", "footer"],
        "personalization": {
            "decisionScopes": ["hero", "menu"], "defaultPersonalizationEnabled": False,
        },
    }))

    scopes = sent_event(host)["query"]["personalization"]["decisionScopes"]
    assert scopes == ["hero", "footer", "menu"], scopes


def test_propositions_are_returned_with_what_became_of_them():
    instance, host = make(known=True)
    schema = "https://ns.adobe.com/personalization/json-content-item"
    item = {"id": "i", "schema": schema, "data": {}}
    host.on_send = lambda sent: answer({"type": "personalization:decisions", "payload": [
        {"id": "p", "scope": "hero", "scopeDetails": {"decisionProvider": "TGT"}, "items": [item]},
    ]})

    result = result_of(instance.execute("sendEvent", {"decisionScopes": ["hero"]}))

    proposition = {
        "id": "p", "scope": "hero", "scopeDetails": {"decisionProvider": "TGT"}, "items": [item],
    }
    assert result["decisions"] == [proposition], result
    proposition["renderAttempted"] = False
    assert result["propositions"] == [proposition], result


def test_content_is_shown_where_the_event_says_so():
    instance, host = make(known=True)
    host.on_send = lambda sent: answer({"type": "personalization:decisions", "payload": [
        {"id": "p", "scope": "__view__", "scopeDetails": {}, "items": [{
            "id": "i", "schema": "https://ns.adobe.com/personalization/dom-action",
            "data": {"type": "setText", "selector": "#hero", "content": "Hi"},
        }]},
    ]})

    result = result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert [action["selector"] for action in host.rendered] == ["#hero"]
    assert result["propositions"][0]["renderAttempted"] is True
    assert result["decisions"] == []


def test_a_declined_consent_resolves_with_nothing_and_a_warning():
    instance, host = make({"defaultConsent": "out", "debugEnabled": True})

    assert result_of(instance.execute("sendEvent", {"type": "a"})) == {}
    assert host.sent == []
    warned = " ".join(host.logged("warn"))
    assert 'The command "sendEvent" could not be completed.' in warned, warned
    assert "the default is out" in warned, warned


def test_an_event_the_hook_cancels_resolves_with_nothing_and_says_so():
    instance, host = make({"onBeforeEventSend": lambda content: False, "debugEnabled": True})

    assert result_of(instance.execute("sendEvent", {"type": "a"})) == {}
    assert host.sent == []
    assert "onBeforeEventSend returned false" in " ".join(host.logged("info"))


def test_a_hook_may_take_all_data_out():
    def without_data(content):
        content["data"] = None

    instance, host = make({"onBeforeEventSend": without_data}, known=True)

    result_of(instance.execute("sendEvent", {"data": {"email": "a@example.com"}}))

    assert "data" not in sent_event(host)


def test_an_unloading_event_of_a_known_visitor_is_a_beacon_and_resolves_with_empty_lists():
    instance, host = make(known=True)

    result = result_of(instance.execute("sendEvent", {"type": "bye", "documentUnloading": True}))

    assert host.sent == []
    assert "/v1/collect?" in host.beacons[0].url
    assert result == {"propositions": [], "decisions": [], "destinations": []}, result


def test_unloading_is_not_enough_for_a_beacon_without_an_identity():
    instance, host = make()

    result_of(instance.execute("sendEvent", {"type": "bye", "documentUnloading": True}))

    assert host.beacons == []
    assert "/v1/interact?" in host.sent[0].url


def test_what_the_caller_edits_later_is_not_sent():
    instance, host = make()
    host.on_send = None
    xdm = {"_acme": {"tier": "gold"}}
    data = {"list": [{"a": 1}]}

    instance.execute("sendEvent", {"type": "first"})
    instance.execute("sendEvent", {"xdm": xdm, "data": data})
    xdm["_acme"]["tier"] = "edited"
    data["list"][0]["a"] = "edited"
    host.sent[0].outcome.resolve(answer())

    assert sent_event(host, 1)["xdm"]["_acme"] == {"tier": "gold"}
    assert sent_event(host, 1)["data"] == {"list": [{"a": 1}]}


def test_overrides_of_a_call_replace_configured_ones_key_by_key_and_true_is_not_sent():
    instance, host = make({"edgeConfigOverrides": {
        "com_adobe_analytics": {"reportSuites": ["a"], "enabled": False},
        "com_adobe_target": {"propertyToken": "t", "enabled": True},
    }}, known=True)

    result_of(instance.execute("sendEvent", {"edgeConfigOverrides": {
        "datastreamId": "stream-2", "com_adobe_analytics": {"reportSuites": ["b"]},
    }}))

    assert "?configId=stream-2&" in host.sent[0].url, host.sent[0].url
    meta = host.sent[0].body["meta"]
    assert meta["configOverrides"] == {
        "com_adobe_analytics": {"reportSuites": ["b"]}, "com_adobe_target": {"propertyToken": "t"},
    }, meta
    assert meta["sdkConfig"] == {"datastream": {"original": "stream-1"}}


def test_a_dataset_of_the_older_option_becomes_an_override_with_a_warning():
    instance, host = make({"debugEnabled": True}, known=True)

    result_of(instance.execute("sendEvent", {"datasetId": "set-1", "edgeConfigOverrides": {
        "com_adobe_experience_platform": {"com_adobe_edge_ode": {"enabled": False}},
    }}))

    assert host.sent[0].body["meta"]["configOverrides"] == {"com_adobe_experience_platform": {
        "datasets": {"event": {"datasetId": "set-1"}}, "com_adobe_edge_ode": {"enabled": False},
    }}
    assert "datasetId is an older option" in " ".join(host.logged("warn"))


def test_mistakes_in_an_identity_map_are_told_with_their_paths():
    instance, host = make()

    told = error_of(instance.execute("sendEvent", {"xdm": {"eventType": 5, "identityMap": {
        "Email": [
            {"id": 5, "primary": "yes", "authenticatedState": "maybe", "xid": 1, "primray": True},
        ],
        "Phone": {"id": "1"},
    }}}))

    for line in (
        "[alloy] sendEvent: 7 problems",
        "  - xdm.eventType: expected a string, got 5",
        "  - xdm.identityMap.Email[0].id: expected a string, got 5",
        '  - xdm.identityMap.Email[0].primary: expected a boolean, got "yes"',
        "  - xdm.identityMap.Email[0].authenticatedState: expected "
        '"ambiguous", "authenticated" or "loggedOut", got "maybe"',
        "  - xdm.identityMap.Email[0].xid: expected a string, got 1",
        '  - xdm.identityMap.Email[0].primray: is not a known option. Did you mean "primary"?',
        '  - xdm.identityMap.Phone: expected an array, got {"id": "1"}',
    ):
        assert line in told.split("\n"), (line, told)
    assert host.sent == []


def test_an_identity_map_of_the_caller_stays_in_the_event():
    instance, host = make(known=True)
    identity_map = {"FPID": [{
        "id": "6f1f", "authenticatedState": "ambiguous", "primary": True,
        "namespace": {"code": "FPID"},
    }]}

    result_of(instance.execute("sendEvent", {"xdm": {"identityMap": identity_map}}))

    assert sent_event(host)["xdm"]["identityMap"] == identity_map
    assert "xdm" not in host.sent[0].body, host.sent[0].body


def test_unknown_options_are_refused_and_those_inside_personalization_are_not():
    instance, host = make(known=True)

    told = error_of(instance.execute("sendEvent", {
        "renderDecision": True, "decisionScopes": ["a", "a"],
        "personalization": {"surfaces": ["s", "s"], "someNewerOption": 1},
    }))

    for line in (
        "[alloy] sendEvent: 3 problems",
        '  - renderDecision: is not a known option. Did you mean "renderDecisions"?',
        '  - decisionScopes[1]: "a" is there twice',
        '  - personalization.surfaces[1]: "s" is there twice',
    ):
        assert line in told.split("\n"), (line, told)


def test_null_options_count_as_absent():
    instance, host = make(known=True)

    result_of(instance.execute("sendEvent", {
        "type": None, "xdm": None, "data": None, "renderDecisions": None, "documentUnloading": None,
    }))

    assert "eventType" not in sent_event(host)["xdm"]
    assert "data" not in sent_event(host)


def test_time_is_taken_before_the_event_waits_and_the_wait_is_told():
    instance, host = make()
    host.on_send = None
    instance.execute("sendEvent", {"type": "first"})
    instance.execute("sendEvent", {"type": "second"})
    host.advance(2500)

    host.sent[0].outcome.resolve(answer())

    assert sent_event(host, 1)["xdm"]["timestamp"] == "2026-03-02T09:15:27.104Z"
    assert host.sent[1].body["meta"]["queueTimeMillis"] == 2500


def test_a_failure_of_the_network_or_the_server_rejects():
    instance, host = make(known=True)
    host.on_send = lambda sent: reply({"title": "Gone"}, status=400)
    assert "status 400" in error_of(instance.execute("sendEvent"))

    host.on_send = None
    outcome = instance.execute("sendEvent")
    host.sent[1].fail()
    assert "The network request failed" in error_of(outcome)


def test_a_merge_id_is_a_fresh_uuid():
    instance, host = make()

    first = result_of(instance.execute("createEventMergeId"))["eventMergeId"]
    second = result_of(instance.execute("createEventMergeId"))["eventMergeId"]

    assert len(first) == 36 and first.count("-") == 4, first
    assert first != second


def test_one_event_may_carry_a_link_and_an_interaction_with_content():
    instance, host = make(known=True)
    from alloy_web.core.event import Event

    event = Event(host.page(), may_unload=True)
    event.collect(xdm={
        "eventType": "web.webinteraction.linkClicks", "web": {"webInteraction": {"a": 1}},
    })
    event.collect(xdm={
        "eventType": "decisioning.propositionInteract",
        "_experience": {"decisioning": {"propositions": [{"id": "p", "scope": "s"}]}},
    })

    xdm = event.content()["xdm"]
    assert xdm["eventType"] == "decisioning.propositionInteract"
    assert xdm["web"]["webInteraction"] == {"a": 1}


def test_propositions_of_caller_and_sdk_are_joined_each_once():
    from alloy_web.core.event import Event

    instance, host = make(known=True)
    event = Event(host.page(), {"_experience": {"decisioning": {"propositions": [
        {"id": "a", "scope": "s", "from": "caller"}, {"id": "b", "scope": "s"},
    ]}}})
    event.collect(xdm={"_experience": {"decisioning": {"propositions": [
        {"id": "a", "scope": "s", "from": "sdk"}, {"id": "c", "scope": "s"},
    ]}}})

    found = event.content()["xdm"]["_experience"]["decisioning"]["propositions"]
    assert sorted([proposition["id"] for proposition in found]) == ["a", "b", "c"], found


def test_cookies_of_the_answer_are_stored_before_the_command_resolves():
    instance, host = make()

    result_of(instance.execute("sendEvent"))

    assert host.cookies[IDENTITY] == "abc"
