"""
A browser for the whole run. Playwright works in a thread of its own, so that tests may be
`async def`; all that touches a page goes through `Driver.do`.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

EXECUTABLES = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "firefox": ("firefox-esr", "firefox"),
    "webkit": (),
}
PATIENCE_S = 60


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


_NAMED = "and ALLOY_{} names another executable"
_OTHERWISE = (
    "on systems that Playwright has it for. Safari and WebKitGTK cannot stand in: WebDriver, which "
    "drives them, does not set a page's clock"
)


def skip(reason: str):
    """End the test that asked for what only the page in memory can do."""
    import pytest

    pytest.skip(f"only in memory: {reason}")


class Unavailable(Exception):
    """This browser cannot run tests here; the text says why."""


class Driver:
    """One browser for the whole run, in a thread of its own: Playwright works in one only."""

    def __init__(self, name: str):
        self.name = name
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="alloy browser")
        self.do(self._launch)

    def do(self, function, *arguments) -> Any:
        return self._thread.submit(function, *arguments).result()

    def _launch(self):
        from playwright.sync_api import Error, sync_playwright

        self._playwright = sync_playwright().start()
        kind = getattr(self._playwright, self.name)
        path = os.environ.get(f"ALLOY_{self.name.upper()}") if self.name != "webkit" else None
        path = path or (None if Path(kind.executable_path).exists() else _on_path(self.name))
        if path is None and not Path(kind.executable_path).exists():
            self._playwright.stop()
            raise Unavailable(
                f"{self.name} was not found: `playwright install {self.name}` brings it, "
                f"{_OTHERWISE if self.name == 'webkit' else _NAMED.format(self.name.upper())}"
            )
        more: dict = {"executable_path": path} if path else {}
        if path and self.name == "firefox":
            # A Firefox that is not Playwright's own build.
            more["channel"] = "moz-firefox"
        if self.name == "chromium":
            more["args"] = CHROMIUM_FLAGS
        try:
            self.browser = kind.launch(**more)
        except Error as error:
            self._playwright.stop()
            raise Unavailable(f"{self.name} did not start: {error}") from error

    def close(self):
        def end():
            self.browser.close()
            self._playwright.stop()

        self.do(end)
        self._thread.shutdown()


def _on_path(name):
    return next(filter(None, map(shutil.which, EXECUTABLES[name])), None)


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
