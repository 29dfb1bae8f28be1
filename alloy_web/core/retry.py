"""
When a request is sent again, and after how long. Source: specification, EDGE-13.
"""

from alloy_web.core.dates import parse_http_date
from alloy_web.core.strings import is_digits, leading_number

STATUSES = (429, 502, 503, 504)
MOST_RETRIES = 3

# How long a request may wait that others wait for.
LONGEST_HELD_MS = 30000

# A browser's timer takes no more; a longer delay would end at once.
LONGEST_MS = 2147483647


def should_retry(status, retries):
    """`retries` counts those made already. After a network exception nothing is sent again."""
    return status in STATUSES and retries < MOST_RETRIES


def delay_ms(headers, retries, random, now_ms):
    """
    How long to wait before the request is sent again, in milliseconds.

    `headers["retry-after"]` (names in lower case) wins when present: whole seconds or an HTTP
    date. Otherwise retries 0, 1, 2 wait 1 s, 2 s, 3 s, each ±30 % (`random` is in [0, 1)).
    """
    asked = asked_ms(headers, now_ms)
    if asked is not None:
        return asked
    return int(1000 * (retries + 1) * (0.7 + 0.6 * random) + 0.5)


def asked_ms(headers, now_ms):
    """The milliseconds of `headers["retry-after"]`; None where the server says nothing."""
    wait_ms = _wait_ms((headers.get("retry-after") or "").strip(), now_ms)
    return None if wait_ms is None else min(max(wait_ms, 0), LONGEST_MS)


def _wait_ms(text, now_ms):
    if is_digits(text):
        return leading_number(text) * 1000
    date_ms = parse_http_date(text) if text else None
    return None if date_ms is None else int(date_ms - now_ms)
