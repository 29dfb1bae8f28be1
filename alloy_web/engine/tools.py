"""
What a feature gets through its constructor: the engine's parts, and what other features offer.

Every field is declared here, so that a name nobody knows is found at build and named; see
alloy_web/buildtools/wiring.py.
"""

from alloy_web.engine.memory import Memory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from alloy_web.engine.consent_gate import ConsentGate
    from alloy_web.engine.cookies import Cookies
    from alloy_web.engine.debug import Debug
    from alloy_web.engine.edge import Edge
    from alloy_web.engine.events import Events
    from alloy_web.engine.hooks import Hooks
    from alloy_web.engine.identity_gate import IdentityGate
    from alloy_web.engine.lifecycle import Lifecycle
    from alloy_web.engine.logger import Logger
    from alloy_web.engine.outbox import Outbox
    from alloy_web.engine.registry import Registry


class Tools:
    """
    Of one instance. `host`, `config` (core/config.py), `version`, `auto_views` (the default of the
    option) and `second` (app/second.py) are what it was made with.
    """

    def __init__(
        self, host: "Any", config: dict, version: str, auto_views: bool, second: "Any"
    ):
        self.host = host
        self.config = config
        self.version = version
        self.auto_views = auto_views
        self._second = second
        # Another instance has the name now: this one finishes what it began, and starts nothing.
        self.is_retired = False
        # The page's snippet is heard first, of what happened before we were there.
        self.is_behind = False

        # ---- Parts of the engine; app/instance.py puts them here.
        self.debug: Debug
        self.logger: Logger
        self.registry: Registry
        self.lifecycle: Lifecycle
        self.hooks: Hooks
        self.consent: ConsentGate
        self.cookies: Cookies
        self.identity: IdentityGate
        self.edge: Edge
        self.events: Events
        # None where nothing is kept (option `keepUnsent`).
        self.outbox: Outbox | None = None

        # ---- Services of features, None where the instance goes without the feature. Whoever
        # offers one puts it here; app/features.py says who comes before whom.
        # What an answer has the page tell others: `carry_out`.
        self.destinations: Any = None
        # Earlier libraries' visitors: `find`, `hand_back`.
        self.migration: Any = None
        # What became of content so far: `seen`, `add`, `save`, `note`, `since_ms`.
        self.decision_history: Any = None
        # What is hidden until content comes: `hold`, `release_unless_held`, `timeout_ms`.
        self.hiding: Any = None
        # Reports of what was shown: `send_when_shown`, `send_shown`, now and not at the end of the
        # turn, `send_in_background`, `report`, and `keep` and `take` for those that leave with a
        # later event.
        self.displays: Any = None
        # Clicks on content that was shown: `track`, `watch`, `of_click`.
        self.interactions: Any = None
        # In-app messages: `show`, which may wait for the second file, and `problem`, why one
        # cannot be shown.
        self.messages: Any = None
        # Propositions onto the page: `start`, `unrendered`, `leave_view`; `log_returned` and
        # `notify` say what became of them.
        self.rendering: Any = None
        # Link clicks: `link_details`.
        self.clicks: Any = None
        # Views by themselves: `note`, of what happened before the SDK was there, and `adopt`, of
        # the load's, which a server has sent.
        self.views: Any = None
        # The command `event`, for features that send one as a page would: `run`.
        self.event_command: Any = None

    def memory(self, area: str | None, key: str) -> Memory:
        """What a feature remembers of the visitor, with consent; see engine/memory.py."""
        return Memory(self.host, self.consent, area, key)

    async def part(self, name: str) -> "Any":
        """What a feature has in the second file, by name; raises AlloyError if it does not come."""
        return await self._second.part(name, self.config.get("secondFile"))

    def listen(self, kind: str, handler: "Callable"):
        """Hear the page (hosts/contract.py), as long as this instance is not retired."""

        def hear(details):
            if not self.is_retired:
                handler(details)

        self.host.listen(kind, hear)
