"""Instances made by code: out of the JavaScript module, and in Python. No name leads to them."""

import json

import pytest

from tests.browser.offers import dom, offer, scenario
from tests.browser.pages import CONFIG, IN_PYTHON, PAGES, direct_page
from tests.browser.support import until

CONFIGURE = json.dumps({**CONFIG, "autoViews": False})

MODULE = """<script type="module">
import { components, createCustomInstance, createInstance } from "/dist/alloy.module.js";
const heard = [];
const note = (method) => (data) => heard.push([method, data.instanceName]);
const monitor = { onInstanceCreated: note("created"), onBeforeCommand: note("command") };
const found = { names: Object.keys(components).sort(), heard };
const config = (datastreamId, orgId) =>
  Object.assign(%s, {edgeDomain: location.host, datastreamId, orgId});
try {
  const shop = createInstance({name: "shop", monitors: [monitor]});
  const plain = createInstance();
  const bare = createCustomInstance({name: "bare", components: [components.eventMerge]});
  found.early = await shop("getLibraryInfo").catch((error) => error.message);
  shop("configure", config("stream-shop", "A@AdobeOrg"));
  plain("configure", config("stream-plain", "B@AdobeOrg"));
  bare("configure", config("stream-bare", "C@AdobeOrg"));
  found.sent = (await shop("event", {type: "a"})).requestBody.events[0].xdm.eventType;
  found.plain = Object.keys(await plain("sendEvent"));
  found.bare = Object.keys(await bare("sendEvent"));
  found.merge = (await bare("createEventMergeId")).eventMergeId.length;
  found.left = await bare("setConsent", {consent: []}).catch((error) => error.message);
  found.refused = await createCustomInstance({name: "bare2", components: []})("configure",
    Object.assign(config("s", "D@AdobeOrg"), {defaultConsent: "in"})).catch(({message}) => message);
  createInstance({nmae: "x", monitors: {}});
  createCustomInstance({components: ["consnet"]});
} catch (error) { found.thrown = String(error); }
found.windowNames = ["shop", "bare", "alloy"].filter((name) => name in window);
document.body.setAttribute("data-found", JSON.stringify(found));
</script>""" % CONFIGURE


def found_on(visit, html):
    visit.open(html)
    visit.page.wait_for_selector("body[data-found]", state="attached")
    return json.loads(visit.page.get_attribute("body", "data-found"))


@pytest.mark.core
def test_a_module_makes_instances_that_no_name_leads_to(visit, edge):
    found = found_on(visit, f"<!doctype html><title>module</title><body>{MODULE}</body>")

    assert "thrown" not in found, found["thrown"]
    assert found["names"] == [
        "activityCollector", "advertising", "audiences", "brandConcierge", "consent",
        "eventMerge", "mediaAnalyticsBridge", "personalization", "pushNotifications",
        "rulesEngine", "streamingMedia",
    ]  # fmt: skip
    assert found["early"].startswith('[shop] "getLibraryInfo" was called before "configure".')
    assert found["sent"] == "a"
    assert sorted(found["plain"]) == ["decisions", "destinations", "propositions"]
    assert found["bare"] == []
    assert found["merge"] == 36
    assert found["left"].startswith('[bare] There is no command "setConsent".')
    assert "[bare2] configure: 1 problem\n  - defaultConsent: is not" in found["refused"]
    assert found["windowNames"] == []
    assert found["heard"][0] == ["created", "shop"]
    assert ["command", "shop"] in found["heard"]
    assert {name for _, name in found["heard"]} == {"shop"}, "monitors are of one instance"
    streams = {request["query"]["configId"] for request in edge.events()}
    assert streams == {"stream-shop", "stream-plain", "stream-bare"}


def test_a_module_tells_all_that_is_wrong_with_an_instances_options(visit, edge):
    found_on(visit, f"<!doctype html><title>module</title><body>{MODULE}</body>")

    # Their words may be on their way.
    until(visit, lambda: len(visit.console_texts("warning")) >= 2)
    assert visit.console_texts("warning") == [
        "[alloy] createInstance: 2 problems\n"
        "  - nmae: is not a known option. Options: name, monitors\n"
        "  - monitors: expected an array",
        "[alloy] createCustomInstance: 1 problem\n  - components[0]: expected one of "
        "activityCollector, advertising, audiences, brandConcierge, consent, eventMerge, "
        "mediaAnalyticsBridge, personalization, pushNotifications, rulesEngine, streamingMedia, "
        "got consnet. The instance goes without it.",
    ]


PYTHON = (
    """
import js, json
from alloy_web import create_custom_instance, create_instance

heard = []

class Monitor:
    def onBeforeCommand(self, data):
        heard.append([data["instanceName"], data["commandName"]])

def config(stream, org):
    given = json.loads('%s')
    given.update({"edgeDomain": js.location.host, "datastreamId": stream, "orgId": org})
    return given

async def refusal(waits):
    try:
        await waits
    except Exception as error:
        return str(error)

shop = create_instance("shop", monitors=[Monitor()])
bare = create_custom_instance("bare", components=["eventMerge"])
await shop("configure", config("stream-shop", "A@AdobeOrg"))
await bare("configure", config("stream-bare", "B@AdobeOrg"))
await shop("event", {"type": "viewStart"})
found = {
    "bare": await bare("sendEvent"),
    "left": await refusal(bare("setConsent", {"consent": []})),
    "taken": await refusal(create_instance("other")("configure", config("s", "A@AdobeOrg"))),
    "heard": heard,
    "names": [name for name in ("shop", "bare", "other") if hasattr(js.window, name)],
}
try:
    create_custom_instance("x", components=["consnet"])
except Exception as error:
    found["component"] = str(error)
js.document.body.setAttribute("data-found", json.dumps(found))
"""
    % CONFIGURE
)


@pytest.mark.parametrize("loader", IN_PYTHON)
def test_python_makes_instances_that_no_name_leads_to(visit, edge, loader):
    found = found_on(visit, PAGES[loader](configure=None, main=PYTHON))

    assert found["bare"] == {}
    assert found["left"].startswith('[bare] There is no command "setConsent".')
    assert "[other] configure: 1 problem\n  - orgId: is used by another" in found["taken"]
    assert found["heard"] == [["shop", "configure"], ["shop", "event"]]
    assert found["names"] == []
    assert 'components[0]: expected "' in found["component"]
    streams = [request["query"]["configId"] for request in edge.events()]
    assert streams == ["stream-shop", "stream-bare"]


CARELESS = (
    """
import js, json
from alloy_web import alloy, install

install()
config = json.loads('%s')
config["edgeDomain"] = js.location.host
await alloy("configure", config)
result = await alloy("event", {"type": "viewStart"})
for handle in result["responseBody"]["handle"]:
    for one in handle["payload"]:
        if "items" in one:
            one["items"][0]["data"]["content"] = "changed"
await alloy("sendEvent", {
    "renderDecisions": True, "xdm": {"web": {"webPageDetails": {"viewName": "cart"}}},
})
js.document.body.setAttribute("data-found", "1")
"""
    % CONFIGURE
)


@pytest.mark.parametrize("loader", IN_PYTHON)
def test_what_python_changes_in_a_result_nobody_else_sees(visit, edge, loader):
    edge.set_scenario(scenario(offer(dom("setText", "h1", "of the cart"), scope="cart", view=True)))

    found_on(visit, PAGES[loader]("<h1>Shop</h1>", configure=None, main=CARELESS))

    assert visit.text("h1") == "of the cart"


def test_a_page_may_have_several_names_and_monitors_hear_them_all(visit, edge):
    names = json.dumps(["alloy", "shop"])
    head = (
        "<script>window.heard = [];"
        "window.__alloyMonitors = [{onInstanceConfigured(data) {"
        "  heard.push([data.instanceName, data.config.datastreamId]); } }];</script>"
    )
    html = direct_page(head=head, configure=None).replace('["alloy"]', names)
    visit.open(html)
    visit.ready("alloy")
    visit.ready("shop")
    config = {**CONFIG, "autoViews": False, "edgeDomain": visit.site.url.split("/")[2]}

    assert visit.alloy("configure", config) == {}
    same = visit.alloy("configure", config, name="shop")
    other = {**config, "datastreamId": "other", "orgId": "F@AdobeOrg"}
    assert visit.alloy("configure", other, name="shop") == {}

    assert "orgId: is used by another instance of this page" in same["rejected"]["message"]
    assert "datastreamId: is used by another instance" in same["rejected"]["message"]
    assert visit.page.evaluate("heard") == [["alloy", "test-datastream"], ["shop", "other"]]
