"""The verbs, as they are typed."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

from alloy_web.buildtools import cli, environment
from alloy_web.buildtools.environment import ROOT


@pytest.fixture
def started(monkeypatch):
    """What `test` would go on as, in an environment that is ready."""
    commands = []
    monkeypatch.setattr(cli, "become", commands.append)
    monkeypatch.setattr(cli, "_build", lambda smallest=False, features=None: None)
    monkeypatch.setattr(cli.environment, "enter", lambda arguments: None)
    compiling = SimpleNamespace(wait=lambda: commands.append("the tests are compiled"))
    monkeypatch.setattr(cli, "_compile_tests", lambda: compiling)
    monkeypatch.setattr(cli.browsers, "prepare", lambda engine, full, windows: None)
    monkeypatch.setenv("ALLOY_NODE", "")
    monkeypatch.chdir(ROOT)
    return commands


IN_FOUR_PROCESSES = ["-n", "4", "--no-loadscope-reorder"]


@pytest.mark.parametrize(
    ("typed", "pytest_gets"),
    [
        ("test", IN_FOUR_PROCESSES),
        ("test --engine firefox", ["--engine", "firefox", *IN_FOUR_PROCESSES]),
        ("test --full -k edge -x", ["--full", "-k", "edge", "-x"]),
        ("test --matrix --engine webkit", ["--matrix", "--engine", "webkit"]),
        ("test tests/unit -q", ["tests/unit", "-q"]),
    ],
)
def test_pytest_gets_the_engine_and_whatever_else_was_typed(started, typed, pytest_gets):
    cli.main(typed.split())

    assert started[-1][1:] == ["-m", "pytest", *pytest_gets]
    waited = started[:-1]
    assert waited == (["the tests are compiled"] if "-n" in pytest_gets else [])


def test_modules_are_compiled_once_where_none_may_lie_beside_its_source(monkeypatch):
    monkeypatch.setattr(environment, "_install", lambda: None)
    monkeypatch.setattr(environment, "become", lambda command: None)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX")

    environment.enter(["test"])

    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    assert os.environ["PYTHONPYCACHEPREFIX"] == str(ROOT / ".cache/python")


@pytest.mark.parametrize(
    ("typed", "has_windows"),
    [
        ("test", False),
        ("test --engine chromium tests/browser", False),
        ("test --headed tests/browser", True),
        ("test --full", True),
        ("test --matrix", True),
        ("bench", True),
    ],
)
def test_what_is_watched_or_published_is_of_a_browser_with_windows(
    started, monkeypatch, typed, has_windows
):
    asked = []
    monkeypatch.setattr(
        cli.browsers, "prepare", lambda engine, full=False, windows=False: asked.append(windows)
    )

    cli.main(typed.split())

    assert asked == [has_windows]


def test_what_goes_wrong_is_one_line_and_an_exit_status(started, monkeypatch, capsys):
    def fail(smallest, features):
        raise cli.BuildError("npm ci failed: exit status 1")

    monkeypatch.setattr(cli, "_build", fail)

    assert cli.main(["dist"]) == 1
    assert capsys.readouterr().err == "build.py dist: npm ci failed: exit status 1\n"


def test_a_word_nobody_knows_ends_with_the_usage(capsys):
    with pytest.raises(SystemExit):
        cli.main(["dist", "everything"])

    assert "unrecognized arguments: everything" in capsys.readouterr().err


def test_an_example_is_served_with_its_offers_and_its_components_as_a_script(
    started, monkeypatch
):
    monkeypatch.setattr("alloy_web.devserver.__main__.main", started.extend)

    cli.main(["serve", "--example", "inbox", "--port", "0"])

    _, page, _, scripts, _, scenario, *usual = started
    assert Path(page, "plain.html").is_file()
    # The label of the button stands in the source and in nothing that is imported.
    assert "Put a fern into the cart" in Path(scripts, "react.js").read_text("utf-8")
    assert Path(scenario).name == "offers.json"
    _, site, _, static, *usual = usual
    assert '<a href="/" aria-current="page">' in Path(site, "index.html").read_text("utf-8")
    assert static == str(ROOT / "static")
    assert usual == ["--port", "0"]


def test_an_example_that_is_not_there_to_serve_is_told(started, capsys):
    assert cli.main(["serve", "--example", "inbx"]) == 1
    assert (
        "no example 'inbx' to serve; there is consent, htmx, inbox, puepy, react, vue, worker"
    ) in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_serve_says_where_and_ends_cleanly_on_ctrl_c():
    command = [sys.executable, "build.py", "serve", "--port", "0"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as server:
        line = server.stdout.readline()
        address = line.removeprefix("serving ").strip()
        with urllib.request.urlopen(address + "dist/alloy.js") as answer:
            status = answer.status
        server.send_signal(signal.SIGINT)
        rest, errors = server.communicate(timeout=300)

    assert line.startswith("serving http://127.0.0.1:")
    assert status == 200
    assert rest == ""
    assert "Traceback" not in errors
    assert server.returncode == 0


@pytest.mark.parametrize(
    ("typed", "features"),
    [
        ("dist", None),
        ("dist --features all", "all"),
        ("dist --features rulesEngine,streamingMedia", ["rulesEngine", "streamingMedia"]),
        ("dist --features none", []),
        ("dist --features=", []),
        ("dist --features=rulesEngine,,streamingMedia,", ["rulesEngine", "streamingMedia"]),
    ],
)
def test_one_file_can_be_built_with_a_choice_of_features(started, monkeypatch, typed, features):
    built = []
    monkeypatch.setattr(cli, "_build", lambda smallest, features: built.append(features))

    assert cli.main(typed.split()) == 0
    assert built == [features]
