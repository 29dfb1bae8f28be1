"""Points in time as text, over leap years, centuries and time zones."""

from alloy_web.core import dates

TIMES = (
    (0, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
    (951782400000, "2000-02-29T00:00:00.000Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
    (1772442927104, "2026-03-02T09:15:27.104Z", "Mon, 02 Mar 2026 09:15:27 GMT"),
    (1798761599999, "2026-12-31T23:59:59.999Z", "Thu, 31 Dec 2026 23:59:59 GMT"),
    (4107542400000, "2100-03-01T00:00:00.000Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
    (253402300799000, "9999-12-31T23:59:59.000Z", "Fri, 31 Dec 9999 23:59:59 GMT"),
)


def test_a_moment_as_text():
    for ms, utc, http in TIMES:
        assert dates.utc_text(ms) == utc, ms
        assert dates.http_date(ms) == http, ms


def test_fractions_of_a_millisecond_are_cut():
    assert dates.utc_text(1772442927104.9) == "2026-03-02T09:15:27.104Z"


def test_local_time_tells_its_distance_to_utc():
    for offset, expected in (
        (0, "2026-03-02T09:15:27.104+00:00"),
        (-60, "2026-03-02T10:15:27.104+01:00"),
        (-345, "2026-03-02T15:00:27.104+05:45"),
        (600, "2026-03-01T23:15:27.104-10:00"),
        (5999, "2026-02-26T05:16:27.104-99:59"),
        (6000, None),
        (-6000, None),
    ):
        assert dates.local_text(1772442927104, offset) == expected, offset


def test_a_date_of_a_header_is_read_in_each_of_its_forms():
    for text in (
        "Mon, 02 Mar 2026 09:15:27 GMT", "Monday, 02-Mar-26 09:15:27 GMT",
        "Mon Mar  2 09:15:27 2026",
    ):
        assert dates.parse_http_date(text) == 1772442927000, text
    for ms, _, http in TIMES:
        assert dates.parse_http_date(http) == ms // 1000 * 1000, http


def test_what_is_no_date_is_none():
    for text in (
        "", "soon", "Mon, 02 Mar 2026", "Mon, 02 Xyz 2026 09:15:27 GMT", "1 2 3 4 5",
        "Mon, aa Mar 2026 09:15:27 GMT", "Mon, 0\u00b2 Mar 2026 09:15:27 GMT",
        "Mon, 02 Mar 2026 09:15 GMT",
    ):
        assert dates.parse_http_date(text) is None, text
