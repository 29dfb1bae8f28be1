"""`alloy-web init`: what it makes runs, and its tests pass."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from alloy_web.cli import project

from .kit import ROOT, run, run_json

pytestmark = pytest.mark.usefixtures("dist")


@pytest.mark.parametrize("kind", [
    # Of those with a server one stands for all.
    pytest.param(kind, marks=pytest.mark.full) if kind in ("django", "flask") else kind
    for kind in project.KINDS
])
def test_the_tests_of_a_new_project_pass(tmp_path, kind):
    status, told = run_json("init", tmp_path / "shop", "--kind", kind)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "alloy_web.testing.plugin", "."],
        cwd=tmp_path / "shop", env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True,
        text=True,
    )

    assert (status, told["kind"]) == (0, kind)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^[1-9]\d* passed", done.stdout, re.M)


@pytest.mark.parametrize("kind", ["starlette", "django", "flask"])
def test_a_server_of_a_new_project_runs_and_puts_the_offer_into_its_page(tmp_path, kind):
    told = run("init", tmp_path / "shop", "--kind", kind)[1]
    (command,) = re.findall(r"^  python (\S+)  ", told, re.M)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with subprocess.Popen(
        # As its next command is, but for the port.
        [sys.executable, command],
        env={"PYTHONPATH": str(ROOT), "PATH": "", "PORT": str(port), "ALLOY_BUDGET_MS": "60000"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:
        try:
            text = page_of(f"http://127.0.0.1:{port}/", server)
        finally:
            server.terminate()

    assert ">Delivery is free</h1>" in text
    assert '"adopt":true' in text


def page_of(url, server):
    """The page, as soon as the server answers."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(url) as answer:
                return answer.read().decode()
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    pytest.fail(f"the server ended with {server.returncode}")


def test_the_page_of_a_new_project_is_a_healthy_one(tmp_path):
    run("init", tmp_path / "shop")
    run("bundle", tmp_path / "shop/dist")
    page = tmp_path / "shop/site/index.html"
    page.write_text(page.read_text("utf-8").replace("/dist/", "../dist/"), "utf-8")

    status, told = run_json("doctor", page)

    assert status == 0
    assert [each["code"] for each in told["findings"] if each["level"] != "note"] == []


def test_a_page_with_python_loads_the_runtimes_that_are_tested_here(tmp_path):
    run("init", tmp_path / "shop", "--kind", "pyscript")
    page = (tmp_path / "shop/site/index.html").read_text("utf-8")
    tested = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]

    named = dict(re.findall(r"/npm/(@[\w-]+/[\w-]+)@([\d.]+)/", page))
    assert {"@pyscript/core", "@micropython/micropython-webassembly-pyscript"} == {*named}
    assert named == {name: tested[name] for name in named}
    [wheel] = re.findall(r'"/dist/([^"]+\.whl)"', page)
    assert (ROOT / "alloy_web/dist" / wheel).is_file()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    status, out, err = run("init", tmp_path)

    assert (status, out) == (2, "")
    assert err == (
        f"alloy-web init: {tmp_path}: there is something already; name an empty or a new folder\n"
    )
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_the_next_command_can_be_typed_as_it_is_printed(tmp_path):
    folder = tmp_path / "my shop"
    _, plain, _ = run("init", folder)
    _, served, _ = run("init", tmp_path / "$x", "--kind", "flask")

    assert f"  alloy-web serve '{folder}/site' " in plain
    assert f"  pytest '{folder}' " in plain
    assert f"  python '{tmp_path}/$x/app.py' " in served


def test_a_file_in_the_way_is_left_alone(tmp_path):
    (tmp_path / "shop").write_text("mine")

    assert run("init", tmp_path / "shop")[0] == 2
    assert (tmp_path / "shop").read_text() == "mine"


def test_an_empty_folder_is_taken(tmp_path):
    assert run("init", tmp_path)[0] == 0
