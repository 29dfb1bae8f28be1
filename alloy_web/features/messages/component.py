"""
In-app messages: one at a time, over the page, and what the visitor does with it.

How a message stands on the page is placement.py's; the host shows it as a dialog, and tells of
clicks on its links. What shows it comes with the first message. Source: specification, PERS-5B.
"""

from alloy_web.core import propositions as offers
from alloy_web.core import urls
from alloy_web.errors import AlloyError, describe
from alloy_web.features.messages import placement


class Messages:
    config = {}

    def __init__(self, tools):
        tools.messages = self
        self._tools = tools
        self._logger = tools.logger.for_component("Personalization")
        self._stage = None

    def problem(self, data):
        """Why a message cannot be shown, or None."""
        return placement.problem(data)

    async def show(self, entry):
        if self._stage is None:
            try:
                make = await self._tools.part("messages")
            except AlloyError as error:
                self._logger.alert(describe(error))
                raise
            # Another message may have waited for it, too.
            self._stage = self._stage or make(self._tools)
        self._stage.show(entry)


class Stage:
    """In the second file (app/parts.py)."""

    def __init__(self, tools):
        self._host = tools.host
        self._listen = tools.listen
        self._logger = tools.logger.for_component("Personalization")
        self._displays = tools.displays
        # Of the message that was shown last.
        self._key = None
        self._proposition = None

    def show(self, entry):
        data = entry["item"]["data"]
        elements = placement.elements(data) if data["contentType"] == placement.HTML else None
        if elements is None:
            self._logger.warn("An in-app message is not shown: it does not say how.",
                              entry["item"])
            return
        if self._key is None:
            self._listen("message", self._on_click)
        # Another instance's messages are heard here, too.
        self._key = self._host.uuid()
        self._proposition = offers.report(entry["proposition"])
        self._host.tell_page("showMessage", self._key, data["content"], elements)
        self._logger.info("An in-app message is shown.", entry["item"])

    def _on_click(self, click):
        """`{"key", "action", "interaction", "link", "label", "uuid"}`, of a link in a message."""
        if click.get("key") != self._key:
            return
        action = {"label": click.get("label") or "", "id": click.get("interaction") or ""}
        for key in ("uuid", "link"):
            if click.get(key):
                action[key] = click[key]
        kinds = ["interact"]
        if click.get("action") in offers.EVENT_TYPES and click["action"] != "interact":
            kinds.append(click["action"])
        self._displays.send_in_background(kinds, [self._proposition], action=action)
        if click.get("action") == "dismiss":
            self._host.tell_page("removeMessage")
        if not click.get("link"):
            return
        if urls.is_script(click["link"]):
            self._logger.warn("A link of an in-app message is not followed: it is a script.",
                              click["link"])
        else:
            self._host.go_to(click["link"], False)
