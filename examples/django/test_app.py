"""The shop in Django: what a visitor gets who runs no scripts, and what the page's SDK adds."""

import runpy
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from alloy_web.server.django import the_alloy

if not settings.configured:
    settings.configure()
    django.setup()

SHOP = "https://fernway.example/"

pytestmark = pytest.mark.alloy_memory("the app asks the test's edge, which has no port")


@pytest.fixture
def answer(visitor, edge, monkeypatch):
    """The shop's page, as its server answers. The test's edge is that of server and page."""
    monkeypatch.setenv("ALLOY_EDGE", "edge.fernway-data.example")
    edge.play(Path(__file__).parents[1] / "shop/offers.json")
    settings_of = runpy.run_path(str(visitor.file("app.py")), run_name="app")["settings_of"]
    the_alloy.cache_clear()
    with override_settings(**settings_of(http=edge.http, budget_ms=60_000)):
        yield get()
    the_alloy.cache_clear()


def get():
    answer = Client().get("/", headers={"host": "fernway.example"}, secure=True)
    cookies = [each.OutputString().partition(";")[0] for each in answer.cookies.values()]
    return answer.content.decode(), dict(text.split("=", 1) for text in cookies)


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
