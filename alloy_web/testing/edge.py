"""
The edge of a test, without a port: the local edge's own pure part, its scenarios and its faults.

    edge.play("demo")                                  a scenario's name, its file's path, itself
    edge.answer(status=503, times=1)                   a rule before those of the scenario
    edge.offer(proposition, when={"path": "/cart"})    offers besides those of the scenario
    edge.offline = True                                also `slow`, `status`, `cut`, `garbage`

`requests` are what came, as the local edge records them. What it refuses, as the real one would,
fails the test.
"""

import json
import random
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from alloy_web.devserver import edge as answers
from alloy_web.devserver import incoming, scenarios
from alloy_web.hosts.memory.host import NOW_MS
from alloy_web.testing.durations import milliseconds
from alloy_web.testing.events import Event

EMPTY = {"name": "empty"}


class Faults:
    """What is wrong with the edge, set by a test and until it is set otherwise."""

    # Set once all else is: from then on a name that is not there is a mistake.
    _is_made = False

    def __init__(self):
        self._slow_ms = 0.0
        self._status: int | None = None
        self.offline = False
        self.cut = False
        self.garbage = False

    def __setattr__(self, name: str, value: Any):
        if self._is_made and not hasattr(self, name):
            known = ("offline", "slow", "status", "cut", "garbage")
            close = get_close_matches(name, known, 1)
            hint = f'Did you mean "{close[0]}"?' if close else f"Its faults: {', '.join(known)}."
            raise AttributeError(f"An edge has no {name}. {hint}")
        super().__setattr__(name, value)

    @property
    def status(self) -> int | None:
        """The status of each answer, 200 to 599; None for the usual ones."""
        return self._status

    @status.setter
    def status(self, status: int | None):
        if status is not None and (not isinstance(status, int) or not 200 <= status <= 599):
            raise ValueError(f"status = {status!r}: expected a number from 200 to 599, or None")
        self._status = status

    @property
    def slow(self) -> float:
        """How late answers come, in milliseconds; to be set as `wait` takes it: `"2s"`, 500."""
        return self._slow_ms

    @slow.setter
    def slow(self, delay: str | float):
        self._slow_ms = milliseconds(delay or 0, "slow")

    @property
    def is_there(self) -> bool:
        return bool(self.offline or self.status or self.cut or self.garbage)

    def rule(self) -> dict:
        """The scenario's answer that these faults are; {} where there are none."""
        if self.cut:
            return {"fault": "cut"}
        rule: dict = {"fault": "garbage"} if self.garbage else {}
        if self.status:
            rule["status"] = self.status
        if self._slow_ms:
            rule["delay_ms"] = int(self._slow_ms)
        return rule


class Script:
    """A scenario, and what the test put before it."""

    def __init__(self):
        self._scenario = EMPTY
        self._rules = []
        self._offers = []

    def play(self, scenario: Any) -> None:
        self._scenario = scenarios.load(scenario)

    def answer(self, handles: Iterable[dict], rule: dict) -> None:
        rule = dict(rule)
        if handles:
            rule["handle"] = [*rule.get("handle", []), *handles]
        # The last one said counts first.
        self._rules.insert(0, rule)
        try:
            self.whole()
        except scenarios.ScenarioError:
            self._rules.pop(0)
            raise

    def offer(self, propositions: Iterable[dict], when: dict | None) -> None:
        offer: dict = {"propositions": list(propositions)}
        if when:
            offer["when"] = when
        self._offers.append(offer)
        try:
            self.whole()
        except scenarios.ScenarioError:
            self._offers.pop()
            raise

    def whole(self) -> dict:
        """All of it as one scenario."""
        scenario: dict = dict(self._scenario)
        scenario["answers"] = [*self._rules, *scenario.get("answers", [])]
        scenario["offers"] = [*self._offers, *scenario.get("offers", [])]
        return scenarios.checked(scenario)


class Edge(Faults):
    """
    The Edge Network of a test, for the pages of one visitor or of several. It answers by a scenario
    (`empty` at first), refuses what the Edge Network would refuse, and fails as it is told:

        edge.offline = True     no connection
        edge.status = 503       each answer has this status
        edge.slow = "2s"        answers come late
        edge.cut = True         the connection breaks while the answer comes
        edge.garbage = True     the answer is no JSON

    `requests` is a list of all that came, as the local edge records it.
    """

    def __init__(self):
        super().__init__()
        self.requests: list[dict] = []
        # Ids of requests that went wrong because the test wanted them to.
        self.spoilt: list[str] = []
        self._script = Script()
        self._running = scenarios.Running(self._script.whole())
        # Ids, so that a failing test fails the same way again.
        self._random = random.Random(0)
        self._is_made = True

    def play(self, scenario: Any) -> None:
        """Play a scenario of the local edge: its name, its file's path, or itself as a dict."""
        self._script.play(scenario)
        self._start()

    def answer(self, *handles: dict, **rule: Any) -> None:
        """
        Answer so from now on: the words of a scenario's answer (`when`, `times`, `status`,
        `headers`, `body`, `delay_ms`, `fault`, `errors` …). Handles come besides the usual ones.
        """
        self._script.answer(handles, rule)
        self._start()

    def offer(self, *propositions: dict, when: dict | None = None) -> None:
        """Give these propositions to events that ask for their scope."""
        self._script.offer(propositions, when)
        self._start()

    @property
    def http(self) -> Any:
        """For a server part of the site: `Alloy(http=edge.http)` asks this edge."""
        import httpx

        def answer(request):
            reply = self.receive(
                str(request.url), request.content.decode("utf-8"), False, {}, NOW_MS
            )
            if reply["fault"]:
                raise httpx.ConnectError(f"the edge is {reply['fault']}")
            return httpx.Response(
                reply["status"], headers=reply["headers"], content=reply_text(reply).encode()
            )

        return httpx.MockTransport(answer)

    @property
    def refused(self) -> list[str]:
        """Why requests were refused, each with the place of what is wrong."""
        return [
            request["response"]["body"]["detail"] for request in self.requests
            if request["refused"]
        ]

    def events(self, visitor: Any = None) -> list[Event]:
        """The events that came, of one visitor or of all."""
        return events_of(
            request for request in self.requests
            if visitor is None or request["visitor"] is visitor
        )

    # ---- For the visitor's pages

    def receive(
        self, url: str, text: str, is_beacon: bool, cookies: dict, now_ms: float,
        visitor: Any = None
    ) -> dict:
        """
        The reply to a request, as devserver/edge.py has it, with `delay_ms` and `fault` besides:
        `offline`, `cut`, `hang`, or None.
        """
        request = _read(url, text, is_beacon, cookies)
        request["visitor"] = visitor
        if self.offline:
            # It never arrives.
            self.spoilt.append(request["query"].get("requestId", ""))
            return {"fault": "offline", "delay_ms": 0}
        reply = answers.refusal(request)
        request["refused"] = reply is not None
        rule: dict = {}
        if reply is None:
            rule = {**self._running.rule_for(request), **self.rule()}
            reply = answers.answer(
                request, self._running.scenario, rule, int(now_ms), self._random
            )
            if rule.get("fault") or rule.get("status", 200) >= 300:
                self.spoilt.append(request["query"]["requestId"])
        request["response"] = reply
        self.requests.append(request)
        fault = rule.get("fault")
        return {
            **reply, "delay_ms": rule.get("delay_ms", 0),
            "fault": fault if fault in ("cut", "hang") else None,
        }

    def _start(self):
        self._running = scenarios.Running(self._script.whole())


def events_of(requests) -> list[Event]:
    """The events in recorded requests, those that were refused left out."""
    found = []
    for request in requests:
        if request.get("refused") or not isinstance(request["body"], dict):
            continue
        found += [Event(body, request) for body in incoming.events_of(request)]
    return found


def _read(url, text, is_beacon, cookies):
    parts = urlsplit(url)
    before, _, action = parts.path.partition("/v1/")
    steps = before.strip("/").split("/")[1:]
    body_text, body = incoming.read_body(text.encode("utf-8", "replace"))
    return {
        "action": action,
        "sub_path": "/va" if steps[-1:] == ["va"] else "",
        "hint": steps[0] if steps and steps[0] != "va" else None,
        "url": parts.path + (f"?{parts.query}" if parts.query else ""),
        "scheme": parts.scheme,
        "host": parts.netloc,
        "query": dict(parse_qsl(parts.query, keep_blank_values=True)),
        "headers": {},
        "cookies": {name: unquote(value) for name, value in cookies.items()},
        "transport": {"is_beacon": is_beacon, "bytes": len(text.encode("utf-8", "replace"))},
        "body_text": body_text,
        "body": body,
    }


def reply_text(reply: dict) -> str:
    """The body of a reply as it travels."""
    body = reply["body"]
    if reply["status"] in (204, 205, 304) or body is None:
        return ""
    return body if isinstance(body, str) else json.dumps(body)
