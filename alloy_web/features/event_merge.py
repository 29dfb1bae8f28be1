"""
The command `createEventMergeId`: an id by which events that belong together are found.

Source: specification, CMD-23.
"""

from alloy_web.core.command import Command
from alloy_web.validation import ANYTHING, TEXT, Record, required


class EventMerge:
    namespace = "EventMerge"
    config = {}

    def __init__(self, tools):
        self._host = tools.host
        self.commands = {"createEventMergeId": Command(
            ANYTHING, self.create,
            about="Make an id by which events that belong together are found.",
            returns=Record({"eventMergeId": required(TEXT, about="A fresh id.")}),
        )}

    async def create(self, options):
        return {"eventMergeId": self._host.uuid()}
