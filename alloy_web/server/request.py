"""
What a request says, in one form for all frameworks. Nothing here is believed: whoever asks may
write any header.
"""

import ipaddress
import re
from typing import Any
from urllib.parse import quote

_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]")
# What a browser leaves as it is in a path, and escapes that are there already.
_IN_PATH = "/%:@!$&'()*+,;=~-._"
_IN_DECODED_PATH = _IN_PATH.replace("%", "")
_IN_QUERY = _IN_PATH + "?[]|^`{}\\"


class UnusableRequest(ValueError):
    """There is no address in it that could be a page's."""


class Request:
    """`headers` are by lower-case name, `address` is the visitor's, or "" where nobody knows it."""

    def __init__(
        self, method: str, scheme: str, host: str, path: str, query: str,
        headers: dict[str, str], address: str = "",
    ):
        name, port = _split_host(host)
        self.method = method.upper()
        self.hostname = name.lower()
        self.is_https = scheme in ("https", "wss")
        self.headers = headers
        self.address = address
        scheme = "https" if self.is_https else "http"
        is_usual = port in ("", "443" if self.is_https else "80")
        self.host = self.hostname + ("" if is_usual else ":" + port)
        self.path = quote(path or "/", safe=_IN_PATH)
        self.url = f"{scheme}://{self.host}{self.path}" + (
            "?" + quote(query, safe=_IN_QUERY) if query else ""
        )

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


def _split_host(host):
    name, port = host, ""
    if not host.endswith("]") and ":" in host:
        name, _, port = host.rpartition(":")
    is_good_port = not port or (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536)
    if len(host) > 260 or not _HOST.fullmatch(name) or not is_good_port:
        raise UnusableRequest(f"{host[:100]!r} is not a host name")
    return name, port


def read(request: Any, trusted_proxies: list) -> Request:
    """
    The `Request` of Starlette's, FastAPI's, Django's or Flask's, of an ASGI scope or of a WSGI
    environment; raises `UnusableRequest`, and TypeError for anything else.
    """
    if isinstance(request, Request):
        return request
    if isinstance(request, dict):
        is_wsgi = "REQUEST_METHOD" in request
        return (_of_wsgi if is_wsgi else _of_asgi)(request, trusted_proxies)
    if isinstance(getattr(request, "scope", None), dict) and not hasattr(request, "META"):
        return _of_asgi(request.scope, trusted_proxies)
    if hasattr(request, "META") and hasattr(request, "get_host"):
        return _of_django(request, trusted_proxies)
    if isinstance(getattr(request, "environ", None), dict):
        return _of_wsgi(request.environ, trusted_proxies)
    raise TypeError(
        f"visit({type(request).__name__}): expected a request of Starlette, Django or Flask, "
        "an ASGI scope or a WSGI environment"
    )


def place_of(request: Any) -> dict:
    """A dict that lives as long as the request and belongs to it alone."""
    if isinstance(request, dict):
        return request
    if hasattr(request, "META"):
        return request.META
    for name in ("scope", "environ"):
        if isinstance(getattr(request, name, None), dict):
            return getattr(request, name)
    return {}


def _of_asgi(scope, proxies):
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope.get("headers", ()):
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name in headers and name in ("cookie", "x-forwarded-for"):
            value = headers[name] + ("; " if name == "cookie" else ", ") + value
        elif name in headers:
            continue
        headers[name] = value
    client = scope.get("client") or ("", 0)
    raw_path = scope.get("raw_path")
    path = raw_path.decode("latin-1") if raw_path else quote(
        scope.get("path", "/"), safe=_IN_DECODED_PATH
    )
    host = headers.get("host") or _server_of(scope.get("server"))
    return Request(
        scope.get("method", "GET"), scope.get("scheme", "http"), host, path.partition("?")[0],
        scope.get("query_string", b"").decode("latin-1"), headers,
        _address(client[0] or "", headers, proxies),
    )


def _of_wsgi(environ, proxies):
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    host = environ.get("HTTP_HOST") or _server_of(
        (environ.get("SERVER_NAME"), environ.get("SERVER_PORT"))
    )
    headers = _headers_of(environ)
    return Request(
        environ.get("REQUEST_METHOD", "GET"), environ.get("wsgi.url_scheme", "http"), host,
        # Bytes, shown as Latin-1 (PEP 3333).
        quote(path.encode("latin-1", "replace"), safe=_IN_DECODED_PATH),
        environ.get("QUERY_STRING", ""), headers,
        _address(environ.get("REMOTE_ADDR", ""), headers, proxies),
    )


def _of_django(request, proxies):
    try:
        # It knows ALLOWED_HOSTS.
        host = request.get_host()
    except Exception as error:
        raise UnusableRequest(str(error)) from error
    headers = _headers_of(request.META)
    path, _, query = request.get_full_path().partition("?")
    return Request(
        request.method or "GET", "https" if request.is_secure() else "http", host, path, query,
        headers, _address(request.META.get("REMOTE_ADDR", ""), headers, proxies),
    )


def _headers_of(environ):
    return {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items() if name.startswith("HTTP_") and isinstance(value, str)
    }


def _server_of(server):
    name, port = server or ("", None)
    return f"{name}:{port}" if port else str(name)


def _address(peer, headers, proxies):
    """
    The visitor's address: the peer's, unless that is a proxy of the site's own. Such a one wrote
    the last entry of `X-Forwarded-For`; what stands before the first one that is not trusted may
    be anybody's invention.
    """
    found = peer
    for entry in reversed(headers.get("x-forwarded-for", "").split(",")):
        if not _is_in(found, proxies) or not _ip(entry.strip()):
            break
        found = entry.strip()
    return found if _ip(found) else ""


def _ip(text):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_in(text, networks):
    address = _ip(text)
    return address is not None and any(address in network for network in networks)
