"""Cases: addresses, overrides, transport, and an edge that answers badly."""

from tests.parity.script import (
    IDENTITY,
    ORG_,
    OTHER_EDGE,
    answers,
    call,
    case,
    configure,
    start,
)

KNOWN_VISITOR = {f"kndctr_{ORG_}_identity": IDENTITY}
OVERRIDES = {
    "com_adobe_analytics": {"reportSuites": ["one"], "enabled": False},
    "com_adobe_target": {"propertyToken": "", "enabled": True},
    "com_adobe_identity": {"idSyncContainerId": 34373},
}

case("another base path", configure(edgeBasePath="custom"), call("sendEvent"), requests=1)

case(
    "the location hint of the cluster cookie",
    configure(),
    call("sendEvent"),
    cookies={f"kndctr_{ORG_}_cluster": "or2", "mboxEdgeCluster": "35"},
    requests=1,
)

case(
    "the location hint of the older cookie",
    configure(),
    call("sendEvent"),
    cookies={"mboxEdgeCluster": "35"},
    requests=1,
)

case(
    "the location hint of an answer",
    configure(),
    call("sendEvent"),
    call("sendEvent"),
    scenario={"name": "hint", "hint": "irl1"},
    requests=2,
)

case(
    "an edge on another domain gets the cookies in the body",
    configure(edgeDomain=OTHER_EDGE),
    call("sendEvent"),
    call("sendEvent"),
    cookies={"at_qa_mode": '{"token":"a b"}', "mbox": "session#1", "other": "1"},
    requests=2,
)

case(
    "Target's migration",
    configure(edgeDomain=OTHER_EDGE, targetMigrationEnabled=True),
    call("sendEvent"),
    cookies={"mbox": "session#1", **KNOWN_VISITOR},
    requests=1,
)

case(
    "overrides of the configuration",
    configure(edgeConfigOverrides=OVERRIDES),
    call("sendEvent"),
    call("getIdentity"),
    requests=1,
)

case(
    "overrides of the call",
    configure(),
    call("sendEvent", {"edgeConfigOverrides": OVERRIDES}),
    requests=1,
)

case(
    "overrides of the call replace the configuration's by the first key",
    configure(edgeConfigOverrides=OVERRIDES),
    call(
        "sendEvent",
        {
            "edgeConfigOverrides": {
                "com_adobe_analytics": {"reportSuites": []},
                "com_adobe_identity": {"idSyncContainerId": 0},
                "com_adobe_experience_platform": {
                    "datasets": {"event": {"datasetId": "d"}},
                    "com_adobe_edge_ode": {"enabled": False},
                    "com_adobe_edge_segmentation": {"enabled": True},
                },
            }
        },
    ),
    requests=1,
)

case(
    "a datastream of the call",
    configure(),
    call("sendEvent", {"edgeConfigOverrides": {"datastreamId": "other-datastream"}}),
    call("sendEvent", {"edgeConfigOverrides": {"datastreamId": "test-datastream"}}),
    requests=2,
)

case(
    "overrides of identity and consent requests",
    configure(),
    call("getIdentity", {"edgeConfigOverrides": {"com_adobe_identity": {"idSyncContainerId": 7}}}),
    call(
        "setConsent",
        {
            "consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}],
            "edgeConfigOverrides": {"datastreamId": "other-datastream", "a": {"b": 1}},
        },
    ),
    requests=2,
)

case(
    "the datasetId option",
    configure(),
    call("sendEvent", {"datasetId": "dataset-1"}),
    requests=1,
)

for status in (400, 403, 500):
    case(
        f"the edge answers {status}",
        configure(),
        call("sendEvent"),
        call("sendEvent"),
        scenario=answers({"status": status, "times": 1}),
        requests=2,
    )

case(
    "the edge answers with a page",
    configure(),
    call("sendEvent"),
    scenario=answers({"fault": "garbage"}),
    requests=1,
)

case(
    "the edge answers JSON without a handle",
    configure(),
    call("sendEvent"),
    scenario=answers({"body": {"requestId": "1"}}),
    requests=1,
)

case(
    "the edge answers with nothing",
    configure(),
    call("sendEvent"),
    scenario=answers({"status": 204, "body": ""}),
    requests=1,
)

case(
    "the edge answers 200 without a body",
    configure(),
    call("sendEvent"),
    scenario=answers({"body": ""}),
    requests=1,
)

case(
    "warnings and errors beside an answer",
    configure(),
    call("sendEvent"),
    scenario=answers(
        {
            "errors": [{"type": "t", "status": 500, "title": "not quite"}],
            "warnings": [{"type": "w", "title": "slow"}],
        }
    ),
    requests=1,
)

case(
    "a busy edge says when to come back",
    configure(),
    call("sendEvent", {"type": "again"}),
    scenario=answers({"status": 503, "times": 2, "headers": {"Retry-After": "0"}}),
    requests=3,
)

case(
    "an edge that stays busy is given up",
    configure(),
    call("sendEvent"),
    scenario=answers({"status": 429, "headers": {"Retry-After": "0"}}),
    requests=4,
)

case(
    "a busy edge names a date in the past",
    configure(),
    call("sendEvent"),
    scenario=answers(
        {"status": 502, "times": 1, "headers": {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}}
    ),
    requests=2,
)

case(
    "a busy edge says nothing about when",
    configure(),
    call("sendEvent"),
    scenario=answers({"status": 504, "times": 1}),
    requests=2,
)

case(
    "the connection is cut",
    configure(),
    call("sendEvent"),
    scenario=answers({"fault": "cut", "status": 200}),
    requests=1,
)

case(
    "the second event waits for an identity that does not come",
    configure(),
    start("sendEvent", {"type": "first"}),
    start("sendEvent", {"type": "second"}),
    scenario=answers({"status": 500, "times": 1, "delay_ms": 50}),
    requests=2,
)

case(
    "an answer without cookies lets nobody pass but the next one",
    configure(),
    start("sendEvent", {"type": "first"}),
    start("sendEvent", {"type": "second"}),
    start("sendEvent", {"type": "third"}),
    scenario=answers({"cookies": False}),
    requests=3,
)

case(
    "an assurance session in the address",
    configure(),
    call("sendEvent"),
    path="/t/page?adb_validation_sessionid=6f1f3e2a-0b5c-4d7e-8f90-112233445566",
    requests=1,
)
