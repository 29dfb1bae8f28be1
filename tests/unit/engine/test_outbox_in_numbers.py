"""Many events, tabs and visits of a browser whose network fails: how many arrive, how often."""

import random

import pytest

from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost, reply

ORG = "0123456789ABCDEF01234567@AdobeOrg"
IDENTITY = {
    "kndctr_0123456789ABCDEF01234567_AdobeOrg_identity":
        "CiYxMTExMjIyMjMzMzM0NDQ0NTU1NTY2NjY3Nzc3ODg4ODk5OTkwMPABBQ",
}
HOUR_MS = 3600000
# What an edge does that fails. After 500, 400 and 413 an event is given up, and so not among these.
FAULTS = [429, 503, "cut", "garbage", "hang"]


class Visitor:
    """A browser and the edge. `fault` is what the edge does: None takes, and notes in `taken`."""

    def __init__(self, keep_unsent=True):
        self.keep_unsent = keep_unsent
        self.fault = None
        self.taken = {}
        self.now_ms = None
        self.made = 0
        self.tabs = []
        # Requests that are answered by nobody, until the time of the page's is up.
        self.hanging = []
        self.open_tab(MemoryHost(cookies=IDENTITY))

    def open_tab(self, host=None):
        host = host or MemoryHost(browser=self.browser)
        self.browser = host.browser
        self.now_ms = self.now_ms or host.now_ms
        host.now_ms = self.now_ms
        host.on_send = self.receive
        instance = Instance("alloy", host, "1")
        self.tabs.append((instance, host))
        instance.execute("configure", {
            "orgId": ORG, "datastreamId": "stream", "keepUnsent": self.keep_unsent,
        })

    def receive(self, sent):
        if self.fault == "cut":
            sent.fail()
        if self.fault == "hang":
            self.hanging.append(sent)
        if self.fault in ("cut", "hang"):
            return None
        if self.fault:
            return reply("<p>Log in") if self.fault == "garbage" else reply(status=self.fault)
        for event in sent.body["events"]:
            self.taken.setdefault(event["data"]["number"], []).append(event["xdm"]["_id"])
        return reply(status=204)

    def make(self, number):
        """An event in this tab, of those that are open."""
        self.tabs[number][0].execute("event", {"type": "a", "data": {"number": self.made}})
        self.made += 1

    def kill(self, number):
        self.tabs.pop(number)[1].close()

    def leave(self, number):
        _, host = self.tabs[number]
        host.tell("leave")
        host.tell("gone")
        self.kill(number)

    def advance(self, ms):
        hanging, self.hanging = self.hanging, []
        for sent in hanging:
            sent.fail()
        self.now_ms += ms
        for _, host in self.tabs:
            host.advance(self.now_ms - host.now_ms)

    def go_online(self):
        self.fault = None
        for _, host in self.tabs:
            host.tell("online")

    def stored(self):
        return sum("alloy.outbox/" in key for key in self.browser.local)


def test_1000_events_of_two_tabs_arrive_through_faults_kills_closed_tabs_and_a_night():
    visitor, chance = Visitor(), random.Random(1)
    visitor.open_tab()
    ends = dict(zip(chance.sample(range(1000), 10), [visitor.kill, visitor.leave] * 5, strict=True))
    for number in range(1000):
        visitor.make(chance.randrange(2))
        if number % 10 == 0:
            visitor.fault = chance.choice([*FAULTS, None])
        if number in ends:
            # What is under way when a page is left, is trusted to the browser; what fails, is kept.
            visitor.fault = "cut"
            visitor.make(0)
            ends[number](0)
            visitor.open_tab()
        visitor.advance(24 * HOUR_MS if number == 500 else 100)
    visitor.kill(0)
    visitor.kill(0)
    visitor.open_tab()
    visitor.go_online()
    visitor.advance(HOUR_MS)

    assert sorted(visitor.taken) == list(range(visitor.made))
    assert {len(set(ids)) for ids in visitor.taken.values()} == {1}
    assert visitor.stored() == 0


@pytest.mark.full
def test_10000_events_of_two_tabs_that_recover_together_are_sent_once():
    visitor = Visitor()
    visitor.open_tab()
    for _ in range(200):
        visitor.fault = "cut"
        for number in range(50):
            visitor.make(number % 2)
        visitor.go_online()
        visitor.advance(5000)

    assert sorted(visitor.taken) == list(range(10000))
    assert {len(ids) for ids in visitor.taken.values()} == {1}


def test_an_edge_that_is_blocked_for_a_week_of_visits_leaves_no_more_than_the_cap():
    visitor = Visitor({"maxEvents": 50, "maxKilobytes": 40})
    visitor.fault = "cut"
    for _ in range(7 * 4):
        for _ in range(20):
            visitor.make(0)
            assert visitor.stored() <= 50
            assert sum(len(text) for text in visitor.browser.local.values()) <= 40 * 1024
        visitor.leave(0)
        visitor.advance(6 * HOUR_MS)
        visitor.open_tab()
    visitor.go_online()

    assert sorted(visitor.taken) == list(range(510, 560))
