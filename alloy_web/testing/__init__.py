"""
What users' tests import: an SDK on a host in memory, and offers tried on HTML. No browser.

    from alloy_web.testing import Instance, MemoryHost, reply

    host = MemoryHost(url="https://www.example.com/cart")
    host.on_send = lambda sent: reply({"handle": []})
    instance = Instance("alloy", host, "test")
    instance.execute("configure", {"orgId": "…@AdobeOrg", "datastreamId": "…"})
    instance.execute("event", {"type": "viewStart"})
    host.sent[0].body["events"][0]["xdm"]["web"]

What the SDK sent is in `sent` and `beacons`, what it logged in `logs`, the cookies it set in
`cookies`; `host.advance(ms)` turns the clock.

A dry run shows what becomes of propositions on some HTML, and why something is not shown:

    from alloy_web.testing import render

    def test_the_spring_offer_replaces_the_headline():
        shown = render(propositions, "<h1>Welcome</h1>")

        assert shown.html == "<h1>Spring sale</h1>"
        assert shown.skipped == []

`propositions` are those of the server's answer: the payload of `personalization:decisions`. What
an SDK would decide and do here is decided and done by the same code.

To see a whole visit, requests and reports included, give the memory host its HTML:

    host = MemoryHost(html="<h1>Welcome</h1>")
    host.on_send = lambda sent: reply({"handle": [
        {"type": "personalization:decisions", "payload": propositions},
    ]})
    instance = Instance("alloy", host, "test")
    instance.execute("configure", {"orgId": "…@AdobeOrg", "datastreamId": "…"})
    instance.execute("sendEvent", {"renderDecisions": True})

    host.html()          the page as it is now
    host.report          what was tried on it, a dict for each action

Rules are tried in the same way, by the code that a page has:

    from alloy_web.testing import evaluate

    def test_the_card_is_for_full_carts_that_were_not_told_of_it_before():
        told = evaluate(rulesets, {"cart": {"size": 3}}, [
            {"iam.eventType": "display", "iam.id": "act#1"},
        ])

        assert told.ids == []
        assert told.failed[0].why == ["any of display act#1 lt 1: it is 1"]

A line of a report is `{"selector", "applied", "elements"}`, or with `"why"` where it was not
applied. `alloy-web[testing]` installs what reads the HTML. Scripts do not run, and elements that
come late are not waited for.
"""

from alloy_web.app.instance import Instance
from alloy_web.hosts.memory import threads
from alloy_web.hosts.memory.host import MemoryHost, reply, use_loop
from alloy_web.hosts.memory.loop import Loop
from alloy_web.testing.rules import Evaluated, evaluate

__all__ = ["Evaluated", "Instance", "MemoryHost", "Rendered", "evaluate", "render", "reply"]

# What CPython has besides: several threads, and asyncio's loop for hooks.
threads.use()
use_loop(Loop())


def __getattr__(name):
    """`render` and `Rendered`, which alone need what reads the HTML."""
    if name not in ("render", "Rendered"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from alloy_web.testing.offers import Rendered, render
    except ImportError as error:
        raise ImportError(
            f"alloy_web.testing.{name} reads HTML, and {error.name} is not installed: "
            "pip install alloy-web[testing]"
        )
    return render if name == "render" else Rendered
