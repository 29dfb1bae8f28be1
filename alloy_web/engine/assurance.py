"""
The token of a debugging session (Adobe Assurance), part of every address while one is on.

A session is on when the page's URL names it. Source: specification, EDGE-05.
"""

from alloy_web.core import encoding, urls

_PARAMETER = "adb_validation_sessionid"


class Assurance:
    def __init__(self, host, name, consent):
        self._host = host
        self._key = "com.adobe.alloy.instance." + name + ".validation.clientId"
        self._consent = consent
        self._client_id = None

    def token(self, page):
        """The token as it stands in an address; empty without a session."""
        if _PARAMETER not in page["url"]:
            return ""
        sessions = urls.query_values(urls.split(page["url"])["query"], _PARAMETER)
        if not sessions or not sessions[0]:
            return ""
        return encoding.percent_encode(sessions[0] + "|" + self._client())

    def _client(self):
        if self._client_id is None:
            self._client_id = (
                self._host.storage_get("local", self._key) or self._host.uuid()
            )
        # Before consent the id lives in memory only.
        if self._consent.is_open:
            self._host.storage_set("local", self._key, self._client_id)
        return self._client_id
