"""
Where browsers are: on the PATH, or where ALLOY_CHROMIUM, ALLOY_FIREFOX or ALLOY_WEBKIT says.

Debian has Chromium in two forms, of one source and one version: with windows, and as a shell that
has none, in which a test takes half of the processor's time. The shell comes first where no windows
are asked for; of the other there is what the shell lacks, such as notifications.

WebKit is three things: a driver (which is its executable here), the MiniBrowser that comes with
the library, and a virtual screen, as that browser has no way to do without one.
"""

import os
import shutil
from pathlib import Path

SHELL = "chromium-headless-shell"
EXECUTABLES = {
    "chromium": [
        SHELL,
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    "firefox": [
        "firefox-esr",
        "firefox",
        "/Applications/Firefox.app/Contents/MacOS/firefox",
    ],
    "webkit": ["WebKitWebDriver"],
}
MINIBROWSERS = ["lib/*/webkit*gtk-*/MiniBrowser", "lib*/webkit*gtk-*/MiniBrowser"]


def find(name: str, windows: bool = False) -> str | None:
    """The path of a browser, or None; with `windows`, of one that can show them."""
    if name == "webkit" and not (minibrowser() and shutil.which("Xvfb")):
        return None
    return next(filter(None, map(shutil.which, _candidates(name, windows))), None)


def whole(path: str) -> str | None:
    """The Chromium with windows, for the `path` of the one that tests run in."""
    is_shell = os.path.basename(path) == SHELL
    candidates = _with_windows(EXECUTABLES["chromium"]) if is_shell else [path]
    return next(filter(None, map(shutil.which, candidates)), None)


def why_not(name: str) -> str:
    """What `find` missed."""
    missed = []
    if not any(map(shutil.which, _candidates(name))):
        said = f", as {variable(name)} says" if os.environ.get(variable(name)) else ""
        missed.append(" or ".join(map(os.path.basename, _candidates(name))) + said)
    if name == "webkit":
        missed += [] if minibrowser() else ["MiniBrowser"]
        missed += [] if shutil.which("Xvfb") else ["Xvfb"]
    return f"not found: {', '.join(missed)}"


def minibrowser() -> str | None:
    """The path of WebKitGTK's browser for tests, which is on no PATH; or None."""
    found = [path for pattern in MINIBROWSERS for path in sorted(Path("/usr").glob(pattern))]
    return str(found[-1]) if found else None


def variable(name: str) -> str:
    """The name of the environment variable that names another executable."""
    return f"ALLOY_{name.upper()}"


def _candidates(name, windows=False):
    named = os.environ.get(variable(name))
    if named:
        return [named]
    return _with_windows(EXECUTABLES[name]) if windows else EXECUTABLES[name]


def _with_windows(candidates):
    return [each for each in candidates if each != SHELL]
