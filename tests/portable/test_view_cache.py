"""Views of single-page apps: content that came before anyone went there. PERS-40 to PERS-42."""

from instance_kit import answer, make, result_of
from offer_kit import attempts, decisioning, decisions, offering, proposition, reports, view, viewed

from alloy_web import flow


def test_content_of_a_view_comes_from_the_cache_and_is_reported_in_the_views_own_event():
    instance, host = make(known=True)
    host.on_send = offering(view("AT:cart", "cart"))
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))
    assert host.rendered == []

    result = result_of(instance.execute("sendEvent", viewed("Cart")))

    assert attempts(result) == [("AT:cart", ["1"], True)]
    assert [action["selector"] for action in host.rendered] == ["#greeting"]
    event = host.sent[-1].body["events"][0]
    assert "query" not in event, event
    told = decisioning(host.sent[-1])
    assert [one["id"] for one in told["propositions"]] == ["AT:cart"]
    assert told["propositionEventType"] == {"display": 1}
    assert reports(host) == []


def test_a_cached_view_is_reported_whatever_is_said_of_display_events():
    instance, host = make(known=True)
    host.on_send = offering(view("AT:cart", "cart"))
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    quiet = viewed("cart", personalization={"sendDisplayEvent": False})
    result_of(instance.execute("sendEvent", quiet))

    assert decisioning(host.sent[-1])["propositionEventType"] == {"display": 1}


def test_a_view_without_content_is_reported_without_an_id_and_not_returned():
    instance, host = make(known=True)
    host.on_send = offering()
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    result = result_of(instance.execute("sendEvent", viewed("Empty")))

    assert result["propositions"] == []
    assert decisioning(host.sent[-1]) == {
        "propositions": [
            {"scope": "Empty", "scopeDetails": {"characteristics": {"scopeType": "view"}}}
        ],
        "propositionEventType": {"display": 1},
    }


def test_a_view_that_is_not_rendered_is_returned_and_not_reported():
    instance, host = make(known=True)
    host.on_send = offering(view("AT:cart", "cart"))
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    result = result_of(instance.execute("sendEvent", viewed("cart", renderDecisions=False)))

    assert attempts(result) == [("AT:cart", ["1"], False)]
    assert host.rendered == []
    assert decisioning(host.sent[-1]) is None


def test_a_view_change_waits_for_the_fetch_that_is_on_its_way():
    instance, host = make(known=True)
    host.on_send = None
    instance.execute("sendEvent", {"renderDecisions": True})
    change = instance.execute("sendEvent", viewed("cart"))
    assert len(host.sent) == 1

    host.sent[0].answer({"handle": [decisions(view("AT:cart", "cart"))]})

    assert decisioning(host.sent[1])["propositions"][0]["id"] == "AT:cart"
    host.sent[1].answer({"handle": []})
    assert attempts(result_of(change)) == [("AT:cart", ["1"], True)]


def test_a_view_change_goes_on_when_the_fetch_fails():
    instance, host = make(known=True)
    host.on_send = None
    failing = instance.execute("sendEvent", {"renderDecisions": True})
    instance.execute("sendEvent", viewed("cart"))

    host.sent[0].fail()

    assert failing.state == "rejected"
    assert "id" not in decisioning(host.sent[1])["propositions"][0]


def test_the_event_of_a_cached_view_waits_until_its_content_is_there():
    instance, host = make(known=True)
    host.on_send = offering(view("AT:cart", "cart"))
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))
    rendering = flow.Deferred()
    host.render = lambda actions, limits: rendering

    change = instance.execute("sendEvent", viewed("cart"))
    assert len(host.sent) == 1 and change.is_pending

    rendering.resolve([[0, "no element matched"]])
    assert len(host.sent) == 2
    assert decisioning(host.sent[1])["propositions"][0]["id"] == "AT:cart"


def test_a_later_fetch_replaces_the_content_of_the_views_it_brings_and_keeps_the_others():
    instance, host = make(known=True)
    host.on_send = offering(view("AT:cart1", "cart"), view("AT:home", "home"))
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))
    host.on_send = offering(view("AT:cart2", "CART"))
    again = {"renderDecisions": True, "personalization": {"defaultPersonalizationEnabled": True}}
    result_of(instance.execute("sendEvent", again))

    cart = result_of(instance.execute("sendEvent", viewed("cart")))
    home = result_of(instance.execute("sendEvent", viewed("home")))

    assert [one["id"] for one in cart["propositions"]] == ["AT:cart2"]
    assert [one["id"] for one in home["propositions"]] == ["AT:home"]


def test_answers_that_overtake_each_other_are_taken_over_in_the_order_of_the_fetches():
    instance, host = make(known=True)
    host.on_send = None
    again = {"personalization": {"defaultPersonalizationEnabled": True}}
    instance.execute("sendEvent", again)
    instance.execute("sendEvent", again)
    host.sent[1].answer({"handle": [decisions(view("AT:newer", "cart"))]})
    host.sent[0].answer({"handle": [decisions(view("AT:older", "cart"))]})

    change = instance.execute("sendEvent", viewed("cart", renderDecisions=False))
    host.sent[2].answer({"handle": []})

    assert attempts(result_of(change)) == [("AT:newer", ["1"], False)]


def test_the_view_of_the_fetching_event_is_shown_with_the_page():
    instance, host = make(known=True)
    host.on_send = offering(view("AT:home", "home"), view("AT:cart", "cart"))

    result = result_of(instance.execute("sendEvent", viewed("home")))

    assert attempts(result) == [("AT:home", ["1"], True)]
    assert reports(host) == [["AT:home"]]


def test_a_fetch_returns_the_page_its_view_and_the_rest_and_keeps_other_views_to_itself():
    offered = offering(
        proposition("AT:box", scope="box"), view("AT:list", "list"), view("AT:cart", "cart"),
        proposition("AT:page"),
    )
    for renders, rest in ((True, False), (False, False)):
        instance, host = make(known=True)
        host.on_send = offered

        result = result_of(instance.execute("sendEvent", viewed("Cart", renderDecisions=renders)))

        assert attempts(result) == [
            ("AT:page", ["1"], renders), ("AT:cart", ["1"], renders), ("AT:box", ["1"], rest),
        ]
        change = result_of(instance.execute("sendEvent", viewed("list")))
        assert attempts(change) == [("AT:list", ["1"], True)]


def test_a_view_that_waited_for_the_cache_comes_on_top_of_the_page():
    instance, host = make(known=True)
    host.on_send = None
    instance.execute("sendEvent", {"renderDecisions": True})
    instance.execute("sendEvent", viewed("cart"))
    page = view("AT:cart", "cart")
    page["items"][0]["data"]["selector"] = "#cart"
    whole = {"id": "AT:page", "scope": "__view__", "scopeDetails": {}, "items": [
        {"id": "1", "schema": page["items"][0]["schema"],
         "data": {"type": "setText", "selector": "#page", "content": "Hello"}},
    ]}

    host.sent[0].answer({"handle": [decisions(whole, page)]})

    assert [action["selector"] for action in host.rendered] == ["#page", "#cart"]


def test_of_views_that_waited_only_the_newest_is_shown():
    instance, host = make(known=True)
    host.on_send = None
    instance.execute("sendEvent", {"renderDecisions": True})
    instance.execute("sendEvent", viewed("cart"))
    instance.execute("sendEvent", viewed("home"))
    home = view("AT:home", "home")
    home["items"][0]["data"]["selector"] = "#home"

    host.sent[0].answer({"handle": [decisions(view("AT:cart", "cart"), home)]})

    assert [action["selector"] for action in host.rendered] == ["#home"]


def test_an_event_that_is_no_view_does_not_wait_for_the_cache():
    instance, host = make(known=True)
    host.on_send = None
    instance.execute("event", {"type": "viewStart"})

    instance.execute("event", {
        "type": "step", "data": {"web": {"webPageDetails": {"viewName": "cart"}}},
    })

    assert len(host.sent) == 2


def test_a_fetch_that_the_page_cancels_does_not_hold_up_the_views():
    calls = []

    def cancel_first(content):
        calls.append(content)
        return len(calls) > 1

    instance, host = make({"onBeforeEventSend": cancel_first}, known=True)
    host.on_send = lambda sent: answer()
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    result_of(instance.execute("sendEvent", viewed("cart")))

    assert len(host.sent) == 1


def test_names_of_views_are_compared_without_regard_to_case_in_every_script():
    for scope, name in (("über-uns", "Über-uns"), ("ГЛАВНАЯ", "Главная"), ("ΟΔΟΣ", "οδος")):
        instance, host = make(known=True)
        host.on_send = offering(view("AT:1", scope))

        at_once = result_of(instance.execute("sendEvent", viewed(name)))
        later = result_of(instance.execute("sendEvent", viewed(name)))

        assert attempts(at_once) == [("AT:1", ["1"], True)], (scope, attempts(at_once))
        assert attempts(later) == [("AT:1", ["1"], True)], (scope, attempts(later))


def test_a_view_whose_name_differs_from_the_newest_by_case_alone_is_not_late():
    instance, host = make(known=True)
    asks = {"defaultPersonalizationEnabled": True}
    host.on_send = None
    first = instance.execute("sendEvent", viewed("Über", personalization=asks))
    instance.execute("sendEvent", viewed("über", personalization=asks))

    host.sent[0].answer({"handle": [decisions(view("AT:1", "über"))]})

    assert attempts(result_of(first)) == [("AT:1", ["1"], True)]
