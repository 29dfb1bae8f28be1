"""
An event while it is put together: what the caller gave, what components collected, and how it
wants to be sent. `content` joins them; nothing is sent here.
"""

from alloy_web.core import merge


class Event:
    """
    `xdm`, `data`, `meta` are the caller's (copied by whoever took the command); `page` is the
    host's reading of the page at the time of creation.

    `may_unload` asks for the beacon. `render` says that returned content is to be shown,
    `personalization` holds the options of that name.
    """

    def __init__(
        self, page: dict, xdm: dict | None = None, data: dict | None = None,
        meta: dict | None = None, may_unload: bool = False, render: bool = False
    ):
        self.reading = page
        self.created_at_ms = page["nowMs"]
        self.xdm = xdm or {}
        self.data = data or {}
        self.meta = meta or {}
        self.may_unload = may_unload
        self.is_shown = render
        self.personalization = {}
        self.expects_response = True
        self.is_view = False
        # Of two events, the one with the larger number is newer.
        self.view_number = 0
        # The XDM that a click on content adds.
        self.interaction: dict | None = None
        # What a server of the site has put into the page: True for all that it can be, or the names
        # of items (features/rendering/planning.py). None: the page renders all by itself.
        self.adopted: list | bool | None = None
        # Does it tell of ads: `auto`, `wait`, or not at all? Source: ADV-04.
        self.advertising = ""
        # Did the view start by itself?
        self.is_automatic = False
        # Do others wait for the answer: views for content that it brings, a page that is hidden?
        self.is_waited_for = False
        # The request that the page's snippet sent ahead of us, if it did: then only the answer is
        # to come.
        self.flight: dict | None = page.get("flight")
        self.query = {}
        self._collected_xdm = {}
        self._collected_data = {}

    @property
    def view_name(self) -> str | None:
        """The caller's view name, or None. Source: specification, PERS-12."""
        return self._page_detail("viewName")

    @property
    def page_name(self) -> str | None:
        """The caller's page name, or None."""
        return self._page_detail("name")

    def _page_detail(self, key):
        if "web" not in self.xdm:
            return None
        name = merge.get_path(self.xdm["web"], "webPageDetails." + key)
        return name if isinstance(name, str) and name else None

    @property
    def type(self) -> str | None:
        """The event type as it stands: the caller's, else what a component collected, or None."""
        return self.xdm.get("eventType") or self._collected_xdm.get("eventType")

    @property
    def is_empty(self) -> bool:
        """Nobody gave or collected anything yet."""
        return not (self.xdm or self.data or self._collected_xdm or self._collected_data)

    def collect(self, xdm: dict | None = None, data: dict | None = None):
        """
        Add what a component knows; later collections win over earlier, the caller over all.

        The dicts belong to the event from here on.
        """
        if xdm:
            merge.absorb_xdm(self._collected_xdm, xdm)
        if data:
            merge.absorb(self._collected_data, data)

    def content(self) -> dict:
        """
        `{"xdm", "data"}` as it would be sent now: both always dicts.

        Not copies: who hands them on to be edited copies them first.
        """
        merge.absorb_xdm(self._collected_xdm, self.xdm)
        merge.absorb(self._collected_data, self.data)
        return {"xdm": self._collected_xdm, "data": self._collected_data}

    def body(self, content: dict) -> dict:
        """The event as it stands in a request: `content` after the user's hook, query, meta."""
        body = {}
        for key in ("xdm", "data"):
            if content.get(key):
                body[key] = content[key]
        if self.query:
            body["query"] = self.query
        if self.meta:
            body["meta"] = self.meta
        return body
