"""A window that a test had before is as a new one, and one that is not is nobody's."""

import pytest

from tests.browser.windows import Windows

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
