"""
Addresses: taken apart, put together, judged. No network, no `urllib` (MicroPython has none).
"""

_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()"
_HEX = "0123456789abcdefABCDEF"


def split(url):
    """
    `{"scheme", "host" (with port), "hostname" (lower case), "port", "path", "query", "fragment",
    "origin"}` of an absolute URL; what is absent is the empty text.
    """
    rest, _, fragment = url.partition("#")
    rest, _, query = rest.partition("?")
    scheme, separator, rest = rest.partition("://")
    if not separator:
        scheme, rest = "", scheme
    host, slash, path = rest.partition("/")
    host = host[host.rfind("@") + 1 :]
    hostname, port = _host_and_port(host)
    return {
        "scheme": scheme.lower(), "host": host, "hostname": hostname.lower(), "port": port,
        "path": slash + path, "query": query, "fragment": fragment,
        "origin": scheme.lower() + "://" + host.lower() if scheme else "",
    }


def _host_and_port(host):
    if host.startswith("["):
        end = host.find("]")
        return host[: end + 1], host[end + 2 :] if host[end + 1 : end + 2] == ":" else ""
    hostname, _, port = host.partition(":")
    return hostname, port


def query_values(query, name):
    """All values of a parameter, decoded, in order."""
    values = []
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        if percent_decode(key.replace("+", " ")) == name:
            decoded = percent_decode(value.replace("+", " "))
            values.append(value if decoded is None else decoded)
    return values


def percent_encode(text):
    """As JavaScript's encodeURIComponent."""
    parts = []
    for letter in text:
        if letter in _PLAIN:
            parts.append(letter)
        else:
            parts.extend(["%" + "%02X" % byte for byte in letter.encode("utf-8")])
    return "".join(parts)


def percent_decode(text):
    """As JavaScript's decodeURIComponent; None where that would throw."""
    if "%" not in text:
        return text
    found = bytearray()
    at = 0
    while at < len(text):
        letter = text[at]
        if letter == "%":
            digits = text[at + 1 : at + 3]
            if len(digits) < 2 or digits[0] not in _HEX or digits[1] not in _HEX:
                return None
            found.append(int(digits, 16))
            at += 3
        else:
            found.extend(letter.encode("utf-8"))
            at += 1
    try:
        return bytes(found).decode("utf-8")
    except (UnicodeError, ValueError):
        return None


def is_ip(hostname):
    """IPv4 or bracketed IPv6 literal?"""
    if hostname.startswith("["):
        return True
    parts = hostname.split(".")
    return len(parts) == 4 and all([part.isdigit() for part in parts])


def apex_candidates(hostname):
    """
    Domains to try for cookies, from the last two labels up; none for one label and for IPs.

    Source: specification, CFG-60.
    """
    if is_ip(hostname):
        return []
    labels = hostname.lower().split(".")
    return [".".join(labels[-count:]) for count in range(2, len(labels) + 1)]


def is_first_party(endpoint_hostname, apex_domain):
    """Do cookies of the page travel to this endpoint by themselves? Source: EDGE-21."""
    return bool(apex_domain) and endpoint_hostname.endswith(apex_domain)


def parse_edge_domain(text):
    """
    `{"origin", "host", "hostname"}` of `[http[s]://]host[:port]`; raises ValueError.

    https unless written otherwise, but http for localhost and 127.0.0.1. Source: CFG-03.
    """
    scheme, separator, host = text.partition("://")
    if not separator:
        scheme, host = "", text
    hostname, port = _host_and_port(host)
    if (
        scheme not in ("", "http", "https")
        or not _is_host(hostname)
        or (port and not port.isdigit())
        or host.endswith(":")
    ):
        raise ValueError(
            'expected a domain, "[https://]host[:port]" without a path, got "' + text[:100] + '"'
        )
    if not scheme:
        scheme = "http" if hostname.lower() in ("localhost", "127.0.0.1") else "https"
    return {"origin": scheme + "://" + host.lower(), "host": host.lower(), "hostname": hostname.lower()}


_HOST_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-"


def _is_host(hostname):
    if hostname.startswith("[") and hostname.endswith("]"):
        return all([letter in _HEX + ":." for letter in hostname[1:-1]]) and len(hostname) > 2
    return bool(hostname) and all([letter in _HOST_LETTERS for letter in hostname.lower()])
