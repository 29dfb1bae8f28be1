"""
Whether the Edge Network is worth asking. One that is down would cost every page its whole budget:
after some failures in a row nobody asks for a while, then one visit does, for all.

state     a request         it fails                     it is answered
asking    goes              the fifth in a row: paused   asking
paused    does not go       (one from before) paused     (one from before) asking
due       one goes, a probe; the others do not
probing   does not go       the probe: paused            asking
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alloy_web.server.log import logger, one_line

MOST_FAILURES = 5
PAUSE_S = 10


class Paused(Exception):
    """The Edge Network is not asked now."""


class Turn:
    """One request. `is_telling`: does its failure say anything of the Edge Network?"""

    def __init__(self):
        self.is_telling = True
        # Why it came to nothing, though there is an answer.
        self.problem = ""


class Breaker:
    """For all visits of a process, in any thread or loop. `clock()` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        # When the pause is over; None as long as everybody asks.
        self._ends_s: float | None = None
        self._is_probing = False

    def is_open(self) -> bool:
        """Would a request go now?"""
        with self._lock:
            return self._lets_through()

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Around a request; raises Paused. One that is broken off says nothing, good or bad."""
        is_probe = self._begin()
        turn = Turn()
        problem = None
        try:
            yield turn
            problem = turn.problem
        except Exception as error:
            problem = one_line(error)
            raise
        finally:
            self._end(is_probe, problem if turn.is_telling else None)

    def _lets_through(self):
        return self._ends_s is None or (not self._is_probing and self._clock() >= self._ends_s)

    def _begin(self):
        with self._lock:
            if not self._lets_through():
                raise Paused("the Edge Network is not asked for a while, since it did not answer")
            self._is_probing = self._ends_s is not None
            return self._is_probing

    def _end(self, is_probe, problem):
        """`problem` is "" where there was none, None where nobody can tell."""
        news = ""
        with self._lock:
            if is_probe:
                self._is_probing = False
            if problem == "":
                if self._ends_s is not None:
                    news = "The Edge Network answers, and is asked again."
                self._failures, self._ends_s, self._is_probing = 0, None, False
            elif problem is not None:
                self._failures += 1
                if self._ends_s is None and self._failures >= MOST_FAILURES:
                    news = (
                        f"The Edge Network is not asked for {PAUSE_S} s and then by one visit at a "
                        f"time, until it answers: {MOST_FAILURES} requests in a row came to "
                        f"nothing ({problem})."
                    )
                if news or is_probe:
                    self._ends_s = self._clock() + PAUSE_S
        if news:
            logger.warning("%s", news)
