"""
What a verb has found, for people as lines and for programs as JSON; and how it fails.
"""

FINE, FOUND, FAILED = 0, 1, 2


class CannotDo(Exception):
    """The verb cannot do its work; the text is for the person who called it."""


class Outcome:
    """`status` is FINE or FOUND, `lines` are text, `facts` the same as JSON data."""

    def __init__(self, status, lines, facts):
        self.status = status
        self.lines = lines
        self.facts = facts
