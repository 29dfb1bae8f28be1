"""
Browsers for the tests: what the system has, and on Debian and its kin, as root, what apt has.

Which engine a test runs in is decided in tests/browser/; here they are only made available. The
tests find a browser on the PATH, or where ALLOY_CHROMIUM, ALLOY_FIREFOX or ALLOY_WEBKIT says.

Debian has Chromium in two forms, of one source and one version: with windows, and as a shell that
has none, in which a test takes half of the processor's time. The shell comes first where no windows
are asked for; of the other there is what the shell lacks, such as notifications.

WebKit is three things: a driver (which is its executable here), the MiniBrowser that comes with
the library, and a virtual screen, as that browser has no way to do without one.
"""

import os
import shutil
from pathlib import Path

from alloy_web.buildtools import environment
from alloy_web.buildtools.console import BuildError, say

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
DEBIAN_PACKAGES = {
    "chromium": ["chromium"],
    "firefox": ["firefox-esr"],
    "webkit": ["webkit2gtk-driver", "xvfb"],
}
MINIBROWSERS = ["lib/*/webkit*gtk-*/MiniBrowser", "lib*/webkit*gtk-*/MiniBrowser"]


def prepare(engine=None, full=False, windows=False):
    """
    Make browsers available: `engine`, or all that this machine can have, or at least one. They have
    `windows` where that is asked for.

    What cannot be had is said, not raised: pytest still runs the tests that need none.
    """
    found = {name: find(name, windows) for name in EXECUTABLES}
    for name in wanted(found, engine, full or environment.can_apt()):
        if not found[name] or (name == "chromium" and not windows and _may_have_shell()):
            found[name] = _install(name, windows)
    for name, path in found.items():
        if path:
            os.environ.setdefault(variable(name), path)


def wanted(found, engine, every):
    """The engines without which this run would lack something; `every` one where that is easy."""
    if engine:
        return [engine]
    if every:
        return list(EXECUTABLES)
    return [] if any(found.values()) else ["chromium"]


def find(name, windows=False):
    """The path of a browser, or None; with `windows`, of one that can show them."""
    if name == "webkit" and not (minibrowser() and shutil.which("Xvfb")):
        return None
    return next(filter(None, map(shutil.which, _candidates(name, windows))), None)


def whole(path):
    """The Chromium with windows, for the `path` of the one that tests run in."""
    is_shell = os.path.basename(path) == SHELL
    candidates = _with_windows(EXECUTABLES["chromium"]) if is_shell else [path]
    return next(filter(None, map(shutil.which, candidates)), None)


def why_not(name):
    """What `find` missed."""
    missed = []
    if not any(map(shutil.which, _candidates(name))):
        said = f", as {variable(name)} says" if os.environ.get(variable(name)) else ""
        missed.append(" or ".join(map(os.path.basename, _candidates(name))) + said)
    if name == "webkit":
        missed += [] if minibrowser() else ["MiniBrowser"]
        missed += [] if shutil.which("Xvfb") else ["Xvfb"]
    return f"not found: {', '.join(missed)}"


def minibrowser():
    """The path of WebKitGTK's browser for tests, which is on no PATH; or None."""
    found = [path for pattern in MINIBROWSERS for path in sorted(Path("/usr").glob(pattern))]
    return str(found[-1]) if found else None


def _candidates(name, windows=False):
    named = os.environ.get(variable(name))
    if named:
        return [named]
    return _with_windows(EXECUTABLES[name]) if windows else EXECUTABLES[name]


def _with_windows(executables):
    return [each for each in executables if each != SHELL]


def variable(name):
    return f"ALLOY_{name.upper()}"


def _may_have_shell():
    """Is it not here, nor another Chromium named, and can it be installed?"""
    is_chosen = os.environ.get(variable("chromium")) or shutil.which(SHELL)
    return not is_chosen and environment.can_apt()


def _install(name, windows):
    choices = [DEBIAN_PACKAGES[name]]
    if name == "chromium" and not windows and environment.can_apt():
        # Ubuntu has no such package.
        choices.insert(0, [*DEBIAN_PACKAGES[name], SHELL])
    error = "What was installed has none"
    for packages in choices:
        try:
            environment.apt_install(*packages)
        except BuildError as problem:
            error = str(problem)
        found = find(name, windows)
        if found:
            return found
    say(f"No {name} was found. {error}. Or set {variable(name)} to the path of its executable.")
    return None
