"""
Browser engines: which are on this machine, how each is started, what the header says about them.

Playwright drives Chromium and Firefox. WebKit is named, so that its absence is said aloud; it
needs another driver and gets its place in `Engine.launch`.
"""

import os
import shutil

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

EXECUTABLES = {
    "chromium": ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    "firefox": ["firefox-esr", "firefox"],
}

NOT_DRIVEN = {"webkit": "no driver for it in this test suite yet"}


class Engine:
    """One browser on this machine."""

    def __init__(self, name, path):
        self.name = name
        self.path = path

    def __repr__(self):
        return f"{self.name} ({self.path})"

    def launch(self, playwright, headed=False, back_forward_cache=False, flags=()):
        """
        A Playwright browser; without `back_forward_cache` as Playwright has it: cache off.
        `flags` are for Chromium's command line.
        """
        if self.name == "firefox":
            return playwright.firefox.launch(
                channel="moz-firefox", executable_path=self.path, headless=not headed
            )
        return playwright.chromium.launch(
            executable_path=self.path,
            headless=not headed,
            args=[*CHROMIUM_FLAGS, *flags],
            ignore_default_args=["--disable-back-forward-cache"] if back_forward_cache else [],
        )


def find_engines(wanted=None):
    """(engines found, {name: why it is left out}); `wanted` names the only one asked for."""
    found, left_out = [], dict(NOT_DRIVEN)
    for name, executables in EXECUTABLES.items():
        named = os.environ.get(f"ALLOY_{name.upper()}")
        path = next(filter(None, map(shutil.which, [named] if named else executables)), None)
        if path is None:
            looked_for = (
                f"{named}, as ALLOY_{name.upper()} says" if named else " or ".join(executables)
            )
            left_out[name] = f"not found: {looked_for}"
        elif wanted in (None, name):
            found.append(Engine(name, path))
        else:
            left_out[name] = f"--engine {wanted} was given"
    return found, left_out


def describe(wanted=None):
    """Lines for the header of the test run."""
    found, left_out = find_engines(wanted)
    lines = [", ".join(map(str, found)) or "none found: browser tests fail"]
    return lines + [f"{name} left out: {why}" for name, why in sorted(left_out.items())]


def none_found(wanted=None):
    """What a browser test says when there is no engine to run it in."""
    _, left_out = find_engines(wanted)
    reasons = "".join(f"\n  - {name}: {why}" for name, why in sorted(left_out.items()))
    return (
        f"no browser to run this test in{reasons}\n"
        "Install chromium or firefox, or set ALLOY_CHROMIUM or ALLOY_FIREFOX to an executable."
    )
