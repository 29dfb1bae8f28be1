"""
What is remembered of clicks and pages: the page's name, and a click held for the next page view.

In memory, which ends with the page, or for the tab in session storage too. There it is written
only with consent; what came before consent is written once it is given.
Source: specification, CLK-40, CFG-61.
"""

import json

_PREFIX = "com.adobe.alloy."


class ClickMemory:
    def __init__(self, host, consent, org_id, for_tab):
        self._host = host
        self._consent = consent
        self._key = _PREFIX + org_id + "clickData"
        self._for_tab = for_tab
        self._details = None
        self._is_read = not for_tab
        self._is_written = True

    def load(self):
        """What was saved last: a dict, empty if there is nothing."""
        if not self._is_read:
            self._is_read = True
            self._details = _details(self._host.storage_get("session", self._key))
        return self._details or {}

    def save(self, details):
        """Remember these instead of what was there; None forgets."""
        if (details or {}) == self.load():
            return
        self._details = details
        self._is_written = not self._for_tab
        self.flush()

    def flush(self):
        """Write what could not be written without consent, if it is there now."""
        if self._is_written or not self._consent.is_open:
            return
        self._is_written = True
        if self._details:
            self._host.storage_set("session", self._key, json.dumps(self._details))
        else:
            self._host.storage_remove("session", self._key)


def _details(text):
    try:
        details = json.loads(text or "{}")
    except ValueError:
        return None
    return details if isinstance(details, dict) else None
