"""
What came back: status and body checks, handles by type. Source: specification, EDGE-15, 30, 31.
"""

import json

from alloy_web.errors import EdgeError


class Response:
    """An answer that counts as success. `body` is None where there was none (204, beacon)."""

    def __init__(self, status, headers, body, text=""):
        self.status = status
        self.headers = headers
        self.body = body
        self.text = text

    def payloads(self, kind):
        """The payload items of all handles of this type, in order; [] if there are none."""
        found = []
        for handle in (self.body or {}).get("handle", ()):
            if isinstance(handle, dict) and handle.get("type") == kind:
                payload = handle.get("payload")
                found.extend(payload if isinstance(payload, list) else [payload])
        return found

    def notes(self, kind):
        """`errors` or `warnings` of the body, each as one line of text."""
        listed = (self.body or {}).get(kind)
        return [json.dumps(note) for note in listed] if isinstance(listed, list) else []


def read(status, headers, text):
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
        raise _failure("The server answered with status " + str(status), status, text)
    if status == 204:
        return Response(status, headers, body if isinstance(body, dict) else None, text)
    if not is_json:
        wrong = "what is not JSON" if text else "no body"
        raise _failure(
            "The server answered with status " + str(status) + " and " + wrong, status, text
        )
    if not isinstance(body, dict) or not isinstance(body.get("handle"), list):
        raise _failure(
            "The server answered with status " + str(status) + ", but without a list of handles",
            status,
            text,
        )
    return Response(status, headers, body, text)


_SHOWN = 2000


def _failure(message, status, text):
    if not text:
        told = "There was no response body."
    else:
        told = "Response body: " + (text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
    return EdgeError(message + ".\n" + told, status, text)
