"""
Points in time as text; milliseconds since 1970.

Compiled, JavaScript writes and reads them (buildtools/compiler/instead/dates.py).
"""

from alloy_web.core.calendar import MONTHS, civil, days_of
from alloy_web.core.strings import is_digits

_DAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")


def utc_text(now_ms):
    """`2026-03-02T09:15:27.104Z`"""
    return _text(now_ms, "%sT%02d:%02d:%02d.%03dZ")


def local_text(now_ms, offset):
    """`2026-03-02T11:15:27.104+02:00`; `offset` is minutes behind UTC. None if it is absurd."""
    if abs(offset) >= 6000:
        return None
    sign = "-" if offset > 0 else "+"
    return _text(
        now_ms - offset * 60000, "%sT%02d:%02d:%02d.%03d" + sign + "%02d:%02d",
        divmod(abs(offset), 60),
    )


def _text(now_ms, form, more=()):
    # Milliseconds since 1970 are large for MicroPython, those of a day are not.
    days, day_ms = divmod(int(now_ms), 86400000)
    minutes, ms = divmod(day_ms, 60000)
    return form % (
        (_date_text(days), minutes // 60, minutes % 60, ms // 1000, ms % 1000) + more
    )


def _date_text(days):
    # The day of the last text, since the next is nearly always of the same.
    if days not in _last_date:
        _last_date.clear()
        _last_date[days] = "%04d-%02d-%02d" % civil(days)
    return _last_date[days]


_last_date = {}


def http_date(ms):
    """`Mon, 02 Mar 2026 09:15:27 GMT`"""
    days, seconds = divmod(int(ms) // 1000, 86400)
    year, month, day = civil(days)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return "%s, %02d %s %04d %02d:%02d:%02d GMT" % (
        _DAYS[days % 7], day, MONTHS[month - 1], year, hours, minutes, seconds
    )


def parse_http_date(text):
    """Milliseconds of an HTTP date in any of its three forms, or None."""
    words = text.replace(",", " ").replace("-", " ").split()
    if len(words) == 5 and ":" in words[3]:
        # Mon Mar  2 09:15:27 2026
        words = [words[0], words[2], words[1], words[4], words[3]]
    if len(words) < 5 or words[2] not in MONTHS:
        return None
    clock = words[4].split(":")
    numbers = [words[1], words[3]] + clock
    if len(clock) != 3 or not all(is_digits(part) and len(part) < 5 for part in numbers):
        return None
    day, year, hours, minutes, seconds = [int(number) for number in numbers]
    if year < 100:
        # RFC 850: Monday, 02-Mar-26 09:15:27 GMT
        year += 2000 if year < 70 else 1900
    days = days_of(year, MONTHS.index(words[2]) + 1, day)
    return (days * 86400 + hours * 3600 + minutes * 60 + seconds) * 1000
