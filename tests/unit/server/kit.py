"""
An edge for tests of the server part: the local edge's own answers, behind httpx's mock transport.
"""

import asyncio
import json
from urllib.parse import urlsplit

import httpx

from alloy_web.server import Alloy, handover
from alloy_web.testing.edge import Edge, reply_text

ORG = "0123456789ABCDEF01234567@AdobeOrg"
PREFIX = "kndctr_0123456789ABCDEF01234567_AdobeOrg_"
IDENTITY = PREFIX + "identity"
CONSENT = PREFIX + "consent"
NS = "https://ns.adobe.com/personalization/"

HTML = (
    '<!DOCTYPE html><html><head><title>Shop</title></head><body><p id="hero">Hello</p>'
    '<ul id="list"><li>1</li><li>2</li></ul></body></html>'
)


def item(item_id="1", schema="dom-action", **data):
    data = data or {"type": "setText", "selector": "#hero", "content": "For you"}
    return {"id": item_id, "schema": NS + schema, "data": data}


def offer(offer_id, *items, scope="__view__", **details):
    return {
        "id": offer_id, "scope": scope, "items": list(items) or [item()],
        "scopeDetails": {"decisionProvider": "TGT", **details},
    }


class Wire:
    """`requests` are what the edge got, as httpx has it; `edge` what it made of them."""

    def __init__(self):
        self.edge = Edge()
        self.requests: list[httpx.Request] = []
        # Called with the request in the place of the edge.
        self.instead = None

    def __call__(self, request):
        self.requests.append(request)
        if self.instead:
            return self.instead(request)
        reply = self.edge.receive(
            str(request.url), request.content.decode(), False, {}, 1_800_000_000_000
        )
        return httpx.Response(reply["status"], headers=reply["headers"], text=reply_text(reply))

    @property
    def bodies(self):
        return [json.loads(request.content) for request in self.requests]

    @property
    def actions(self):
        return [urlsplit(str(request.url)).path.rpartition("/")[2] for request in self.requests]


def make(wire, **options):
    given = {"org_id": ORG, "datastream_id": "stream-1", "budget_ms": 60_000, **options}
    return Alloy(http=httpx.MockTransport(wire), **given)


def scope(path="/", host="shop.example.com", scheme="https", method="GET", **headers):
    """An ASGI scope; names of headers with underscores for hyphens."""
    given = {"host": host, "accept": "text/html", "user_agent": "Firefox", **headers}
    return {
        "type": "http", "method": method, "scheme": scheme, "path": path, "query_string": b"",
        "client": ("203.0.113.7", 5000), "server": ("127.0.0.1", 8000),
        "headers": [
            (name.replace("_", "-").encode(), value.encode("latin-1"))
            for name, value in given.items()
        ],
    }


def identity(value="abc", **more):
    """A Cookie header of a visitor who is known."""
    pairs = {IDENTITY: value, **more}
    return "; ".join(f"{name}={text}" for name, text in pairs.items())


def run(coroutine):
    return asyncio.run(coroutine)


def handed_over(html):
    """The options of `applyResponse` in a page's script, the only call there."""
    ((command, given),) = handover.read(html)
    assert command == "applyResponse"
    return given
