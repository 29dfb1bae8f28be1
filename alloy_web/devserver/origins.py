"""
Which pages may talk to the local edge: those on this machine, and those named at the start.

The edge answers with credentials, so the page's origin is named back and never `*`.
Requests without an Origin header come from tools and tests, and are welcome.

The control endpoints (`/_edge/…`) ask for more, because they show what came in and change what is
answered:

- A page elsewhere can let a name of its own lead to this machine, and is then of the same origin as
  the edge: so the Host header must be a name of this machine, or one named at the start.
- Their pages are those of this machine, under such a name. Who may use the edge is no such page by
  that, and least of all one without an origin (`null`: a sandbox, a file).
- A page can include a script or follow a link without sending an Origin: browsers tell that by
  `Sec-Fetch-Site`.
- What a form can send is refused: for a form no browser asks before.

Source: specification, EDGE-10, EDGE-35 (the headers a page must be able to read).
"""

import re

_LOOPBACK = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
_LOOPBACK_HOST = re.compile(r"localhost|127\.0\.0\.1|\[::1\]")
_OF_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")


def is_allowed(origin, allowed=()):
    """Whether a request with this Origin header (or None) is answered."""
    return origin is None or origin in allowed or bool(_LOOPBACK.fullmatch(origin))


def control_refusal(method, headers, allowed_hosts=()):
    """Why such a request may not use the control endpoints; None if it may."""
    host = headers.get("host", "")
    origin = headers.get("origin")
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not is_own_host(host, allowed_hosts):
        return f"This edge is not {host!r}. Name the host with --allow-host."
    if origin is not None and not _is_own_origin(origin, allowed_hosts):
        return (
            f"Pages from {origin} may not look into this edge, nor change it. "
            "Name their host with --allow-host."
        )
    if origin is None and headers.get("sec-fetch-site") == "cross-site":
        return "A page elsewhere asks, and does not say which."
    if method == "POST" and content_type in _OF_FORMS:
        return f"A form could have sent this ({content_type}). Send it as application/json."
    return None


def is_own_host(host, allowed):
    """Whether the Host header names this machine, at whatever port, or is one of `allowed`."""
    name = re.sub(r":\d+$", "", host).lower()
    return name in [each.lower() for each in allowed] or bool(_LOOPBACK_HOST.fullmatch(name))


def _is_own_origin(origin, allowed_hosts):
    scheme, _, host = origin.partition("://")
    return scheme in ("http", "https") and is_own_host(host, allowed_hosts)


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
