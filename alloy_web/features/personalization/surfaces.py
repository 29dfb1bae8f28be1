"""
Surfaces: addresses of places that content is made for, `web://host/path#fragment`.

Source: specification, PERS-04.
"""

from alloy_web.core.letters import lower_case
from alloy_web.core.strings import is_digits

TYPES = ("web", "webapp")
_HEX = "0123456789abcdefABCDEF"


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
    return kind + "://" + lower_case(host) + _path(path) + mark + fragment, None


def _path(path):
    return path.rstrip("/") or "/"


def _is_authority(text):
    at = text.rfind("@")
    if at >= 0 and not _is_made_of(text[:at], ":!$&'()*+,;="):
        return False
    host = text[at + 1:]
    if host.startswith("["):
        address, closed, port = host[1:].partition("]")
        if not closed or not address or not all(c in _HEX + ":." for c in address):
            return False
    else:
        address, colon, port = host.partition(":")
        port = colon + port
        if not address or not all(_is_letter(c) or c in ".-" for c in address):
            return False
    return not port or (port[0] == ":" and is_digits(port[1:]))


def _is_made_of(text, more):
    """Word characters, `-.~`, percent escapes, letters of all scripts, and `more`."""
    # Letter by letter: in MicroPython an index into a text costs all that stands before it.
    digits_due = 0
    for char in text:
        if digits_due:
            if char not in _HEX:
                return False
            digits_due -= 1
        elif char == "%":
            digits_due = 2
        elif not (_is_letter(char) or char in "_-.~" or char in more):
            return False
    return not digits_due


def _is_letter(char):
    return ord(char) > 127 or "0" <= char <= "9" or "a" <= char.lower() <= "z"
