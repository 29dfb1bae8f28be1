"""Where the server part says what went wrong: one line for each visit that came to nothing."""

import logging

logger = logging.getLogger("alloy_web.server")


def one_line(error: object) -> str:
    """An error as one line of text, without what would break a line or colour a terminal."""
    text = str(error) or type(error).__name__
    return "".join(char if char.isprintable() else " " for char in text)[:300]
