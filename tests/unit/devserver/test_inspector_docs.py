"""docs/inspector.md: what it tells the reader to type works."""

import json
import re
import shlex
from pathlib import Path

import pytest

from alloy_web.cli import main as command
from alloy_web.testing import Instance, MemoryHost, reply

from .kit import get, post, send, view

TEXT = (Path(__file__).resolve().parents[3] / "docs/inspector.md").read_text("utf-8")
ENDPOINTS = re.findall(r"^\| `(GET|POST) (/_edge/[^`?]*)", TEXT, re.MULTILINE)


def test_the_command_lines_are_understood():
    lines = re.findall(r"^alloy-web (.*)$", TEXT, re.MULTILINE)
    options = re.findall(r"`((--[a-z-]+)(?: [^`]*)?)`", TEXT)
    parsed = command._parser().parse_args

    assert [parsed(shlex.split(line)).folder for line in lines] == ["public"]
    assert {name for _, name in options} == {
        "--allow-origin", "--allow-host", "--database", "--scenario",
    }
    for text, name in options:
        value = "https://a.example" if name == "--allow-origin" else "x"
        parsed(["serve", *shlex.split(text if " " in text else f"{name} {value}")])


def test_the_configuration_sends_to_the_local_edge():
    [code] = re.findall(r'```js\nalloy\("configure", (\{.*?\})\);\n```', TEXT, re.DOTALL)
    options = json.loads(re.sub(r",\s*\}", "}", re.sub(r"(\w+):(?= )", r'"\1":', code)))
    host = MemoryHost(url="http://localhost:3000/")
    host.on_send = lambda sent: reply({"handle": []})
    instance = Instance("alloy", host, "test")
    instance.execute("configure", options)
    instance.execute("event", {"type": "viewStart"})

    assert host.sent[0].url.startswith("http://127.0.0.1:8000/ee/v1/interact?")


@pytest.mark.parametrize(("method", "path"), ENDPOINTS, ids=map(" ".join, ENDPOINTS))
def test_the_endpoints_are_there(server, method, path):
    send(server, view())
    path = path.replace("/7", f"/{server.events()[0]['id']}").replace("/live", "/")
    url = server.url.rstrip("/") + path
    response = get(url) if method == "GET" else post(url, json={})

    assert response.status_code in ((200,) if method == "GET" else (200, 400))
    assert len(ENDPOINTS) == 10


def test_the_example_of_a_post_is_taken(server):
    [body] = re.findall(r"-d '([^']*)'\n?\s*http://127\.0\.0\.1:8000/_edge/scenario", TEXT)
    headers = dict([re.findall(r'curl -H "([^:"]*): ([^"]*)"', TEXT)[0]])
    response = post(server.url + "_edge/scenario", content=body, headers=headers)

    assert response.json()["scenario"]["name"] == "slow"
