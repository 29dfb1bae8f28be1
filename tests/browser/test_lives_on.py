"""
What a page does to the compiled SDK, and after which it works as before: code of the page that
runs out of stack or never ends, storage and cookies that throw. There is no interpreter to lose.
"""

import pytest

from tests.browser.pages import CONFIG, direct_page

CONFIGURE = """
([config, hooks]) => alloy("configure", {
  ...config, edgeDomain: location.host, autoViews: false, ...(0, eval)("(" + hooks + ")"),
})
"""


def configured(visit, hooks="{}", head=""):
    """A page of a new visitor; `hooks` are options of `configure`, as JavaScript."""
    visit.open(direct_page('<h1 id="h">Hello</h1>', configure=None, head=head))
    visit.ready()
    visit.page.evaluate(CONFIGURE, [CONFIG, hooks])


def types_sent(edge):
    sent = [event["body"]["events"] for event in edge.events() if "events" in event["body"]]
    return [events[0]["xdm"]["eventType"] for events in sent]


# Each runs out of stack in a function of the page's, called by the SDK for the event "deep".
OVERFLOWS = {
    "in a filter": "{onBeforeEventSend(event) { if (event.xdm.eventType === 'deep') sink(); }}",
    "in a promise of a filter":
        "{async onBeforeEventSend(event) { if (event.xdm.eventType === 'deep') sink(); }}",
    "in what a filter leaves": """{onBeforeEventSend(event) {
      if (event.xdm.eventType !== 'deep') return;
      Object.defineProperty(event.xdm, 'own', {enumerable: true, get: sink});
    }}""",
}
SINK = "<script>window.sink = (left) => 1 + sink(left);</script>"


@pytest.mark.core
@pytest.mark.parametrize("place", OVERFLOWS)
def test_after_an_overflow_in_the_pages_function_events_are_sent(visit, edge, place):
    configured(visit, OVERFLOWS[place], SINK)

    failed = visit.alloy("event", {"type": "deep"})
    visit.alloy("event", {"type": "next"})

    assert failed["rejected"]["isError"]
    assert failed["rejected"]["message"].startswith("[alloy] ")
    assert types_sent(edge) == ["next"]


MONITOR = """<script>
window.__alloyMonitors = [{
  onBeforeCommand() { heard += 1; sink(); },
  onCommandResolved() { heard += 1; sink(); },
}];
window.heard = 0;
</script>"""


@pytest.mark.core
def test_an_overflow_in_a_monitor_changes_nothing_for_commands(visit, edge):
    configured(visit, head=SINK + MONITOR)

    visit.alloy("event", {"type": "a"})
    visit.alloy("event", {"type": "b"})

    assert types_sent(edge) == ["a", "b"]
    assert visit.page.evaluate("heard") >= 4


HANGS = {
    "a filter": """{onBeforeEventSend(event) {
      if (event.xdm.eventType === 'hangs') return new Promise(() => {});
    }}""",
    "a thing like a promise": """{onBeforeEventSend(event) {
      if (event.xdm.eventType === 'hangs') return {then() {}};
    }}""",
}


@pytest.mark.parametrize("hook", HANGS)
@pytest.mark.parametrize("visitor", ["new", "known"])
def test_a_hook_that_never_settles_holds_its_own_event_alone(visit, edge, hook, visitor):
    configured(visit, HANGS[hook])
    if visitor == "known":
        visit.alloy("event", {"type": "first"})

    visit.page.evaluate("""() => {
      window.settled = false;
      alloy("event", {type: "hangs"}).finally(() => { settled = true; });
    }""")
    visit.alloy("event", {"type": "second"})
    visit.alloy("event", {"type": "third"})

    assert types_sent(edge) == ["first"][visitor == "new":] + ["second", "third"]
    assert visit.page.evaluate("settled") is False


# Properties of the page that throw when they are read, or used.
THROWING = {
    "storage that is not to be had": """
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, {
          get() { throw new DOMException("no", "SecurityError"); },
        });
      }""",
    "storage that is full": """
      Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); };""",
    "storage that does nothing but throw": """
      for (const name of ["getItem", "setItem", "removeItem", "key"]) {
        Storage.prototype[name] = () => { throw new TypeError("no"); };
      }""",
    "cookies that throw": """
      Object.defineProperty(Document.prototype, "cookie", {
        configurable: true,
        get() { throw new DOMException("no", "SecurityError"); },
        set() { throw new DOMException("no", "SecurityError"); },
      });""",
}


@pytest.mark.parametrize("name", THROWING)
def test_storage_that_throws_costs_no_event(visit, edge, name):
    configured(visit, "{debugEnabled: true}", f"<script>{THROWING[name]}</script>")

    visit.alloy("setDebug", {"enabled": True})
    first = visit.alloy("event", {"type": "first"})
    second = visit.alloy("event", {"type": "second"})
    consent = visit.alloy("setConsent", {
        "consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}],
    })

    assert [each.get("rejected") for each in (first, second, consent)] == [None, None, None]
    assert types_sent(edge) == ["first", "second"]
