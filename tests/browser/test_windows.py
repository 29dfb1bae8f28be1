"""A window that a test had before is as a new one, and one that is not is nobody's."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.browser.windows import Windows
from tests.unit.devserver.kit import post, view

LEAVE = """() => {
  document.cookie = "left=1; max-age=1000";
  localStorage.left = sessionStorage.left = window.name = "left";
}"""
FOUND = """() => [
  document.cookie, localStorage.length, sessionStorage.length, window.name, typeof window.early,
]"""


@pytest.fixture
def windows(engine, browser):
    windows = Windows(lambda: engine.new_page(browser, None))
    yield windows
    windows.close()


def opened(windows, site):
    page = windows.lend(site)
    site.add_page("/t/page", "<!doctype html><title>page</title>")
    page.goto(site.url + "t/page")
    return page


@pytest.mark.core
@pytest.mark.engines("chromium", "firefox")
def test_the_next_test_finds_nothing_of_the_last(windows, site):
    heard = []
    first = windows.lend(site)
    first.context.add_init_script("window.early = true")
    first.context.on("console", lambda message: heard.append(message))
    windows.give_back(first, failed=False)
    second = opened(windows, site)
    second.evaluate(LEAVE)
    windows.give_back(second, failed=False)

    third = opened(windows, site)
    third.evaluate("console.log('here')")

    assert third.window is first.window
    assert third.evaluate(FOUND) == ["", 0, 0, "", "undefined"]
    assert heard == []
    windows.give_back(third, failed=False)


@pytest.mark.parametrize(("change", "failed"), [
    (lambda page: page.set_viewport_size({"width": 300, "height": 300}), False),
    (lambda page: page.context.new_page(), False),
    (lambda page: page.evaluate("() => { window.open('/t/page'); }"), False),
    (lambda page: page.evaluate("1"), True),
], ids=["its size", "another page", "a window of the page's", "a failure"])
def test_a_window_in_which_more_was_left_is_closed(windows, site, change, failed):
    first = opened(windows, site)
    change(first)
    windows.give_back(first, failed)

    second = windows.lend(site)

    assert second.window is not first.window
    assert first.window.page.is_closed()
    windows.give_back(second, failed=False)


def test_an_answer_that_comes_when_its_test_is_over_brings_no_cookie(sites):
    site = sites[0]
    site.set_scenario({"name": "late", "answers": [{"when": {}, "delay_ms": 86_400_000}]})
    with ThreadPoolExecutor() as at_once:
        url = site.url + "ee/v1/interact?configId=a&requestId=1c5ab1f3-8f0e-4c67-9d1a-2b3c4d5e6f70"
        answer = at_once.submit(post, url, json=view())
        site.wait_for(1)
        site.end_turn()

        response = answer.result()

    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    assert site.events() == []
