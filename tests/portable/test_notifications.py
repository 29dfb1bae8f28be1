"""What is reported as shown: at once, later, or as suppressed. PERS-31, PERS-60 to PERS-62."""

from instance_kit import answer, make, result_of
from offer_kit import (
    DEFAULT,
    HTML,
    IN_APP,
    REDIRECT,
    attempts,
    decisioning,
    decisions,
    item,
    offering,
    proposition,
    reports,
    view,
    viewed,
)

from alloy_web import flow


def test_a_proposition_with_both_kinds_of_items_is_returned_twice():
    instance, host = make(known=True)
    host.on_send = offering(proposition("AT:1", item("1"), item("2", schema=HTML, content="<b>")))

    result = result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert attempts(result) == [("AT:1", ["1"], True), ("AT:1", ["2"], False)]
    assert [one["items"][0]["id"] for one in result["decisions"]] == ["2"]
    assert "renderAttempted" not in result["decisions"][0]
    assert reports(host) == [["AT:1"]]


def test_without_rendering_everything_is_returned_and_nothing_reported():
    instance, host = make(known=True)
    host.on_send = offering(proposition("AT:1"))

    result = result_of(instance.execute("sendEvent"))

    assert attempts(result) == [("AT:1", ["1"], False)]
    assert [one["id"] for one in result["decisions"]] == ["AT:1"]
    assert host.rendered == [] and reports(host) == []


def test_every_result_has_the_lists():
    instance, host = make(known=True)
    result_of(instance.execute("sendEvent"))

    result = result_of(instance.execute("sendEvent", {"type": "step"}))

    assert result["propositions"] == [] and result["decisions"] == []


def test_default_content_is_reported_and_html_with_a_place_is_shown():
    instance, host = make(known=True)
    placed = item("2", schema=HTML, content="<b>", selector="#x", type="appendHtml")
    host.on_send = offering(
        proposition("AT:1", item("1", schema=DEFAULT)), proposition("AT:2", placed)
    )

    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert [action["steps"] for action in host.rendered] == [[["insert", "append", "<b>"]]]
    assert reports(host) == [["AT:1", "AT:2"]]


def test_the_report_is_an_event_that_the_page_may_edit_or_refuse():
    seen = []

    def hook(content):
        seen.append(content["xdm"].get("eventType"))
        return seen[-1] is None

    instance, host = make({"onBeforeEventSend": hook}, known=True)
    host.on_send = offering(proposition("AT:1"))

    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert seen == [None, "decisioning.propositionDisplay"]
    assert len(host.sent) == 1


def test_click_metrics_count_as_rendered_and_not_as_displayed():
    instance, host = make(known=True)
    host.on_send = offering(proposition("AT:1", item("1", type="click", selector="#buy")))

    result = result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert attempts(result) == [("AT:1", ["1"], True)]
    assert reports(host) == []


def test_a_display_that_is_held_back_goes_out_with_the_event_that_asks_for_it():
    instance, host = make(known=True)
    host.on_send = offering(proposition("AT:1"))
    top = {"renderDecisions": True, "personalization": {"sendDisplayEvent": False}}
    result_of(instance.execute("sendEvent", top))
    bottom = {"personalization": {"includeRenderedPropositions": True}}

    result_of(instance.execute("sendEvent", bottom))
    result_of(instance.execute("sendEvent", bottom))

    assert len(host.sent) == 3
    assert decisioning(host.sent[0]) is None
    assert [one["id"] for one in decisioning(host.sent[1])["propositions"]] == ["AT:1"]
    assert decisioning(host.sent[1])["propositionEventType"] == {"display": 1}
    assert decisioning(host.sent[2]) is None


def test_the_event_that_includes_displays_waits_for_the_rendering():
    instance, host = make(known=True)
    rendering = flow.Deferred()
    host.render = lambda actions, limits: rendering
    host.on_send = offering(proposition("AT:1"))
    top = {"renderDecisions": True, "personalization": {"sendDisplayEvent": False}}
    result_of(instance.execute("sendEvent", top))

    bottom = instance.execute("sendEvent", {
        "personalization": {"includeRenderedPropositions": True},
    })
    assert bottom.is_pending and len(host.sent) == 1

    rendering.resolve([])
    assert decisioning(host.sent[1])["propositions"][0]["id"] == "AT:1"


def test_displays_that_are_held_back_for_long_are_held_once_each():
    instance, host = make(known=True)
    first = flow.Deferred()
    render = host.render
    host.render = lambda actions, limits: first
    counted = []

    for number in range(300):
        offered = proposition("AT:" + str(number % 3))
        result_of(instance.execute("applyPropositions", {"propositions": [offered]}))
        host.render = render
        counted.append(len(instance._tools.displays._kept))
    bottom = instance.execute("sendEvent", {
        "personalization": {"includeRenderedPropositions": True},
    })
    assert max(counted) < 25 and bottom.is_pending

    first.resolve([])
    told = decisioning(host.sent[-1])["propositions"]
    assert sorted([one["id"] for one in told]) == ["AT:0", "AT:1", "AT:2"]


def test_propositions_of_the_page_and_held_back_ones_stand_in_one_event():
    instance, host = make(known=True)
    host.on_send = offering(proposition("AT:1"))
    top = {"renderDecisions": True, "personalization": {"sendDisplayEvent": False}}
    result_of(instance.execute("sendEvent", top))

    result_of(instance.execute("sendEvent", {
        "xdm": {"_experience": {"decisioning": {"propositions": [{"id": "own", "scope": "hero"}]}}},
        "personalization": {"includeRenderedPropositions": True},
    }))

    told = decisioning(host.sent[1])["propositions"]
    assert sorted([one["id"] for one in told]) == ["AT:1", "own"]


def test_a_redirect_takes_over():
    instance, host = make({"prehidingStyle": "p {}"}, known=True)
    host.on_send = offering(
        proposition("AT:1"),
        proposition("AT:2", item("1"), item("2", schema=REDIRECT, content="https://x.example/")),
    )

    result = result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert host.rendered == []
    assert attempts(result) == [
        ("AT:2", ["2"], True), ("AT:1", ["1"], False), ("AT:2", ["1"], False),
    ]
    assert host.gone_to == [("https://x.example/", True)]
    # The visitor has an identity, so the report can outlive the page.
    assert decisioning(host.beacons[0])["propositions"][0]["id"] == "AT:2"
    assert host.styles == {"alloy-redirect": "BODY { visibility: hidden }"}
    host.advance(3000)
    assert host.styles == {}


def test_a_page_that_only_redirects_stays_hidden():
    instance, host = make({"prehidingStyle": "p {}"}, known=True)
    host.on_send = offering(
        proposition("AT:1", item("1", schema=REDIRECT, content="https://x.example/"))
    )

    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert "alloy-prehiding" in host.styles


def test_a_redirect_whose_report_fails_stays_on_the_page():
    instance, host = make({"prehidingStyle": "p {}"}, known=True)
    host.takes_beacons = None
    offered = offering(proposition("AT:1", item("1", schema=REDIRECT, content="/new")))
    answers = [offered]

    def on_send(sent):
        if answers:
            return answers.pop()(sent)
        sent.fail()
        return None

    host.on_send = on_send

    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert host.gone_to == []
    # All of it, at once: what hid the page for the redirect, and for the content before.
    assert host.styles == {}


def test_a_redirect_that_leads_nowhere_hides_the_next_view_no_longer_than_usual():
    instance, host = make({"prehidingStyle": "p {}"}, known=True)
    host.on_send = offering(
        proposition("AT:1", item("1", schema=REDIRECT, content="#here"))
    )
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))
    host.advance(3000)
    host.on_send = offering(proposition("AT:2"))
    again = {"renderDecisions": True, "personalization": {"defaultPersonalizationEnabled": True}}

    result_of(instance.execute("sendEvent", again))

    assert host.styles == {}


def test_a_redirect_that_came_late_leaves_the_newer_view_alone():
    instance, host = make({"prehidingStyle": "p {}"}, known=True)
    host.on_send = None
    instance.execute("event", {"type": "viewStart"})
    instance.execute("event", {"type": "viewStart"})
    away = proposition("AT:1", item("1", schema=REDIRECT, content="/new"))

    host.sent[1].answer({"handle": []})
    host.sent[0].answer({"handle": [decisions(away)]})

    assert host.gone_to == [] and host.styles == {}


def test_of_several_messages_one_is_shown_and_the_others_are_reported_as_suppressed():
    instance, host = make(known=True)
    message = item("1", schema=IN_APP, content="<p>Hi</p>", contentType="text/html",
                   mobileParameters={"uiTakeover": True})
    host.on_send = offering(proposition("AJO:1", message), proposition("AJO:2", message))

    result = result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert host.message["html"] == "<p>Hi</p>"
    assert attempts(result) == [("AJO:1", ["1"], True), ("AJO:2", ["1"], False)]
    assert reports(host) == [["AJO:1"]]
    suppressed = [decisioning(sent) for sent in host.sent if "Suppress" in sent.text]
    assert [told["propositionEventType"] for told in suppressed] == [{"suppressDisplay": 1}]
    assert suppressed[0]["propositionAction"] == {"reason": "Conflict"}
    assert [one["id"] for one in suppressed[0]["propositions"]] == ["AJO:2"]


def test_a_message_that_says_nonsense_about_itself_troubles_nothing_else():
    instance, host = make({"debugEnabled": True}, known=True)
    odd = {"alloy-messaging-container": {"style": {}, "params": ["?"]},
           "alloy-overlay-container": {"style": {}}}
    message = item("1", schema=IN_APP, content="<p>Hi</p>", contentType="text/html",
                   webParameters=odd)
    host.on_send = offering(proposition("AJO:1", message), proposition("AT:1"))

    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert host.message is None and len(host.rendered) == 1
    assert "An in-app message could not be shown" in " ".join(host.logged("error"))
    assert reports(host) == [["AJO:1", "AT:1"]]


def test_what_a_visitor_does_in_a_message_is_reported():
    instance, host = make(known=True)
    message = item("1", schema=IN_APP, content="<p>Hi</p>", contentType="text/html",
                   mobileParameters={"uiTakeover": True})
    host.on_send = offering(proposition("AJO:1", message))
    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    host.tell("message", {"key": "of another instance", "action": "dismiss"})
    assert host.message
    host.tell("message", {"key": host.message["key"], "action": "dismiss", "interaction": "cta",
                          "label": "Close", "uuid": None, "link": "https://www.example.com/sale"})

    event = host.sent[-1].body["events"][0]["xdm"]
    assert event["eventType"] == "decisioning.propositionInteract"
    assert event["_experience"]["decisioning"]["propositionEventType"] == {
        "interact": 1, "dismiss": 1,
    }
    assert event["_experience"]["decisioning"]["propositionAction"] == {
        "label": "Close", "id": "cta", "link": "https://www.example.com/sale",
    }
    assert host.message is None
    assert host.gone_to == [("https://www.example.com/sale", False)]


def test_while_the_page_is_open_for_authoring_nothing_is_asked_or_hidden():
    url = "https://www.example.com/?adobe_authoring_enabled=1"
    instance, host = make({"prehidingStyle": "p {}"}, known=True, url=url)

    result = result_of(instance.execute("sendEvent", viewed("cart")))

    assert host.sent[0].body["events"][0]["query"] == {"personalization": {"enabled": False}}
    assert result["propositions"] == []
    assert host.styles == {} and decisioning(host.sent[0]) is None


def test_a_rendering_that_raises_troubles_nobody():
    def broken(actions, limits):
        raise RuntimeError("the bridge is gone")

    instance, host = make({"prehidingStyle": "p {}", "debugEnabled": True}, known=True)
    host.render = broken
    host.on_send = offering(proposition("AT:1"))

    result = result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert attempts(result) == [("AT:1", ["1"], True)]
    assert host.styles == {}
    assert "the bridge is gone" in " ".join(host.logged("error"))


def test_whoever_waits_for_a_redirect_goes_on_once_the_page_is_seen_to_stay():
    cart = view("AT:2", "cart", item("2"))
    for address, stays_for_ms in (("#here", 0), ("https://www.example.com/#here", 0),
                                  ("/download.zip", 3000), ("mailto:a@b.c", 3000)):
        for later in (
            viewed("cart"),
            {"personalization": {"includeRenderedPropositions": True}},
        ):
            instance, host = make(known=True)
            away = proposition("AT:1", item("1", schema=REDIRECT, content=address))
            host.on_send = offering(away, cart)
            result_of(instance.execute("sendEvent", {
                "renderDecisions": True, "personalization": {"sendDisplayEvent": False},
            }))
            waiting = instance.execute("sendEvent", later)
            host.advance(max(stays_for_ms - 1, 0))
            assert waiting.is_pending == (stays_for_ms > 0 and "xdm" not in later), address
            host.advance(1)

            result_of(waiting)
            assert host.gone_to == [(address, True)]
            assert host.styles == {}, address
            # It was reported when the page was to go.
            assert [decisioning(sent)["propositions"][0]["id"] for sent in host.beacons] == ["AT:1"]


def test_a_redirect_in_the_content_of_a_view_settles_too():
    for address, stays_for_ms in (("#here", 0), ("/download.zip", 3000)):
        instance, host = make(known=True)
        away = view("AT:1", "cart", item("1", schema=REDIRECT, content=address))
        host.on_send = offering(away)
        result_of(instance.execute("sendEvent", {"renderDecisions": True}))

        waiting = instance.execute("sendEvent", viewed("cart"))
        host.advance(stays_for_ms)

        result_of(waiting)
        assert host.styles == {}


def test_a_redirect_whose_report_takes_long_does_not_hide_the_page_meanwhile():
    instance, host = make(known=True)
    host.takes_beacons = None
    host.on_send = None
    waiting = instance.execute("sendEvent", {"renderDecisions": True})
    away = proposition("AT:1", item("1", schema=REDIRECT, content="/new"))
    host.sent[0].outcome.resolve(answer(decisions(away)))
    result_of(waiting)
    assert "alloy-redirect" in host.styles

    host.advance(3000)
    assert host.styles == {}
    host.sent[1].answer("", status=429, headers={"retry-after": "86400"})

    assert host.gone_to == [] and len(host.sent) == 2
