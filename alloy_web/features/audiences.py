"""
What the audiences of a visitor bring: what the page gets, and tells others (destinations.py).

Source: specification, AUD-01 to AUD-03.
"""

from alloy_web.validation import BOOLEAN, optional
from alloy_web.wording import words


class Audiences:
    namespace = "Audiences"
    config = {
        "destinationsEnabled": optional(
            BOOLEAN, True, words("The datastream says which destinations there are."),
            about="Set the cookies and request the addresses that audiences bring.",
        ),
    }

    def __init__(self, tools):
        self.commands = {}
        self._destinations = tools.destinations
        self._logger = tools.logger.for_component(self.namespace)
        self._is_enabled = tools.config["destinationsEnabled"]

    def on_response(self, response, request):
        if self._is_enabled:
            self._destinations.carry_out(response, "activation:push", self._logger)
        pulled = response.payloads("activation:pull")
        return {"destinations": [item for item in pulled if item is not None]}
