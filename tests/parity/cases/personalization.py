"""Cases: what is asked for a page, its scopes, surfaces and views, and what comes back."""

from tests.parity.script import call, case, configure, observe, offers, proposition, run

HTML = {"type": "setHtml", "selector": "#hero", "content": "<b>Sale</b>"}
ON_PAGE = proposition("__view__", ("dom-action", HTML))
ON_CART = proposition(
    "cart",
    ("dom-action", {**HTML, "selector": "#cart", "content": "Free delivery"}),
    number=2,
)
ON_CART["scopeDetails"]["characteristics"]["scopeType"] = "view"
FOR_MBOX = proposition("mbox", ("json-content-item", {"content": {"discount": 5}}), number=3)
FOR_BOX = proposition("box", ("html-content-item", {"content": "<i>5</i>"}), number=4)
ON_SURFACE = proposition("web://site.example.test/t/page", ("dom-action", HTML), number=5)
ON_LIST = proposition("list", ("dom-action", {**HTML, "content": "List"}), number=6)
ON_LIST["scopeDetails"]["characteristics"]["scopeType"] = "view"


def view(name, **options):
    """An event that tells the view's name."""
    return call("sendEvent", {**options, "xdm": {"web": {"webPageDetails": {"viewName": name}}}})


BODY = '<div id="hero">Hello</div><div id="cart"></div>'

case(
    "decision scopes, in both spellings",
    configure(),
    call(
        "sendEvent",
        {"decisionScopes": ["mbox", "b"], "personalization": {"decisionScopes": ["b", "c"]}},
    ),
    scenario=offers(FOR_MBOX),
    requests=1,
)

case(
    "the page's own scope among the decision scopes",
    configure(),
    call("sendEvent"),
    call("sendEvent", {"decisionScopes": ["__view__", "mbox"]}),
    scenario=offers(ON_PAGE, FOR_MBOX),
    requests=2,
)

case(
    "surfaces: short, whole, and not a surface",
    configure(),
    call(
        "sendEvent",
        {
            "personalization": {
                "surfaces": [
                    "#banner",
                    "web://site.example.test/other#x",
                    "webapp://site.example.test/app#y",
                    "mobileapp://com.example.app/z",
                    "nonsense",
                ]
            }
        },
    ),
    path="/t/page/?q=1#part",
    requests=1,
)

case(
    "the page asks for itself once",
    configure(),
    call("sendEvent"),
    call("sendEvent"),
    requests=2,
)

for wanted in (True, False):
    case(
        f"defaultPersonalizationEnabled {str(wanted).lower()}",
        configure(),
        call("sendEvent", {"personalization": {"defaultPersonalizationEnabled": wanted}}),
        call("sendEvent", {"personalization": {"defaultPersonalizationEnabled": wanted}}),
        call("sendEvent"),
        requests=3,
    )

case(
    "propositions come back without being rendered",
    configure(),
    call("sendEvent", {"decisionScopes": ["mbox"]}),
    observe("document.getElementById('hero').innerHTML"),
    body=BODY,
    scenario=offers(ON_PAGE, FOR_MBOX),
    requests=1,
)

for word, rendering in (("without", False), ("with", True)):
    case(
        f"what comes back for a view, in order, {word} rendering",
        configure(),
        view("cart", renderDecisions=rendering, decisionScopes=["mbox", "box"]),
        body=BODY,
        scenario=offers(FOR_MBOX, ON_SURFACE, ON_CART, ON_LIST, ON_PAGE, FOR_BOX),
        requests=2 if rendering else 1,
    )

case(
    "content is rendered and reported",
    configure(),
    call("sendEvent", {"renderDecisions": True}),
    run("return new Promise(function (resolve) { setTimeout(resolve, 50) })"),
    body=BODY,
    scenario=offers(ON_PAGE),
    requests=2,
)

case(
    "content is rendered and not reported",
    configure(),
    call("sendEvent", {"renderDecisions": True, "personalization": {"sendDisplayEvent": False}}),
    call("sendEvent", {"personalization": {"includeRenderedPropositions": True}}),
    observe("document.getElementById('hero').innerHTML"),
    body=BODY,
    scenario=offers(ON_PAGE),
    requests=2,
)

case(
    "a view from the cache carries its own report",
    configure(),
    call("sendEvent", {"renderDecisions": True}),
    view("cart", renderDecisions=True),
    observe("document.getElementById('cart').innerHTML"),
    body=BODY,
    scenario=offers(ON_CART),
    requests=2,
)

case(
    "a view without content is reported too",
    configure(),
    call("sendEvent", {"renderDecisions": True}),
    view("empty", renderDecisions=True),
    requests=2,
)

case(
    "the first event names a view",
    configure(),
    view("cart", renderDecisions=True),
    view("Cart"),
    body=BODY,
    scenario=offers(ON_CART),
    requests=3,
)

case(
    "an event about propositions",
    configure(),
    call("sendEvent"),
    call(
        "sendEvent",
        {
            "type": "decisioning.propositionDisplay",
            "xdm": {
                "_experience": {
                    "decisioning": {
                        "propositions": [{"id": "AT:1", "scope": "s", "scopeDetails": {"a": 1}}],
                        "propositionEventType": {"display": 1},
                    }
                }
            },
        },
    ),
    requests=2,
)

case(
    "applyResponse stores cookies and gives propositions",
    configure(),
    call(
        "applyResponse",
        {
            "renderDecisions": False,
            "responseHeaders": {"x-adobe-edge": "OR2;9"},
            "responseBody": {
                "handle": [
                    {"type": "personalization:decisions", "payload": [FOR_MBOX, ON_PAGE]},
                    {
                        "type": "identity:result",
                        "payload": [
                            {
                                "id": "11112222333344445555666677778888999900",
                                "namespace": {"code": "ECID"},
                            }
                        ],
                    },
                    {
                        "type": "state:store",
                        "payload": [
                            {
                                "key": "kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster",
                                "value": "or2",
                                "maxAge": 1800,
                            }
                        ],
                    },
                ]
            },
        },
    ),
    call("getIdentity"),
    requests=0,
)
