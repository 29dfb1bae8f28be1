"""The shop in Starlette: what a visitor gets who runs no scripts, and what the page's SDK adds."""

import asyncio
import runpy
from pathlib import Path

import httpx
import pytest

SHOP = "https://fernway.example/"

pytestmark = pytest.mark.alloy_memory("the app asks the test's edge, which has no port")


@pytest.fixture
def answer(visitor, edge, monkeypatch):
    """The shop's page, as its server answers. The test's edge is that of server and page."""
    monkeypatch.setenv("ALLOY_EDGE", "edge.fernway-data.example")
    edge.play(Path(__file__).parents[1] / "shop/offers.json")
    create_app = runpy.run_path(str(visitor.file("app.py")), run_name="app")["create_app"]
    return get(create_app(http=edge.http, budget_ms=60_000))


def get(app):
    async def ask():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SHOP) as client:
            answer = await client.get("/", headers={"accept": "text/html"})
            return answer.text, dict(client.cookies)

    return asyncio.run(ask())


def test_the_html_has_the_offer_before_any_script_runs(answer, edge):
    text, _ = answer

    assert ">Delivery is free</h1>" in text
    assert '<li id="gift"' in text and 'id="note"' not in text.split("<body>")[1]
    assert len(edge.requests) == 1


def test_the_page_goes_on_from_there(answer, visitor, edge):
    text, cookies = answer
    visitor.cookies.update(cookies)

    page = visitor.open(SHOP, html=text, autoViews=True)

    # What has a script the page puts in by itself.
    assert page.text("#note") == "Until Sunday"
    assert page.text("#cart").count("A gift") == 1
    views = [each for each in edge.events() if each.type == "web.webpagedetails.pageViews"]
    assert [view.data for view in views] == [{"plan": "gold"}]
    assert visitor.events.displays == ["AT:spring"]


def test_a_click_on_what_the_server_put_in_is_told(answer, visitor):
    text, cookies = answer
    visitor.cookies.update(cookies)
    page = visitor.open(SHOP, html=text, autoViews=True)

    page.click("#gift")

    (told,) = visitor.events.where(type="decisioning.propositionInteract")
    assert told.xdm["_experience"]["decisioning"]["propositions"][0]["id"] == "AT:spring"
