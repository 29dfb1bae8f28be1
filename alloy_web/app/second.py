"""
Where the features come from that are not in the first file (app/extras.py): here, all is in one. In
an `alloy.js` of two files buildtools/compiler/instead/second.py stands in the place of this.
"""

from alloy_web import flow
from alloy_web.app import extras


class SecondFile:
    """
    `names` are the namespaces of its components. `components`, their classes, is None until they
    are there.
    """

    def __init__(self, host):
        self.names = extras.NAMES
        self.components = extras.EXTRAS

    def load(self, url):
        """A Deferred of the classes; it is rejected where they do not come."""
        return flow.resolved(self.components)
