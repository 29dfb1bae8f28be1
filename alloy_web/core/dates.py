"""
Points in time as text; milliseconds since 1970 in. What reads them is calendar.py.

Compiled, JavaScript writes them (buildtools/compiler/instead/dates.py).
"""

from alloy_web.core.calendar import MONTHS, civil

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
