"""
Where that comes from which is not in the first file (app/extras.py, app/parts.py). For PyScript
pages it is a wheel of its own, which a page installs if it wants it.

Compiled, another module stands in the place of this one: for all in one file, or for two
(buildtools/compiler/instead/).
"""

from alloy_web.app import extras
from alloy_web.app.answers import ANSWERS
from alloy_web.errors import AlloyError

_MISSING = (
    "This needs a wheel that the page has not installed. Add it to `packages`, behind the other "
    "and from the same build: alloy_web_extras-….whl"
)


class SecondFile:
    """`names` are the namespaces of its components."""

    def __init__(self, host):
        self.names = extras.NAMES

    def components(self):
        """The classes, or None where they are not there."""
        try:
            return _wanted()[0]
        except AlloyError:
            return None

    async def load(self, url):
        """The classes; raises AlloyError where they are not there. `url` is for the compiled."""
        return _wanted()[0]

    async def part(self, name, url):
        """As `load`, one of the parts of other features."""
        return ANSWERS.get(name) or _wanted()[1][name]


def _wanted():
    try:
        from alloy_web.app.extras import EXTRAS
        from alloy_web.app.parts import PARTS
    except ImportError:
        raise AlloyError(_MISSING)
    return EXTRAS, PARTS
