"""
Surfaces: addresses of places that content is made for, `web://host/path#fragment`.

Source: specification, PERS-04.
"""

from alloy_web.core import urls

TYPES = ("web", "webapp")
_HEX = "0123456789abcdefABCDEF"


def page_surface(url):
    """The surface of a page, by its URL; the query is no part of it."""
    parts = urls.split(url)
    return "web://" + parts["host"].lower() + _path(parts["path"])


def normalise(surface, page):
    """
    `(surface, None)` as it is asked for, or `(None, why it cannot be)`.

    `page` is the surface of the page: a surface that starts with `#` is a place in it.
    """
    if surface.startswith("#"):
        surface = page + surface
    kind, separator, rest = surface.partition("://")
    kind = kind.lower()
    if not separator or kind not in TYPES:
        return None, "it does not begin with web:// or webapp://"
    rest, mark, fragment = rest.partition("#")
    host, slash, path = rest.partition("/")
    path = slash + path
    if not _is_authority(host):
        return None, 'its host "' + host + '" is not valid'
    if not _is_made_of(path, "/"):
        return None, 'its path "' + path + '" is not valid'
    if mark and not (fragment and _is_made_of(fragment, "/")):
        return None, 'its fragment "' + fragment + '" is not valid'
    return kind + "://" + host.lower() + _path(path) + mark + fragment, None


def _path(path):
    while path.endswith("/"):
        path = path[:-1]
    return path or "/"


def _is_authority(text):
    user, at, host = text.rpartition("@")
    if at and not _is_made_of(user, ":!$&'()*+,;="):
        return False
    if host.startswith("["):
        address, closed, port = host[1:].partition("]")
        if not closed or not address or not all(c in _HEX + ":." for c in address):
            return False
    else:
        address, colon, port = host.partition(":")
        port = colon + port
        if not address or not all(_is_letter(c) or c in ".-" for c in address):
            return False
    return not port or (port[0] == ":" and port[1:].isdigit())


def _is_made_of(text, more):
    """Word characters, `-.~`, percent escapes, letters of all scripts, and `more`."""
    index = 0
    while index < len(text):
        char = text[index]
        if char == "%":
            escape = text[index + 1:index + 3]
            if len(escape) < 2 or not all(c in _HEX for c in escape):
                return False
            index += 2
        elif not (_is_letter(char) or char in "_-.~" or char in more):
            return False
        index += 1
    return True


def _is_letter(char):
    return ord(char) > 127 or "0" <= char <= "9" or "a" <= char.lower() <= "z"
