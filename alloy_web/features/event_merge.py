"""
The command `createEventMergeId`: an id by which events that belong together are found.

Source: specification, CMD-23.
"""

from alloy_web import validation
from alloy_web.core.command import Command


class EventMerge:
    namespace = "EventMerge"
    config = {}

    def __init__(self, tools):
        self._host = tools.host
        self.commands = {"createEventMergeId": Command(validation.anything, self.create)}

    async def create(self, options):
        return {"eventMergeId": self._host.uuid()}
