"""A command that a test started: what is alike in memory (page.py) and in a real browser."""

from typing import Any


class Started:
    """`is_open` and `_come_to`, what it came to or is rejected with, are each page's own."""

    def __init__(self, command: str):
        self.command = command
        self._is_seen = False

    @property
    def is_open(self) -> bool:
        """Is the command still waiting: for consent, an identity, an answer?"""
        raise NotImplementedError

    def result(self) -> Any:
        """What the page gets; raises what it would get."""
        if self.is_open:
            raise AssertionError(
                f'"{self.command}" is still open: it waits for consent, for an answer or for a '
                "hook. Let time pass with page.wait(…), or await it"
            )
        self._is_seen = True
        return self._come_to()

    def _come_to(self) -> Any:
        raise NotImplementedError
