"""
Tests of what an offer does to a page, without a browser.

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

A line of a report is `{"selector", "applied", "elements"}`, or with `"why"` where it was not
applied. `alloy-web[testing]` installs what reads the HTML. Scripts do not run, and elements that
come late are not waited for.
"""

from alloy_web.testing.offers import Rendered, render

__all__ = ["Rendered", "render"]
