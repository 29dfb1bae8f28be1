"""Cases: rules that come with an answer, content cards, in-app messages by rule."""

from tests.parity.script import (
    PERSONALIZATION,
    Js,
    arrive,
    call,
    case,
    configure,
    observe,
    offers,
    run,
)

CARD = PERSONALIZATION + "message/content-card"
IN_APP = PERSONALIZATION + "message/in-app"
OPERATION = PERSONALIZATION + "eventHistoryOperation"
SURFACE = "web://site.example.test/t/page"

FETCH = call("sendEvent")
EVALUATE = call("evaluateRulesets", {})


def matcher(key, code, *values):
    return {"type": "matcher", "definition": {"key": key, "matcher": code, "values": list(values)}}


def group(logic, *conditions):
    return {"type": "group", "definition": {"logic": logic, "conditions": list(conditions)}}


def historical(*events, matcher="ge", value=1, search="any", **more):
    definition = {"events": list(events), "matcher": matcher, "value": value, "searchType": search}
    return {"type": "historical", "definition": {**definition, **more}}


def happened(kind, activity="act", **more):
    return {"iam.eventType": kind, "iam.id": activity, **more}


def consequence(item_id, schema=CARD, **data):
    detail = {"id": item_id, "schema": schema, "data": data or {"content": {"title": item_id}}}
    return {"id": item_id, "type": "schema", "detail": detail}


def rule(condition, *consequences):
    return {"condition": condition, "consequences": list(consequences)}


def ruled(*rules, proposition_id="p", activity="act", scope=SURFACE, rank=None, schema=None,
          data=None, provider="AJO"):
    details = {"decisionProvider": provider, "activity": {"id": activity}}
    if rank is not None:
        details["rank"] = rank
    item = {
        "id": "rules",
        "schema": schema or PERSONALIZATION + "ruleset-item",
        "data": data or {"version": 1, "rules": list(rules)},
    }
    return {"id": proposition_id, "scope": scope, "scopeDetails": details, "items": [item]}


ALWAYS = group("and")


def held(name, *conditions, options=None, then=(), **words):
    """A case of which of these conditions hold for an event: each has a card of its own."""
    rules = [rule(each, consequence(str(index))) for index, each in enumerate(conditions)]
    case(
        f"rules: {name}",
        words.pop("configured", configure()),
        call("sendEvent", options or {}),
        *then,
        scenario=offers(ruled(*rules)),
        requests=words.pop("requests", 1),
        **words,
    )


CONTEXT = {
    "text": "Cart", "empty": "", "none": None, "yes": True, "number": 2, "float": 2.5,
    "list": ["a", {"b": 1}], "object": {},
}
KNOWN = {"personalization": {"decisionContext": CONTEXT}}

held(
    "presence of each kind of value",
    *[matcher(key, code) for key in (*CONTEXT, "absent", "list.0") for code in ("ex", "nx")],
    options=KNOWN,
)
for code in ("eq", "ne", "co", "nc", "sw", "ew"):
    held(
        f"{code} with each kind of value",
        *[
            matcher(key, code, *values)
            for key in (*CONTEXT, "absent", "list.0", "list.1.b")
            for values in ([], ["CART"], ["a", "cart"], ["ca"], ["rt"], [""], ["2"], ["true"],
                           *([] if code == "ew" else [[2], [True]]))
        ],
        options=KNOWN,
    )
held(
    "numbers are compared with numbers",
    *[
        matcher(key, code, *values)
        for key in ("number", "float", "text", "yes", "none", "absent")
        for code in ("gt", "ge", "lt", "le")
        for values in ([], [2], ["2"], [1, 3], [True])
    ],
    options=KNOWN,
)
held(
    "groups, and those of no known logic",
    group("and"), group("or"), group("AND", ALWAYS), group("xor", ALWAYS),
    group("and", ALWAYS, group("or")), group("or", group("or"), ALWAYS),
    matcher("text", "unknown", "cart"),
    options=KNOWN,
)
held("the address of the page", matcher("page.path", "eq", "/t/page"))
held(
    "without a page before it",
    *[
        matcher("referringPage." + key, code, "")
        for key in ("url", "path", "query", "fragment", "domain", "subdomain", "topLevelDomain")
        for code in ("ex", "eq")
    ],
)
held(
    "the browser, the window and the time",
    matcher("browser.name", "eq", "Chrome"),
    *[
        matcher(key, "ge", 0)
        for key in (
            "window.scrollX", "window.scrollY",
            "pageLoadTimestamp", "currentTimestamp", "currentDate", "currentMinute",
            "currentMonth", "currentYear", "currentHour", "pageVisitDuration", "~timestampu",
            "~state.com.adobe.module.lifecycle/lifecyclecontextdata.dayofweek",
            "~state.com.adobe.module.lifecycle/lifecyclecontextdata.hourofday",
        )
    ],
    matcher("currentTimestamp", "gt", 1577836800000), matcher("~timestampu", "gt", 1577836800000),
    matcher("pageLoadTimestamp", "gt", 1577836800000), matcher("pageVisitDuration", "lt", 100000),
    matcher("currentMonth", "lt", 12), matcher("currentYear", "gt", 2000),
    matcher("~timestampz", "co", "T"), matcher("~sdkver", "ex"),
)
held(
    "the event that was answered",
    matcher("xdm.commerce.order.total", "gt", 1), matcher("data.list.1", "eq", "b"),
    matcher("xdm.eventType", "eq", "my.event"), matcher("xdm.web.webPageDetails.URL", "ex"),
    matcher("~type", "eq", "com.adobe.eventType.edge"),
    matcher("~source", "eq", "com.adobe.eventSource.requestContent"),
    options={
        "type": "my.event", "xdm": {"commerce": {"order": {"total": 2}}},
        "data": {"list": ["a", "b"]},
    },
)
case(
    "rules: what the caller knows wins, and the command asks again",
    configure(),
    call("sendEvent", {"personalization": {"decisionContext": {"page": {"title": "mine"}}}}),
    EVALUATE,
    call("evaluateRulesets", {"personalization": {"decisionContext": {"cart": {"size": 3}}}}),
    call("evaluateRulesets", {"unknown": 1}),
    scenario=offers(ruled(
        rule(matcher("page.title", "eq", "mine"), consequence("title")),
        rule(matcher("cart.size", "ge", 2), consequence("cart")),
        rule(matcher("~type", "eq", "com.adobe.eventType.rulesEngine"), consequence("asked")),
        rule(matcher("xdm.timestamp", "ex"), consequence("event")),
    )),
    requests=1,
)
case(
    "rules: ranks order what holds",
    configure(),
    FETCH,
    scenario=offers(*[
        ruled(rule(ALWAYS, consequence(name)), proposition_id=name, activity=name, rank=rank)
        for name, rank in (("x-none", None), ("b-two", 2), ("a-one", 1), ("d-also", 2))
    ]),
    requests=1,
)
case(
    "rules: consequences of each kind",
    configure(),
    FETCH,
    scenario=offers(ruled(rule(
        ALWAYS,
        {"type": "schema", "id": "own", "detail": {"schema": CARD, "data": {"a": 1}}},
        {"type": "schema", "id": "own", "detail": {"id": "its", "schema": CARD, "data": {}}},
        {"type": "cjmiam", "id": "m", "detail": {
            "html": "<p>x</p>", "mobileParameters": {"width": 1},
        }},
        {"type": "other", "id": "o", "detail": {"id": "d", "schema": "s", "data": {"a": 1}}},
    ))),
    requests=1,
)
case(
    "rules: in json content, as an object and as text",
    configure(),
    FETCH,
    scenario=offers(*[
        ruled(proposition_id=name, activity=name, schema=PERSONALIZATION + "json-content-item",
              data={"content": content})
        for name, content in (
            ("object", {"version": 1, "rules": [rule(ALWAYS, consequence("of-object"))]}),
            ("text", '{"version": 1, "rules": [{"condition": {"type": "group", "definition": '
                     '{"logic": "and", "conditions": []}}, "consequences": [{"id": "of-text", '
                     '"type": "schema", "detail": {"id": "t", "schema": "s", "data": {}}}]}]}'),
            ("neither", {"rules": []}),
        )
    ]),
    requests=1,
)
case(
    "rules: without an activity they are nobody's",
    configure(),
    FETCH,
    EVALUATE,
    scenario=offers({**ruled(rule(ALWAYS, consequence("c"))), "scopeDetails": {}}),
    requests=1,
)
case(
    "rules: what comes again takes the place of what was there",
    configure(),
    FETCH,
    call("sendEvent", {"personalization": {"surfaces": [SURFACE]}}),
    FETCH,
    EVALUATE,
    scenario=offers(ruled(rule(ALWAYS, consequence("c")))),
    requests=3,
)

# ---- What happened before


def report(kind, provider="AJO", activity="act", **more):
    """An event that tells what became of a proposition."""
    return call("sendEvent", {"xdm": {"_experience": {"decisioning": {
        "propositions": [{"id": "x", "scope": SURFACE, "scopeDetails": {
            "decisionProvider": provider, "activity": {"id": activity},
        }}],
        "propositionEventType": {kind: 1}, **more,
    }}}})


COUNTS = [
    rule(historical(event, matcher="ge", value=count), consequence(f"{name}-{count}"))
    for name, event in (
        ("display", happened("display")), ("trigger", happened("trigger")),
        ("interact", happened("interact")), ("buy", happened("interact", action="buy")),
        ("short", {"eventType": "display", "id": "act"}),
        ("type", {"type": "display", "id": "act"}),
        ("unnamed", {"iam.eventType": "display"}),
    )
    for count in (1, 2)
]
case(
    "rules: what was told of content counts, and what qualified",
    configure(),
    FETCH,
    EVALUATE,
    report("display"),
    report("display", provider="TGT"),
    report("interact"),
    report("interact", propositionAction={"id": "buy"}),
    EVALUATE,
    report("display"),
    EVALUATE,
    scenario=offers(ruled(*COUNTS)),
    requests=6,
)
ORDERS = [
    rule(historical(*events, matcher="eq", value=value, search=search, **more),
         consequence(f"{number}-{search}-{value}"))
    for search in ("ordered", "mostRecent", "unknown")
    for value in (-1, 0, 1)
    for number, (events, more) in enumerate((
        ([happened("display", "a"), happened("display", "b")], {}),
        ([happened("display", "b"), happened("display", "a")], {}),
        ([happened("display", "a"), happened("display", "never")], {}),
        ([happened("display", "a")], {"to": 1000}),
        ([happened("display", "a")], {"from": 1000}),
        ([], {}),
    ))
]
case(
    "rules: what happened first, and what last",
    configure(),
    FETCH,
    report("display", activity="a"),
    # The clock goes on.
    run("const end = Date.now() + 5; while (Date.now() < end);"),
    report("display", activity="b"),
    EVALUATE,
    scenario=offers(ruled(*ORDERS)),
    requests=3,
)
case(
    "rules: comparisons of what happened",
    configure(),
    FETCH,
    report("display"),
    EVALUATE,
    scenario=offers(ruled(*[
        rule(historical(happened("display"), matcher=code, value=value, **more),
             consequence(f"{code}-{value}-{len(more)}"))
        for code in ("gt", "ge", "lt", "le", "eq", "ne", "co")
        for value in (0, 1, 2)
        for more in ({}, {"from": 1000}, {"from": 1000, "to": 2000})
    ])),
    requests=2,
)
case(
    "rules: they write into the history",
    configure(),
    FETCH,
    EVALUATE,
    EVALUATE,
    scenario=offers(ruled(
        rule(ALWAYS,
             consequence("1", OPERATION, operation="insert",
                         content={"iam.eventType": "visit", "iam.id": "x"}),
             consequence("2", OPERATION, operation="insertIfNotExists",
                         content={"iam.eventType": "visit", "iam.id": "y"})),
        *[
            rule(historical(event, matcher="ge", value=count), consequence(f"{name}-{count}"))
            for name, event in (
                ("x", happened("visit", "x")), ("y", happened("visit", "y")),
            )
            for count in (1, 2)
        ],
    )),
    requests=1,
)
case(
    "rules: the action of an event, as they name and note it",
    configure(),
    report("interact", propositionAction={"id": "buy"}),
    EVALUATE,
    scenario=offers(ruled(
        rule(historical(happened("interact", **{"iam.action": "buy"})), consequence("buy")),
    )),
    requests=1,
)
case(
    "rules: a history that is kept in the browser",
    configure(personalizationStorageEnabled=True),
    FETCH,
    report("display"),
    scenario=offers(ruled(rule(ALWAYS, consequence("c")))),
    requests=2,
)

# ---- Subscribers

HEARD = """
window.heard = [];
window.listen = (name) => (content, collect) => {
  heard.push([name, content.propositions.map(({id, items}) => [id, items.map(({id}) => id)])]);
  window.propositions = content.propositions;
  window.collect = collect;
};
"""
CARDS = offers(
    ruled(rule(ALWAYS, consequence("a"), consequence("b", PERSONALIZATION + "other"))),
    ruled(rule(ALWAYS, consequence("c")), proposition_id="q", activity="b",
          scope=SURFACE + "#inbox"),
)
BOTH = call("sendEvent", {"personalization": {"surfaces": ["#inbox"]}})


def subscribe(name, **options):
    return call("subscribeRulesetItems", {"callback": Js(f"listen('{name}')"), **options})


case(
    "rules: subscribers hear of what they asked for",
    configure(),
    subscribe("early"),
    BOTH,
    subscribe("late"),
    subscribe("cards", schemas=[CARD]),
    subscribe("inbox", surfaces=[SURFACE + "#inbox"]),
    subscribe("nothing", surfaces=[SURFACE + "#inbox"], schemas=["x"]),
    subscribe("none", surfaces=[]),
    EVALUATE,
    observe("heard"),
    before=HEARD,
    scenario=CARDS,
    requests=1,
)
case(
    "rules: nobody is told any more after unsubscribing",
    configure(),
    run("window.done = alloy('subscribeRulesetItems', {callback: listen('x')})"
        ".then(({unsubscribe}) => { window.stop = unsubscribe; })"),
    FETCH,
    run("done.then(() => stop())"),
    EVALUATE,
    observe("heard"),
    before=HEARD,
    scenario=CARDS,
    requests=1,
)
case(
    "rules: what a subscriber reports",
    configure(),
    BOTH,
    subscribe("x"),
    run("collect('display', propositions)"),
    arrive(2),
    run("collect('display', propositions)"),
    run("collect('interact', propositions.concat(propositions))"),
    arrive(3),
    run("collect('interact', propositions.slice(0, 1))"),
    arrive(4),
    run("collect('dismiss', propositions.slice(1))"),
    arrive(5),
    run("collect('display', [])"),
    EVALUATE,
    before=HEARD,
    scenario=CARDS,
    requests=5,
)
case(
    "rules: a subscriber without a callback",
    configure(),
    call("subscribeRulesetItems", {}),
    call("subscribeRulesetItems", {"callback": 1}),
    call("subscribeRulesetItems", {"callback": Js("listen('x')"), "surfaces": ["a", "a"]}),
    call("subscribeRulesetItems", {"callback": Js("listen('x')"), "other": 1}),
    observe("heard"),
    before=HEARD,
    requests=0,
)

# ---- Messages


def message(item_id, html):
    return consequence(
        item_id, IN_APP, content=html, contentType="text/html",
        mobileParameters={"uiTakeover": True, "width": 50, "height": 50},
    )


MESSAGES = offers(
    ruled(rule(ALWAYS, message("b", "<p>B</p>")), proposition_id="b", activity="b", rank=2),
    ruled(rule(ALWAYS, message("a", "<p>A</p>")), proposition_id="a", activity="a", rank=1),
)
FRAMES = observe("document.querySelectorAll('#alloy-content-iframe').length")
RENDER = {"renderDecisions": True}

case(
    "rules: a message is shown and reported",
    configure(),
    call("sendEvent", RENDER),
    arrive(2),
    FRAMES,
    scenario=offers(ruled(rule(ALWAYS, message("m", "<p>M</p>")))),
    requests=2,
)
case(
    "rules: of two messages one is shown",
    configure(),
    call("sendEvent", RENDER),
    arrive(3),
    FRAMES,
    scenario=MESSAGES,
    requests=3,
    any_order=True,
)
case(
    "rules: the command shows a message",
    configure(),
    FETCH,
    FRAMES,
    call("evaluateRulesets", RENDER),
    arrive(2),
    FRAMES,
    scenario=offers(ruled(rule(ALWAYS, message("m", "<p>M</p>")))),
    requests=2,
)
