"""
Which tab sends what the outbox (engine/outbox.py) has stored, and when: one at a time, and only
what is its own, or was left behind.

A tab holds a lock of its own name as long as it lives; what it stored is touched by others when
that lock is free. Where there are no locks, they wait until it is 10 s old; so they do with what a
page's snippet has stored (static/snippet/outbox.js), which holds none. Who sends holds a lock, too;
without locks a lease in the storage, which ends after 10 s.
"""

from alloy_web.engine.envelopes import is_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# The name of the tab under which a page's snippet stores events.
_SNIPPET = "flight"
_LEASE = "lease:"
_LEASE_MS = 10000


class Turns:
    """
    What an outbox is made on: `store` are its tab's Envelopes, and its `_look_in(wait_ms)` is
    called where something has to wait.
    """

    _look_in: "Callable"

    def __init__(self, host, store):
        self._host = host
        self._store = store
        self._locks = []
        self._lease = _LEASE + store.prefix

    async def _take_turn(self):
        """Is it this tab's turn? Until `_end_turn`, then."""
        is_alone = await self._has_lock("flush")
        if is_alone is None:
            is_alone = self._has_lease()
        if not is_alone:
            self._look_in()
        return is_alone

    async def _free(self, entries, kept):
        """Those that this tab kept, whose keys are in `kept`, and those of tabs that are gone."""
        tabs: dict = {_SNIPPET: None}
        now_ms = self._host.moment()["nowMs"]
        free = []
        for entry in entries:
            tab = entry.tab
            if tab == self._store.tab:
                is_free: bool | None = entry.key in kept
            else:
                if tab not in tabs:
                    tabs[tab] = await self._has_lock(tab)
                    if tabs[tab] is False:
                        # Its tab may have gone by then.
                        self._look_in(_LEASE_MS)
                is_free = tabs[tab]
            if is_free is None:
                # By a clock that was set back it is yet to be made.
                wait_ms = _LEASE_MS - abs(now_ms - entry.made_ms)
                is_free = wait_ms <= 0
                if not is_free:
                    self._look_in(wait_ms)
            if is_free:
                free.append(entry)
        return free

    def _end_turn(self):
        for name in self._locks:
            self._host.unlock(self._store.prefix + name)
        self._locks = []
        self._host.storage_remove("local", self._lease)

    async def _has_lock(self, name):
        """None where the browser has no locks."""
        is_held = await self._host.lock(self._store.prefix + name, False)
        if is_held:
            self._locks.append(name)
        return is_held

    def _has_lease(self):
        """Does no other tab send what is kept? It says so for a while."""
        now_ms = int(self._host.moment()["nowMs"])
        until = self._host.storage_get("local", self._lease) or ""
        if is_number(until) and 0 < int(until) - now_ms <= _LEASE_MS:
            return False
        self._host.storage_set("local", self._lease, str(now_ms + _LEASE_MS))
        return True
