"""What is collected in real pages: clicks, hints, ids that come later; and pixels that go out."""

import json

import pytest

from tests.browser.pages import IN_PYTHON, INSTALL, direct_page, mpy_page, py_page
from tests.browser.support import until

STAY = "<script>addEventListener('click', (event) => event.preventDefault());</script>"
LINK = '<nav id="menu"><a id="buy" href="/t/buy?x=1"><b>Buy</b>\n now</a></nav>'

PIXELS = {
    "name": "pixels",
    "answers": [
        {
            "when": {"action": "interact"},
            "handle": [
                {
                    "type": "activation:push",
                    "payload": [
                        {"type": "url", "spec": {"url": "/t/open.gif"}},
                        {"type": "url", "spec": {"url": "/t/hidden.gif", "hideReferrer": True}},
                        {"type": "cookie", "spec": {"name": "audience", "value": "a=1&b"}},
                    ],
                }
            ],
        }
    ],
}


def configured(visit, body="", **options):
    """A page whose instance is configured with options that may be JavaScript functions."""
    visit.open(direct_page(body, configure=None))
    visit.ready()
    parts = [f"{json.dumps(key)}: {value}" for key, value in options.items()]
    visit.page.evaluate(
        """(options) => alloy("configure", Object.assign({
          orgId: "0123456789ABCDEF01234567@AdobeOrg", datastreamId: "d", edgeDomain: location.host,
          thirdPartyCookiesEnabled: false,
        }, options()))""".replace("options()", "{" + ", ".join(parts) + "}"),
        None,
    )


def test_a_filter_of_the_page_gets_the_details_and_the_element(visit, edge):
    configured(
        visit,
        LINK + STAY,
        clickCollection="""{filterClickDetails: (details) => {
          window.seen = JSON.stringify([details.clickedElement.tagName, details.pageIDType,
            Object.keys(details).sort()]);
          details.linkName += "!";
        }}""",
    )

    visit.page.click("#buy b")

    event = edge.wait_for(1, action="interact")[0]["body"]["events"][0]
    assert event["xdm"]["web"]["webInteraction"] == {
        "name": "Buy now!",
        "region": "menu",
        "type": "other",
        "URL": visit.url("/t/buy?x=1"),
        "linkClicks": {"value": 1},
    }
    assert event["data"]["__adobe"]["analytics"]["contextData"]["a"]["activitymap"] == {
        "page": visit.url("/t/page"),
        "link": "Buy now!",
        "region": "menu",
        "pageIDType": 0,
    }
    assert json.loads(visit.page.evaluate("window.seen")) == [
        "B",
        0,
        [
            "clickedElement",
            "linkName",
            "linkRegion",
            "linkType",
            "linkUrl",
            "pageIDType",
            "pageName",
        ],
    ]


def test_a_click_waits_for_the_view_of_the_page_it_leads_to(visit, edge):
    options = {"clickCollection": {"eventGroupingEnabled": True, "sessionStorageEnabled": True}}
    name = """<script>alloy("sendEvent", {xdm: {web: {webPageDetails: {name: "%s"}}}});</script>"""
    visit.site.add_page("/t/buy", direct_page(name % "buy", configure=options))
    visit.open(direct_page(LINK + name % "home", configure=options))
    visit.ready()
    edge.wait_for(1, action="interact")

    visit.page.click("#buy")
    visit.page.wait_for_url("**/t/buy?x=1")
    visit.ready()

    events = [event["body"]["events"][0] for event in edge.wait_for(2, action="interact")]
    assert "webInteraction" not in events[0]["xdm"]["web"]
    assert events[1]["xdm"]["web"]["webInteraction"]["name"] == "Buy now"
    assert events[1]["xdm"]["web"]["webPageDetails"]["name"] == "buy"
    assert "eventType" not in events[1]["xdm"]


def test_pixels_tell_the_page_only_where_they_may(visit, edge):
    edge.set_scenario(PIXELS)
    asked = []
    visit.page.on("request", lambda request: asked.append(request))
    visit.open(direct_page(configure={"autoViews": False}))
    visit.ready()

    result = visit.alloy("sendEvent")
    until(visit, lambda: len([each for each in asked if each.url.endswith(".gif")]) >= 2)

    assert sorted(result) == ["decisions", "destinations", "propositions"]
    referrers = {
        request.url.rsplit("/", 1)[1]: request.all_headers().get("referer")
        for request in asked
        if request.url.endswith(".gif")
    }
    assert referrers == {"open.gif": visit.url("/t/page"), "hidden.gif": None}
    frame = visit.page.query_selector_all('iframe[name="Adobe Alloy"]')
    assert len(frame) == 1
    assert not frame[0].is_visible()
    assert "audience=a%3D1%26b" in visit.page.evaluate("document.cookie")


@pytest.mark.engines("chromium")
def test_high_entropy_hints_are_part_of_the_event(visit, edge):
    visit.open(direct_page(configure={"context": ["environment", "highEntropyUserAgentHints"]}))
    visit.ready()

    result = visit.alloy("event", {"type": "a"})

    details = result["requestBody"]["events"][0]["xdm"]["environment"]["browserDetails"]
    hints = details["userAgentClientHints"]
    assert sorted(hints) == ["architecture", "bitness", "model", "platformVersion", "wow64"]
    assert hints["wow64"] is False
    assert details["viewportWidth"] > 0


@pytest.mark.engines("chromium")
def test_hints_that_never_come_hold_no_event_back(visit, edge):
    configure = {"context": ["environment", "highEntropyUserAgentHints"], "debugEnabled": True}
    page = direct_page(configure=configure)
    never = "NavigatorUAData.prototype.getHighEntropyValues = () => new Promise(() => {})"
    visit.open(page.replace("<script>", f"<script>{never};", 1))
    visit.ready()

    result = visit.alloy("event", {"type": "a"})

    details = result["requestBody"]["events"][0]["xdm"]["environment"]["browserDetails"]
    assert "userAgentClientHints" not in details
    told = [text for text in visit.debug_texts("warning") if "hints" in text]
    assert len(told) == 1
    assert "no answer within 1000 ms" in told[0]


def test_a_stitch_id_of_the_page_may_be_a_promise(visit, edge):
    visit.open(direct_page(configure={"autoViews": False}))
    visit.ready()

    found = visit.page.evaluate(
        """async () => {
          const id = alloy("createStitchId").then(({stitchId}) => stitchId);
          const {requestBody} = await alloy("event", {type: "a", stitchId: id});
          return [requestBody.events[0].xdm.eventMergeId, await id];
        }"""
    )

    assert found[0] == found[1]
    assert len(found[0]) == 36


@pytest.mark.parametrize("loader", IN_PYTHON)
def test_a_merge_id_of_python_code_may_be_awaitable(visit, edge, loader):
    main = (
        INSTALL
        + """
import asyncio, js
from alloy_web import alloy

async def later():
    await asyncio.sleep(0.01)
    return "stitched"

await alloy("configure", {
    "datastreamId": "d", "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "edgeDomain": js.location.host, "autoViews": False, "thirdPartyCookiesEnabled": False,
})
data = {"list": [1]}
sending = alloy("event", {"type": "a", "mergeId": later(), "data": data})
result = await sending
found = result["requestBody"]["events"][0]["xdm"]["eventMergeId"]
js.document.body.setAttribute("data-found", found)
"""
    )
    page = {"mpy": mpy_page, "py": py_page}[loader]
    visit.open(page("", configure=None, main=main))
    visit.page.wait_for_selector("body[data-found]", state="attached")

    assert visit.page.get_attribute("body", "data-found") == "stitched"
    assert edge.events()[0]["body"]["events"][0]["xdm"]["eventMergeId"] == "stitched"
