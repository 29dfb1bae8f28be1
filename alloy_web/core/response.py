"""
What came back: status and body checks, handles by type. Source: specification, EDGE-15, 30, 31.
"""

import json

from alloy_web.core.strings import indented
from alloy_web.errors import EdgeError


class Response:
    """An answer that counts as success. `body` is None where there was none (204, beacon)."""

    def __init__(self, status: int, headers: dict, body: dict | None, text: str = ""):
        self.status = status
        self.headers = headers
        self.body = body
        self.text = text

    def payloads(self, kind: str) -> list:
        """The payload items of all handles of this type, in order; [] if there are none."""
        found = []
        for handle in (self.body or {}).get("handle", ()):
            if isinstance(handle, dict) and handle.get("type") == kind:
                payload = handle.get("payload")
                found.extend(payload if isinstance(payload, list) else [payload])
        return found

    def notes(self, kind: str) -> list[str]:
        """`errors` or `warnings` of the body, each as one line of text."""
        listed = (self.body or {}).get(kind)
        return [json.dumps(note) for note in listed] if isinstance(listed, list) else []


def read(status: int, headers: dict, text: str) -> Response:
    """The `Response` of an answer; raises EdgeError where it is a failure."""
    body = None
    is_json = False
    if text:
        try:
            body = json.loads(text)
            is_json = True
        except ValueError:
            pass
    if status < 200 or status >= 300:
        raise _failure("", status, text, is_json)
    if status == 204:
        return Response(status, headers, body if isinstance(body, dict) else None, text)
    if not is_json:
        raise _failure(" and what is not JSON" if text else " and no body", status, text, is_json)
    if not isinstance(body, dict) or not isinstance(body.get("handle"), list):
        raise _failure(", but without a list of handles", status, text, is_json)
    return Response(status, headers, body, text)


_SHOWN = 2000


def _failure(wrong, status, text, is_json):
    shown_body = "There was no response body."
    if text:
        shown = text[:_SHOWN] + "..."
        if len(text) <= _SHOWN:
            shown = indented(text) if is_json else text
        shown_body = "Response body: " + shown
    message = "The server answered with status " + str(status) + wrong + ".\n" + shown_body
    return EdgeError(message, status, text)
