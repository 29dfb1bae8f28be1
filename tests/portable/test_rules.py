"""Rules that come with answers: when they are asked, what they bring, who hears. RULE-01 on."""

from instance_kit import ECID_COOKIE, IDENTITY, answer, error_of, make, result_of
from offer_kit import JSON, decisioning, decisions, item, offering, proposition
from rule_kit import (
    ALWAYS,
    CARD,
    RULESET,
    brought,
    consequence,
    group,
    happened,
    historical,
    matcher,
    message,
    operation,
    rule,
    ruled,
    ruleset,
)

from alloy_web.core import hashing
from alloy_web.hosts.memory.host import reply

KEY = "com.adobe.alloy.0123456789ABCDEF01234567_AdobeOrg.decisioning.events"
NOW = 1772442927104


def given(*propositions, config=None, **page):
    """An instance whose first event brings these, and its host."""
    instance, host = make(config, known=True, **page)
    host.on_send = offering(*propositions)
    return instance, host


def fetched(*propositions, config=None, options=None, **page):
    """`(instance, host, result)` after an event that brought these."""
    instance, host = given(*propositions, config=config, **page)
    return instance, host, result_of(instance.execute("sendEvent", options or {}))


def evaluated(instance, **options):
    return result_of(instance.execute("evaluateRulesets", options))


def kinds(host):
    """What was told of propositions: `(kinds, ids)` of each event."""
    found = []
    for sent in list(host.sent) + list(host.beacons):
        for number in range(len(sent.body["events"])):
            told = decisioning(sent, number)
            if told:
                ids = [one["id"] for one in told["propositions"]]
                found.append((sorted(told["propositionEventType"]), ids))
    return found


# ---- When, and about what


def test_an_answer_with_rules_brings_what_holds():
    ours = rule(matcher("page.path", "co", "/cart"), consequence("here", title="Hello"))
    other = rule(matcher("page.path", "co", "/home"), consequence("elsewhere"))

    instance, host, result = fetched(ruled(ours, other), url="https://www.example.com/cart")

    assert brought(result) == [("p", ["here"])]
    of_rules = result["propositions"][-1]
    assert of_rules["items"] == [{"id": "here", "schema": CARD, "data": {
        "title": "Hello", "qualifiedDate": NOW,
    }}]
    assert of_rules["scopeDetails"]["activity"] == {"id": "act"}
    assert "renderAttempted" not in of_rules
    assert host.logged("error") == []


def test_rules_are_asked_about_the_event_and_what_the_caller_knows():
    conditions = [
        matcher("xdm.commerce.order.total", "gt", 10), matcher("data.list.1", "eq", "b"),
        matcher("level", "eq", "gold"), matcher("~type", "eq", "com.adobe.eventType.edge"),
        matcher("page.title", "eq", "mine"),
    ]
    instance, host, result = fetched(ruled(rule(group("and", *conditions))), options={
        "xdm": {"commerce": {"order": {"total": 11}}}, "data": {"list": ["a", "b"]},
        "personalization": {"decisionContext": {"level": "gold", "page": {"title": "mine"}}},
    })

    assert brought(result) == [("p", ["card"])]


def test_rules_find_the_history_among_the_facts_and_the_callers_wins():
    instance, host, result = fetched(ruled(
        rule(matcher("events", "ex"), consequence("there")),
        rule(matcher("events", "eq", "mine"), consequence("mine")),
    ))
    mine = {"decisionContext": {"events": "mine"}}

    assert brought(result) == [("p", ["there"])]
    assert brought(evaluated(instance, personalization=mine)) == [("p", ["there", "mine"])]


def test_the_command_asks_again_what_came_before():
    instance, host, result = fetched(ruled(
        rule(matcher("cart.size", "ge", 2), consequence("full")),
        rule(matcher("~type", "eq", "com.adobe.eventType.rulesEngine"), consequence("asked")),
    ))
    assert brought(result) == []

    assert brought(evaluated(instance)) == [("p", ["asked"])]
    context = {"decisionContext": {"cart": {"size": 3}}}
    assert brought(evaluated(instance, personalization=context)) == [("p", ["full", "asked"])]
    assert len(host.sent) == 1


def test_the_page_is_looked_at_each_time():
    instance, host, result = fetched(ruled(
        rule(matcher("page.path", "eq", "/next"), consequence("moved")),
        rule(matcher("pageVisitDuration", "ge", 5000), consequence("stayed")),
        rule(matcher("window.scrollY", "gt", 100), consequence("scrolled")),
    ))
    assert brought(result) == []

    host.go("https://www.example.com/next")
    assert brought(evaluated(instance)) == [("p", ["moved"])]
    host.advance(5000)
    host.scrolled = [0, 101]
    assert brought(evaluated(instance)) == [("p", ["moved", "stayed", "scrolled"])]


def test_only_an_event_that_asks_for_content_is_answered_with_rules():
    instance, host, result = fetched(ruled(rule(ALWAYS)))
    assert brought(result) == [("p", ["card"])]

    assert result_of(instance.execute("sendEvent", {}))["propositions"] == []
    again = instance.execute("sendEvent", {"decisionScopes": ["x"]})
    assert brought(result_of(again)) == [("p", ["card"])]


def test_without_rules_nothing_holds():
    instance, host = make(known=True)
    assert evaluated(instance) == {"propositions": []}
    assert result_of(instance.execute("sendEvent", {}))["propositions"] == []


def test_an_answer_of_the_pages_own_brings_rules_too():
    instance, host = make(known=True)
    result = result_of(instance.execute("applyResponse", {"responseBody": {"handle": [
        decisions(ruled(rule(ALWAYS))),
    ]}}))
    assert brought(result) == [("p", ["card"])]


def test_ranks_order_what_is_brought_and_what_has_none_comes_last():
    instance, host, result = fetched(*[
        ruled(rule(ALWAYS), proposition_id=name, activity=name, rank=rank)
        for name, rank in (("none", None), ("two", 2), ("one", 1), ("also", 2))
    ])
    assert [one for one, _ in brought(result)] == ["one", "two", "also", "none"]


def test_later_rules_of_an_activity_take_the_place_of_earlier_ones():
    instance, host, result = fetched(ruled(rule(ALWAYS, consequence("old"))))
    host.on_send = offering(
        ruled(rule(ALWAYS, consequence("new"))),
        ruled(rule(ALWAYS, consequence("other")), proposition_id="q", activity="b"),
    )
    result = result_of(instance.execute("sendEvent", {"decisionScopes": ["x"]}))

    assert brought(result) == [("p", ["new"]), ("q", ["other"])]


def test_rules_without_an_activity_are_nobodys():
    details = {"scopeDetails": {}}
    nobodys = ruled(rule(ALWAYS, consequence("nobodys")))
    nobodys.update(details)
    unnamed = ruled(rule(ALWAYS, consequence("unnamed")), activity="")
    result = fetched(nobodys, unnamed, ruled(rule(ALWAYS)))[2]

    assert brought(result) == [("p", ["card"])]


def test_an_event_that_asks_for_content_asks_for_rules():
    instance, host = given()
    result_of(instance.execute("sendEvent", {}))
    result_of(instance.execute("sendEvent", {"decisionScopes": ["x"]}))

    for sent in host.sent:
        assert RULESET in sent.body["events"][0]["query"]["personalization"]["schemas"]


def test_rules_stand_in_json_content_too_as_an_object_or_as_text():
    as_object = ruleset(rule(ALWAYS, consequence("object")))
    as_text = (
        '{"version": 1, "rules": [{"condition": {"type": "group", "definition": '
        '{"logic": "and", "conditions": []}}, "consequences": [{"id": "text", "type": "schema", '
        '"detail": {"schema": "s", "data": {}}}]}]}'
    )
    details = {"activity": {"id": "act"}}
    result = fetched(proposition(
        "p", item("1", JSON, content=as_object), item("2", JSON, content=as_text),
        item("3", JSON, content={"rules": []}), item("4", JSON, content="no rules"),
        **details
    ))[2]

    assert ("p", ["object", "text"]) in brought(result)


def test_consequences_of_each_kind():
    of_cjm = {"type": "cjmiam", "id": "m", "detail": {
        "html": "<p>", "mobileParameters": {"width": 1},
    }}
    of_other = {"type": "other", "id": "o", "detail": {"id": "d", "schema": "s", "data": {"a": 1}}}
    unnamed = {"type": "schema", "id": "u", "detail": {"schema": "s", "data": {}}}
    bad = [{"type": "schema"}, {"type": "schema", "detail": "x"}, None, "x"]
    result = fetched(ruled(rule(ALWAYS, of_cjm, of_other, unnamed, *bad)))[2]

    items = result["propositions"][-1]["items"]
    assert [(each["id"], each["schema"].split("/")[-1]) for each in items] == [
        ("m", "in-app"), ("d", "s"), ("u", "s"),
    ]
    assert items[0]["data"] == {
        "content": "<p>", "contentType": "text/html", "mobileParameters": {"width": 1},
        "webParameters": {},
        "qualifiedDate": NOW,
    }
    assert items[1]["data"] == {"a": 1, "qualifiedDate": NOW}


# ---- What happened before


def test_a_card_tells_when_it_first_qualified_and_when_it_was_first_shown():
    instance, host, result = fetched(ruled(rule(ALWAYS)))
    host.advance(1000)
    shown = result["propositions"][-1]
    result_of(instance.execute("sendEvent", {"xdm": {"_experience": {"decisioning": {
        "propositions": [shown], "propositionEventType": {"display": 1},
    }}}}))
    host.advance(1000)

    data = evaluated(instance)["propositions"][0]["items"][0]["data"]
    assert data == {"qualifiedDate": NOW, "displayedDate": NOW + 1000}


def test_what_was_told_of_content_of_journey_optimizer_is_remembered():
    seen = rule(historical(happened("display")), consequence("seen"))
    clicked = rule(historical({"eventType": "interact", "id": "act", "action": "buy"}),
                   consequence("bought"))
    instance, host, result = fetched(ruled(seen, clicked))
    assert brought(result) == []

    def tell(provider, kind, **more):
        told = {"propositions": [{"id": "x", "scope": "s", "scopeDetails": {
            "decisionProvider": provider, "activity": {"id": "act"},
        }}], "propositionEventType": {kind: 1}}
        told.update(more)
        result_of(instance.execute("sendEvent", {"xdm": {"_experience": {"decisioning": told}}}))

    tell("TGT", "display")
    assert brought(evaluated(instance)) == []
    tell("AJO", "display")
    assert brought(evaluated(instance)) == [("p", ["seen"])]
    tell("AJO", "interact", propositionAction={"id": "buy"})
    assert brought(evaluated(instance)) == [("p", ["seen", "bought"])]


def test_what_qualifies_is_remembered_as_a_trigger():
    often = rule(historical(happened("trigger"), matcher="ge", value=2), consequence("often"))
    instance, host, result = fetched(ruled(rule(ALWAYS), often))

    assert brought(result) == [("p", ["card"])]
    assert brought(evaluated(instance))[0][1] == ["card"]
    assert brought(evaluated(instance))[0][1] == ["card", "often"]


def test_rules_write_into_the_history_and_nobody_sees_that():
    counted = rule(historical(happened("visit", "x"), matcher="eq", value=2), consequence("two"))
    once = rule(historical({"iam.eventType": "visit", "iam.id": "y", "iam.action": "a"},
                           matcher="eq", value=1), consequence("once"))
    instance, host, result = fetched(
        ruled(rule(ALWAYS, operation("insert", "visit", "x"),
                   operation("insertIfNotExists", "visit", "y", "a"),
                   operation("erase", "visit", "z"),
                   consequence("bad", operation("insert", "a", "b")["detail"]["schema"])),
              proposition_id="hidden"),
        ruled(counted, once, activity="b", rank=1),
    )
    assert brought(result) == []
    assert [one["id"] for one in result["propositions"]] == ["hidden", "p"]

    assert brought(evaluated(instance)) == [("p", ["once"])]
    assert brought(evaluated(instance)) == [("p", ["two", "once"])]


# ---- Kept from page to page

STORED = {"personalizationStorageEnabled": True}
ONE_VISIT = rule(historical(happened("display"), matcher="ge", value=1), consequence("again"))


def shown_once(instance):
    result_of(instance.execute("sendEvent", {"xdm": {"_experience": {"decisioning": {
        "propositions": [{"id": "x", "scope": "s", "scopeDetails": {
            "decisionProvider": "AJO", "activity": {"id": "act"},
        }}], "propositionEventType": {"display": 1},
    }}}}))


def next_page(host, config=STORED):
    """An instance on the next page, which has the same storage."""
    storage = host.storage
    instance, host = given(ruled(ONE_VISIT), config=config)
    host.storage = storage
    return instance, host


def test_a_history_outlives_the_page_where_the_site_wants_it():
    instance, host = given(config=STORED)
    shown_once(instance)
    later, host = next_page(host)
    assert brought(result_of(later.execute("sendEvent", {}))) == [("p", ["again"])]

    instance, host = given()
    shown_once(instance)
    assert host.storage["local"] == {}
    later, host = next_page(host)
    assert brought(result_of(later.execute("sendEvent", {}))) == []


def test_a_history_is_not_read_and_not_written_before_the_visitor_agrees():
    import json

    config = {"personalizationStorageEnabled": True, "defaultConsent": "pending"}
    instance, host = make(config, known=True)
    before = json.dumps({"0": {"timestamps": [1]}})
    host.storage["local"][KEY] = before
    apply_rules(instance, rule(ALWAYS))
    assert host.storage["local"][KEY] == before

    host.on_send = lambda sent: answer()
    host.cookies["kndctr_0123456789ABCDEF01234567_AdobeOrg_consent"] = "general=in"
    result_of(instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "in"}},
    ]}))
    evaluated(instance)
    # What was stored, and what happened on this page before and after.
    stored = json.loads(host.storage["local"][KEY])
    assert stored["0"] == {"timestamps": [1]}
    assert sorted([len(stored[key]["timestamps"]) for key in stored]) == [1, 2]


def apply_rules(instance, *rules):
    return result_of(instance.execute("applyResponse", {"responseBody": {"handle": [
        decisions(ruled(*rules)),
    ]}}))


def test_a_visitor_who_declines_leaves_no_history():
    instance, host = given(config=STORED)
    shown_once(instance)
    assert KEY in host.storage["local"]

    host.on_send = lambda sent: answer()
    host.cookies["kndctr_0123456789ABCDEF01234567_AdobeOrg_consent"] = "general=out"
    result_of(instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "out"}},
    ]}))
    assert KEY not in host.storage["local"]
    apply_rules(instance, ONE_VISIT)
    assert KEY not in host.storage["local"]
    assert brought(evaluated(instance)) == []


def test_what_stands_in_the_storage_is_used_as_far_as_it_can_be():
    good = '"timestamps": [1, "x", null, 5e15]'
    for text in ("", "no json", "[]", "1", "null", '{"a": 1}', '{"a": {"timestamps": "x"}}',
                 "[" * 2000, '{"a": {' + good + "}}"):
        instance, host = make(STORED, known=True)
        host.storage["local"][KEY] = text
        result = apply_rules(instance, rule(ALWAYS), rule(
            historical(happened("trigger"), matcher="eq", value=1), consequence("counted"),
        ))
        assert brought(result) == [("p", ["card"])], text
        assert host.logged("error") == []


def test_what_a_clock_that_stood_ahead_dated_into_the_future_happened_by_now():
    import json

    instance, host = make(STORED, known=True)
    key = hashing.fields_hash({"eventId": "act", "eventType": "display"})
    host.storage["local"][KEY] = json.dumps({key: {"timestamps": [5, NOW + 400 * 86400000]}})

    # It counts, also up to now, as a cap on displays needs it; and it does not stay the newest.
    shown = happened("display")
    assert brought(apply_rules(instance, rule(
        historical(shown, matcher="eq", value=2, to=NOW), consequence("both"),
    ))) == [("p", ["both"])]
    host.advance(1)
    evaluated(instance)
    assert json.loads(host.storage["local"][KEY])[key] == {"timestamps": [5, NOW]}


def test_a_history_that_is_full_goes_on_with_its_newest_entries():
    instance, host = given(ruled(rule(ALWAYS)))
    noted = instance._tools.decision_history
    noted.save({"many": {"timestamps": [NOW - 1] * 140000}, "old": {"timestamps": [5]}})
    result_of(instance.execute("sendEvent", {}))

    kept = noted.seen()
    assert len(kept.pop("many")["timestamps"]) == 1000
    # What the rule brought just now.
    assert [each["timestamps"] for each in kept.values()] == [[NOW]]


def test_a_storage_that_takes_nothing_costs_only_the_next_page():
    instance, host = given(ruled(rule(ALWAYS), ONE_VISIT), config=STORED)
    host.storage_set = lambda area, key, value: None
    host.storage_get = lambda area, key: None
    shown_once(instance)
    assert brought(evaluated(instance)) == [("p", ["card", "again"])]


# ---- On the page


def test_a_message_of_a_rule_is_shown_and_reported():
    instance, host, result = fetched(
        ruled(rule(ALWAYS, message(html="<p>Sale</p>"))), options={"renderDecisions": True},
    )
    assert host.message["html"] == "<p>Sale</p>"
    assert kinds(host) == [(["display"], ["p"])]
    assert brought(result) == [("p", ["message"])]


def test_the_first_message_is_shown_and_the_others_stand_back():
    instance, host, result = fetched(
        ruled(rule(ALWAYS, message("b", "<p>B</p>")), proposition_id="b", activity="b", rank=2),
        ruled(rule(ALWAYS, message("a", "<p>A</p>")), proposition_id="a", activity="a", rank=1),
        options={"renderDecisions": True},
    )
    assert host.message["html"] == "<p>A</p>"
    assert sorted(kinds(host)) == [(["display"], ["a"]), (["suppressDisplay"], ["b"])]


def test_a_message_is_shown_once_where_its_rule_says_so():
    unseen = historical(happened("display"), matcher="lt", value=1)
    instance, host, result = fetched(
        ruled(rule(unseen, message())), options={"renderDecisions": True},
    )
    assert host.message is not None
    host.tell_page("removeMessage")

    assert brought(evaluated(instance, renderDecisions=True)) == []
    assert host.message is None


def test_the_command_shows_only_where_it_is_asked_to():
    when_ready = rule(matcher("ready", "eq", True), message())
    instance, host, result = fetched(ruled(when_ready), options={"renderDecisions": True})
    ready = {"decisionContext": {"ready": True}}

    assert brought(evaluated(instance, personalization=ready)) == [("p", ["message"])]
    assert host.message is None
    evaluated(instance, personalization=ready, renderDecisions=True)
    assert host.message is not None and kinds(host) == [(["display"], ["p"])]


def test_a_display_that_is_kept_goes_out_with_a_later_event():
    instance, host, result = fetched(ruled(rule(ALWAYS, message())), options={
        "renderDecisions": True, "personalization": {"sendDisplayEvent": False},
    })
    assert host.message is not None and kinds(host) == []

    result_of(instance.execute("sendEvent", {
        "personalization": {"includeRenderedPropositions": True},
    }))
    assert kinds(host) == [(["display"], ["p"])]


# ---- Subscribers


class Heard:
    """A subscriber's function, and what it got."""

    def __init__(self):
        self.calls = []
        self.collect = None

    def __call__(self, content, collect):
        self.calls.append(brought(content))
        self.propositions = content["propositions"]
        self.collect = collect


def subscribed(instance, **options):
    heard = Heard()
    options["callback"] = lambda content, collect: heard(content, collect)
    result = result_of(instance.execute("subscribeRulesetItems", options))
    return heard, result["unsubscribe"]


def test_a_subscriber_hears_of_what_was_brought_and_of_each_evaluation():
    instance, host = given(ruled(rule(ALWAYS)))
    early = subscribed(instance)[0]
    assert early.calls == []

    result_of(instance.execute("sendEvent", {}))
    late, stop = subscribed(instance)
    assert early.calls == [[("p", ["card"])]] and late.calls == [[("p", ["card"])]]

    stop()
    evaluated(instance)
    assert len(early.calls) == 2 and len(late.calls) == 1


def test_of_a_subscriber_that_is_gone_nothing_is_kept():
    instance, host = given(ruled(rule(ALWAYS)))
    result_of(instance.execute("sendEvent", {}))
    heard = []

    def hear(content, collect):
        heard.append(collect)

    first = result_of(instance.execute("subscribeRulesetItems", {"callback": hear}))["unsubscribe"]
    first()
    second = result_of(instance.execute("subscribeRulesetItems", {"callback": hear}))["unsubscribe"]

    assert host.released == [hear, first] and second is not first
    # The page knows what a subscriber gets by a number: one for all of them.
    assert len(heard) == 2 and heard[0] is heard[1]


def test_a_subscriber_that_another_one_ends_hears_no_more():
    instance, host = given(ruled(rule(ALWAYS)))
    stops = []
    result_of(instance.execute("subscribeRulesetItems", {"callback": lambda *_: stops[0]()}))
    heard, stop = subscribed(instance)
    stops.append(stop)

    result = result_of(instance.execute("sendEvent", {}))

    assert heard.calls == [] and brought(result) == [("p", ["card"])]


def test_a_subscriber_gets_the_places_and_kinds_it_asked_for():
    instance, host, result = fetched(
        ruled(rule(ALWAYS, consequence("a"), consequence("b", "other"))),
        ruled(rule(ALWAYS, consequence("c")), proposition_id="q", activity="b", scope="web://x/#y"),
    )
    assert subscribed(instance, schemas=[CARD])[0].calls == [[("p", ["a"]), ("q", ["c"])]]
    assert subscribed(instance, surfaces=["web://x/#y"])[0].calls == [[("q", ["c"])]]
    assert subscribed(instance, surfaces=["web://x/#y"], schemas=["other"])[0].calls == [[]]
    assert subscribed(instance, surfaces=[])[0].calls == [[]]


def test_what_a_subscriber_changes_is_its_own():
    instance, host, result = fetched(ruled(rule(ALWAYS, consequence(title="Hello"))))

    def spoil(content, collect):
        content["propositions"][0]["items"][0]["data"]["title"] = "spoiled"

    result_of(instance.execute("subscribeRulesetItems", {"callback": spoil}))
    heard = subscribed(instance)[0]
    assert heard.propositions[0]["items"][0]["data"]["title"] == "Hello"


def test_a_subscriber_that_fails_is_named_and_troubles_nobody():
    def fail(content, collect):
        raise ValueError("broken")

    instance, host = given(ruled(rule(ALWAYS)), config={"debugEnabled": True})
    result_of(instance.execute("subscribeRulesetItems", {"callback": fail}))
    heard = subscribed(instance)[0]

    assert brought(result_of(instance.execute("sendEvent", {}))) == [("p", ["card"])]
    assert heard.calls == [[("p", ["card"])]]
    assert "subscribeRulesetItems failed" in host.logged("error")[0]


def test_a_subscriber_reports_each_display_once_and_each_click():
    instance, host, result = fetched(ruled(rule(ALWAYS)))
    heard = subscribed(instance)[0]
    cards_twice = heard.propositions * 2

    heard.collect("display", cards_twice)
    heard.collect("display", cards_twice)
    heard.collect("interact", cards_twice)
    heard.collect("interact", cards_twice)

    assert sorted(kinds(host)) == [
        (["display"], ["p"]), (["interact"], ["p"]), (["interact"], ["p"]),
    ]
    # They may leave with the page.
    assert len(host.beacons) == 3
    told = decisioning(host.beacons[-1])
    assert sorted(told["propositions"][0]) == ["id", "scope", "scopeDetails"]
    assert host.beacons[-1].body["events"][0]["xdm"]["eventType"] \
        == "decisioning.propositionInteract"


def test_a_subscriber_reports_a_dismissal_each_time_and_all_else_once():
    instance, host, result = fetched(ruled(rule(ALWAYS)))
    heard = subscribed(instance)[0]

    for kind in ("dismiss", "trigger", "suppressDisplay") * 2:
        heard.collect(kind, heard.propositions)

    assert [kind for [kind], _ in kinds(host)] == [
        "dismiss", "trigger", "suppressDisplay", "dismiss",
    ]


def test_a_reported_display_is_what_a_card_is_dated_by():
    instance, host, result = fetched(ruled(rule(ALWAYS)))
    heard = subscribed(instance)[0]
    host.advance(50)
    heard.collect("display", heard.propositions)

    evaluated(instance)
    assert heard.propositions[0]["items"][0]["data"]["displayedDate"] == NOW + 50


def test_a_report_of_nothing_sends_nothing():
    instance, host, result = fetched(ruled(rule(ALWAYS)))
    heard = subscribed(instance)[0]
    for kind, told in (("display", []), ("display", None), ("display", "x"), ("look", []),
                       (None, None), ("display", [None, "x", {}, {"scope": "s"}]), ({}, [])):
        outcome = heard.collect(kind, told)
        assert result_of(outcome) is None
    assert len(host.sent) == 1 and host.beacons == []


def test_options_that_make_no_sense_are_refused():
    instance, host = make()
    assert "callback" in error_of(instance.execute("subscribeRulesetItems", {}))
    assert "surfaces" in error_of(instance.execute("subscribeRulesetItems", {
        "callback": lambda content, collect: None, "surfaces": ["a", "a"],
    }))
    assert "decisionContext" in error_of(instance.execute("evaluateRulesets", {
        "personalization": {"decisionContext": 1},
    }))
    assert "unknown" in error_of(instance.execute("evaluateRulesets", {"unknown": 1}))


# ---- Target's


def of_target(*rules, **provider):
    data = {"identityTemplate": "c.<key>.<identity>.s", "buckets": 1000}
    data.update(provider)
    return proposition(
        "p", {"id": "rules", "schema": RULESET, "data": ruleset(
            *rules, metadata={"provider": "TGT", "providerData": data}
        )}, activity={"id": "act"},
    )


def test_targets_rules_split_the_traffic():
    low = rule(matcher("allocation", "lt", 50), consequence("low"), key="k")
    high = rule(matcher("allocation", "ge", 50), consequence("high"), key="k")
    plain = rule(matcher("allocation", "nx"), consequence("plain"))

    instance, host = make(cookies={IDENTITY: ECID_COOKIE})
    host.on_send = lambda sent: reply({"handle": [decisions(of_target(low, high, plain))]})
    result = result_of(instance.execute("sendEvent", {}))
    # The same for the same visitor, whatever says who it is.
    told = fetched(of_target(low, high, plain), options={"xdm": {"identityMap": {
        "ECID": [{"id": "11112222333344445555666677778888999900"}],
    }}})[2]

    items = brought(result)[0][1]
    assert items in (["low", "plain"], ["high", "plain"])
    assert brought(told) == brought(result)


def test_where_nobody_knows_the_visitor_rules_with_a_key_have_no_share():
    split = rule(matcher("allocation", "ex"), consequence("split"), key="k")
    instance, host, result = fetched(of_target(split, rule(ALWAYS)))

    assert brought(result) == [("p", ["card"])]


def test_targets_rules_that_are_not_complete_are_left_out():
    for provider in ({"buckets": 0}, {"buckets": "x"}, {"identityTemplate": None}):
        instance, host, result = fetched(
            of_target(rule(ALWAYS), **provider), config={"debugEnabled": True},
        )
        assert brought(result) == [], provider
        assert "left out: it is Target's" in host.logged("warn")[-1]


# ---- What is no rule


def test_rules_that_cannot_be_read_are_left_out_and_named_and_others_hold():
    deep = ALWAYS
    for _ in range(1000):
        deep = group("and", deep)
    unreadable = [
        None, 1, "x", [], {}, {"rules": "x"}, {"rules": [None]}, {"rules": [{}]},
        ruleset(rule({"type": "maybe", "definition": {}})), ruleset(rule(deep)),
    ]
    for data in unreadable:
        bad = ruled(rule(ALWAYS), proposition_id="bad", activity="bad")
        bad["items"][0]["data"] = data
        instance, host = make({"debugEnabled": True}, known=True)
        host.on_send = lambda sent: answer()
        result = instance_result(instance, bad, ruled(rule(ALWAYS)))
        assert ("p", ["card"]) in brought(result), data
        if data is not None:
            assert "Rules of proposition bad are left out" in host.logged("warn")[-1], data


def instance_result(instance, *propositions):
    """What rules bring when the component itself hears this answer, however deep it is."""
    from alloy_web.core.response import Response

    response = Response(200, {}, {"handle": [decisions(*propositions)]})
    for component in instance._tools.registry.components:
        if component.namespace == "RulesEngine":
            component._keep(response.payloads("personalization:decisions"))
    return evaluated(instance)


def test_text_that_holds_rules_too_deep_is_left_out():
    text = '{"version": 1, "rules": ' + "[" * 5000 + "]" * 5000 + "}"
    bad = proposition("bad", item("1", JSON, content=text), activity={"id": "b"})
    instance, host, result = fetched(bad, ruled(rule(ALWAYS)), config={"debugEnabled": True})

    assert brought(result)[-1] == ("p", ["card"])
    assert "nested deeper" in host.logged("warn")[-1]


def test_a_page_that_is_open_for_authoring_shows_nothing():
    instance, host, result = fetched(
        ruled(rule(ALWAYS, message())), options={"renderDecisions": True},
        url="https://www.example.com/?adobe_authoring_enabled",
    )
    assert host.message is None and brought(result) == []


def test_a_failure_of_ours_costs_the_rules_and_not_the_event():
    instance, host = given(ruled(rule(ALWAYS)), config={"debugEnabled": True})

    def fail(verb):
        raise ValueError("no scroll")

    host.tell_page = fail
    result = result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    assert brought(result) == []
    assert "Rules could not be evaluated" in host.logged("error")[-1]
    assert host.styles == {}


def test_five_thousand_rules_each_hold_once():
    rules = []
    for index in range(5000):
        rules.append(rule(matcher("page.path", "co", "/" + str(index) + "!"), consequence()))
    rules.append(rule(ALWAYS, consequence("last")))
    many = ruled()
    # MicroPython has no room for so many arguments.
    many["items"][0]["data"]["rules"] = rules
    result = fetched(many)[2]

    assert brought(result) == [("p", ["last"])]
