"""
WebKitGTK's window (alloy_web/testing/browser/webkit.py) as the part of Playwright's `Page` that the
tests use.

What a page has to note stands in the page (`PRELUDE`), put there by the fixture `site`, and
requests are counted at the edge. A test that needs what is not here (`route`, `clock`, `on`) is
skipped.
"""

import fnmatch
import time
from functools import partial

import pytest
from playwright.sync_api import TimeoutError as TooLate
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.mouse_button import MouseButton
from selenium.webdriver.common.keys import Keys

from alloy_web.testing.browser.webkit import WebKit, Window
from tests.browser.engines import PATIENCE_MS

BUTTONS = {"left": MouseButton.LEFT, "middle": MouseButton.MIDDLE, "right": MouseButton.RIGHT}
MODIFIERS = {"Alt": Keys.ALT, "Control": Keys.CONTROL, "Meta": Keys.META, "Shift": Keys.SHIFT}
NAMED_KEYS = {"Enter": Keys.ENTER, "Escape": Keys.ESCAPE, "Tab": Keys.TAB, "Space": Keys.SPACE}

# Notes what the page logs and fails with; a page that is left hands its notes to the next one.
# One text, as a page may change what lists and objects can do.
PRELUDE = """
(() => {
  const key = "test notes";
  let notes = "";
  try { notes = sessionStorage.getItem(key) || ""; } catch {}
  const note = (kind, text) => { notes += kind + "\\t" + text + "\\0"; };
  for (const kind of ["debug", "error", "info", "log", "warn"]) {
    const plain = console[kind];
    console[kind] = function (...words) {
      note(kind === "warn" ? "warning" : kind, words.join(" "));
      return plain.apply(this, words);
    };
  }
  addEventListener("error", (event) => { if (event.message) note("uncaught", event.message); });
  addEventListener("unhandledrejection", (event) => note("uncaught", event.reason));
  addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const {name} of performance.getEntriesByType("resource")) note("request", name);
    try { sessionStorage.setItem(key, notes); } catch {}
  });
  window.__testNotes = () => {
    let all = notes;
    for (const {name} of performance.getEntriesByType("resource")) {
      all += "request\\t" + name + "\\0";
    }
    return all;
  };
  document.currentScript.remove();
})();
"""
NOTES = "return window.__testNotes ? window.__testNotes() : ''"
# The first that is there, also in open shadow roots.
FIND = """
(selector) => {
  const look = (root) => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const {shadowRoot} of root.querySelectorAll("*")) {
      const inside = shadowRoot && look(shadowRoot);
      if (inside) return inside;
    }
    return null;
  };
  return look(document);
}
"""
IS_SEEN = "(element) => element.getClientRects().length > 0"
TEXT_OF = "([selector]) => (%s)(selector)?.textContent ?? null" % FIND.strip()


class WebKitBrowser(WebKit):
    def new_page(self, site):
        site.prelude = [PRELUDE]
        return self.new_window(partial(WebKitPage, site))


class InTab:
    """A driver that goes to this tab before whatever it is asked."""

    def __init__(self, driver, tab):
        self.plain = driver
        self._tab = tab

    def __getattr__(self, name):
        self.plain.switch_to.window(self._tab)
        return getattr(self.plain, name)


class WebKitPage(Window):
    """The one window of one MiniBrowser; also its own `context`, as there is nothing between."""

    def __init__(self, site, *driven):
        super().__init__(*driven)
        self._site = site
        self.context = self
        self.keyboard = self
        self.was_skipped = False

    def __getattr__(self, name):
        self.was_skipped = True
        pytest.skip(f"classic WebDriver has no page.{name}")

    @property
    def version(self):
        return self._driver.capabilities["browserVersion"]

    def close(self):
        self._site.prelude = []
        super().close()

    def new_page(self):
        """Another tab of this browser."""
        plain = getattr(self._driver, "plain", self._driver)
        if plain is self._driver:
            self._driver = InTab(plain, plain.current_window_handle)
        self._driver.switch_to.new_window("tab")
        tab = InTab(plain, plain.current_window_handle)
        return WebKitTab(self._site, tab, self._service, self._patience_s)

    def notes(self):
        """(kind, text) of what was logged, was not caught, and was asked for."""
        notes = self.asked(self._driver.execute_script, NOTES).split("\0")
        return [tuple(note.split("\t", 1)) for note in notes if note]

    def add_init_script(self, script):
        """Goes into every page that the test serves from now on."""
        self._site.prelude.append(script)

    def reload(self):
        self._driver.refresh()

    def clear_cookies(self):
        self._driver.delete_all_cookies()

    def wait_for_timeout(self, timeout_ms):
        time.sleep(timeout_ms / 1000)

    def wait_for_function(self, expression, arg=None, timeout=PATIENCE_MS):
        self._wait(lambda: self.evaluate(expression, arg), expression, timeout)

    def wait_for_url(self, pattern, timeout=PATIENCE_MS):
        self._wait(lambda: fnmatch.fnmatch(self.url, pattern), pattern, timeout)
        self.wait_for_function("document.readyState === 'complete'")

    def wait_for_selector(self, selector, state="visible", timeout=PATIENCE_MS):
        def is_so():
            found = self.query_selector(selector)
            if state in ("attached", "detached"):
                return bool(found) == (state == "attached")
            return bool(found and self.evaluate(IS_SEEN, found)) == (state == "visible")

        self._wait(is_so, f"{selector} {state}", timeout)

    def query_selector(self, selector):
        return self.evaluate(FIND, selector)

    def text_content(self, selector):
        self.wait_for_selector(selector, "attached")
        return self.evaluate(TEXT_OF, [selector])

    def get_attribute(self, selector, name):
        self.wait_for_selector(selector, "attached")
        return self.query_selector(selector).get_dom_attribute(name)

    def click(self, selector, button="left", modifiers=()):
        """Press and release the real mouse in the middle of the element."""
        self.wait_for_selector(selector)
        element = self.query_selector(selector)
        self.evaluate("(element) => element.scrollIntoView({block: 'nearest'})", element)
        keys = [MODIFIERS[name] for name in modifiers]
        actions = ActionBuilder(self._driver)
        for key in keys:
            actions.key_action.key_down(key)
            actions.pointer_action.pause()
        actions.pointer_action.move_to(element)
        actions.pointer_action.pointer_down(BUTTONS[button])
        actions.pointer_action.pointer_up(BUTTONS[button])
        actions.perform()
        for key in keys:
            ActionChains(self._driver).key_up(key).perform()

    def focus(self, selector):
        self.wait_for_selector(selector)
        self.evaluate("(element) => element.focus()", self.query_selector(selector))

    def press(self, key):
        ActionChains(self._driver).send_keys(NAMED_KEYS.get(key, key)).perform()

    def fill(self, selector, text):
        self.wait_for_selector(selector)
        element = self.query_selector(selector)
        element.clear()
        element.send_keys(text)

    def _wait(self, is_so, what, timeout_ms):
        try:
            self.wait_until(is_so, what, timeout_ms / 1000)
        except TimeoutError as error:
            raise TooLate(str(error)) from error


class WebKitTab(WebKitPage):
    """One more; the browser lives on without it."""

    def close(self):
        self._driver.close()
        self._driver = None
