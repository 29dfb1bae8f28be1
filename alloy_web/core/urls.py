"""
Addresses: taken apart, judged. No network, and no `urllib`, which MicroPython lacks.
"""

from alloy_web.core import forms
from alloy_web.core.encoding import percent_decode
from alloy_web.core.letters import lower_case
from alloy_web.core.strings import is_digits

_LOOPBACK = ("localhost", "127.0.0.1")


def split(url):
    """
    `{"scheme", "host" (with port), "hostname", "port", "path", "query", "fragment", "origin"}`.

    What is absent is the empty text; `query` and `fragment` come without their mark. Scheme and
    host are in lower case. A URL without a host has no origin.
    """
    rest, _, fragment = url.partition("#")
    rest, _, query = rest.partition("?")
    scheme, colon, after = rest.partition(":")
    if colon and forms.is_scheme(scheme):
        rest = after
    else:
        scheme = ""
    host, path = "", rest
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        host = host[host.rfind("@") + 1 :].lower()
        path = slash + path or "/"
    hostname, port = _host_and_port(host)
    scheme = scheme.lower()
    return {
        "scheme": scheme, "host": host, "hostname": hostname, "port": port, "path": path,
        "query": query, "fragment": fragment, "origin": scheme + "://" + host if host else "",
    }


def page_surface(url):
    """
    The surface of a page, by its URL: what content is made for; the query is no part of it.

    Source: specification, PERS-04.
    """
    parts = split(url)
    return "web://" + lower_case(parts["host"]) + (parts["path"].rstrip("/") or "/")


def query_values(query, name):
    """
    All values of a parameter, in order; `query` comes without its question mark.

    Values are decoded; one that cannot be decoded stays as it is. `name` has no spaces.
    """
    values = []
    for pair in query.split("&"):
        if name not in pair and "%" not in pair:
            # Most are of no concern, and are not worth to be taken apart.
            continue
        key, _, value = pair.partition("=")
        if _form_decode(key) == name:
            values.append(_form_decode(value))
    return values


def is_script(url):
    """Would a browser run this address instead of going there?"""
    # It overlooks what does not show: in front, and line breaks and tabs everywhere.
    return "".join([letter for letter in url if letter > " "]).lower().startswith("javascript:")


def is_same_page(url, page_url):
    """Does going from `page_url` to `url` only move to a place on the same page?"""
    address, mark, _ = url.strip().partition("#")
    return bool(mark) and address in ("", page_url.partition("#")[0])


def apex_candidates(hostname):
    """
    Domains to try for cookies, from the last two labels on; none for a single label and for IPs.

    Source: specification, CFG-60.
    """
    labels = hostname.lower().rstrip(".").split(".")
    if forms.is_ip(hostname):
        return []
    return [".".join(labels[-count:]) for count in range(2, len(labels) + 1)]


def is_first_party(endpoint_hostname, apex_domain):
    """Does the browser itself send the page's cookies to this endpoint? Source: EDGE-21."""
    return bool(apex_domain) and endpoint_hostname.endswith(apex_domain)


def is_local(hostname):
    """Is this host the machine that the browser runs on?"""
    return hostname in _LOOPBACK


def parse_edge_domain(text):
    """
    `{"origin", "host" (with port), "hostname"}` of `[http[s]://]host[:port]`.

    https unless written otherwise, but http for localhost and 127.0.0.1. IPv6 addresses stand in
    brackets. None for all else. Source: specification, CFG-03.
    """
    scheme, separator, host = text.lower().partition("://")
    if not separator:
        scheme, host = "", scheme
    hostname, port = _host_and_port(host)
    is_good_port = is_digits(port) and len(port) < 6 and 0 < int(port) < 65536
    if (
        scheme + separator not in ("", "http://", "https://") or not forms.is_host(hostname)
        or (host != hostname and not is_good_port)
    ):
        return None
    scheme = scheme or ("http" if is_local(hostname) else "https")
    return {"origin": scheme + "://" + host, "host": host, "hostname": hostname}


def _host_and_port(host):
    # The colons of an IPv6 address stand in brackets, so the last one outside is the port's.
    end = host.rfind("]") + 1
    name, _, port = host[end:].partition(":")
    return host[:end] + name, port


def _form_decode(text):
    decoded = percent_decode(text.replace("+", " "))
    return text if decoded is None else decoded
