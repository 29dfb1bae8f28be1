"""
The Gregorian calendar, and the dates of HTTP. Milliseconds since 1970, no clock and no `datetime`.
"""

from alloy_web.core.strings import is_digits

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def civil(days):
    """Year, month and day of a count of days since 1970, in the Gregorian calendar."""
    # Years are counted from March, so that the leap day is the last of its year.
    days += 719468
    era, day_of_era = divmod(days, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524
                   - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, day_of_year - (153 * shifted + 2) // 5 + 1


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
    days = _days(year, MONTHS.index(words[2]) + 1, day)
    return (days * 86400 + hours * 3600 + minutes * 60 + seconds) * 1000


def _days(year, month, day):
    """Days since 1970; the inverse of `civil`."""
    year -= 1 if month <= 2 else 0
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146097 + day_of_era - 719468
