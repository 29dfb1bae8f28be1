"""How often an event touches the browser's storage: each time stops the page for a moment."""

from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost, reply
from tests.unit.engine.test_exactly_accounted import ECID_COOKIE, ORG, OURS


class CountingHost(MemoryHost):
    """Notes what is done with its storage."""

    def __init__(self):
        super().__init__(cookies={OURS + "identity": ECID_COOKIE})
        self.accesses = []

    def storage_get(self, area, key):
        self.accesses.append("get")
        return super().storage_get(area, key)

    def storage_set(self, area, key, value):
        self.accesses.append("set")
        return super().storage_set(area, key, value)

    def storage_remove(self, area, key):
        self.accesses.append("remove")
        super().storage_remove(area, key)

    def storage_keys(self, area):
        self.accesses.append("keys")
        return super().storage_keys(area)


def accesses_of_an_event(status=204, **options):
    host = CountingHost()
    host.on_send = lambda sent: reply(status=status)
    instance = Instance("alloy", host, "1")
    instance.execute("configure", {
        "orgId": ORG, "datastreamId": "stream", "edgeDomain": "edge.example.com",
        "thirdPartyCookiesEnabled": False, **options,
    })
    host.accesses.clear()
    instance.execute("event", {"type": "a", "data": {"plan": "gold"}})
    assert len(host.sent) == 1
    return host.accesses


def test_an_event_touches_no_storage_where_nothing_is_kept():
    assert accesses_of_an_event() == []
    assert accesses_of_an_event(keepUnsent=False) == []
    assert accesses_of_an_event(status=500) == []


def test_an_event_that_is_kept_until_it_has_arrived_is_written_once_and_removed_once():
    assert accesses_of_an_event(keepUnsent=True) == ["keys", "set", "remove"]
