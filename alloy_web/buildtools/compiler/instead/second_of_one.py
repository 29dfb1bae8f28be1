"""
app/second.py, where all is in one file.
"""

from alloy_web.app import extras, parts


class SecondFile:
    def __init__(self, host):
        self.names = extras.NAMES

    def components(self):
        return extras.EXTRAS

    async def load(self, url):
        return extras.EXTRAS

    async def part(self, name, url):
        return parts.PARTS[name]
