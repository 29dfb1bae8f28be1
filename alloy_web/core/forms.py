"""
Is a text of this form? What stands in addresses and cookies, letter by letter, since MicroPython
has no regular expressions to speak of.

Compiled, JavaScript's do it (buildtools/compiler/instead/forms.py).
"""

from alloy_web.core.encoding import UNRESERVED
from alloy_web.core.strings import is_digits

_LETTERS = UNRESERVED[:52]
_LABEL = UNRESERVED[:63]
_HEX = "0123456789abcdefABCDEF"


def is_label(text):
    """Letters, digits and hyphens only, at most 63: a segment of a path that leads nowhere else?"""
    return 0 < len(text) < 64 and all(letter in _LABEL for letter in text)


def is_domain(text):
    """What a cookie may name as its domain; other letters would end it, or the cookie."""
    return isinstance(text, str) and all(letter in _LABEL + "." for letter in text)


def is_ip(hostname):
    """An IPv4 or IPv6 address, the latter with or without brackets?"""
    if ":" in hostname:
        return True
    parts = hostname.split(".")
    return len(parts) == 4 and all(is_digits(part) for part in parts)


def is_host(hostname):
    """A domain in lower case, or an IP address, IPv6 in brackets?"""
    if hostname.startswith("[") and hostname.endswith("]"):
        inside = hostname[1:-1]
        return inside.count(":") > 1 and all(letter in _HEX + ":." for letter in inside)
    letters = _LETTERS[:26] + "0123456789-."
    return bool(hostname.strip(".")) and all(letter in letters for letter in hostname)


def is_scheme(text):
    """What may stand before the colon of an address?"""
    return bool(text) and text[0] in _LETTERS and all(
        letter in _LETTERS + "0123456789+-." for letter in text
    )


def is_region(text):
    """Two to four letters and one or two digits?"""
    name = text.rstrip("0123456789") if isinstance(text, str) else ""
    is_name = 2 <= len(name) <= 4 and all(letter in _LETTERS for letter in name)
    return is_name and 1 <= len(text) - len(name) <= 2


def is_authority(text):
    """A host in letters of any script, or an IPv6 address; perhaps a user before, a port behind."""
    at = text.rfind("@")
    if at >= 0 and not _is_made_of(text[:at], ":!$&'()*+,;="):
        return False
    host = text[at + 1:]
    if host.startswith("["):
        address, closed, port = host[1:].partition("]")
        if not closed or not address or not all(letter in _HEX + ":." for letter in address):
            return False
    else:
        address, colon, port = host.partition(":")
        port = colon + port
        if not address or not all(_is_letter(letter) or letter in ".-" for letter in address):
            return False
    return not port or (port[0] == ":" and is_digits(port[1:]))


def is_path(text):
    """Letters of any script, digits, `-._~/` and percent escapes only?"""
    return _is_made_of(text, "/")


def _is_made_of(text, more):
    # Letter by letter: in MicroPython an index into a text costs all that stands before it.
    digits_due = 0
    for letter in text:
        if digits_due:
            if letter not in _HEX:
                return False
            digits_due -= 1
        elif letter == "%":
            digits_due = 2
        elif not (_is_letter(letter) or letter in "_-.~" or letter in more):
            return False
    return not digits_due


def _is_letter(letter):
    return ord(letter) > 127 or letter in UNRESERVED[:62]
