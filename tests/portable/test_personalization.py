from instance_kit import CONSENT, IDENTITY, answer, error_of, make, result_of, store

from alloy_web import flow
from alloy_web.hosts.memory.host import reply

DOM_ACTION = "https://ns.adobe.com/personalization/dom-action"


def offer(proposition_id="AT:1", scope="__view__", selector="#greeting", content="Hello", **more):
    details = {"decisionProvider": "TGT"}
    details.update(more)
    return {
        "id": proposition_id, "scope": scope, "scopeDetails": details,
        "items": [{"id": "0", "schema": DOM_ACTION, "data": {
            "type": "setText", "selector": selector, "content": content,
        }}],
    }


def decisions(*propositions):
    return {"type": "personalization:decisions", "payload": list(propositions)}


def test_a_view_shows_its_content_and_reports_it_once():
    instance, host = make(known=True)
    host.on_send = lambda sent: answer(decisions(offer("AT:1"), offer("AT:2", selector="#hero")))

    result_of(instance.execute("event", {
        "type": "viewStart", "data": {"web": {"webPageDetails": {"viewName": "cart"}}},
        "xdm": {"identityMap": {"Email": [{"id": "a@example.com"}]}},
    }))

    assert [(action["selector"], action["steps"]) for action in host.rendered] == [
        ("#greeting", [["text", "Hello"]]), ("#hero", [["text", "Hello"]]),
    ], host.rendered
    assert len(host.sent) == 2
    assert "/interact?" in host.sent[1].url
    report = host.sent[1].body["events"][0]
    assert report["xdm"]["eventType"] == "decisioning.propositionDisplay"
    assert report["xdm"]["web"]["webPageDetails"]["viewName"] == "cart"
    assert report["xdm"]["identityMap"] == {"Email": [{"id": "a@example.com"}]}
    assert report["xdm"]["_experience"] == {"decisioning": {
        "propositions": [
            {"id": "AT:1", "scope": "__view__", "scopeDetails": {"decisionProvider": "TGT"}},
            {"id": "AT:2", "scope": "__view__", "scopeDetails": {"decisionProvider": "TGT"}},
            {"scope": "cart", "scopeDetails": {"characteristics": {"scopeType": "view"}}},
        ],
        "propositionEventType": {"display": 1},
    }}
    assert "query" not in report, report


def test_fifty_actions_ask_no_more_of_the_page_than_one():
    def calls(count):
        instance, host = make(known=True)
        several = offer()
        several["items"] = several["items"] * count
        host.on_send = lambda sent: answer(decisions(several))
        asked = []
        for name in ("page", "moment", "uuid", "hide", "show", "render", "sleep", "log", "post"):
            watch(host, name, asked)
        result_of(instance.execute("sendEvent", {"renderDecisions": True}))
        assert len(host.rendered) == count
        return asked

    assert calls(50) == calls(1)
    assert calls(50).count("render") == 1


def test_what_an_answer_brings_is_in_the_page_before_the_browser_is_asked_for_its_cookies():
    """A browser takes longer over that than fifty changes of the page take."""
    instance, host = make(known=True)
    result_of(instance.execute("sendEvent"))
    host.on_send = None
    outcome = instance.execute("sendEvent", {"renderDecisions": True, "personalization": {
        "defaultPersonalizationEnabled": True, "sendDisplayEvent": False,
    }})
    asked = []
    for name in ("page", "moment", "set_cookie", "render"):
        watch(host, name, asked)

    host.sent[-1].answer({"handle": [store({IDENTITY: "abc"}), decisions(offer())]})

    result_of(outcome)
    assert asked[:3] == ["set_cookie", "render", "moment"], asked


def test_what_an_answer_shows_is_not_reported_where_it_says_that_the_visitor_declined():
    instance, host = make(known=True)
    result_of(instance.execute("sendEvent"))
    kept = offer()
    kept["items"][0]["schema"] = "https://ns.adobe.com/personalization/default-content-item"
    host.on_send = lambda sent: answer(store({CONSENT: "general=out"}), decisions(kept))
    count = len(host.sent)

    result_of(instance.execute("sendEvent", {"renderDecisions": True, "personalization": {
        "defaultPersonalizationEnabled": True,
    }}))

    assert len(host.sent) == count + 1, "the display left, too"


def watch(host, name, asked):
    original = getattr(host, name)

    def watched(*arguments):
        asked.append(name)
        return original(*arguments)

    setattr(host, name, watched)


def test_content_of_other_scopes_and_other_views_is_not_shown():
    instance, host = make(known=True)
    view = {"characteristics": {"scopeType": "view"}}
    host.on_send = lambda sent: answer(decisions(
        offer("AT:1", scope="hero"),
        offer("AT:2", scope="checkout", selector="#checkout", **view),
        offer("AT:3", scope="CART", selector="#cart", **view),
        offer("AT:4", scope="web://www.example.com/", selector="#page"),
        offer("AT:5", scope="web://www.example.com/#banner", selector="#fragment"),
    ))

    result_of(instance.execute("event", {
        "type": "viewStart", "data": {"web": {"webPageDetails": {"viewName": "cart"}}},
    }))

    assert [action["selector"] for action in host.rendered] == ["#page", "#cart"]


def test_an_item_that_cannot_be_shown_is_told_and_the_others_are_shown():
    instance, host = make({"debugEnabled": True}, known=True)
    broken = offer("AT:1")
    broken["items"][0]["data"]["type"] = "explode"
    host.on_send = lambda sent: answer(decisions(broken, offer("AT:2")))

    result_of(instance.execute("event", {"type": "viewStart"}))

    assert len(host.rendered) == 1
    assert 'its type "explode" is not known' in " ".join(host.logged("warn"))


def test_the_page_is_hidden_while_content_is_on_its_way():
    instance, host = make({"prehidingStyle": "#hero {opacity: 0}"}, known=True)
    host.on_send = None

    outcome = instance.execute("event", {"type": "viewStart"})
    assert host.styles == {"alloy-prehiding": "#hero {opacity: 0}"}
    host.sent[0].answer({"handle": []})

    assert result_of(outcome)
    assert host.styles == {}


def test_content_is_shown_again_whatever_goes_wrong():
    def out_of_network(host):
        host.sent[0].fail()

    def server_error(host):
        host.sent[0].answer("broken", status=500)

    def too_late(host):
        host.advance(3000)

    for go_wrong in (out_of_network, server_error, too_late):
        instance, host = make({"prehidingStyle": "#hero {opacity: 0}"}, known=True)
        host.on_send = None
        instance.execute("event", {"type": "viewStart"})
        assert "alloy-prehiding" in host.styles

        go_wrong(host)

        assert host.styles == {}, go_wrong


def test_content_is_shown_again_when_the_hook_cancels_or_consent_is_declined():
    for config in ({"onBeforeEventSend": lambda content: False}, {"defaultConsent": "out"}):
        config["prehidingStyle"] = "#hero {opacity: 0}"
        instance, host = make(config, known=True)
        host.hide("alloy-prehiding", "by the base code")

        instance.execute("event", {"type": "viewStart"})

        assert host.styles == {}, config


def test_content_hidden_for_a_view_that_waits_for_consent_is_shown_in_time_or_when_it_is_declined():
    waiting = {"prehidingStyle": "p {}", "defaultConsent": "pending"}
    declined = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "out"}}]}
    for end in ("time", "declined"):
        instance, host = make(waiting, known=True)
        host.on_send = lambda sent: answer(store({CONSENT: "general=out"}))
        instance.execute("event", {"type": "viewStart"})
        assert "alloy-prehiding" in host.styles and host.sent == []

        if end == "time":
            host.advance(3000)
        else:
            instance.execute("setConsent", declined)

        assert host.styles == {}, end


def test_what_the_base_code_hid_is_shown_where_nothing_is_asked_for():
    quiet = {"defaultPersonalizationEnabled": False}
    cart = {"web": {"webPageDetails": {"viewName": "cart"}}}
    for url, options in (
        ("https://a.com/", {"renderDecisions": True, "personalization": quiet}),
        ("https://a.com/", {"renderDecisions": True, "personalization": quiet, "xdm": cart}),
        ("https://a.com/?adobe_authoring_enabled=true", {"renderDecisions": True}),
    ):
        instance, host = make({"prehidingStyle": "p {}"}, known=True, url=url)
        host.hide("alloy-prehiding", "by the base code")
        host.on_send = None

        instance.execute("sendEvent", options)

        assert len(host.sent) == 1 and host.styles == {}, options


def test_an_event_that_renders_nothing_does_not_show_what_a_view_still_hides():
    instance, host = make({"prehidingStyle": "#hero {opacity: 0}"}, known=True)
    host.on_send = None
    instance.execute("event", {"type": "viewStart"})

    instance.execute("event", {"type": "a", "decisionScopes": ["hero"]})
    host.sent[1].answer({"handle": []})
    assert "alloy-prehiding" in host.styles

    host.sent[0].answer({"handle": []})
    assert host.styles == {}


def test_the_content_of_an_older_view_is_not_painted_over_a_newer_one():
    instance, host = make(known=True)
    host.on_send = None
    older = instance.execute("event", {"type": "viewStart"})
    newer = instance.execute("event", {"type": "viewStart"})

    host.sent[1].answer({"handle": [decisions(offer("AT:2", content="new"))]})
    host.sent[0].answer({"handle": [decisions(offer("AT:1", content="old"))]})

    assert [action["steps"] for action in host.rendered] == [[["text", "new"]]], host.rendered
    assert "responseBody" in result_of(older) and "responseBody" in result_of(newer)
    reports = [sent for sent in host.sent if "propositionDisplay" in sent.text]
    assert len(reports) == 1
    assert "AT:2" in reports[0].text and "AT:1" not in reports[0].text


def test_events_of_todays_kind_paint_as_they_come_unless_they_name_different_views():
    def painted(first, second):
        instance, host = make(known=True)
        host.on_send = None
        for name in (first, second):
            instance.execute("sendEvent", {
                "renderDecisions": True,
                "personalization": {"defaultPersonalizationEnabled": True},
                "xdm": {"web": {"webPageDetails": {"viewName": name}}} if name else {},
            })
        host.sent[1].answer({"handle": [decisions(offer("AT:2", content="new"))]})
        host.sent[0].answer({"handle": [decisions(offer("AT:1", content="old"))]})
        return [action["steps"][0][1] for action in host.rendered]

    assert painted("home", "cart") == ["new"]
    assert painted("home", "HOME") == ["new", "old"]
    assert painted(None, None) == ["new", "old"]
    assert painted(None, "cart") == ["new", "old"]


def test_a_newer_view_ends_the_wait_for_elements_of_the_older_one():
    instance, host = make(known=True)
    views = []
    renderings = []
    stopped = []

    def render(actions, limits):
        views.append(limits.get("view"))
        renderings.append(flow.Deferred())
        return renderings[-1]

    host.render = render
    host.stop_waiting = stopped.append
    host.on_send = lambda sent: answer(decisions(offer()))
    result_of(instance.execute("event", {"type": "viewStart"}))
    result_of(instance.execute("sendEvent", {"renderDecisions": True, "personalization": {
        "defaultPersonalizationEnabled": True,
    }}))
    assert stopped == []

    result_of(instance.execute("event", {"type": "viewStart"}))
    renderings[2].resolve([])
    result_of(instance.execute("event", {"type": "viewStart"}))

    assert views[1] is None, "what sendEvent shows goes on"
    assert stopped == [views[0]]


def test_the_command_does_not_wait_for_the_rendering_and_the_report_does():
    instance, host = make(known=True)
    rendering = flow.Deferred()
    host.render = lambda actions, limits: rendering
    host.on_send = lambda sent: answer(decisions(offer()))

    outcome = instance.execute("event", {"type": "viewStart"})
    assert "responseBody" in result_of(outcome)
    assert len(host.sent) == 1

    rendering.resolve([])
    assert len(host.sent) == 2


def test_the_report_waits_for_the_end_of_the_turn_but_not_for_what_comes_after_it():
    """So that the page can paint first."""
    def go_on(host, instance, turn):
        turn.resolve()

    def leave(host, instance, turn):
        host.tell("leave")

    def send(host, instance, turn):
        host.on_send = lambda sent: answer()
        result_of(instance.execute("sendEvent", {"type": "page.next"}))

    for ends, types in (
        (go_on, ["decisioning.propositionDisplay"]),
        (leave, ["decisioning.propositionDisplay"]),
        (send, ["decisioning.propositionDisplay", "page.next"]),
    ):
        instance, host = make(known=True)
        host.on_send = lambda sent: answer(decisions(offer()))
        turn = flow.Deferred()
        host.turn_end = lambda turn=turn: turn

        result_of(instance.execute("event", {"type": "viewStart"}))
        assert len(host.rendered) == 1
        assert len(host.sent) == 1

        ends(host, instance, turn)
        assert len(host.sent + host.beacons) == 1 + len(types)
        if turn.is_pending:
            turn.resolve()
        left = host.sent[1:] + host.beacons
        assert [sent.body["events"][0]["xdm"]["eventType"] for sent in left] == types, types


def test_no_report_is_sent_where_it_is_not_wanted():
    instance, host = make(known=True)
    host.on_send = lambda sent: answer(decisions(offer()))

    result_of(instance.execute("event", {
        "type": "viewStart", "personalization": {"sendDisplayEvent": False},
    }))

    assert len(host.rendered) == 1
    assert len(host.sent) == 1


def test_a_report_that_fails_does_not_trouble_the_view():
    instance, host = make({"debugEnabled": True}, known=True)
    answers = [answer(decisions(offer())), reply("", status=500)]
    host.on_send = lambda sent: answers.pop(0)

    assert "responseBody" in result_of(instance.execute("event", {"type": "viewStart"}))
    assert "The report of displayed content could not be sent" in " ".join(host.logged("warn"))


def test_a_broken_answer_does_not_break_the_view():
    instance, host = make({"prehidingStyle": "p {opacity: 0}"}, known=True)
    host.on_send = lambda sent: answer({"type": "personalization:decisions", "payload": [
        "nonsense", {"id": 5}, {"scope": "__view__", "items": "none"},
        {"scope": "__view__", "items": [None, {"schema": DOM_ACTION}]}, offer(),
    ]})

    outcome = instance.execute("event", {"type": "viewStart"})

    assert "responseBody" in result_of(outcome), error_of(outcome)
    assert len(host.rendered) == 1
    assert host.styles == {}
