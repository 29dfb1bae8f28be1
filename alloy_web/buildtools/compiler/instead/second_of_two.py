"""
app/second.py, where the features are in a second file, which the page loads when one is needed.
"""

from alloy_web.app import extras
from alloy_web.errors import AlloyError

# What it brought, for all instances of the page, when it is there: the components, and the parts.
_brought = []


def bring(components, parts):
    """What the second file has, when it comes."""
    _brought.extend([components, parts])


class SecondFile:
    def __init__(self, host):
        self._host = host
        self.names = extras.NAMES

    def components(self):
        return _brought[0] if _brought else None

    async def load(self, url):
        if not _brought:
            failed = await self._host.load_second(url)
            if not _brought:
                raise AlloyError(failed)
        return _brought[0]

    async def part(self, name, url):
        await self.load(url)
        return _brought[1][name]
