"""
Cases: the order of keys in what the page gives and a server brings, where a reader may notice it.
"""

from tests.parity.cases.content import action
from tests.parity.script import (
    IDENTITY,
    ORG_,
    Js,
    call,
    case,
    configure,
    observe,
    offers,
    proposition,
    run,
)

KNOWN = {f"kndctr_{ORG_}_identity": IDENTITY}
MENU = {"Home": "/", "Shop": "/shop", "About us": "/about", "Contact": "/contact", "Zoo": "/zoo"}

case(
    "order: what the page gives",
    configure(
        onBeforeEventSend=Js("(content) => { window.seen = structuredClone(content.data); }")
    ),
    call("sendEvent", {
        "data": {"zebra": 1, "apple": {"d": 1, "c": [{"y": 1, "x": 2, "a": 3}], "b": 2, "a": 3}},
        "xdm": {"_acme": {"second": 1, "first": 2, "third": 3, "zeroth": 4}},
        "edgeConfigOverrides": {"one": {"d": "1", "c": "2", "b": "3", "a": "4"}},
    }),
    observe("window.seen"),
    cookies=KNOWN,
    requests=1,
)
case(
    "order: what an offer brings",
    configure(),
    call("sendEvent", {"decisionScopes": ["menu"]}),
    scenario=offers(proposition("menu", ("json-content-item", {"content": MENU}))),
    cookies=KNOWN,
    requests=1,
)
case(
    "order: styles, of which the later ones count",
    configure(),
    call("sendEvent", {"renderDecisions": True}),
    run("return new Promise((done) => setTimeout(done, 100))"),
    observe("document.getElementById('one').style.margin"),
    body="<p id=one>1</p>",
    scenario=offers(proposition("__view__", action("setStyle", "#one", {
        "margin-top": "9px", "margin": "1px",
    }))),
    cookies=KNOWN,
    requests=2,
)
