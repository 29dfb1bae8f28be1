"""Cases: what goes into an event, and which words of `sendEvent` put it there."""

from tests.parity.script import (
    IDENTITY,
    ORG_,
    Js,
    answers,
    call,
    case,
    configure,
    observe,
    together,
)

KNOWN_VISITOR = {f"kndctr_{ORG_}_identity": IDENTITY}

case("a plain event", configure(), call("sendEvent"), requests=1)

case("an event with empty options", configure(), call("sendEvent", {}), requests=1)

case(
    "the caller's xdm wins leaf by leaf",
    configure(),
    call(
        "sendEvent",
        {
            "xdm": {
                "web": {
                    "webPageDetails": {"name": "home"},
                    "webReferrer": {"URL": "https://a.test/"},
                },
                "device": {"screenWidth": 1},
                "environment": {"browserDetails": {"viewportHeight": 2}},
                "timestamp": "2026-01-02T03:04:05.678Z",
                "_tenant": {"list": [1, 2], "deep": {"a": {"b": None, "c": False, "d": ""}}},
            }
        },
    ),
    requests=1,
)

case(
    "the caller's scalars and lists replace collected objects",
    configure(),
    call("sendEvent", {"xdm": {"web": "none", "device": [1], "environment": None}}),
    call("sendEvent", {"xdm": {"placeContext": {}, "timestamp": 0}}),
    requests=2,
)

case(
    "keys of the prototype are dropped",
    configure(),
    call(
        "sendEvent",
        Js(
            """{
              xdm: JSON.parse('{"a": {"__proto__": {"x": 1}, "b": 1}, "constructor": {"y": 1}}'),
              data: JSON.parse('{"prototype": {"z": 1}, "__proto__": {"x": 1}, "c": {"d": 2}}'),
            }"""
        ),
    ),
    requests=1,
)

case(
    "undefined, functions and dates in the caller's data",
    configure(),
    call(
        "sendEvent",
        Js("{xdm: {a: undefined, b: null}, data: {f() {}, u: undefined, d: new Date(0), n: NaN}}"),
    ),
    requests=1,
)

case("the type option", configure(), call("sendEvent", {"type": "web.test"}), requests=1)

case(
    "the type option loses to the caller's eventType",
    configure(),
    call("sendEvent", {"type": "from.option", "xdm": {"eventType": "from.xdm"}}),
    requests=1,
)

case("data alone", configure(), call("sendEvent", {"data": {"plan": "gold", "n": 1.5}}), requests=1)

case(
    "empty xdm and data",
    configure(context=[]),
    call("sendEvent", {"xdm": {}, "data": {}}),
    requests=1,
)

case(
    "the mergeId option",
    configure(),
    call("sendEvent", {"mergeId": "merge-1"}),
    call("sendEvent", {"mergeId": "merge-1", "xdm": {"eventMergeId": "merge-2"}}),
    requests=2,
)

case("createEventMergeId", configure(), call("createEventMergeId"), requests=0)

case(
    "documentUnloading before there is an identity",
    configure(),
    call("sendEvent", {"documentUnloading": True, "type": "leave"}),
    requests=1,
)

case(
    "documentUnloading with an identity",
    configure(),
    call("sendEvent", {"documentUnloading": True, "type": "leave", "data": {"a": 1}}),
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "documentUnloading with more than a beacon may carry",
    configure(),
    call("sendEvent", {"documentUnloading": True, "data": Js('{big: "x".repeat(70000)}')}),
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "three events at once without an identity go one after the other",
    # A cookie that a script writes may miss the request that leaves next.
    configure(idMigrationEnabled=False),
    together(*[("sendEvent", {"type": f"event.{number}"}) for number in range(3)]),
    # Who goes first is fixed; the others leave together when the identity is there.
    any_order=True,
    requests=3,
)

case(
    "three events at once with an identity",
    configure(),
    together(*[("sendEvent", {"type": f"event.{number}"}) for number in range(3)]),
    cookies=KNOWN_VISITOR,
    # No answer, with cookies in it, is to come between them.
    scenario=answers({"delay_ms": 300}),
    any_order=True,
    requests=3,
)

case(
    "the caller's own objects stay as they are",
    configure(),
    call(
        "sendEvent",
        Js("window.mine = {xdm: {_tenant: {v: 1}}, data: {v: 1}}"),
    ),
    observe("JSON.stringify(window.mine)"),
    requests=1,
)

case(
    "identityMap in the caller's xdm",
    configure(),
    call(
        "sendEvent",
        {
            "xdm": {
                "identityMap": {
                    "Email": [
                        {"id": "a@b.test", "authenticatedState": "authenticated", "primary": True},
                        {"id": "c@d.test", "authenticatedState": "loggedOut"},
                    ],
                    "email": [{"id": "e@f.test", "xid": "x", "namespace": {"code": "email"}}],
                }
            }
        },
    ),
    requests=1,
)

case(
    "a first-party device id",
    configure(),
    call(
        "sendEvent",
        {
            "xdm": {
                "identityMap": {
                    "FPID": [{"id": "6f1f3e2a-0b5c-4d7e-8f90-112233445566", "primary": True}]
                }
            }
        },
    ),
    call("getIdentity"),
    requests=1,
)
