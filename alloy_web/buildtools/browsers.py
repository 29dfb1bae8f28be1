"""
Browsers for the tests: what the system has, and on Debian and its kin, as root, what apt has.

Which engine a test runs in is decided in tests/browser/; here they are only made available. The
tests find a browser on the PATH, or where ALLOY_CHROMIUM or ALLOY_FIREFOX says.
"""

import os
import shutil

from alloy_web.buildtools import environment
from alloy_web.buildtools.console import BuildError, say

EXECUTABLES = {
    "chromium": [
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
}
DEBIAN_PACKAGES = {"chromium": "chromium", "firefox": "firefox-esr"}


def prepare(engine=None, full=False):
    """
    Make browsers available: `engine`, or with `full` all of them, or at least one.

    What cannot be had is said, not raised: pytest still runs the tests that need none.
    """
    found = {name: find(name) for name in EXECUTABLES}
    for name in wanted(found, engine, full):
        if not found[name]:
            found[name] = _install(name)
    for name, path in found.items():
        if path:
            os.environ.setdefault(variable(name), path)


def wanted(found, engine, full):
    """The engines without which this run would lack something."""
    if engine:
        return [engine] if engine in EXECUTABLES else []
    if full:
        return list(EXECUTABLES)
    return [] if any(found.values()) else ["chromium"]


def find(name):
    """The path of a browser, or None."""
    named = os.environ.get(variable(name))
    candidates = [named] if named else EXECUTABLES[name]
    return next(filter(None, map(shutil.which, candidates)), None)


def variable(name):
    return f"ALLOY_{name.upper()}"


def _install(name):
    try:
        environment.apt_install(DEBIAN_PACKAGES[name])
    except BuildError as error:
        say(f"No {name} was found. {error}. Or set {variable(name)} to the path of its executable.")
    return find(name)
