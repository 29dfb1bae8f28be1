"""
app/second.py, where the features are in a second file, which the page loads when one is needed.
"""

from alloy_web import flow
from alloy_web.app import extras
from alloy_web.errors import AlloyError


class Shelf:
    """What the second file brought, for all instances of the page."""

    def __init__(self):
        self.components = None


_shelf = Shelf()


def bring(components):
    """The second file calls this, when it comes, with its components."""
    _shelf.components = components


class SecondFile:
    def __init__(self, host):
        self._host = host
        self.names = extras.NAMES

    @property
    def components(self):
        return _shelf.components

    def load(self, url):
        return flow.start(self._load(url))

    async def _load(self, url):
        if _shelf.components is None:
            failed = await self._host.load_second(url)
            if _shelf.components is None:
                raise AlloyError(failed)
        return _shelf.components
