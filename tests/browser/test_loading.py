"""The three ways to load: the same calls, the same content, the same requests."""

import json

import pytest

from tests.browser.pages import INSTALL, LOADERS, PAGES, direct_page, mpy_page, py_page

GREETING = {
    "name": "greeting",
    "offers": [
        {
            "when": {},
            "propositions": [
                {
                    "id": "AT:1",
                    "scope": "__view__",
                    "scopeDetails": {"decisionProvider": "TGT"},
                    "items": [
                        {
                            "id": "0",
                            "schema": "https://ns.adobe.com/personalization/dom-action",
                            "data": {
                                "type": "setHtml",
                                "selector": "#greeting",
                                "content": "Hello <b>Ada</b>",
                            },
                        }
                    ],
                }
            ],
        }
    ],
}


@pytest.mark.parametrize("loader", LOADERS)
def test_a_view_is_sent_answered_and_shown(visit, edge, loader):
    edge.set_scenario(GREETING)
    visit.open(PAGES[loader]('<h1 id="greeting">Hello</h1>', configure={"autoViews": False}))
    visit.ready()

    result = visit.alloy("event", {"type": "viewStart", "data": {"plan": "gold", "sku": 0.1}})

    assert sorted(result) == ["requestBody", "responseBody"]
    assert visit.text("#greeting") == "Hello Ada"
    view = edge.wait_for(1, action="interact")[0]
    assert view["body"] == result["requestBody"]
    event = view["body"]["events"][0]
    assert event["data"] == {"plan": "gold", "sku": 0.1}
    assert event["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    assert event["xdm"]["implementationDetails"]["environment"] == "browser"
    kinds = {handle["type"] for handle in result["responseBody"]["handle"]}
    assert {"state:store", "personalization:decisions"} <= kinds
    reported = edge.wait_for(2, action="interact")[1]["body"]["events"][0]["xdm"]
    assert reported["eventType"] == "decisioning.propositionDisplay"


@pytest.mark.parametrize("loader", LOADERS)
def test_calls_before_python_is_up_wait_and_are_carried_out_in_order(visit, edge, loader):
    early = """<script>
      window.results = [];
      for (const step of [1, 2, 3]) {
        alloy("event", {type: "step", data: {step}}).then(() => results.push(step));
      }
    </script>"""
    visit.open(PAGES[loader](early, configure={"autoViews": False}))
    visit.ready()

    visit.page.wait_for_function("results.length === 3")

    sent = [event["body"]["events"][0]["data"]["step"] for event in edge.events()]
    assert sent == [1, 2, 3]


@pytest.mark.parametrize("loader", LOADERS)
def test_a_callback_of_the_page_that_throws_rejects_and_the_page_goes_on(visit, edge, loader):
    edge.set_scenario(GREETING)
    visit.open(PAGES[loader]('<h1 id="greeting">Hello</h1>', configure=None))
    visit.ready()
    visit.page.evaluate(
        """() => alloy("configure", {
            datastreamId: "d", orgId: "0123456789ABCDEF01234567@AdobeOrg",
            edgeDomain: location.host, thirdPartyCookiesEnabled: false, autoViews: false,
            onBeforeEventSend(content) {
              if (content.data.fail) throw new RangeError("the page's own mistake");
              content.data.seen = true;
            },
          })"""
    )

    failed = visit.alloy("event", {"type": "a", "data": {"fail": True}})
    fine = visit.alloy("event", {"type": "b", "data": {"fail": False}})

    assert failed["rejected"]["isError"]
    assert failed["rejected"]["name"] == "RangeError"
    assert failed["rejected"]["message"].startswith("[alloy] ")
    assert "the page's own mistake" in failed["rejected"]["message"]
    assert fine["requestBody"]["events"][0]["data"] == {"fail": False, "seen": True}
    assert len(edge.events()) == 1
    visit.alloy("event", {"type": "viewStart", "data": {"fail": False}})
    assert visit.text("#greeting") == "Hello Ada"


@pytest.mark.parametrize("loader", ["mpy", "py"])
def test_python_of_the_page_calls_alloy_and_gets_dicts(visit, edge, loader):
    main = (
        INSTALL
        + """
import asyncio, js, json
from alloy_web import alloy
from alloy_web.errors import AlloyError

async def scrub(content):
    await asyncio.sleep(0.01)
    del content["data"]["email"]

async def stitch():
    await asyncio.sleep(0.01)
    return "stitched"

await alloy("configure", {
    "datastreamId": "d", "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "edgeDomain": js.location.host, "thirdPartyCookiesEnabled": False, "autoViews": False,
    "onBeforeEventSend": scrub,
})
data = {"email": "a@b.c", "n": 2**40, "f": 1.5}
result = await alloy("event", {"type": "a", "mergeId": stitch(), "data": data})
found = [type(result).__name__, result["requestBody"]["events"][0]["data"]]
try:
    await alloy("event", {"tpye": "a"})
except AlloyError as error:
    found.append(str(error))
js.document.body.setAttribute("data-found", json.dumps(found))
"""
    )
    page = {"mpy": mpy_page, "py": py_page}[loader]
    visit.open(page("", configure=None, main=main))
    visit.page.wait_for_selector("body[data-found]", state="attached")

    found = json.loads(visit.page.get_attribute("body", "data-found"))

    assert found == [
        "dict",
        {"n": 2**40, "f": 1.5},
        '[alloy] event: 1 problem\n  - tpye: is not a known option. Did you mean "type"?',
    ]
    event = edge.events()[0]["body"]["events"][0]
    assert event["data"] == {"n": 2**40, "f": 1.5}
    assert event["xdm"]["eventMergeId"] == "stitched"


def test_the_edge_being_down_rejects_and_shows_the_content(visit, edge):
    edge.set_scenario("down")
    visit.open(
        direct_page(
            '<h1 id="hero">Hero</h1>', configure={"prehidingStyle": "#hero { opacity: 0 }"}
        )
    )
    visit.ready()
    opacity = "getComputedStyle(document.querySelector('#hero')).opacity"
    # In one turn: on a busy machine three seconds are soon over.
    hidden = visit.page.evaluate(
        """(opacity) => {
          window.outcome = null;
          alloy("event", {type: "viewStart"}).catch((error) => { outcome = error.message; });
          return eval(opacity);
        }""",
        opacity,
    )
    assert hidden == "0"

    visit.page.wait_for_function("window.outcome")

    assert "status 503" in visit.page.evaluate("window.outcome")
    assert visit.page.evaluate(opacity) == "1"
    assert len(edge.events()) == 4, "one request and three retries"


def test_an_edge_that_nobody_serves_rejects_as_a_network_failure(visit, edge):
    visit.open(direct_page("", configure={"edgeDomain": "127.0.0.1:9"}))
    visit.ready()

    told = visit.alloy("event", {"type": "viewStart"})

    assert "The network request failed." in told["rejected"]["message"]
    assert "Caused by: TypeError" in told["rejected"]["message"]


def test_the_identity_is_kept_over_a_reload(visit, edge):
    visit.open(direct_page(""))
    visit.ready()
    visit.alloy("event", {"type": "first"})
    visit.page.reload()
    visit.ready()
    visit.alloy("event", {"type": "second"})

    events = edge.events()
    assert [event["action"] for event in events] == ["interact", "collect"]
    entries = {
        entry["key"]: entry["value"] for entry in events[1]["body"]["meta"]["state"]["entries"]
    }
    stored = [
        item["value"]
        for handle in events[0]["response"]["body"]["handle"]
        if handle["type"] == "state:store"
        for item in handle["payload"]
        if item["key"].endswith("_identity")
    ]
    assert entries["kndctr_0123456789ABCDEF01234567_AdobeOrg_identity"] == stored[0]


def test_without_base_code_the_script_does_nothing(visit):
    visit.open('<!doctype html><title>bare</title><script src="/dist/alloy.js"></script>')

    assert visit.page.evaluate("typeof window.alloy") == "undefined"
    assert visit.page.evaluate("typeof window.__alloyNS") == "undefined"


def test_nothing_but_its_name_is_left_on_the_page(visit):
    visit.open(
        direct_page(
            "<script>window.Module = {theirs: true}; window.before = Object.keys(window);</script>"
        )
    )
    visit.ready()

    assert visit.page.evaluate("window.Module") == {"theirs": True}
    assert visit.page.evaluate(
        "Object.keys(window).filter((name) => !before.includes(name) && !name.startsWith('__pw'))"
    ) == ["before"]


def test_the_direct_loader_works_beside_pyscript_with_micropython(visit, edge):
    """Python as JavaScript, and an interpreter that is the page's own."""
    visit.open(
        mpy_page(
            "",
            configure={"autoViews": False},
            main="import js\njs.document.body.setAttribute('data-mpy', 'alive')",
        ).replace("</body>", '<script async src="/dist/alloy.js"></script></body>')
    )
    visit.ready()
    visit.page.wait_for_selector("body[data-mpy=alive]", state="attached")

    result = visit.alloy("event", {"type": "a"})

    assert result["requestBody"]["events"][0]["xdm"]["eventType"] == "a"
