"""
Which pages may talk to the local edge: those on this machine, and those named at the start.

The edge answers with credentials, so the page's origin is named back and never `*`.
Requests without an Origin header come from tools and tests, and are welcome.

The control endpoints (`/_edge/…`) ask for more. A page elsewhere can let a name of its own lead to
this machine, and is then of the same origin as the edge: so the Host header must be a name of this
machine, or one named at the start. And a page can include a script or follow a link without sending
an Origin: browsers tell that by `Sec-Fetch-Site`.

Source: specification, EDGE-10, EDGE-35 (the headers a page must be able to read).
"""

import re

_LOOPBACK = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
_LOOPBACK_HOST = re.compile(r"localhost|127\.0\.0\.1|\[::1\]")


def is_allowed(origin, allowed=()):
    """Whether a request with this Origin header (or None) is answered."""
    return origin is None or origin in allowed or bool(_LOOPBACK.fullmatch(origin))


def control_refusal(headers, allowed_origins=(), allowed_hosts=()):
    """Why a request with these headers may not use the control endpoints; None if it may."""
    host = headers.get("host", "")
    origin = headers.get("origin")
    if not _is_own_host(host, allowed_hosts):
        return f"This edge is not {host!r}. Name the host with --allow-host."
    if not is_allowed(origin, allowed_origins):
        return f"Pages from {origin} may not use this edge. Name them with --allow-origin."
    if origin is None and headers.get("sec-fetch-site") == "cross-site":
        return "A page elsewhere asks, and does not say which."
    return None


def _is_own_host(host, allowed):
    """Whether the Host header names this machine, at whatever port, or is one of `allowed`."""
    name = re.sub(r":\d+$", "", host).lower()
    return name in [each.lower() for each in allowed] or bool(_LOOPBACK_HOST.fullmatch(name))


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
