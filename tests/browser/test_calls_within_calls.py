"""Calls that the page makes from inside a function that we called, and with no stack left."""

import pytest

from tests.browser.pages import LOADERS, PAGES

CONFIG = """alloy("configure", Object.assign({
  datastreamId: "d", orgId: "0123456789ABCDEF01234567@AdobeOrg", edgeDomain: location.host,
  thirdPartyCookiesEnabled: false, bootTimeout: 60000, autoViews: false,
}, %s))"""


def page(loader, options="{}", before=""):
    script = f"<script>window.inner = []; {before}\n{CONFIG % options};</script>"
    return PAGES[loader](configure=None, head=script)


def told(edge, count):
    """What was asked for, in order: the types of events, or the action."""
    found = []
    for request in edge.wait_for(count):
        events = request["body"].get("events", [])
        types = [event["xdm"].get("eventType") for event in events]
        found.append(types[0] if types else request["action"])
    return found


FROM_HOOK = """{onBeforeEventSend: ({xdm}) => {
  if (xdm.eventType === "outer") inner.push(alloy(%s));
}}"""
FROM_MONITOR = """window.__alloyMonitors = [{onBeforeCommand: ({options}) => {
  if (options.xdm && options.xdm.eventType === "outer") inner.push(alloy(%s));
}}];"""
EVENT = '"sendEvent", {xdm: {eventType: "inner"}}'


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(("call", "last"), [
    (EVENT, "inner"),
    ('"getIdentity", {namespaces: ["ECID"]}', "identity/acquire"),
])
def test_what_a_hook_of_a_new_visitors_view_calls_does_not_overtake_the_view(
    visit, edge, loader, call, last
):
    visit.open(page(loader, FROM_HOOK % call))
    visit.ready()

    visit.alloy("sendEvent", {"xdm": {"eventType": "outer"}})
    outcomes = visit.page.evaluate("Promise.all(inner).then((all) => all.length)")

    assert outcomes == 1
    assert told(edge, 2) == ["outer", last]


def test_what_a_monitor_calls_comes_after_what_it_hears_of(visit, edge):
    visit.open(page("direct", before=FROM_MONITOR % EVENT))
    visit.ready()

    visit.alloy("sendEvent", {"xdm": {"eventType": "outer"}})
    visit.page.evaluate("Promise.all(inner).then((all) => all.length)")

    assert told(edge, 2) == ["outer", "inner"]


def test_a_hook_may_wait_for_what_it_calls(visit, edge):
    visit.open(page("direct", """{onBeforeEventSend: async ({xdm}) => {
      if (xdm.eventType === "outer") inner.push(await alloy(%s));
    }}""" % EVENT))
    visit.ready()

    assert "rejected" not in visit.alloy("sendEvent", {"xdm": {"eventType": "outer"}})

    assert told(edge, 2) == ["inner", "outer"]


def test_calls_within_calls_of_any_depth_settle(visit, edge):
    visit.open(page("direct", """{onBeforeEventSend: ({xdm}) => {
      const next = Number(xdm.eventType) + 1;
      if (next < 40) inner.push(alloy("sendEvent", {xdm: {eventType: String(next)}}));
    }}"""))
    visit.ready()

    visit.alloy("sendEvent", {"xdm": {"eventType": "0"}})
    visit.page.wait_for_function("inner.length === 39")
    visit.page.evaluate("Promise.all(inner).then((all) => all.length)")

    found = told(edge, 40)
    assert found[0] == "0"
    assert sorted(found, key=int) == [str(number) for number in range(40)]


# A test tool's timers never ring.
@pytest.mark.parametrize("before", ["", "setTimeout = () => 1;"])
def test_clicks_within_clicks_of_any_depth_are_told(visit, edge, before):
    options = """{clickCollection: {filterClickDetails: ({clickedElement}) => {
      const next = document.getElementById(String(Number(clickedElement.id) + 1));
      if (next) next.click();
    }}}"""
    links = "".join(f'<p><a id="{number}" href="#{number}">to {number}</a>' for number in range(12))
    script = f"<script>{before}{CONFIG % options};</script>"
    visit.open(PAGES["direct"](links, configure=None, head=script))
    visit.ready()

    visit.page.click("a")

    told = [request["body"]["events"][0]["xdm"]["web"]["webInteraction"]["name"]
            for request in edge.wait_for(12)]
    assert sorted(told) == sorted(f"to {number}" for number in range(12))


# Calls on the way back from the deepest place of the stack: from each of the last levels, and then
# from fewer and fewer of them.
DIVE = """async () => {
  const made = [];
  const settled = {resolved: 0, rejected: 0};
  (function dive() {
    let left = 0;
    try {
      left = dive();
    } catch (overflow) {
      // Here it turns.
    }
    if (left < 300 || left % 50 === 0 && left < 5000) {
      try {
        // No call of `push`: where there is no stack for it, nobody would look at the promise.
        made[made.length] =
          left % 2 ? alloy("getLibraryInfo") : alloy("sendEvent", {xdm: {eventType: "e"}});
      } catch (overflow) {
        // The language's own: there was no stack to call anything.
      }
    }
    return left + 1;
  })();
  for (const promise of made) {
    promise.then(() => { settled.resolved++; }, () => { settled.rejected++; });
  }
  const open = () => made.length - settled.resolved - settled.rejected;
  // What stays open while so many others come and go is open for ever.
  for (let others = 0; open() && others < 30; others++) {
    const before = open();
    await alloy("sendEvent", {xdm: {eventType: "other"}});
    if (open() < before) others = 0;
  }
  const after = await alloy("getLibraryInfo").then(() => "alive", (error) => error.message);
  return {open: open(), areCarriedOut: settled.resolved > 50, after};
}"""


# Engines differ in what a call takes of the stack, and in where they notice that it is full.
@pytest.mark.parametrize("loader", [
    pytest.param("direct", marks=pytest.mark.core),
    pytest.param("mpy", marks=pytest.mark.core),
    pytest.param("py", marks=pytest.mark.full),
])
def test_a_call_settles_from_any_depth_of_the_stack_and_breaks_nothing(
    visit, edge, engine, loader
):
    if engine.name == "webkit":
        # Its `new Promise` may throw after it has made one that is rejected: nobody gets that.
        visit.expect_page_error("Maximum call stack size exceeded")
    visit.open(page(loader))
    visit.ready()

    assert visit.page.evaluate(DIVE) == {"open": 0, "areCarriedOut": True, "after": "alive"}
