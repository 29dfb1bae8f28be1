"""
What a feature remembers of a visitor between requests, or between pages: a dict.

In memory, which ends with the page, or in storage too. There it is written only with consent, and
forgotten without; what came before consent is written once it is given. Source: specification,
CLK-40, CFG-61.
"""

import json


class Memory:
    """`area` is `local` or `session`, under `key`; None where nothing outlives the page."""

    def __init__(self, host, consent, area, key):
        self._host = host
        self._consent = consent
        self._area = area
        self._key = key
        self._details = None
        self._is_read = area is None
        self._is_written = True

    def load(self):
        """What was saved last: a dict, empty if there is nothing."""
        if not self._is_read:
            self._is_read = True
            self._details = _details(self._host.storage_get(self._area, self._key))
        return self._details or {}

    def save(self, details):
        """Remember these instead of what was there; None forgets."""
        if (details or {}) == self.load():
            return
        self._details = details
        self._is_written = self._area is None
        self.flush()

    def flush(self):
        """Write what could not be written without consent, if it is there now."""
        if self._is_written or (self._details and not self._consent.is_open):
            return
        self._is_written = True
        if self._details:
            self._host.storage_set(self._area, self._key, json.dumps(self._details))
        else:
            self._host.storage_remove(self._area, self._key)


def _details(text):
    try:
        details = json.loads(text or "{}")
    except Exception:
        # No JSON, or nested deeper than an interpreter can read.
        return None
    return details if isinstance(details, dict) else None
