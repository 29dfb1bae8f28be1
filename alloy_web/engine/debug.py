"""
The debug switch: does the instance write to the console?

said by                                       holds
`alloy_debug` in the page's URL, `setDebug`   for the tab, in session storage
`debugEnabled` of the configuration           for the page, unless one of the above spoke

Source: specification, CMD-07, CFG-05, CFG-61.
"""

from alloy_web.core import urls


class Debug:
    def __init__(self, host, name):
        self._host = host
        self._key = "com.adobe.alloy.instance." + name + ".debug"
        self._is_users_choice = False
        # None: nobody has said yet.
        self.is_on = None
        # For the log: the URL has the parameter under its older name.
        self.has_older_parameter = False
        self._look_around()

    def choose(self, enabled):
        """The user's choice: kept for the pages that follow in this tab."""
        self._take_choice(enabled)
        self._host.storage_set("session", self._key, "true" if enabled else "false")

    def configure(self, enabled):
        """What the configuration says; a choice of the user's outranks it."""
        if not self._is_users_choice:
            self.is_on = enabled

    def _look_around(self):
        query = urls.split(self._host.page()["url"])["query"]
        asked = urls.query_values(query, "alloy_debug")
        if not asked:
            asked = urls.query_values(query, "alloy_log")
            self.has_older_parameter = bool(asked)
        if asked:
            on = ("true", "1") if self.has_older_parameter else ("true",)
            self.choose(asked[0].lower() in on)
            return
        stored = self._host.storage_get("session", self._key)
        if stored is not None:
            self._take_choice(stored == "true")

    def _take_choice(self, enabled):
        self._is_users_choice = True
        self.is_on = enabled
