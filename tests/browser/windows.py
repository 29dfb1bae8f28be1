"""
Windows that one test after the other has, in Chromium and Firefox: to make a context and a page
takes longer than what most tests do there.

The next test gets one that is empty and on a page of another site, unless the test before may have
left more behind than emptying takes away. What a test does with its window is noted for that: all
that is not in `KNOWN` has the window closed, and so has a failure. What the page that is left sends
late reaches a site whose test is over (sites.py).
"""

from playwright.sync_api import Error

# Of a page and of its context: leaves nothing in the window but what `is_empty_on` takes away.
KNOWN = {
    "click", "evaluate", "fill", "focus", "get_attribute", "go_back", "goto", "inner_text",
    "input_value", "is_closed", "is_disabled", "is_visible", "keyboard", "locator",
    "query_selector", "query_selector_all", "reload", "select_option", "text_content", "url",
    "wait_for_function", "wait_for_selector", "wait_for_timeout", "wait_for_url",
}
KNOWN_OF_CONTEXT = {"add_cookies", "browser", "clear_cookies", "cookies"}
BLANK = "/t/blank"
EMPTY = """
async () => {
  window.name = "";
  localStorage.clear();
  sessionStorage.clear();
  for (const {name} of await indexedDB.databases()) indexedDB.deleteDatabase(name);
  for (const name of await caches.keys()) await caches.delete(name);
  const workers = await navigator.serviceWorker.getRegistrations();
  for (const worker of workers) await worker.unregister();
  return document.cookie;
}
"""
# A renderer keeps a little of each page it had.
MOST_TESTS = 40


class Windows:
    """The windows of one browser, of which one is kept between two tests."""

    def __init__(self, new_page):
        self._new_page = new_page
        self._kept = None

    def lend(self, site):
        """A page without a past, on no page of a test; to be given back."""
        window, self._kept = self._kept, None
        if window is not None and not window.is_empty_on(site):
            window.close()
            window = None
        return Lent(window or Window(self._new_page()))

    def give_back(self, lent, failed):
        """Keep the window for the next test, or close it."""
        window = lent.window
        window.tests += 1
        is_full = window.tests == MOST_TESTS
        if failed or is_full or lent.is_changed or not window.is_alone():
            window.close()
        else:
            lent.context.undo()
            self._kept = window

    def close(self):
        if self._kept is not None:
            self._kept.close()


class Window:
    """A context with one page."""

    def __init__(self, page):
        self.page = page
        self.context = page.context
        self.tests = 0
        self._has_devtools = self.context.browser.browser_type.name == "chromium"
        self._devtools = None

    def is_empty_on(self, site):
        """Leave the last test's page, and nothing of it; false where that fails."""
        try:
            self._empty(site)
        except Error:
            return False
        # What the page opened may have taken a moment to be there.
        return self.is_alone()

    def _empty(self, site):
        site.add_page(BLANK, "<!doctype html><title>blank</title>")
        self.page.goto(site.url.rstrip("/") + BLANK)
        self.context.clear_cookies()
        if self._has_devtools:
            self._devtools = self._devtools or self.context.new_cdp_session(self.page)
            everything = {"origin": "*", "storageTypes": "all"}
            self._devtools.send("Storage.clearDataForOrigin", everything)
            self._devtools.send("Page.resetNavigationHistory")
        # A page may see cookies for a while yet.
        while self.page.evaluate(EMPTY):
            self.context.clear_cookies()

    def is_alone(self):
        return not self.page.is_closed() and len(self.context.pages) == 1

    def close(self):
        self.context.close()


class Lent:
    """A window's page, as one test has it."""

    def __init__(self, window):
        self.window = window
        self.is_changed = False
        self.context = LentContext(window.context, self)

    def __getattr__(self, name):
        found = getattr(self.window.page, name)
        self.is_changed = self.is_changed or name not in KNOWN
        return found


class LentContext:
    """A window's context, as one test has it; what the test adds to it is taken away."""

    def __init__(self, context, lent):
        self._context = context
        self._lent = lent
        self._undone_by = []

    def __getattr__(self, name):
        found = getattr(self._context, name)
        self._lent.is_changed = self._lent.is_changed or name not in KNOWN_OF_CONTEXT
        return found

    def on(self, event, heard):
        self._context.on(event, heard)
        self._undone_by.append(lambda: self._context.remove_listener(event, heard))

    def add_init_script(self, script):
        self._undone_by.append(self._context.add_init_script(script).close)

    def undo(self):
        for undo in self._undone_by:
            undo()
