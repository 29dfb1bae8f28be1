"""
What a feature gets through its constructor: the engine's parts, and what other features offer.

Every field is declared here, so that a name nobody knows is found at build and named; see
alloy_web/buildtools/wiring.py.
"""

from alloy_web.engine.memory import Memory


class Tools:
    """
    Of one instance. `host`, `config` (core/config.py), `version` and `auto_views` (the default of
    the option) are what it was made with.
    """

    def __init__(self, host, config, version, auto_views):
        self.host = host
        self.config = config
        self.version = version
        self.auto_views = auto_views
        # Another instance has the name now: this one finishes what it began, and starts nothing.
        self.is_retired = False
        # The page's snippet is heard first, of what happened before we were there.
        self.is_behind = False

        # ---- Parts of the engine; app/instance.py puts them here.
        self.debug = None
        self.logger = None
        self.registry = None
        self.lifecycle = None
        self.hooks = None
        self.consent = None
        self.cookies = None
        self.identity = None
        self.pixels = None
        self.edge = None
        self.events = None

        # ---- Services of features, None where the instance goes without the feature. Whoever
        # offers one puts it here; app/features.py says who comes before whom.
        # Earlier libraries' visitors: `find`, `hand_back`.
        self.migration = None
        # What is hidden until content comes: `hold`, `release_unless_held`.
        self.hiding = None
        # What the server is told was shown.
        self.displays = None
        # Clicks on content that was shown: `track`, `watch`, `of_click`.
        self.interactions = None
        # In-app messages: `show`.
        self.messages = None
        # Propositions onto the page: `start`, `unrendered`, `tell_returned`, `leave_view`.
        self.rendering = None
        # Link clicks: `link_details`.
        self.clicks = None
        # Views by themselves: `note`, of what happened before the SDK was there.
        self.views = None
        # The command `event`, for features that send one as a page would: `run`.
        self.event_command = None

    def memory(self, area, key):
        """What a feature remembers of the visitor, with consent; see engine/memory.py."""
        return Memory(self.host, self.consent, area, key)

    def listen(self, kind, handler):
        """Hear the page (hosts/contract.py), as long as this instance is not retired."""

        def hear(details):
            if not self.is_retired:
                handler(details)

        self.host.listen(kind, hear)
