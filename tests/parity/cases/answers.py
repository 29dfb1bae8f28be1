"""Cases: handles of an answer, answers that came another way, and what monitors hear."""

from tests.parity.script import IDENTITY, ORG_, Js, answers, call, case, configure, observe, run

KNOWN_VISITOR = {f"kndctr_{ORG_}_identity": IDENTITY}
PULLED = {"type": "profileLookup", "destinationId": "1", "alias": "a", "segments": [{"id": "s"}]}
PIXEL = "https://site.example.test/favicon.ico?pixel="
# Which document asked for which image, once they are there: the page's, or one of a hidden frame.
PIXELS_SEEN = """new Promise((resolve) => setTimeout(() => {
  const seen = [];
  const look = (name, view) => {
    for (const {name: url} of view.performance.getEntriesByType("resource")) {
      if (url.includes("?pixel=")) seen.push([url.split("=")[1], name]);
    }
  };
  look("page", window);
  for (const frame of document.querySelectorAll("iframe")) look(frame.name, frame.contentWindow);
  resolve(seen.sort());
}, 500))"""


def handles(*given):
    """A scenario: answers have these handles besides the usual ones."""
    return answers({"handle": list(given)})


def handle(kind, *payload):
    return {"type": kind, "payload": list(payload)}


case(
    "destinations are returned, in the order of their handles",
    configure(),
    call("sendEvent"),
    scenario=handles(
        handle("activation:pull", PULLED, {"type": "other", "odd": [1]}),
        handle("activation:pull", {"type": "third"}),
    ),
    requests=1,
)

case(
    "cookie destinations",
    configure(),
    call("sendEvent"),
    scenario=handles(
        handle(
            "activation:push",
            {"type": "cookie", "spec": {"name": "whole", "value": "a=1&b", "ttlDays": 30}},
            {"type": "cookie", "spec": {"name": "dom", "value": "x", "domain": "example.test"}},
            {"type": "cookie", "spec": {"name": "bare"}},
            {"type": "unknown", "spec": {"name": "no", "value": "no"}},
        )
    ),
    requests=1,
)

case(
    "pixels of destinations and id syncs, with and without the page's address",
    configure(),
    call("sendEvent"),
    observe(PIXELS_SEEN),
    scenario=handles(
        handle(
            "activation:push",
            {"type": "url", "id": 1, "spec": {"url": PIXEL + "1", "hideReferrer": False}},
            {"type": "url", "id": 2, "spec": {"url": PIXEL + "2", "hideReferrer": True}},
            {"type": "url", "id": 3, "spec": {"url": PIXEL + "3"}},
        ),
        handle(
            "identity:exchange",
            {"type": "url", "id": 4, "spec": {"url": PIXEL + "4", "hideReferrer": False}},
            {"type": "url", "id": 5, "spec": {"url": PIXEL + "5", "hideReferrer": True}},
            {"type": "unknown", "spec": {"url": PIXEL + "6"}},
        ),
    ),
    requests=1,
)

case(
    "cookies of the answer",
    configure(),
    call("sendEvent"),
    scenario=handles(
        handle(
            "state:store",
            {"key": f"kndctr_{ORG_}_a", "value": 'x y;,"%\\é{|}', "maxAge": 1000000},
            {"key": f"kndctr_{ORG_}_b", "value": "session", "attrs": {"SameSite": "Lax"}},
            {"key": f"kndctr_{ORG_}_c", "value": "1", "maxAge": 1e6, "attrs": {"SameSite": "None"}},
            {"key": "other(name)@x", "value": "", "maxAge": 1000000},
        )
    ),
    requests=1,
)

case(
    "handles nobody knows",
    configure(),
    call("sendEvent"),
    scenario=handles(
        handle("locationHint:result", {"scope": "EdgeNetwork", "hint": "irl1", "ttlSeconds": 1800}),
        handle("some:thing", {"a": 1}),
    ),
    requests=1,
)

APPLIED = {
    "responseBody": {
        "handle": [
            handle("state:store", {"key": f"kndctr_{ORG_}_x", "value": "v", "maxAge": 1000000}),
            handle("activation:pull", PULLED),
            handle("identity:result", {"id": "1" * 38, "namespace": {"code": "ECID"}}),
        ]
    },
    "responseHeaders": {"x-adobe-edge": "OR2;9"},
}

case(
    "an answer that came another way",
    configure(),
    call("applyResponse", APPLIED),
    call("getIdentity"),
    cookies=KNOWN_VISITOR,
    requests=0,
)

case(
    "an answer that came another way is not asked for consent",
    configure(defaultConsent="out"),
    call("applyResponse", APPLIED),
    requests=0,
)

case(
    "answers that came another way and are none",
    configure(),
    call("applyResponse", {"responseBody": {}}),
    call("applyResponse", {"responseBody": {"handle": [{"payload": []}]}}),
    call("applyResponse", {"responseBody": {"handle": []}, "responseHeaders": {"a": 1}}),
    call("applyResponse", {"responseBody": {"handle": []}, "renderDecisions": "yes"}),
    call("applyResponse", {"responseBody": {"handle": []}, "more": 1}),
    call("applyResponse", {"responseBody": {"handle": []}}),
    cookies=KNOWN_VISITOR,
    requests=0,
)

# What each monitor method is given, by name; messages are everybody's own.
NOTE_MONITORS = (
    "window.heard = [];"
    "const note = (method) => (data) => { heard.push([method, Object.keys(data).sort()]); };"
    "window.__alloyMonitors = [Object.fromEntries(['onInstanceCreated', 'onInstanceConfigured',"
    " 'onBeforeCommand', 'onCommandResolved', 'onCommandRejected', 'onBeforeNetworkRequest',"
    " 'onNetworkResponse', 'onNetworkError'].map((method) => [method, note(method)]))];"
)

case(
    "monitors hear commands and requests",
    configure(),
    call("sendEvent", {"type": "a"}),
    call("sendEvent", {"type": 5}),
    observe("heard"),
    before=NOTE_MONITORS,
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "monitors hear that the network fails",
    configure(),
    call("sendEvent", {"type": "a"}),
    observe("heard"),
    before=NOTE_MONITORS,
    cookies=KNOWN_VISITOR,
    scenario=answers({"fault": "cut", "status": 200}),
    requests=1,
)

case(
    "what a monitor hears of an answer",
    configure(),
    call("sendEvent", {"type": "a"}),
    observe("told"),
    before=(
        "window.__alloyMonitors = [{onNetworkResponse(data) { window.told = ["
        "  data.statusCode, data.retriesAttempted, data.getHeader('X-Adobe-Edge'),"
        "  data.getHeader('nothing'), data.payload.events.length,"
        "  data.parsedBody.handle.length > 0, typeof data.body, data.instanceName]; }}];"
    ),
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "an error of the page's keeps its name and code",
    configure(
        onBeforeEventSend=Js(
            "() => { throw Object.assign(new RangeError('mine'), {code: 'E_MINE'}); }"
        )
    ),
    run(
        "window.told = alloy('sendEvent').catch((error) => [error.name, error.code,"
        " error instanceof RangeError, error.message.startsWith('[alloy] '),"
        " error.message.includes('mine')]); return window.told"
    ),
    observe("window.told"),
    requests=0,
)
