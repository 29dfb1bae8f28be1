"""
Which pages may talk to the local edge: those on this machine, and those named at the start.

The edge answers with credentials, so the page's origin is named back and never `*`.
Requests without an Origin header come from tools and tests, and are welcome.

Source: specification, EDGE-10, EDGE-35 (the headers a page must be able to read).
"""

import re

_LOOPBACK = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")


def is_allowed(origin, allowed=()):
    """Whether a request with this Origin header (or None) is answered."""
    return origin is None or origin in allowed or bool(_LOOPBACK.fullmatch(origin))


def answer_headers(origin):
    """The headers that let the page of this allowed origin read an answer."""
    if origin is None:
        return {}
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "x-adobe-edge, Retry-After",
        "vary": "Origin",
    }


def preflight_headers(origin, asked_headers):
    """The headers of the answer to an OPTIONS request from an allowed origin."""
    return {
        **answer_headers(origin),
        "access-control-allow-methods": "GET, POST, OPTIONS",
        "access-control-allow-headers": asked_headers or "content-type",
        "access-control-max-age": "600",
    }
