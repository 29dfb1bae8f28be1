"""`alloy-web` as a command: words, streams, exit codes, and its servers as processes."""

import json
import os
import signal
import subprocess
import sys

import httpx
import pytest

from alloy_web import __version__

from .kit import ROOT, run

VERBS = ("serve", "edge", "init", "bundle", "doctor", "migrate", "replay")
PATIENCE_S = 300


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "alloy_web", *map(str, arguments)], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )


def get(url, **more):
    return httpx.get(url, timeout=PATIENCE_S, **more)


def test_help_tells_each_verb_and_what_its_exit_codes_mean():
    status, out, _ = run("--help")

    assert status == 0
    assert [verb for verb in VERBS if f"\n    {verb} " not in out] == []
    assert "0 where all is well, 1" in " ".join(out.split())
    assert "plan" not in out


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_a_help_with_an_example(verb):
    status, out, _ = run(verb, "--help")

    assert status == 0
    assert f"For example: alloy-web {verb} " in out
    assert "--json" in out


@pytest.mark.parametrize("arguments", [
    [], ["sevre"], ["doctor"], ["doctor", "a.html", "--timeout", "0"],
    ["doctor", "a.html", "--timeout", "soon"], ["init", "x", "--kind", "rails"],
])
def test_a_wrong_call_ends_with_2_and_says_how_it_is_used(arguments):
    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert err.startswith("usage: alloy-web")


@pytest.mark.parametrize("arguments, told", [
    (["doctor", "a.html", "--timeout", "0"], "expected seconds, more than 0, got '0'"),
    (["edge", "--port", "70000"], "expected a number from 0 to 65535, got '70000'"),
    (["edge", "--allow-origin", "https://shop.example/"],
     "expected an origin such as https://shop.example, got 'https://shop.example/'"),
    (["edge", "--allow-host", "http://desk.local"],
     "expected a name such as desk.local, got 'http://desk.local'"),
    (["edge", "--allow-host", "desk.local:8000"],
     "expected a name such as desk.local, got 'desk.local:8000'"),
])
def test_a_value_that_cannot_be_is_told_with_what_was_expected(arguments, told):
    status, _, err = run(*arguments)

    assert status == 2
    assert err.endswith(f"alloy-web {arguments[0]}: error: argument {arguments[-2]}: {told}\n")


@pytest.mark.parametrize("arguments, told", [
    (["doctor", "--json"], "alloy-web doctor: the following arguments are required: URL|FILE"),
    (["edge", "--json", "--port", "x"],
     "alloy-web edge: argument --port: expected a number from 0 to 65535, got 'x'"),
])
def test_with_json_a_wrong_call_is_an_object_too(arguments, told):
    status, out, err = run(*arguments)

    assert (status, err) == (2, "")
    assert json.loads(out) == {"error": told}


def test_the_version():
    assert run("--version") == (0, f"alloy-web {__version__}\n", "")


def test_with_json_a_failure_is_an_object_too():
    status, out, err = run("doctor", "no-such.html", "--json")

    assert (status, err) == (2, "")
    assert json.loads(out) == {
        "error": "no-such.html: cannot be read (No such file or directory)"
    }


@pytest.mark.usefixtures("dist")
def test_serve_gives_a_site_the_sdk_and_the_inspector(tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html><p>Hello</body>", "utf-8")
    process = start("serve", tmp_path, "--port", "0", "--json")
    # Its object has two lines within.
    told = json.loads("".join(process.stdout.readline() for _ in range(4)))
    page = get(told["url"]).text
    sdk = get(told["url"] + "dist/alloy.js")
    inspector = get(told["inspector"])
    scenario = get(told["inspector"] + "scenario").json()
    process.send_signal(signal.SIGTERM if os.name == "posix" else signal.CTRL_C_EVENT)
    _, err = process.communicate(timeout=PATIENCE_S)

    assert page.startswith("<!doctype html><p>Hello<script src=\"/_edge/reload.js?state=")
    assert sdk.content == (ROOT / "alloy_web/dist/alloy.js").read_bytes()
    assert inspector.status_code == 200
    assert scenario["scenario"]["name"] == "demo"
    assert (process.returncode, err) == (0, "")


@pytest.mark.usefixtures("dist")
def test_edge_prints_one_line_serves_no_site_and_answers_to_the_names_it_is_given():
    process = start("edge", "--port", "0", "--scenario", "empty", "--allow-host", "desk.local",
                    "--allow-origin", "https://staging.example")
    line = process.stdout.readline()
    url = line.split()[1].rstrip(",")
    status = get(url).status_code
    named = [get(url + "_edge/events", headers={"host": host}).status_code
             for host in ("desk.local:80", "evil.example")]
    asked = [httpx.post(url + "ee/v1/interact", headers={"origin": origin}, timeout=PATIENCE_S)
             for origin in ("https://staging.example", "https://evil.example")]
    process.terminate()
    process.communicate(timeout=PATIENCE_S)

    assert line == f"serving {url}, what comes in: {url}_edge/\n"
    assert status == 404
    assert named == [200, 403]
    assert [each.headers.get("access-control-allow-origin") for each in asked] == [
        "https://staging.example", None,
    ]


def test_serve_says_what_is_wrong_with_its_wishes(tmp_path):
    process = start("serve", tmp_path / "no")
    _, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, err) == (
        2, f"alloy-web serve: {tmp_path / 'no'}: there is no such folder\n"
    )

    process = start("serve", tmp_path, "--scenario", "dmeo")
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert 'Did you mean "demo"?' in err


def test_serve_names_the_extra_where_it_is_not_installed(tmp_path):
    hiding = "import sys; sys.modules['starlette'] = None; sys.modules['uvicorn'] = None; "
    code = hiding + "from alloy_web.cli.main import main; sys.exit(main(['serve', '.']))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 2
    assert 'pip install "alloy-web[dev]"' in done.stderr
    assert "Traceback" not in done.stderr
