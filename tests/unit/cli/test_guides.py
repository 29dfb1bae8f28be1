"""docs/command-line.md: its lines for a shell, one after the other in an empty folder."""

import json
import os
import re
import shlex
import subprocess
import sys

import httpx
import pytest

from tests.guides import blocks

from .kit import ROOT, run_json

FIRST, BUNDLE = blocks("docs/command-line.md", "")


@pytest.fixture
def folder(dist, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def start(line, *more):
    """A line of the guide as a process, with this Python in the place of the reader's."""
    command, *arguments = shlex.split(line)
    module = {"alloy-web": "alloy_web", "pytest": "pytest"}[command]
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments, *more], text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
    )


def test_a_first_project_is_made_served_and_tested(folder):
    made, served, tested = FIRST.splitlines()
    with start(made) as init:
        assert init.wait() == 0

    with start(served, "--port", "0", "--json") as server:
        try:
            # Its object has two lines within.
            told = json.loads("".join(server.stdout.readline() for _ in range(4)))
            assert 'id="hero">Ferns</h1>' in httpx.get(told["url"], timeout=300).text
        finally:
            server.terminate()

    with start(tested, "-q", "-p", "alloy_web.testing.plugin") as tests:
        assert re.search(r"^3 passed", tests.communicate()[0], re.M)


def test_the_line_for_a_site_of_its_own_address_writes_its_files(folder):
    [line] = BUNDLE.splitlines()

    status, told = run_json(*shlex.split(line)[1:])

    assert status == 0
    assert (folder / "public/dist/alloy.js").is_file()
    assert "https://static.shop.example/dist/alloy-" in "".join(told["tag"])
    assert "https://metrics.shop.example" in " ".join(told["csp"])
