"""
Python of a PyScript page, where alloy.js serves the page: one engine, programmed from there.
"""

import json

import pytest
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.pages import ROOT, direct_page, mpy_page, py_page, wheel

DIST = ROOT / "static/dist"
PAGES = {"mpy": mpy_page, "py": py_page}
# Not `async`: it has found its queues before PyScript begins.
ALLOY_JS = '<script src="/dist/alloy.js"></script>'
START = """
import js, json, sys
from alloy_web import alloy, create_instance, create_custom_instance, errors, install

def tell(found):
    js.document.body.setAttribute("data-found", json.dumps(found))

# Only an engine that runs in the page's Python has this module.
def whose():
    return "own" if "alloy_web._engine" in sys.modules else "alloy.js"

CONFIG = {
    "datastreamId": "d", "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "edgeDomain": js.location.host, "thirdPartyCookiesEnabled": False, "autoViews": False,
}
OTHER = dict(CONFIG, datastreamId="other", orgId="1123456789ABCDEF01234567@AdobeOrg")
"""

# A second name, as the base code makes it.
SHOP = """<script>
  window.__alloyNS.push("shop");
  window.shop = (...call) => new Promise((yes, no) => shop.q.push([yes, no, call]));
  shop.q = [];
  document.addEventListener("alloy:ready", (event) => {
    if (event.detail.name === "shop") window.isShopReady = true;
  });
</script>"""

LEAVE = """() => addEventListener("pagehide", () => {
  alloy("event", {type: "kept", documentUnloading: true});
})"""

both = pytest.mark.parametrize("kind", [pytest.param("mpy", marks=pytest.mark.core), "py"])
# Pyodide takes seconds each time, and little of it is in these.
either = pytest.mark.parametrize("kind", ["mpy", pytest.param("py", marks=pytest.mark.full)])
routed = pytest.mark.engines("chromium", "firefox")


def open_page(visit, kind, main, head=ALLOY_JS, body="", configure=None):
    visit.open(PAGES[kind](body, configure=configure, head=head, main=START + main))


def found(visit):
    try:
        visit.page.wait_for_selector("body[data-found]", state="attached")
    except TooLate:
        raise AssertionError(f"Python told nothing; the page said: {visit.console}") from None
    return json.loads(visit.page.get_attribute("body", "data-found"))


# ---- Commands, hooks, errors


@both
def test_commands_and_hooks_of_the_pages_python_reach_the_engine_of_alloy_js(visit, edge, kind):
    main = """
import asyncio

wrong = ValueError("not today")

async def scrub(content):
    await asyncio.sleep(0.01)
    if content["xdm"]["eventType"] == "fails":
        raise wrong
    content.get("data", {}).pop("email", None)
    content["xdm"]["web"]["webPageDetails"]["name"] = "set in Python"

def name_link(details):
    details["linkName"] = details["clickedElement"].getAttribute("data-name")

install()
await alloy("configure", dict(CONFIG, onBeforeEventSend=scrub, clickCollectionEnabled=True,
                              clickCollection={"filterClickDetails": name_link}))
data = {"email": "a@b.c", "n": 2**40, "f": 1.5}
result = await alloy("event", {"type": "a", "data": data})
event = result["requestBody"]["events"][0]
try:
    await alloy("event", {"type": "fails"})
except errors.HookError as error:
    is_ours = error.original is wrong
tell([type(event).__name__, event["data"], event["xdm"]["eventType"], is_ours, whose()])
"""
    open_page(visit, kind, main, body='<a href="#x" data-name="from Python">x</a>')

    assert found(visit) == ["dict", {"n": 2**40, "f": 1.5}, "a", True, "alloy.js"]
    assert len(edge.events()) == 1
    event = edge.events()[0]["body"]["events"][0]
    assert event["data"] == {"n": 2**40, "f": 1.5}
    assert event["xdm"]["web"]["webPageDetails"]["name"] == "set in Python"

    visit.page.click("a")

    link = edge.wait_for(2)[1]["body"]["events"][0]["xdm"]["web"]["webInteraction"]
    assert link["name"] == "from Python"


@either
def test_the_page_and_its_python_share_one_identity(visit, edge, kind):
    open_page(
        visit,
        kind,
        """
install()
await alloy("configure", CONFIG)
await alloy("event", {"type": "python"})
tell((await alloy("getIdentity"))["identity"]["ECID"])
""",
    )
    ecid = found(visit)

    assert visit.alloy("getIdentity")["identity"]["ECID"] == ecid
    visit.alloy("event", {"type": "page"})
    sent = [(event["action"], event["body"]["events"][0]["xdm"]) for event in edge.events()]
    assert [(action, xdm["eventType"]) for action, xdm in sent] == [
        ("interact", "python"),
        ("collect", "page"),
    ]


@either
def test_a_hook_that_needs_no_waiting_answers_while_the_page_leaves(visit, edge, kind):
    main = """
def hook(content):
    content["data"] = {"by": "a def"}
    return content["xdm"]["eventType"] != "dropped"

install()
await alloy("configure", dict(CONFIG, onBeforeEventSend=hook))
tell([await alloy("event", {"type": "dropped"}), whose()])
"""
    open_page(visit, kind, main)
    assert found(visit) == [{}, "alloy.js"]

    visit.page.evaluate(LEAVE)
    visit.open(direct_page("", configure=None), path="/t/next")

    event = edge.wait_for(1)[0]["body"]["events"][0]
    assert event["data"] == {"by": "a def"}


@either
def test_errors_are_of_the_kinds_that_an_own_engine_raises(visit, edge, kind):
    main = """
def hook(content):
    raise wrong

wrong = ValueError("not today")
told = []

async def note(command, options=None):
    try:
        await alloy(command, options)
    except errors.AlloyError as error:
        told.append([type(error).__name__, error.code, str(error)])
        return error

install()
await note("event", {"type": "a"})
await note("configure", dict(CONFIG, datastreamId=7))
await alloy("configure", dict(CONFIG, onBeforeEventSend=hook))
await note("event", {"tpye": "a"})
await note(7)
error = await note("event", {"type": "a"})
told.append([error.original is wrong, error.name, whose()])
tell(told)
"""
    visit.open(PAGES[kind]("", configure=None, main=START + main))
    *own, own_last = found(visit)
    open_page(visit, kind, main)
    *attached, attached_last = found(visit)

    assert attached == own
    assert [each[:2] for each in own] == [
        ["CommandError", "command"],
        ["ConfigError", "config"],
        ["CommandError", "command"],
        ["CommandError", "command"],
        ["HookError", "hook"],
    ]
    assert own_last == [True, "ValueError", "own"]
    assert attached_last == [True, "ValueError", "alloy.js"]
    assert edge.events() == []


@either
def test_the_status_of_a_refusal_comes_along(visit, edge, kind):
    edge.set_scenario({"name": "no", "answers": [{"when": {}, "status": 403}]})
    main = """
install()
await alloy("configure", CONFIG)
try:
    await alloy("event", {"type": "viewStart"})
except errors.EdgeError as error:
    tell([error.status, whose()])
"""
    open_page(visit, kind, main)

    assert found(visit) == [403, "alloy.js"]


@either
def test_what_comes_later_among_the_options_is_waited_for(visit, edge, kind):
    main = """
async def merge_id():
    return "from a coroutine"

install()
await alloy("configure", CONFIG)
result = await alloy("event", {"type": "a", "mergeId": merge_id()})
tell([result["requestBody"]["events"][0]["xdm"]["eventMergeId"], whose()])
"""
    open_page(visit, kind, main)

    assert found(visit) == ["from a coroutine", "alloy.js"]


@either
def test_what_has_no_json_form_is_refused_with_its_place(visit, edge, kind):
    main = """
import js

install()
await alloy("configure", CONFIG)
told = []
for value in (complex(1, 2), float("nan"), print):
    try:
        await alloy("event", {"type": "a", "data": {"size": value, "plan": "gold"}})
    except Exception as error:
        told.append(str(error))
js.eval("window.__given = {rooms: [1, {name: 'x'}]}")
result = await alloy("event", {"type": "a", "data": {"house": js.window.__given}})
tell([told, result["requestBody"]["events"][0]["data"]])
"""
    open_page(visit, kind, main)

    told, house = found(visit)
    assert [text.partition(": ")[2].split("\n")[:2] for text in told] == [
        ["1 problem", "  - data.size: a complex has no JSON form"],
        ["1 problem", "  - data.size: nan is no number that JSON knows"],
        ["1 problem", told[2].split("\n")[1]],
    ]
    assert told[2].endswith("function has no JSON form")
    assert house == {"house": {"rooms": [1, {"name": "x"}]}}


@pytest.mark.full
@pytest.mark.parametrize("kind", ["py"])
def test_a_call_leaves_nothing_behind(visit, edge, kind):
    main = """
import gc
import pyodide.ffi
from alloy_web._page import python_page__page

def hook(content):
    content["data"] = {"seen": True}

async def merge_id():
    return "m"

def count():
    gc.collect()
    kinds = [type(each).__name__ for each in gc.get_objects()]
    return [len(python_page__page().kept), kinds.count("JsProxy"), kinds.count("Deferred")]

made = []
create_proxy = pyodide.ffi.create_proxy
pyodide.ffi.create_proxy = lambda *given: made.append(1) or create_proxy(*given)

install()
await alloy("configure", dict(CONFIG, onBeforeEventSend=hook))
for each in range(10):
    await alloy("event", {"type": "a", "mergeId": merge_id()})
before = count()
for each in range(100):
    await alloy("event", {"type": "a", "mergeId": merge_id()})
tell([len(made), [now - then for now, then in zip(count(), before)]])
"""
    config = {"packages": [wheel()]}
    visit.open(PAGES[kind]("", configure=None, head=ALLOY_JS, main=START + main, config=config))

    assert found(visit) == [1, [0, 0, 0]]
    names = "performance.getEntriesByType('resource').map(({name}) => name.split('/').pop())"
    loaded = visit.page.evaluate(names)
    assert "pyodide.mjs" in loaded
    assert not [name for name in loaded if "http" in name], "what only some pages ask for"

    # A hook that is a `def` answers while the page leaves.
    visit.page.evaluate(LEAVE)
    visit.open(direct_page("", configure=None), path="/t/next")

    last = edge.wait_for(lambda request: "kept" in str(request["body"]))
    assert last["body"]["events"][0]["data"] == {"seen": True}


# ---- Names, instances, monitors


@either
def test_a_view_that_the_page_queued_is_shown_before_python_asks_for_anything(visit, edge, kind):
    """alloy.js needs nobody; what Python says about views of this instance does not count."""
    main = """
install(auto_views=True)
tell([(await alloy("event", {"type": "a"}))["requestBody"]["events"][0]["xdm"]["eventType"]])
"""
    open_page(visit, kind, main, configure={"autoViews": False})

    assert found(visit) == ["a"]
    assert [event["body"]["events"][0]["xdm"]["eventType"] for event in edge.events()] == ["a"]


@either
def test_a_name_that_python_makes_has_views_and_monitors_of_its_own(visit, edge, kind):
    main = """
heard = []

class Monitor:
    def onInstanceCreated(self, data):
        heard.append(["created", data["instanceName"], data["instance"] is not None])

    def onBeforeCommand(self, data):
        heard.append([data["commandName"], sorted(data["options"])[:1]])

    def onCommandRejected(self, data):
        heard.append([type(data["error"]).__name__, data["error"].code])

    def onNetworkResponse(self, data):
        heard.append([data["statusCode"], data["getHeader"]("content-type")])

install("shop", monitors=[Monitor()])
config = dict(OTHER)
del config["autoViews"]
await alloy("configure", config, name="shop")
try:
    await alloy("sendEvnt", name="shop")
except errors.AlloyError:
    pass
await alloy("event", {"type": "a"}, name="shop")
tell([heard, whose()])
"""
    open_page(visit, kind, main, configure={"autoViews": False})

    heard, engine = found(visit)
    assert engine == "alloy.js"
    assert heard[:2] == [["created", "shop", True], ["configure", ["datastreamId"]]]
    assert ["CommandError", "command"] in heard
    assert [200, "application/json"] in heard
    view = edge.wait_for(lambda event: "pageViews" in str(event["body"]["events"][0]))
    assert view["query"]["configId"] == "other"
    assert visit.alloy("getLibraryInfo", name="shop")["libraryInfo"]["version"]


@either
def test_monitors_for_an_instance_of_alloy_js_are_refused_aloud(visit, edge, kind):
    open_page(visit, kind, "install(monitors=[{}])\ntell(whose())")

    assert found(visit) == "alloy.js"
    [warning] = visit.console_texts("warning")
    assert warning.startswith("[alloy] The monitors given to install() hear nothing")
    assert "window.__alloyMonitors" in warning


@either
def test_instances_that_python_makes_run_in_the_one_engine(visit, edge, kind):
    main = """
install()
shop = create_instance("shop")
await shop("configure", OTHER)
bare = create_custom_instance("bare", components=[])
found = [(await shop("event", {"type": "s"}))["requestBody"]["events"][0]["xdm"]["eventType"]]
try:
    await bare("configure", dict(OTHER, prehidingStyle="p {}"))
except errors.AlloyError as error:
    found.append(str(error).split("\\n")[1][:22])
found += [hasattr(js.window, "shop"), whose()]
tell(found)
"""
    open_page(visit, kind, main)

    assert found(visit) == ["s", "  - prehidingStyle: is", False, "alloy.js"]


@either
def test_a_name_that_is_something_else_in_the_page_is_refused(visit, kind):
    main = """
try:
    install("shop")
except errors.CommandError as error:
    tell([str(error), whose()])
"""
    open_page(visit, kind, main, body="<script>window.shop = {cart: []}</script>")

    assert found(visit) == [
        'window.shop is something else in this page. Choose another name: install("…")',
        "alloy.js",
    ]


@either
def test_a_frame_of_another_origin_has_the_name(visit, kind):
    main = """
try:
    install("shop")
except errors.CommandError as error:
    tell(str(error)[:29])
"""
    there = visit.url("/demo/price-list.txt").replace("127.0.0.1", "localhost")
    open_page(visit, kind, main, body=f'<iframe name="shop" src="{there}"></iframe>')

    assert found(visit) == "window.shop is something else"


def test_of_the_exceptions_of_hooks_only_the_latest_are_kept(visit, edge):
    main = """
from alloy_web._page import python_page__page

def hook(content):
    raise ValueError("not today")

async def merge_id():
    return "m"

install()
await alloy("configure", dict(CONFIG, onBeforeEventSend=hook))
for each in range(50):
    try:
        await alloy("event", {"type": "a", "mergeId": merge_id()})
    except errors.HookError:
        pass
tell(len(python_page__page().raised))
"""
    open_page(visit, "mpy", main)

    assert found(visit) == 20


# ---- Who comes first


@either
def test_where_alloy_js_did_not_come_python_starts_an_engine_of_its_own(visit, edge, kind):
    main = """
import asyncio
while not hasattr(js.window, "failed"):
    await asyncio.sleep(0.02)
install()
await alloy("configure", CONFIG)
await alloy("event", {"type": "a"})
tell(whose())
"""
    early = """<script>
      alloy("configure", {bootTimeout: 1}).catch(() => { window.failed = true; });
    </script>"""
    open_page(visit, kind, main, head='<script src="/no/alloy.js"></script>', body=early)

    assert found(visit) == "own"
    assert len(edge.events()) == 1


@routed
@either
def test_an_alloy_js_that_comes_later_is_served_by_pythons_engine(visit, edge, kind):
    loaded = []
    visit.page.on("request", lambda request: loaded.append(request.url.rsplit("/", 1)[1]))
    main = "install()\nawait alloy('configure', CONFIG)\ntell(whose())"
    open_page(visit, kind, main, head=SHOP)
    assert found(visit) == "own"
    loaded.clear()

    visit.page.add_script_tag(url="/dist/alloy.js")
    visit.ready("shop")

    assert visit.alloy("event", {"type": "a"})["requestBody"]
    told = visit.alloy("event", {"type": "b"}, name="shop")
    assert "There is no" not in str(told) and "configure" in told["rejected"]["message"]
    assert loaded.count("alloy.js") == 1
    assert visit.console_texts("warning") == []


@either
def test_python_can_call_a_name_that_a_later_alloy_js_brought(visit, edge, kind):
    main = """
import asyncio
install()
while not hasattr(js.window, "isShopReady"):
    await asyncio.sleep(0.02)
install("shop")
await alloy("configure", OTHER, name="shop")
result = await alloy("event", {"type": "a"}, name="shop")
tell([result["requestBody"]["events"][0]["xdm"]["eventType"], whose()])
"""
    open_page(visit, kind, main, head=SHOP)
    visit.ready()
    visit.page.add_script_tag(url="/dist/alloy.js")

    assert found(visit) == ["a", "own"]


@either
def test_where_the_base_code_gave_up_python_has_a_queue_of_its_own(visit, edge, kind):
    main = """
import asyncio
while not hasattr(js.window, "isShopReady"):
    await asyncio.sleep(0.02)
install()
await alloy("configure", CONFIG)
result = await alloy("event", {"type": "a"})
tell([result["requestBody"]["events"][0]["xdm"]["eventType"], whose()])
"""
    early = '<script>alloy("configure", {bootTimeout: 1}).catch(() => {})</script>'
    open_page(visit, kind, main, head=SHOP, body=early)
    visit.page.wait_for_function("alloy.q.gone")

    visit.page.add_script_tag(url="/dist/alloy.js")

    assert found(visit) == ["a", "alloy.js"]
    assert "did not start in time" in visit.alloy("event", {"type": "b"})["rejected"]["message"]


@routed
@either
def test_another_build_of_alloy_js_is_served_with_one_warning(visit, edge, kind):
    build = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))["build"]
    other = (DIST / "alloy.js").read_text(encoding="utf-8").replace(build, "0ld0ld00")
    visit.page.route(
        "**/dist/alloy.js",
        lambda route: route.fulfill(body=other, content_type="text/javascript"),
    )
    main = """
install()
await alloy("configure", CONFIG)
install("shop")
tell([(await alloy("event", {"type": "a"}))["requestBody"]["meta"] is not None, whose()])
"""
    open_page(visit, kind, main)

    assert found(visit) == [True, "alloy.js"]
    [warning] = visit.console_texts("warning")
    assert warning.startswith("[alloy] Another build of alloy_web (0ld0ld00) runs in this page")


# ---- What Pyodide adds on request


@pytest.mark.full
def test_a_hook_may_use_urllib_when_the_page_asks_for_pyodide_http(visit, edge):
    main = """
import urllib.request
import pyodide_http

pyodide_http.patch_all()

def hook(content):
    with urllib.request.urlopen(js.location.origin + "/demo/price-list.txt") as answer:
        content["data"] = {"first": answer.read().decode().split()[0]}

install()
await alloy("configure", dict(CONFIG, onBeforeEventSend=hook))
result = await alloy("event", {"type": "a"})
tell([result["requestBody"]["events"][0]["data"], whose()])
"""
    config = {"packages": ["pyodide-http", wheel()]}
    visit.open(py_page("", configure=None, head=ALLOY_JS, main=START + main, config=config))

    assert found(visit) == [{"first": "Fernway"}, "alloy.js"]


# ---- The demo


@pytest.mark.full
@routed
def test_the_demo_shows_its_content_before_cpython_is_there_and_sends_from_it(visit, edge):
    edge.set_scenario("demo")
    held = []
    visit.page.route("**/dist/pyodide/pyodide.asm.wasm", lambda route: held.append(route))
    visit.goto("/py/")
    visit.page.wait_for_selector("#greeting.is-personal, .is-personal #greeting")
    assert visit.page.is_disabled("#from-python")

    for route in held:
        route.continue_()
    visit.page.unroute("**/dist/pyodide/pyodide.asm.wasm")
    visit.page.click("#from-python")

    visit.page.wait_for_function("document.querySelector('#python-says').textContent.startsWith('sent')")
    assert visit.text("#python-says").startswith("sent: CPython 3.14")


# ---- Functions that are called long after their command


@either
def test_a_subscriber_in_python_hears_of_cards_each_time_and_reports(visit, edge, kind):
    edge.set_scenario("inbox")
    main = """
import asyncio

heard = []

async def hear(brought, collect_event):
    heard.append([item["id"] for one in brought["propositions"] for item in one["items"]])
    await collect_event("display", brought["propositions"])

install()
await alloy("configure", CONFIG)
subscribed = await alloy("subscribeRulesetItems", {
    "schemas": ["https://ns.adobe.com/personalization/message/content-card"], "callback": hear,
})
await alloy("sendEvent", {"personalization": {"decisionScopes": ["inbox"]}})
full = {"decisionContext": {"cart": {"size": 3}}}
await alloy("evaluateRulesets", {"personalization": full})
# A coroutine of Python's runs in a turn of its own.
while len(heard) < 2:
    await asyncio.sleep(0.01)
await subscribed["unsubscribe"]()
await alloy("evaluateRulesets", {"personalization": full})
await asyncio.sleep(0.1)
tell([heard, whose()])
"""
    open_page(visit, kind, main)

    assert found(visit) == [[["hello"], ["hello", "full-cart"]], "alloy.js"]
    edge.wait_for(lambda event: "propositionDisplay" in str(event["body"]))


@either
def test_a_listener_in_python_hears_each_part_of_an_answer(visit, edge, kind):
    edge.set_scenario("conversation")
    main = """
heard = []

def hear(parts):
    heard.append([type(parts).__name__, parts])
    if len(heard) == 2:
        tell(heard)

install()
await alloy("configure", CONFIG)
await alloy("sendConversationEvent", {"message": "What is it?", "onStreamResponse": hear})
"""
    open_page(visit, kind, main)

    assert found(visit) == [
        ["list", [{"response": {"message": "It costs 5 €"}, "state": "in-progress"}]],
        ["list", [{"response": {"message": "It costs 5 € today."}, "state": "completed"}]],
    ]


@either
def test_a_player_in_python_is_asked_at_each_event(visit, edge, kind):
    main = """
places = [1, 2, 3]
media = {"channel": "news", "playerName": "main"}

def details(player):
    return {"playhead": places.pop(0)}

install()
await alloy("configure", dict(CONFIG, streamingMedia=media))
await alloy("createMediaSession", {
    "playerId": "film", "getPlayerDetails": details,
    "xdm": {"mediaCollection": {"sessionDetails": {"name": "a", "length": 9}}},
})
for name in ("play", "pauseStart"):
    await alloy("sendMediaEvent", {"playerId": "film", "xdm": {"eventType": "media." + name}})
tell(places)
"""
    open_page(visit, kind, main)

    assert found(visit) == []
    sent = [event["body"]["events"][0]["xdm"]["mediaCollection"] for event in edge.events()]
    assert [one["playhead"] for one in sent] == [1, 2, 3]


@either
def test_what_hands_out_functions_that_return_something_is_refused(visit, edge, kind):
    main = """
install()
await alloy("configure", dict(CONFIG, streamingMedia={"channel": "n", "playerName": "m"}))
try:
    await alloy("getMediaAnalyticsTracker")
except Exception as error:
    tell([type(error).__name__, str(error)])
"""
    open_page(visit, kind, main)

    assert found(visit) == ["CommandError", (
        '[alloy] "getMediaAnalyticsTracker" is for JavaScript of the page. In Python beside '
        "alloy.js use createMediaSession and sendMediaEvent"
    )]
