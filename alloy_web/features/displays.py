"""
Reports of what was shown: by an event of its own, or kept for a later event of the page's.

Source: specification, PERS-60 to PERS-62.
"""

from alloy_web import flow
from alloy_web.core import merge
from alloy_web.core import propositions as offers
from alloy_web.core.event import Event
from alloy_web.wording import words


class Displays:
    config = {}

    def __init__(self, tools):
        tools.displays = self
        self._host = tools.host
        self._events = tools.events
        # Renderings whose displays wait for an event that asks for them.
        self._kept = []
        # What was shown in this turn, and for which event.
        self._shown = []
        tools.host.listen("leave", self.send_shown)

    def report_event(self, kinds, reported, cause=None, may_unload=False, action=None):
        """The event that reports; view and identities are those of the event that caused it."""
        xdm = offers.event_xdm(
            kinds, reported,
            cause.view_name if cause else None,
            merge.get_path(cause.xdm, "identityMap") if cause else None,
            action,
        )
        event = Event(self._host.page(), may_unload=may_unload)
        # A page that is about to go to another is hidden until then.
        event.is_waited_for = may_unload
        # As something collected: its view name says where that was shown, and asks for nothing.
        event.collect(xdm)
        event.personalization["defaultPersonalizationEnabled"] = False
        return event

    async def report(self, kinds, reported, cause=None, may_unload=False, action=None):
        await self._events.send(self.report_event(kinds, reported, cause, may_unload, action))

    def send_in_background(self, kinds, reported, cause=None, action=None):
        self._events.send_in_background(
            self.report_event(kinds, reported, cause, action=action),
            words("The report of displayed content"),
        )

    def send_when_shown(self, rendering, cause, on_error):
        """Once a rendering has ended, one report of all it brought."""
        flow.background(self._report(rendering, cause), on_error)

    async def _report(self, rendering, cause):
        reported = await rendering
        if reported:
            self._shown.append((reported, cause))
            if len(self._shown) == 1:
                self._host.turn_end().on_settled(self.send_shown)

    def send_shown(self, details=None):
        """Send the reports of this turn: when it ends, but ahead of the next event or the leave."""
        shown = self._shown
        self._shown = []
        for reported, cause in shown:
            self.send_in_background(["display"], reported, cause)

    def keep(self, rendering):
        """What this rendering shows goes out with a later event."""
        self._kept.append(rendering)
        if len(self._kept) > 20:
            # Most bring what was brought before, or nothing.
            self._kept = [flow.start(self.take())]

    async def take(self):
        """All that was kept; waits for what is still being shown."""
        kept = self._kept
        self._kept = []
        reported = []
        for rendering in kept:
            reported.extend(await rendering)
        return merge.unique(reported)
