"""Times as tests write them: `"300ms"`, `"5s"`, `"2m"`, `"1h"`, `"7d"`, or a number of ms."""

import re

_LONGEST_MS = 100 * 365 * 86_400_000
_UNITS_MS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def milliseconds(duration: str | float, what: str) -> float:
    """A duration in milliseconds; ValueError for anything else: backwards, or without end."""
    found = duration
    if isinstance(duration, str):
        match = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*", duration)
        if match:
            found = float(match[1]) * _UNITS_MS[match[2]]
    if isinstance(found, bool) or not isinstance(found, (int, float)) or found != found:
        raise ValueError(
            f'{what}({duration!r}): expected a time such as "5s", "300ms", "2m", "1h", "7d", or a '
            "number of milliseconds"
        )
    if found < 0:
        raise ValueError(f"{what}({duration!r}): time does not go backwards")
    if found > _LONGEST_MS:
        raise ValueError(f"{what}({duration!r}): longer than 100 years")
    return float(found)
