"""
core/dates.py, where JavaScript writes and reads dates.
"""


def utc_text(now_ms):
    return now_ms.iso_date()


def local_text(now_ms, offset):
    if abs(offset) >= 6000:
        return None
    hours, minutes = divmod(abs(offset), 60)
    return (
        utc_text(now_ms - offset * 60000)[:-1] + ("-" if offset > 0 else "+")
        + _two(hours) + ":" + _two(minutes)
    )


def _two(number):
    return str(number + 100)[1:]


def http_date(ms):
    return ms.http_date()


def parse_http_date(text):
    words = text.replace(",", " ").replace("-", " ").split()
    if len(words) == 5 and ":" in words[3]:
        # Mon Mar  2 09:15:27 2026
        words = [words[0], words[2], words[1], words[4], words[3]]
    return _ms(" ".join(words[1:5]))


def _ms(date):
    return date.http_ms()
