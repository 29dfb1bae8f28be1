"""Cases: commands as such: order, names, validation, callbacks, debugging."""

from tests.parity.script import ORG, Js, call, case, configure, observe, run, start, start_in_vain

case(
    "commands before configure",
    call("sendEvent"),
    call("setDebug", {"enabled": True}),
    call("nonsense"),
    configure(),
    call("sendEvent"),
    requests=1,
)

case(
    "a command in the turn of configure",
    start(
        "configure",
        {
            "orgId": ORG,
            "datastreamId": "d",
            "edgeDomain": "edge.example.test",
            "thirdPartyCookiesEnabled": False,
        },
    ),
    start("sendEvent", {"type": "at once"}),
    requests=1,
)

case(
    "a second configure",
    configure(),
    configure(),
    requests=0,
)

case(
    "a wrong configure, then a right one",
    configure(orgId=42),
    call("sendEvent"),
    configure(datastreamId="second-try"),
    call("sendEvent"),
    requests=1,
)

case(
    "configurations that are refused",
    call("configure"),
    configure(nonsense=1),
    configure(edgeDomain="not a domain!"),
    configure(edgeBasePath=""),
    configure(context="web"),
    configure(defaultConsent="yes"),
    configure(downloadLinkQualifier="["),
    configure(onBeforeEventSend="no function"),
    configure(clickCollectionEnabled="true"),
    configure(edgeConfigOverrides=[]),
    configure(prehidingStyle=""),
    requests=0,
)

case(
    "an unknown command",
    configure(),
    call("nonsense", {"a": 1}),
    requests=0,
)

case(
    "options that are refused",
    configure(),
    call("sendEvent", {"nonsense": 1}),
    call("sendEvent", {"type": 1}),
    call("sendEvent", {"xdm": "text"}),
    call("sendEvent", {"data": []}),
    call("sendEvent", {"xdm": {"eventType": 1}}),
    call("sendEvent", {"xdm": {"identityMap": {"Email": {"id": "x"}}}}),
    call("sendEvent", {"xdm": {"identityMap": {"Email": [{"id": 1}]}}}),
    call("sendEvent", {"xdm": {"identityMap": {"Email": [{"id": "a", "primary": "yes"}]}}}),
    call("sendEvent", {"xdm": {"identityMap": {"E": [{"id": "a", "authenticatedState": "x"}]}}}),
    call("sendEvent", {"decisionScopes": ["a", "a"]}),
    call("sendEvent", {"renderDecisions": "yes"}),
    call("sendEvent", "text"),
    call("sendEvent", {"edgeConfigOverrides": "x"}),
    call("setDebug", {}),
    call("setDebug", {"enabled": True, "more": 1}),
    call("appendIdentityToUrl", {"url": ""}),
    call("applyResponse", {}),
    requests=0,
)

case(
    "options that are null or missing",
    configure(context=None),
    call("sendEvent", Js("{type: null, xdm: undefined, data: null, mergeId: undefined}")),
    call("sendEvent", Js("undefined")),
    call("sendEvent", Js("null")),
    requests=2,
)

case(
    "onBeforeEventSend edits the event",
    configure(
        onBeforeEventSend=Js(
            """(content) => {
              content.xdm.eventType = "edited";
              content.xdm._tenant = {a: [1, {b: 2}]};
              delete content.xdm.device;
              content.data.added = true;
              window.seen = Object.keys(content).sort().join();
            }"""
        )
    ),
    call("sendEvent", {"type": "plain", "data": {"mine": 1}}),
    observe("window.seen"),
    requests=1,
)

case(
    "onBeforeEventSend replaces the event",
    configure(
        onBeforeEventSend=Js(
            "(content) => { content.xdm = {eventType: 'new'}; content.data = {}; return true; }"
        )
    ),
    call("sendEvent", {"data": {"mine": 1}}),
    requests=1,
)

case(
    "onBeforeEventSend cancels the event",
    configure(onBeforeEventSend=Js("() => false")),
    call("sendEvent"),
    requests=0,
)

case(
    "onBeforeEventSend returns something falsy",
    configure(onBeforeEventSend=Js("() => null")),
    call("sendEvent"),
    requests=1,
)

case(
    "onBeforeEventSend throws",
    configure(onBeforeEventSend=Js("() => { throw new Error('mine'); }")),
    call("sendEvent"),
    requests=0,
)

case(
    "two instances on one page",
    configure(),
    configure(name="second", orgId="FFFFFFFFFFFFFFFFFFFFFFFF@AdobeOrg", datastreamId="second"),
    call("sendEvent", {"type": "first"}),
    call("sendEvent", {"type": "second"}, name="second"),
    instances=("alloy", "second"),
    requests=2,
)

case(
    "two instances with one datastream",
    configure(),
    configure(name="second"),
    call("sendEvent", {"type": "second"}, name="second"),
    instances=("alloy", "second"),
    requests=0,
)

case(
    "the shape of getLibraryInfo",
    configure(onBeforeEventSend=Js("(content) => {}")),
    run(
        "window.info = alloy('getLibraryInfo').then(({libraryInfo}) => {"
        " window.shape = [Object.keys(libraryInfo).sort().join(), typeof libraryInfo.version,"
        " Array.isArray(libraryInfo.commands), Array.isArray(libraryInfo.components),"
        " libraryInfo.configs.orgId, libraryInfo.configs.edgeBasePath,"
        " libraryInfo.configs.edgeDomain,"
        " typeof libraryInfo.configs.onBeforeEventSend,"
        " ['configure', 'setDebug', 'sendEvent', 'setConsent', 'getIdentity',"
        "  'appendIdentityToUrl', 'getLibraryInfo', 'createEventMergeId', 'applyResponse']"
        " .filter((name) => !libraryInfo.commands.includes(name)).join()]; });"
        " return window.info"
    ),
    observe("window.shape"),
    requests=0,
)

case(
    "debugging by configuration stores nothing",
    run("window.said = 0; console.info = console.warn = () => { window.said++; }"),
    configure(debugEnabled=True, context=["weather"]),
    observe("window.said > 0"),
    requests=0,
)

case(
    "debugging by command is remembered for the tab",
    configure(),
    call("setDebug", {"enabled": True}),
    observe("sessionStorage.getItem('com.adobe.alloy.instance.alloy.debug')"),
    call("setDebug", {"enabled": False}),
    requests=0,
)

case(
    "debugging by the address is remembered for the tab",
    configure(),
    path="/t/page?alloy_debug=TRUE",
    requests=0,
)

case(
    "debugging switched off by the address",
    configure(debugEnabled=True),
    path="/t/page?alloy_debug=false",
    requests=0,
)

case(
    "the older name of the datastream",
    configure(datastreamId=None, edgeConfigId="older-name"),
    call("sendEvent"),
    requests=1,
)

case(
    "a command that never comes to its end leaves the others alone",
    configure(defaultConsent="pending"),
    start_in_vain("sendEvent"),
    call("createEventMergeId"),
    requests=0,
)
