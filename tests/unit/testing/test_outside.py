"""
A stranger's folder: the wheel, or the sdist, with the extras of the first page of the guide, in an
environment of its own. What the guide says is done there, with nothing of the repository.
"""

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from uuid import uuid4

import pytest

from alloy_web import __version__
from alloy_web.buildtools import packages

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs/testing.md").read_text(encoding="utf-8")
START = (ROOT / "docs/index.md").read_text(encoding="utf-8")

# As the SDK sends the first of a visitor's views.
VIEW = {
    "meta": {"state": {"domain": "", "cookiesEnabled": True}},
    "query": {"identity": {"fetch": ["ECID"]}},
    "events": [{"xdm": {
        "eventType": "web.webpagedetails.pageViews",
        "web": {"webPageDetails": {"URL": "http://localhost:8000/"}},
    }}],
}

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def built(dist, tmp_path_factory):
    """The folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("built")
    packages.build(folder)
    return folder


@pytest.fixture(scope="module", params=["py3-none-any.whl", "tar.gz"])
def programs(built, request, tmp_path_factory):
    """The folder with `python`, `alloy-web` and `pytest` of the new environment."""
    folder = tmp_path_factory.mktemp("outside")
    separator = "." if request.param == "tar.gz" else "-"
    package = built / f"alloy_web-{__version__}{separator}{request.param}"
    done([sys.executable, "-m", "venv", folder / "venv"], folder)
    found = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    [install] = [line for line in commands() if line[0] == "pip"]
    extras = re.fullmatch(r"alloy-web(\[.*\])", install[2])[1]
    done([found / "python", "-m", "pip", *install[1:2], "--quiet", f"{package}{extras}"], folder)
    return found


def commands():
    """The lines of the guide's first page, as lists of words."""
    [block] = re.findall(r"^```\n(pip install .*?)^```$", START, re.DOTALL | re.MULTILINE)
    return [line.replace('"', "").split() for line in block.splitlines()]


def done(command, folder, status=0):
    """What it prints; it has to end so."""
    found = subprocess.run(
        [str(word) for word in command], cwd=folder, capture_output=True, text=True
    )
    assert found.returncode == status, found.stdout + found.stderr
    return found.stdout + found.stderr


def test_the_test_of_the_documentation_passes_and_then_fails_readably(programs, tmp_path):
    test = re.search(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)[1]
    file = tmp_path / "test_shop.py"

    file.write_text(test, "utf-8")
    passed = done([programs / "pytest", "-q"], tmp_path)
    file.write_text(test.replace('{"purchaseID": "7"}', '{"purchaseId": "7"}'), "utf-8")
    failed = done([programs / "pytest", "-q"], tmp_path, status=1)

    assert "1 passed" in passed
    assert "1 failed" in failed
    assert (
        'xdm.commerce.order.purchaseID: expected "7", is missing; there is purchaseId: "7"'
    ) in failed


def test_the_lines_of_the_first_page_make_a_project_serve_it_and_test_it(programs, tmp_path):
    init, serve = [line for line in commands() if line[0] == "alloy-web"]
    told = done([programs / init[0], *init[1:]], tmp_path)
    server = subprocess.Popen(
        [programs / serve[0], *serve[1:], "--port", "0"], cwd=tmp_path, stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL, text=True,
    )
    try:
        url = re.match(r"serving (http://\S+/), ", server.stdout.readline())[1]
        page, script, inspector = [asked(url + path) for path in ("", "dist/alloy.js", "_edge/")]
        answer = json.loads(asked(f"{url}ee/v1/interact?configId=d&requestId={uuid4()}", VIEW))
        (tmp_path / "walk.har").write_bytes(asked(url + "_edge/export/har"))
    finally:
        server.terminate()
        server.communicate()

    assert " ".join(serve) in told and "pytest shop" in told
    assert b"<title>Shop</title>" in page and b"<title>" in inspector
    assert script == (ROOT / "static/dist/alloy.js").read_bytes()
    assert "identity:result" in [each["type"] for each in answer["handle"]]
    assert "3 passed" in done([programs / "pytest", "-q", "shop"], tmp_path)
    assert done([programs / "alloy-web", "replay", "walk.har"], tmp_path).endswith(
        "1 request, 0 refused, 0 events sent more than once\n"
    )


def asked(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "text/plain; charset=UTF-8"})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def test_the_other_verbs_of_the_command_find_what_they_need(programs, tmp_path):
    command = [programs / "python", "-m", "alloy_web"]
    done([*command, "init", "shop"], tmp_path)
    done([*command, "bundle", "shop/site/dist"], tmp_path)
    page = tmp_path / "shop/site/index.html"
    page.write_text(page.read_text("utf-8").replace('"/dist/', '"dist/'), "utf-8")

    healthy = json.loads(done([*command, "doctor", page, "--json"], tmp_path))
    moved = json.loads(done([*command, "migrate", page, "--json"], tmp_path))

    assert [each for each in healthy["findings"] if each["level"] == "problem"] == []
    assert moved
    assert done([*command, "--version"], tmp_path) == f"alloy-web {__version__}\n"
