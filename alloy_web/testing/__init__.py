"""
What users' tests import. docs/testing.md shows the way; the fixtures `visitor` and `edge` come by
themselves where alloy-web is installed (plugin.py).

    visitor.py     Visitor: a browser with cookies, storage and a clock of its own
    page.py        Page: what a visitor and the page's code do
    events.py      Events: what was sent, asked for
    conditions.py  how an event has to be; `whole`
    edge.py        Edge: answers, scenarios, faults
    browser/       the same in a real browser
    apps.py        modules of PyScript apps, run as they are
    offers.py      render: what offers do to HTML
    strategies.py  for Hypothesis
    masking.py     snapshots

`Instance`, `MemoryHost` and `reply` are the parts below: an SDK on a host in memory, for whoever
wants the requests themselves.

    host = MemoryHost(url="https://www.example.com/cart")
    host.on_send = lambda sent: reply({"handle": []})
    instance = Instance("alloy", host, "test")
    instance.execute("configure", {"orgId": "…@AdobeOrg", "datastreamId": "…"})
    instance.execute("event", {"type": "viewStart"})
    host.sent[0].body["events"][0]["xdm"]["web"]

Rules are tried by the code that a page has:

    shown = [{"iam.eventType": "display", "iam.id": "act#1"}]
    outcome = evaluate(rulesets, {"cart": {"size": 3}}, shown)
    outcome.failed[0].why       ["any of display act#1 lt 1: it is 1"]

Nothing is imported before it is asked for: pytest loads the plugin in every run.
"""

from importlib import import_module

_PLACES = {
    "Instance": "alloy_web.app.instance",
    "MemoryHost": "alloy_web.hosts.memory.host",
    "reply": "alloy_web.hosts.memory.host",
    "Edge": "alloy_web.testing.edge",
    "Events": "alloy_web.testing.events",
    "whole": "alloy_web.testing.conditions",
    "Visitor": "alloy_web.testing.visitor",
    "Evaluated": "alloy_web.testing.rules",
    "evaluate": "alloy_web.testing.rules",
    "Rendered": "alloy_web.testing.offers",
    "render": "alloy_web.testing.offers",
}

__all__ = sorted(_PLACES)


def __getattr__(name):
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    _prepare()
    try:
        return getattr(import_module(_PLACES[name]), name)
    except ModuleNotFoundError as error:
        if error.name not in ("bs4", "html5lib", "soupsieve"):
            raise
        raise ImportError(
            f"alloy_web.testing.{name} reads HTML, and {error.name} is not installed: "
            'pip install "alloy-web[testing]"'
        ) from error


def _prepare():
    """What CPython has besides: several threads, and asyncio's loop for hooks."""
    from alloy_web.hosts.memory import hooks, threads
    from alloy_web.hosts.memory.loop import Loop

    threads.use()
    hooks.use_loop(Loop())
