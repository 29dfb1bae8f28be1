"""
WebKitGTK's MiniBrowser behind the part of Playwright's `Page` that the tests use.

It is driven by Selenium: classic WebDriver, which sees no requests and runs no script before the
page's own. So what a page has to note stands in the page (`PRELUDE`), put there by the fixture
`site`, and requests are counted at the edge. A stand-in for Safari, not Safari.

A test that needs what is not here (`route`, `clock`, `on`) is skipped.
"""

import fnmatch
import os
import subprocess
import time
import warnings

import pytest
from playwright.sync_api import TimeoutError as TooLate
from selenium import webdriver
from selenium.common.exceptions import JavascriptException, WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.mouse_button import MouseButton
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import HTTPError

from tests.browser.engines import PATIENCE_MS

POLL_S = 0.03
# A page can make the driver wait for ever: then the browser is killed, and the test fails.
HANGS_AFTER_S = PATIENCE_MS / 1000 + 60
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


class WebKitBrowser:
    """Starts one MiniBrowser for each page, so that every page is a new visitor's."""

    def __init__(self, driver_path, browser_path, headed=False):
        self._paths = driver_path, browser_path
        self._display = None if headed and _has_display() else Display()

    def new_page(self, site):
        options = Options()
        options.binary_location = self._paths[1]
        options.add_argument("--automation")
        env = {
            **os.environ,
            **(self._display.env if self._display else {}),
            # The sandbox needs rights that root in a container has not.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            "NO_AT_BRIDGE": "1",
        }
        service = Service(self._paths[0], env=env)
        service.path = self._paths[0]
        service.start()
        reach = ClientConfig(service.service_url, timeout=HANGS_AFTER_S)
        try:
            with warnings.catch_warnings():
                # About how Selenium calls itself.
                warnings.simplefilter("ignore", DeprecationWarning)
                driver = webdriver.Remote(service.service_url, options=options, client_config=reach)
        except BaseException:
            service.stop()
            raise
        return WebKitPage(driver, service, site)

    def close(self):
        if self._display:
            self._display.close()


class Display:
    """A virtual screen."""

    def __init__(self):
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start; does it run by itself?")
        self.env = {"DISPLAY": f":{number}", "GDK_BACKEND": "x11"}

    def close(self):
        self._server.terminate()
        self._server.wait()


class WebKitPage:
    """The one window of one MiniBrowser; also its own `context`, as there is nothing between."""

    def __init__(self, driver, service, site):
        self._driver = driver
        self._service = service
        self._site = site
        self.context = self
        self.keyboard = self
        self.was_skipped = False
        site.prelude = [PRELUDE]
        driver.set_script_timeout(PATIENCE_MS / 1000)

    def __getattr__(self, name):
        self.was_skipped = True
        pytest.skip(f"classic WebDriver has no page.{name}")

    @property
    def version(self):
        return self._driver.capabilities["browserVersion"]

    def close(self):
        self._site.prelude = []
        if self._driver:
            self._driver.quit()
            self._gone()

    def _gone(self):
        self._driver = None
        self._service.stop()

    def is_closed(self):
        return self._driver is None

    def notes(self):
        """(kind, text) of what was logged, was not caught, and was asked for."""
        notes = self._asked(self._driver.execute_script, NOTES).split("\0")
        return [tuple(note.split("\t", 1)) for note in notes if note]

    def add_init_script(self, script):
        """Goes into every page that the test serves from now on."""
        self._site.prelude.append(script)

    def goto(self, url):
        self._driver.get(url)

    def reload(self):
        self._driver.refresh()

    @property
    def url(self):
        return self._driver.current_url

    def cookies(self):
        return self._driver.get_cookies()

    def clear_cookies(self):
        self._driver.delete_all_cookies()

    def evaluate(self, expression, arg=None):
        """What the expression gives; a function is called with `arg`, a promise awaited."""
        try:
            told = self._run(f"(\n{expression}\n)", arg)
        except JavascriptException:
            # Statements, not an expression: what the page throws comes back as `failed`.
            told = self._run("(0, eval)(arguments[1])", arg, expression)
        if "failed" in told:
            raise RuntimeError(told["failed"])
        return told.get("value")

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

    def _run(self, code, *arguments):
        return self._asked(
            self._driver.execute_async_script,
            f"""const done = arguments[arguments.length - 1], arg = arguments[0];
            const call = async () => {{
              const value = {code};
              return typeof value === "function" ? value(arg) : value;
            }};
            call().then(
              (value) => done({{value}}),
              (error) => done({{failed: String(error)}}));""",
            *arguments,
        )

    def _asked(self, ask, *arguments):
        try:
            return ask(*arguments)
        except HTTPError as error:
            self._gone()
            raise AssertionError(
                f"WebKit's driver gave no answer in {HANGS_AFTER_S} s, and was killed"
            ) from error

    def _wait(self, is_so, what, timeout_ms):
        end = time.monotonic() + timeout_ms / 1000
        while time.monotonic() < end:
            try:
                if is_so():
                    return
            except (WebDriverException, RuntimeError):
                # The page is changing under the question.
                pass
            time.sleep(POLL_S)
        raise TooLate(f"{what}: not so after {timeout_ms} ms")


def _has_display():
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
