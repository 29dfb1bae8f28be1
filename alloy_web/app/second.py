"""
Where that comes from which is not in the first file (app/extras.py, app/parts.py): here, all is
in one. In an `alloy.js` of two files buildtools/compiler/instead/second.py stands in its place.
"""

from alloy_web.app import extras, parts


class SecondFile:
    """`names` are the namespaces of its components."""

    def __init__(self, host):
        self.names = extras.NAMES

    def components(self):
        """The classes, or None where they are not there yet."""
        return extras.EXTRAS

    async def load(self, url):
        """The classes, when they are there, loaded from `url`; raises AlloyError."""
        return extras.EXTRAS

    async def part(self, name, url):
        """As `load`, one of the parts of other features."""
        return parts.PARTS[name]
