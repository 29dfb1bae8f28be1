"""
Content of views that came with an earlier answer, kept in memory until someone goes there.

Names are compared in lower case. Source: specification, PERS-40 to PERS-42.
"""

from alloy_web import flow
from alloy_web.core import propositions as offers


class ViewCache:
    def __init__(self):
        self._views = {}
        # One Deferred for each fetch, in the order they started: so they are taken over.
        self._updates = []

    def expect(self):
        """
        A fetch starts. The Deferred wants the propositions of views that it brought, or [].
        """
        update = flow.Deferred()
        self._updates.append(update)
        return update

    async def view(self, name):
        """
        The content of a view, once all fetches that started before have ended, either way.

        A view without content is one synthetic proposition, so that it is reported too.
        """
        for update in list(self._updates):
            await flow.settled(update)
        self._take_over()
        return self._views.get(name.lower()) or [offers.empty_view(name)]

    def _take_over(self):
        while self._updates and not self._updates[0].is_pending:
            brought = {}
            for proposition in self._updates.pop(0).value:
                brought.setdefault(proposition["scope"].lower(), []).append(proposition)
            self._views.update(brought)
