"""
When `alloy.js` does not come, or the page does odd things to the queue: who is told what, and
what is sent.
"""

import json

import pytest

from tests.browser.pages import CONFIG, LOADERS, PAGES, ROOT, direct_page
from tests.browser.support import until
from tests.browser.test_first_flight import WORDS, flight_page, known, told, types


@pytest.mark.engines("chromium", "firefox")
@pytest.mark.parametrize("is_known", [True, False])
def test_where_python_does_not_come_the_snippet_sends_what_it_understands(visit, edge, is_known):
    if is_known:
        known(visit)
    visit.expect_page_error("did not start in time")  # configure, which nobody waits for
    visit.open(flight_page(WORDS, {"bootTimeout": 300}, script="/no/alloy.js"))
    visit.page.wait_for_function("alloy.q.gone")

    assert [sorted(each) for each in told(visit, 2)] == [["requestBody"], ["requestBody"]]
    visit.alloy("event", {"type": "three", "data": {"n": 3}})
    refused = visit.alloy("getIdentity")
    visit.alloy("setConsent", {"consent": []})
    late = visit.alloy("event", {"type": "four"})

    edge.wait_for(3)
    first = "collect" if is_known else "interact"
    actions = [request["action"] for request in edge.events()]
    # Each may have a connection of its own, and overtake another.
    assert sorted(zip(types(edge), actions, strict=True)) == [
        (["one"], first), (["three"], "collect"), (["two"], "collect"),
    ]
    assert "did not start in time" in refused["rejected"]["message"]
    assert "did not start in time" in late["rejected"]["message"]


@pytest.mark.engines("chromium", "firefox")
@pytest.mark.parametrize("lost", ["**/micropython.wasm", "**/*-py3-none-any.whl"])
def test_where_pyscript_cannot_start_the_snippet_sends_what_it_understands(visit, edge, lost):
    def text(name):
        return (ROOT / f"static/dist/{name}.js").read_text(encoding="utf-8")

    known(visit)
    visit.page.route(lost, lambda route: route.abort("connectionreset"))
    visit.expect_page_error("did not start in time")
    # What PyScript says of it.
    visit.expect_page_error("")
    html = PAGES["mpy"](WORDS, configure={"bootTimeout": 1000})
    visit.open(html.replace(text("base_code"), text("first_flight")))
    visit.page.wait_for_function("alloy.q.gone")

    assert [sorted(each) for each in told(visit, 2)] == [["requestBody"], ["requestBody"]]
    edge.wait_for(2)
    assert sorted(types(edge)) == [["one"], ["two"]]


def with_its_hash(html):
    listed = json.loads((ROOT / "static/dist/manifest.json").read_text(encoding="utf-8"))["files"]
    [integrity] = [each["integrity"] for each in listed if each["name"] == "alloy.js"]
    return html.replace("<script async", f'<script integrity="{integrity}" crossorigin async')


def with_a_nonce(html):
    return html.replace("<script", '<script nonce="n"')


@pytest.mark.engines("chromium", "firefox")
@pytest.mark.parametrize("as_written", [str, with_its_hash, with_a_nonce])
def test_a_script_that_the_network_lost_is_asked_for_once_more(visit, edge, as_written):
    asked = []

    def lose_the_first(route):
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort("connectionreset")
        else:
            route.continue_()

    visit.page.route("**/alloy.js", lose_the_first)
    nonce_only = {"content-type": "text/html", "content-security-policy": "script-src 'nonce-n'"}
    visit.open(
        as_written(direct_page()), headers=nonce_only if as_written is with_a_nonce else None
    )
    visit.ready()

    assert visit.alloy("event", {"type": "a"})["requestBody"]
    assert len(asked) == 2


def test_a_script_that_never_comes_is_asked_for_twice_and_no_more(visit):
    asked = []
    visit.page.route("**/no/alloy.js", lambda route: (asked.append(1), route.abort()))
    visit.expect_page_error("did not start in time")
    visit.open(flight_page(WORDS, {"bootTimeout": 300}, script="/no/alloy.js"))
    visit.page.wait_for_function("alloy.q.gone")
    until(visit, lambda: len(asked) >= 2)

    assert len(asked) == 2


# ---- The queue

ODD_ITEMS = """<script>
  window.outcomes = [];
  for (const odd of [5, null, undefined, "text", {}, [], [1, 2, 3]]) alloy.q.push(odd);
  alloy("event", {type: "after"}).then(() => outcomes.push("went"), () => outcomes.push("failed"));
  const odd = {get sku() { throw Object.create(null); }};
  alloy("event", {data: odd}).catch((error) => outcomes.push(error.message));
  alloy("event", {type: "last"}).then(() => outcomes.push("went"), () => outcomes.push("failed"));
</script>"""


@pytest.mark.parametrize("loader", LOADERS)
def test_what_is_no_call_in_the_queue_troubles_no_other(visit, edge, loader):
    visit.open(PAGES[loader](ODD_ITEMS, configure={"autoViews": False}))
    visit.ready()
    visit.page.wait_for_function("outcomes.length === 3")

    outcomes = visit.page.evaluate("outcomes")
    assert outcomes.count("went") == 2
    assert any("cannot be read: an error without text" in each for each in outcomes)
    assert len([text for text in visit.debug_texts("error") if "is no call" in text]) == 7
    visit.page.evaluate("() => { alloy.q.push(5); }")
    assert visit.alloy("event", {"type": "next"})["requestBody"]


def test_what_is_no_call_in_the_queue_is_no_trouble_when_nobody_comes(visit, edge):
    visit.expect_page_error("did not start in time")
    visit.open(direct_page(ODD_ITEMS, {"bootTimeout": 300}, script=None))
    visit.page.wait_for_function("outcomes.length === 3")

    assert visit.page.evaluate("outcomes").count("failed") == 2


# ---- Leaving before Python is there


def leave(visit):
    visit.site.add_page("/t/elsewhere", "<!doctype html><title>elsewhere</title>")
    visit.page.evaluate("() => { setTimeout(() => { location.href = '/t/elsewhere'; }, 0); }")
    visit.page.wait_for_url("**/t/elsewhere")


MIXED = """<script>
  const quiet = (promise) => promise.catch(() => {});
  quiet(alloy("event", {type: "one"}));
  quiet(alloy("event", {type: "unloading", documentUnloading: true}));
  quiet(alloy("getIdentity"));
  quiet(alloy("event", {type: "list", data: {productListItems: []}}));
  quiet(alloy("sendEvent", {type: "two", data: {any: [1]}}));
  const consent = [{standard: "Adobe", version: "1.0", value: {general: "out"}}];
  quiet(alloy("setConsent", {consent}));
  quiet(alloy("event", {type: "after the choice"}));
</script>"""


@pytest.mark.engines("chromium", "firefox")
@pytest.mark.parametrize("is_known", [True, False])
def test_what_is_not_understood_holds_nothing_else_back(visit, edge, is_known):
    """But for a choice of the visitor's: what comes after it has to wait for it."""
    if is_known:
        known(visit)
    config = {
        "context": ["web"],
        "clickCollection": {"eventGroupingEnabled": True},
        "honorGlobalPrivacyControl": True,
    }
    visit.open(flight_page(MIXED, config, script=None))
    leave(visit)

    [request] = edge.wait_for(1)

    assert types(edge) == [["one", "unloading", "two"]]
    assert request["action"] == ("collect" if is_known else "interact")
    assert "device" not in request["body"]["events"][0]["xdm"]


# ---- Monitors

LATE = """() => {
  window.heard = [];
  window.__alloyMonitors = window.__alloyMonitors || [];
  window.__alloyMonitors.push({
    onBeforeCommand: ({commandName}) => heard.push(commandName),
    onNetworkResponse: ({statusCode}) => heard.push(statusCode),
  });
}"""


@pytest.mark.parametrize("loader", [*LOADERS, "attached"])
def test_a_monitor_that_comes_late_hears_all_from_then_on(visit, edge, loader):
    if loader == "attached":
        head = '<script src="/dist/alloy.js"></script>'
        page = PAGES["mpy"](configure={"autoViews": False}, head=head)
    else:
        page = PAGES[loader](configure={"autoViews": False})
    visit.open(page)
    visit.ready()
    visit.alloy("event", {"type": "before"})

    visit.page.evaluate(LATE)
    visit.alloy("event", {"type": "after"})
    first = visit.page.evaluate("heard")
    visit.page.evaluate(
        "() => { __alloyMonitors = [{onBeforeCommand: () => heard.push('second')}]; }"
    )
    visit.alloy("getLibraryInfo")

    assert first[0] == "event"
    assert set(first[1:]) <= {200, 204} and first[1:]
    assert visit.page.evaluate("heard")[len(first):] == ["second"]


# ---- Instances by code

VENDOR_COMPONENTS = """<!doctype html><title>module</title><body><script type="module">
import { createCustomInstance, createInstance } from "/dist/alloy.module.js";
const config = (instance, datastreamId) => instance("configure", Object.assign(%s, {
  edgeDomain: location.host, datastreamId, orgId: datastreamId + "@AdobeOrg"}));
const component = (namespace) => Object.assign(() => {}, {namespace});
const found = {};
try {
  const some = createCustomInstance({name: "some", components: [
    component("EventMerge"), {namespace: "Consent"}, "audiences", component("Identity"),
    component("Holograms"), undefined, "consnet", null, 7]});
  const odd = [createInstance({nmae: "x", monitors: {}}), createInstance(null), createInstance(7),
    createInstance({name: 7}), createCustomInstance(), createCustomInstance({components: "all"})];
  const refusing = new Proxy({}, { ownKeys() { throw Object.create(null); } });
  const unreadable = {get namespace() { throw Error("of the page"); }};
  odd.push(createInstance(refusing), createInstance({get name() { throw Error("of the page"); }}),
    createCustomInstance({components: [Object.create(null), "toString", Symbol("s")]}),
    createCustomInstance({components: ["consent", unreadable]}));
  await config(some, "some");
  found.merge = (await some("createEventMergeId")).eventMergeId.length;
  found.consent = await some("setConsent", {consent: []}).catch((error) => error.message);
  found.media = await some("createMediaSession").catch((error) => error.message);
  found.odd = [];
  for (const [index, each] of odd.entries()) {
    await config(each, "odd" + index);
    found.odd.push(Object.keys(await each("event", {type: "a"})));
  }
} catch (error) { found.thrown = String(error); }
document.body.setAttribute("data-found", JSON.stringify(found));
</script></body>""" % json.dumps({**CONFIG, "autoViews": False})


def test_components_of_the_vendors_package_are_known_and_what_is_unknown_is_a_warning(visit, edge):
    visit.open(VENDOR_COMPONENTS)
    visit.page.wait_for_selector("body[data-found]", state="attached")
    found = json.loads(visit.page.get_attribute("body", "data-found"))

    assert "thrown" not in found, found["thrown"]
    assert found["merge"] == 36
    assert "There is no command" not in found["consent"]
    assert '"createMediaSession"' in found["media"]
    assert len(found["odd"]) == 10
    assert all("requestBody" in each for each in found["odd"])
    # Their words may be on their way.
    until(visit, lambda: len(visit.console_texts("warning")) >= 10)
    [some, *others] = visit.console_texts("warning")
    assert some.startswith("[alloy] createCustomInstance: 5 problems\n  - components[4]: expected ")
    assert "got holograms. The instance goes without it." in some
    assert "  - components[5]: " in some and "got undefined" in some and "got consnet" in some
    assert [text.split("\n")[0] for text in others] == [
        "[alloy] createInstance: 2 problems",
        "[alloy] createInstance: 1 problem",
        "[alloy] createInstance: 1 problem",
        "[alloy] createInstance: 1 problem",
        "[alloy] createCustomInstance: 1 problem",
        "[alloy] createInstance: 1 problem",
        "[alloy] createInstance: 1 problem",
        "[alloy] createCustomInstance: 3 problems",
        "[alloy] createCustomInstance: 1 problem",
    ]
    assert "options: cannot be read: an error without text" in others[5]
    assert "options: cannot be read: Error: of the page" in others[6]
    assert "got [object Object]" in others[7] and "got toString" in others[7]
