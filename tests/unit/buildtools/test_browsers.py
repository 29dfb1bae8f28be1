"""Which browsers a run needs, and what happens without them."""

import os

import pytest

from alloy_web.buildtools import browsers, environment
from alloy_web.buildtools.console import BuildError
from alloy_web.testing import executables

NONE = {"chromium": None, "firefox": None, "webkit": None}
FIREFOX = {"chromium": None, "firefox": "/usr/bin/firefox", "webkit": None}


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """A machine without browsers and without apt."""
    chromium = ["chromium-headless-shell", "chromium"]
    known = {"chromium": chromium, "firefox": ["firefox"], "webkit": ["WebKitWebDriver"]}
    monkeypatch.setattr(executables, "EXECUTABLES", known)
    monkeypatch.setattr(executables, "MINIBROWSERS", [])
    monkeypatch.setattr(environment, "can_apt", lambda: False)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("ALLOY_CHROMIUM", "ALLOY_FIREFOX", "ALLOY_WEBKIT"):
        # Set first, so that it is taken away again whatever the test does.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return tmp_path


def test_one_browser_is_enough():
    assert browsers.wanted(FIREFOX, engine=None, every=False) == []
    assert browsers.wanted(NONE, engine=None, every=False) == ["chromium"]


def test_the_engine_asked_for_is_needed_and_all_where_they_are_easily_had():
    assert browsers.wanted(NONE, engine="firefox", every=True) == ["firefox"]
    assert browsers.wanted(NONE, engine=None, every=True) == ["chromium", "firefox", "webkit"]


def test_a_browser_that_cannot_be_had_is_said_and_not_raised(nowhere, capsys):
    browsers.prepare()

    assert capsys.readouterr().err == (
        "No chromium was found. Please install: chromium. "
        "Or set ALLOY_CHROMIUM to the path of its executable.\n"
    )


def test_all_that_is_missing_is_installed_where_that_is_possible(nowhere, monkeypatch):
    asked = []

    def install(*packages):
        asked.append(packages)
        for package in packages:
            executable(nowhere / package)

    monkeypatch.setattr(environment, "can_apt", lambda: True)
    monkeypatch.setattr(environment, "apt_install", install)
    executable(nowhere / "firefox")
    browsers.prepare()

    assert asked == [("chromium", "chromium-headless-shell"), ("webkit2gtk-driver", "xvfb")]
    assert os.environ["ALLOY_CHROMIUM"] == str(nowhere / "chromium-headless-shell")


def test_tests_run_in_the_chromium_without_windows_and_who_watches_in_the_other(nowhere):
    shell = executable(nowhere / "chromium-headless-shell")
    assert executables.find("chromium", windows=True) is None
    assert executables.whole(shell) is None

    whole = executable(nowhere / "chromium")

    assert executables.find("chromium") == shell
    assert executables.find("chromium", windows=True) == whole
    assert executables.whole(shell) == executables.whole(whole) == whole


def test_the_one_without_windows_is_installed_beside_the_other_where_apt_has_it(
    nowhere, monkeypatch
):
    whole = executable(nowhere / "chromium")
    asked = []

    def has_none(*packages):
        asked.append(packages)
        raise BuildError(f"There is no {packages[1]}")

    monkeypatch.setattr(environment, "apt_install", has_none)
    monkeypatch.setattr(environment, "can_apt", lambda: True)

    browsers.prepare("chromium")
    assert asked == [("chromium", "chromium-headless-shell")]
    assert os.environ.pop("ALLOY_CHROMIUM") == whole

    browsers.prepare("chromium", windows=True)
    assert asked == [("chromium", "chromium-headless-shell")]
    assert os.environ.pop("ALLOY_CHROMIUM") == whole

    shell = nowhere / "chromium-headless-shell"
    monkeypatch.setattr(environment, "apt_install", lambda *packages: executable(shell))
    browsers.prepare("chromium")
    assert os.environ["ALLOY_CHROMIUM"] == str(shell)


def test_a_chromium_named_by_the_user_is_not_replaced(nowhere, monkeypatch):
    mine = executable(nowhere / "my-chromium")
    monkeypatch.setenv("ALLOY_CHROMIUM", mine)
    executable(nowhere / "chromium-headless-shell")
    monkeypatch.setattr(environment, "can_apt", lambda: True)

    browsers.prepare("chromium")

    assert os.environ["ALLOY_CHROMIUM"] == mine


def test_webkit_is_there_when_its_driver_its_browser_and_a_screen_are(nowhere, monkeypatch):
    assert executables.why_not("webkit") == "not found: WebKitWebDriver, MiniBrowser, Xvfb"

    for name in ("WebKitWebDriver", "Xvfb"):
        executable(nowhere / name)
    assert executables.find("webkit") is None
    assert executables.why_not("webkit") == "not found: MiniBrowser"

    monkeypatch.setattr(executables, "minibrowser", lambda: "/usr/lib/MiniBrowser")
    assert executables.find("webkit") == str(nowhere / "WebKitWebDriver")


def test_an_executable_named_by_the_user_is_used(nowhere, monkeypatch):
    monkeypatch.setenv("ALLOY_FIREFOX", executable(nowhere / "my-firefox"))

    assert executables.find("firefox") == str(nowhere / "my-firefox")


def test_installing_without_the_right_to_is_refused_with_the_name(nowhere):
    with pytest.raises(BuildError, match="Please install: chromium"):
        environment.apt_install("chromium")


def executable(path):
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)
