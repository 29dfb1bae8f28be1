"""Each extra is enough for its framework, and what is missing is said in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from alloy_web import __version__

ROOT = Path(__file__).resolve().parents[3]

# Imports, as if a package were not there: what they raise, a line for each.
BLOCKED = """
import sys
for package, statement in [line.split(": ") for line in sys.argv[1:]]:
    sys.modules[package] = None
    try:
        exec(statement)
    except ImportError as error:
        print(error)
    del sys.modules[package]
    for name in [each for each in sys.modules if each.startswith("alloy_web.server")]:
        del sys.modules[name]
"""


def test_what_is_missing_is_said_in_one_sentence():
    done = _run(
        sys.executable, "-c", BLOCKED,
        "httpx: from alloy_web.server import Alloy",
        "selectolax: from alloy_web.server import Visit",
        "publicsuffixlist: from alloy_web.server import Alloy",
        "django: from alloy_web.server.django import AlloyMiddleware",
        "httpx: from alloy_web.server.django import AlloyMiddleware",
        "flask: from alloy_web.server.flask import init_app",
        # Not ours to install.
        "decimal: import alloy_web.server.nothing",
    )

    assert done == [
        'alloy_web.server needs httpx: pip install "alloy-web[server]"',
        'alloy_web.server needs selectolax: pip install "alloy-web[server]"',
        'alloy_web.server needs publicsuffixlist: pip install "alloy-web[server]"',
        'alloy_web.server.django needs Django: pip install "alloy-web[django]"',
        'alloy_web.server.django needs httpx: pip install "alloy-web[django]"',
        'alloy_web.server.flask needs Flask: pip install "alloy-web[flask]"',
        "No module named 'alloy_web.server.nothing'",
    ]


START = """
import httpx
from alloy_web.server import Alloy

HTML = '<!doctype html><html><head></head><body><p id="hero">Hello</p></body></html>'
OFFER = {"id": "AT:1", "scope": "__view__", "scopeDetails": {"decisionProvider": "TGT"}, "items": [
    {"id": "1", "schema": "https://ns.adobe.com/personalization/dom-action",
     "data": {"type": "setText", "selector": "#hero", "content": "For you"}}]}
HANDLE = [{"type": "personalization:decisions", "payload": [OFFER]}]
GIVEN = {
    "org_id": "0123456789ABCDEF01234567@AdobeOrg", "datastream_id": "d", "budget_ms": 60_000,
    "http": httpx.MockTransport(lambda request: httpx.Response(200, json={"handle": HANDLE})),
}
"""
SITES = {
    "server": """
import asyncio

async def app(scope, receive, send):
    headers = [(b"content-type", b"text/html"), (b"content-length", b"%d" % len(HTML))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": HTML.encode()})

async def ask():
    scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/", "query_string": b"",
             "headers": [(b"host", b"shop.example")]}
    sent = []
    async def send(message):
        sent.append(message)
    await Alloy(**GIVEN).middleware(app)(scope, None, send)
    return sent[-1]["body"].decode()

answer = asyncio.run(ask())
""",
    "flask": """
from flask import Flask

app = Flask(__name__)
app.add_url_rule("/", "home", lambda: HTML)
Alloy(**GIVEN).init_app(app)
answer = app.test_client().get("/").get_data(as_text=True)
""",
    "django": """
import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse(HTML))]
settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], ALLOY=GIVEN,
    MIDDLEWARE=["alloy_web.server.django.AlloyMiddleware"],
)
django.setup()
from django.test import Client

answer = Client().get("/").content.decode()
""",
}
END = """
print("data-alloy-adopted" in answer and "For you</p>" in answer)
for name in ("django", "flask"):
    try:
        __import__("alloy_web.server." + name)
    except ImportError as error:
        print(error)
"""
NO_DJANGO = 'alloy_web.server.django needs Django: pip install "alloy-web[django]"'
NO_FLASK = 'alloy_web.server.flask needs Flask: pip install "alloy-web[flask]"'


@pytest.fixture(scope="module")
def wheel(dist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w",
         folder, ".")
    return folder / f"alloy_web-{__version__}-py3-none-any.whl"


@pytest.mark.full
@pytest.mark.parametrize("extra, missing", [
    ("server", [NO_DJANGO, NO_FLASK]), ("flask", [NO_DJANGO]), ("django", [NO_FLASK]),
])
def test_an_extra_alone_is_enough_for_its_framework(wheel, tmp_path, extra, missing):
    _run(sys.executable, "-m", "venv", tmp_path / "env")
    python = tmp_path / "env/bin/python"
    _run(python, "-m", "pip", "install", "--quiet", f"{wheel}[{extra}]")
    site = tmp_path / "site_of_it.py"
    site.write_text(START + SITES[extra] + END)

    assert _run(python, site, cwd=tmp_path) == ["True", *missing]


def _run(*command, cwd=ROOT):
    """The lines that it prints."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()
