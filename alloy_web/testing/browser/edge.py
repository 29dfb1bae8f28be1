"""The local edge on its port, asked as the edge in memory is (../edge.py)."""

from typing import Any

from alloy_web.devserver import scenarios
from alloy_web.devserver.server import Server
from alloy_web.testing.browser.driver import skip
from alloy_web.testing.durations import milliseconds
from alloy_web.testing.edge import Faults, Script

_REFUSALS = ("Not found", "Invalid datastream ID", "Invalid request", "Unprocessable entity")


class BrowserEdge(Faults):
    """See testing.edge.Edge; `server` answers, in a thread of its own."""

    def __init__(self, server: Server):
        self._is_offline = False
        # Who hears when the line is cut, or is whole again.
        self.on_offline: list = []
        super().__init__()
        self.server = server
        self.spoilt: list[str] = []
        self._script = Script()
        server.reset()
        self._start()
        self._is_made = True

    @property
    def offline(self) -> bool:
        return self._is_offline

    @offline.setter
    def offline(self, is_offline: bool):
        self._is_offline = is_offline
        for tell in self.on_offline:
            tell(is_offline)

    @property
    def slow(self) -> float:
        return 0

    @slow.setter
    def slow(self, delay: str | float):
        milliseconds(delay or 0, "slow")
        skip("how late an answer comes is measured by the clock of a test")

    def play(self, scenario: Any) -> None:
        self._script.play(scenario)
        self._start()

    def answer(self, *handles: dict, **rule: Any) -> None:
        self._script.answer(handles, rule)
        self._start()

    def offer(self, *propositions: dict, when: dict | None = None) -> None:
        self._script.offer(propositions, when)
        self._start()

    @property
    def requests(self) -> list[dict]:
        return self.server.events()

    @property
    def refused(self) -> list[str]:
        return [
            one["response"]["body"]["detail"] for one in self.requests if is_refused(one)
        ]

    def _start(self):
        # The server asks this one for its rules, so that a fault counts from when it is set.
        self.server.play(_Running(self, self._script.whole()))


class _Running(scenarios.Running):
    def __init__(self, edge, scenario):
        super().__init__(scenario)
        self._faulty = edge

    def rule_for(self, request):
        rule = {**super().rule_for(request), **self._faulty.rule()}
        if rule.get("fault") or rule.get("status", 200) >= 300:
            self._faulty.spoilt.append(request["query"]["requestId"])
        return rule


def is_refused(request):
    body = request["response"]["body"]
    return isinstance(body, dict) and body.get("title") in _REFUSALS
