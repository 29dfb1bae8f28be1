"""Cases: what is collected about page, device and place, group by group."""

from tests.parity.script import call, case, configure, run

for group in ("web", "device", "environment", "placeContext"):
    case(
        f"context {group} alone",
        configure(context=[group]),
        call("sendEvent"),
        path="/t/page?q=1#part",
        referrer="https://site.example.test/before",
        requests=1,
    )

case("no context", configure(context=[]), call("sendEvent"), requests=1)

case(
    "every context there is",
    configure(
        context=[
            "web",
            "device",
            "environment",
            "placeContext",
            "highEntropyUserAgentHints",
            "oneTimeAnalyticsReferrer",
        ]
    ),
    call("sendEvent"),
    call("sendEvent"),
    referrer="https://site.example.test/before",
    requests=2,
)

case(
    "a context nobody knows",
    configure(context=["web", "weather"]),
    call("sendEvent"),
    requests=1,
)

case(
    "the analytics referrer is sent once, and the caller's own wins",
    configure(context=["oneTimeAnalyticsReferrer"]),
    call("sendEvent"),
    call("sendEvent", {"data": {"__adobe": {"analytics": {"referrer": "https://b.test/"}}}}),
    call("sendEvent", {"data": {"__adobe": {"analytics": {"referrer": "https://b.test/"}}}}),
    call("sendEvent", {"type": "decisioning.propositionFetch"}),
    referrer="https://site.example.test/before",
    requests=4,
)

case(
    "the viewport is the root element without its scroll bar",
    configure(context=["environment", "device"]),
    run("document.body.style.cssText = 'height: 5000px; width: 5000px; margin: 9px'"),
    call("sendEvent"),
    requests=1,
)

case(
    "a screen that does not know its size",
    configure(context=["device"]),
    run(
        "Object.defineProperties(screen, {width: {value: '1280.6'}, height: {value: -1},"
        " orientation: {value: undefined}})"
    ),
    call("sendEvent"),
    requests=1,
)

case(
    "the address after a change of route",
    configure(context=["web"]),
    run("history.pushState({}, '', '/t/elsewhere?a=%20b#c d')"),
    call("sendEvent"),
    requests=1,
)
