"""
When a request is sent again, and after how long. Source: specification, EDGE-13.
"""

from alloy_web.core.dates import parse_http_date

STATUSES = (429, 502, 503, 504)
MOST_RETRIES = 3


def should_retry(status, retries):
    """`retries` counts those that were made already."""
    return status in STATUSES and retries < MOST_RETRIES


def delay_ms(headers, retries, random, now_ms):
    """
    How long to wait before the request is sent again, in milliseconds.

    `headers["retry-after"]` wins when present: whole seconds or an HTTP date. Otherwise retries
    0, 1, 2 wait 1 s, 2 s, 3 s, each ±30 % (`random` is in [0, 1)).
    """
    told = (headers.get("retry-after") or "").strip()
    if told.isdigit():
        return int(told) * 1000
    at_ms = parse_http_date(told) if told else None
    if at_ms is not None:
        return max(0, int(at_ms - now_ms))
    base = 1000 * (retries + 1)
    return round(base * 0.7 + random * base * 0.6)
