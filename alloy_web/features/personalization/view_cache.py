"""
Content of views that came with an earlier answer, for when someone goes there.

Names are compared in lower case. Source: specification, PERS-40 to PERS-42.
"""

from alloy_web.core import propositions as offers
from alloy_web.core.letters import lower_case


class ViewCache:
    def __init__(self):
        self._views = {}

    def add(self, propositions):
        """What an answer brought; a view that is named again has only what came last."""
        brought = {}
        for proposition in propositions:
            brought.setdefault(lower_case(proposition["scope"]), []).append(proposition)
        self._views.update(brought)

    def view(self, name):
        """
        The content of a view. One without content is one synthetic proposition, so that it is
        reported too.
        """
        return self._views.get(lower_case(name)) or [offers.empty_view(name)]
