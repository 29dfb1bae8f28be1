"""
Surfaces: addresses of places that content is made for, `web://host/path#fragment`.

Source: specification, PERS-04.
"""

from alloy_web.core.forms import is_authority, is_path
from alloy_web.core.letters import lower_case
from alloy_web.wording import words

TYPES = ("web", "webapp")


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
        return None, words("it does not begin with web:// or webapp://")
    rest, mark, fragment = rest.partition("#")
    host, slash, path = rest.partition("/")
    path = slash + path
    wrong = ""
    if not is_authority(host):
        wrong = "host"
    elif not is_path(path):
        wrong = "path"
    elif mark and not (fragment and is_path(fragment)):
        wrong = "fragment"
    if wrong:
        return None, words("its " + wrong + " is not valid")
    return kind + "://" + lower_case(host) + _path(path) + mark + fragment, None


def _path(path):
    return path.rstrip("/") or "/"
