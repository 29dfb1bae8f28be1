"""
A browser for the whole run: Playwright's, or WebKitGTK by Selenium. It is driven in a thread of its
own, so that tests may be `async def`; all that touches a page goes through `Driver.do`.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from alloy_web.devserver.server import Server
from alloy_web.testing import executables
from alloy_web.testing.browser.playwright_tab import PlaywrightTab

PATIENCE_S = 60
TURN_S = 0.01

# Chromium gives each window a process or two for buttons and an address field that nobody sees, and
# keeps one more ready: two thirds of what a page costs in a test. This list replaces Playwright's,
# so the names of that are in it.
_NOT_NEEDED = (
    "InitialWebUI WebUIReloadButton WebUIOmniboxPopup WebUIOmniboxFullPopup WebUIOmniboxAimPopup "
    "PreloadTopChromeWebUI PreloadTopChromeWebUILessNavigations Webium AiModeOmniboxEntryPoint "
    "SpareRendererForSitePerProcess"
)
_OF_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose DialMediaRouteProvider "
    "GlobalMediaControls HttpsUpgrades LensOverlay MediaRouter PaintHolding "
    "ThirdPartyStoragePartitioning BlockOriginHeaderModificationOnRedirect "
    "AvoidCorsURLLoaderRestartOnRedirect Translate AutoDeElevate OptimizationHints "
    "NetworkTimeServiceQuerying AimEnabled"
)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-features=" + ",".join((_OF_PLAYWRIGHT + " " + _NOT_NEEDED).split()),
]


# How each comes to a machine.
_HOW = {
    "chromium": "`playwright install chromium` brings it, and ALLOY_CHROMIUM names another "
                "executable",
    "firefox": "`playwright install firefox` brings it, and ALLOY_FIREFOX names another executable",
    "webkit": "`playwright install webkit` brings it, on systems that Playwright has it for. On "
              "Debian and Ubuntu `apt install webkit2gtk-driver xvfb` brings WebKitGTK, and "
              "ALLOY_WEBKIT names another WebKitWebDriver",
}
_SELENIUM = (
    "WebKitGTK is driven by Selenium, and {} is not installed: pip install "
    '"alloy-web[testing-webkit]"'
)


def skip(reason: str, where: str = "only in memory"):
    """End the test that asked for what this browser cannot do."""
    import pytest

    pytest.skip(f"{where}: {reason}")


class Unavailable(Exception):
    """This browser cannot run tests here; the text says why."""


class Driver:
    """One browser for the whole run, in a thread of its own: Playwright works in one only."""

    def __init__(self, name: str):
        self.name = name
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="alloy browser")
        self._ends: list[Callable] = []
        self._new_tab: Callable[[Server, Callable, Callable], Any]
        try:
            self.do(self._launch)
        except BaseException:
            self.close()
            raise

    def do(self, function, *arguments) -> Any:
        return self._thread.submit(function, *arguments).result()

    def new_tab(self, server: Server, hear: Callable, call: Callable) -> Any:
        """A new visitor's tab (playwright_tab.py); `server` has the site."""
        return self.do(self._new_tab, server, hear, call)

    def close(self) -> None:
        for end in reversed(self._ends):
            self.do(end)
        self._thread.shutdown()

    def _launch(self):
        from playwright.sync_api import Error, sync_playwright

        playwright = sync_playwright().start()
        self._ends.append(playwright.stop)
        kind = getattr(playwright, self.name)
        named = os.environ.get(executables.variable(self.name))
        is_own = not named and Path(kind.executable_path).exists()
        path = named or (None if is_own else executables.find(self.name))
        if not is_own and path is None:
            raise Unavailable(f"{self.name} was not found: {_HOW[self.name]}")
        if self.name == "webkit" and path:
            self._launch_webkitgtk(path)
            return
        more: dict = {"executable_path": path} if path else {}
        if path and self.name == "firefox":
            # A Firefox that is not Playwright's own build.
            more["channel"] = "moz-firefox"
        if self.name == "chromium":
            more["args"] = CHROMIUM_FLAGS
        try:
            browser = kind.launch(**more)
        except Error as error:
            raise Unavailable(f"{self.name} did not start: {error}") from error
        self._ends.append(browser.close)
        self._new_tab = lambda server, hear, call: PlaywrightTab(browser, hear, call)

    def _launch_webkitgtk(self, path):
        try:
            from alloy_web.testing.browser.webkit import WebKit
            from alloy_web.testing.browser.webkit_tab import WebKitTab
        except ModuleNotFoundError as error:
            raise Unavailable(_SELENIUM.format(error.name)) from error
        try:
            webkit = WebKit(path, executables.minibrowser(), PATIENCE_S)
        except (OSError, RuntimeError) as error:
            # The virtual screen.
            raise Unavailable(f"webkit did not start: {error}") from error
        self._ends.append(webkit.close)
        self._new_tab = lambda server, hear, call: WebKitTab(webkit, server, hear, call)


def dist_folder(given: str | None) -> Path:
    """The folder with alloy.js; Unavailable where there is none."""
    own = Path(__file__).resolve().parents[3] / "static/dist"
    folder = Path(given) if given else own
    if not (folder / "alloy.js").is_file():
        raise Unavailable(
            f"there is no alloy.js in {folder}. --alloy-dist=DIR, or alloy_dist in pytest's "
            "configuration, names the folder that has it"
        )
    return folder
