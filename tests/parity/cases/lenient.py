"""
Cases: options and answers of the wrong kind, which the control takes as something, or refuses.

Each call has a distinct mark, so that what was sent can be told from what was refused.
"""

from tests.parity.cases.answers import handle, handles
from tests.parity.cases.content import action, shown
from tests.parity.script import IDENTITY, ORG_, Js, call, case, configure, observe, run

KNOWN = {f"kndctr_{ORG_}_identity": IDENTITY}


def taken(name, options, *, requests, configured=None, command="sendEvent"):
    """A case of one call, of a visitor who is known."""
    case(
        f"lenient: {name}",
        configure(**configured or {}),
        call(command, options),
        cookies=KNOWN,
        requests=requests,
    )


taken("an empty type", {"type": ""}, requests=1)
taken("an empty type beside one in the xdm", {"type": "", "xdm": {"eventType": "x"}}, requests=1)
taken("an empty type in the xdm", {"type": "a", "xdm": {"eventType": ""}}, requests=1)
taken("an empty merge id", {"mergeId": ""}, requests=1)
taken("an empty merge id beside one in the xdm", {"mergeId": "", "xdm": {"eventMergeId": "x"}},
      requests=1)
taken("a number for the type", {"type": 5}, requests=0)
taken("a text for a boolean", {"renderDecisions": "true"}, requests=0)
taken("a number for a boolean", {"renderDecisions": 1}, requests=0)
taken("a text for a list", {"decisionScopes": "home"}, requests=0)
taken("an empty list of scopes", {"decisionScopes": []}, requests=1)
taken("an empty scope", {"decisionScopes": [""]}, requests=1)
taken("numbers for scopes", {"decisionScopes": [1, 2]}, requests=0)
taken("a list for the data", {"data": [1]}, requests=0)
taken("a text for the data", {"data": "x"}, requests=0)
taken("a function for the data", {"data": Js("() => 1")}, requests=0)
taken("a map for the data", {"data": Js("new Map([[1, 2]])")}, requests=1)
taken("values that JSON leaves out", {"data": {"a": Js("undefined"), "b": Js("() => 1"), "c": 1}},
      requests=1)
taken("values that JSON writes in its own way",
      {"data": {"a": Js("NaN"), "b": Js("new Date(0)"), "c": Js("[undefined, Infinity]"),
                "d": Js("Promise.resolve(1)"), "e": Js("new String('x')")}}, requests=1)
taken("an identity of numbers", {"xdm": {"identityMap": {"A": [{"id": 5}]}}}, requests=0)
taken("an identity without an id", {"xdm": {"identityMap": {"A": [{"primary": True}]}}},
      requests=1)
taken("a namespace without identities", {"xdm": {"identityMap": {"A": []}}}, requests=1)
taken("a text for primary", {"xdm": {"identityMap": {"A": [{"id": "a", "primary": "true"}]}}},
      requests=0)

for key, value in {
    "undefined": Js("undefined"),
    "null": None,
    "an empty text": "",
    "an empty object": {},
    "an empty list": [],
    "false": False,
    "zero": 0,
    "a text": "x",
}.items():
    taken(f"{key} for a section of overrides",
          {"edgeConfigOverrides": {"com_adobe_target": value, "com_adobe_identity": {"a": value}}},
          requests=1)
    case(
        f"lenient: {key} for a section of configured overrides",
        configure(edgeConfigOverrides={"com_adobe_target": value}),
        call("sendEvent", {"edgeConfigOverrides": {"com_adobe_analytics": {"a": ["b"]}}}),
        cookies=KNOWN,
        requests=1,
    )
    # Of an object or a list the control makes an address like `?configId=[object Object]`.
    if not isinstance(value, (dict, list)):
        taken(f"{key} for the datastream of overrides",
              {"edgeConfigOverrides": {"datastreamId": value, "x": {"y": 1}}}, requests=1)

for name, content in {
    "texts": {"from": "0", "to": "2"},
    "a number with a point": {"from": 0, "to": 2.0},
    "a broken number": {"from": 0.5, "to": 2},
    "a negative number": {"from": -1, "to": 1},
    "null": {"from": None, "to": 1},
    "nothing": {},
    "words": {"from": "a", "to": "b"},
    "a boolean": {"from": False, "to": True},
}.items():
    shown(f"lenient, rearrange with {name}", action("rearrange", "#list", content))

for kind in ("setHtml", "setText", "appendHtml"):
    for name, content in {"a number": 5, "true": True, "an empty text": ""}.items():
        shown(f"lenient, {kind} with {name}", action(kind, "#one", content))
    shown(f"lenient, {kind} without content", action(kind, "#one"))
shown("lenient, setAttribute with null", action("setAttribute", "#main", {"title": None, "a": ""}))
shown("lenient, setAttribute with a list", action("setAttribute", "#main", {"title": [1, 2]}))
shown("lenient, setStyle with a number", action("setStyle", "#main", {"opacity": 0.5}))
shown("lenient, setStyle with null", action("setStyle", "#main", {"color": None, "top": ""}))
shown("lenient, resize with null", action("resize", "#main", {"width": None}))

STORED = {
    "no maxAge": {"value": "v"},
    "maxAge null": {"value": "v", "maxAge": None},
    "maxAge a text": {"value": "v", "maxAge": "864000"},
    "maxAge a word": {"value": "v", "maxAge": "soon"},
    "maxAge zero": {"value": "v", "maxAge": 0},
    "maxAge below zero": {"value": "v", "maxAge": -1},
    "maxAge true": {"value": "v", "maxAge": True},
    "no value": {"maxAge": 864000},
    "value null": {"value": None, "maxAge": 864000},
    "value a number": {"value": 5, "maxAge": 864000},
    "value true": {"value": True, "maxAge": 864000},
    "attrs null": {"value": "v", "maxAge": 864000, "attrs": None},
    "SameSite in capitals": {"value": "v", "maxAge": 864000, "attrs": {"SameSite": "STRICT"}},
    "SameSite a word": {"value": "v", "maxAge": 864000, "attrs": {"SameSite": "odd"}},
}

for name, item in STORED.items():
    case(
        f"lenient: state:store, {name}",
        configure(),
        call("sendEvent"),
        scenario=handles(handle("state:store", {"key": f"kndctr_{ORG_}_x", **item})),
        cookies={**KNOWN, f"kndctr_{ORG_}_x": "before"},
        requests=1,
    )

for name, payload in {
    "no key": {"value": "v", "maxAge": 864000},
    "key null": {"key": None, "value": "v", "maxAge": 864000},
}.items():
    case(
        f"lenient: state:store, {name}",
        configure(),
        call("sendEvent"),
        scenario=handles(handle("state:store", payload)),
        cookies=KNOWN,
        requests=1,
    )

case(
    "lenient: an address for its text",
    configure(),
    call("appendIdentityToUrl", {"url": Js("document.location")}),
    call("appendIdentityToUrl", {"url": 5}),
    call("appendIdentityToUrl", {"url": ""}),
    cookies=KNOWN,
    requests=0,
)
case(
    "lenient: names of views in other scripts",
    configure(),
    call("sendEvent", {"renderDecisions": True, "xdm": {"web": {"webPageDetails": {
        "viewName": "Über-Uns"}}}}),
    observe("document.getElementById('one').textContent"),
    body="<p id=one>old</p>",
    scenario={"name": "parity", "offers": [{"propositions": [{
        "id": "AT:1", "scope": "über-uns",
        "scopeDetails": {"decisionProvider": "TGT", "characteristics": {"scopeType": "view"}},
        "items": [{"id": "1", "schema": "https://ns.adobe.com/personalization/dom-action", "data": {
            "type": "setText", "selector": "#one", "content": "new"}}],
    }]}]},
    cookies=KNOWN,
    requests=2,
)
case(
    "lenient: big integers with a rule of the page's",
    run("BigInt.prototype.toJSON = function () { return String(this); }"),
    configure(),
    call("sendEvent", {"data": {"a": Js("5n")}, "xdm": {"_acme": {"b": Js("[6n]")}}}),
    cookies=KNOWN,
    requests=1,
)
