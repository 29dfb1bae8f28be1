"""Requests of an SDK in memory, and what a server answers."""

import json

from alloy_web import flow
from alloy_web.errors import NetworkError


class Sent:
    """A request on its way. `answer` or `fail` it, or let `MemoryHost.on_send` do so."""

    def __init__(self, url: str, text: str, keepalive: bool):
        self.url = url
        self.text = text
        self.body = json.loads(text)
        self.keepalive = keepalive
        self.outcome = flow.Deferred()

    def answer(self, body: object = None, status: int = 200, headers: dict | None = None) -> None:
        """`body` is JSON data, or text that is taken as it is."""
        self.outcome.resolve(reply(body, status, headers))

    def fail(self, message: str = "Failed to fetch", name: str = "TypeError") -> None:
        self.outcome.reject(NetworkError(name + ": " + message, name=name))


def reply(body: object = None, status: int = 200, headers: dict | None = None) -> dict:
    """What a server answered, in the form hosts give it."""
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    return {"status": status, "headers": headers or {}, "body": text}
