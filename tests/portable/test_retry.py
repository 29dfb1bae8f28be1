from alloy_web.core import retry

NOW_MS = 784111777000  # Sun, 06 Nov 1994 08:49:37 GMT


def test_four_statuses_are_sent_again_up_to_three_times():
    for status, retries, expected in (
        (429, 0, True), (502, 1, True), (503, 2, True), (504, 0, True),
        (503, 3, False), (500, 0, False), (400, 0, False), (200, 0, False), (0, 0, False),
    ):
        assert retry.should_retry(status, retries) == expected, (status, retries)


def test_the_wait_grows_by_a_second_and_varies_by_thirty_percent():
    for retries, random, expected in (
        (0, 0.0, 700), (0, 0.5, 1000), (0, 0.999999, 1300),
        (1, 0.0, 1400), (1, 0.5, 2000), (1, 0.999999, 2600),
        (2, 0.0, 2100), (2, 0.5, 3000), (2, 0.999999, 3900),
    ):
        found = retry.delay_ms({}, retries, random, NOW_MS)
        assert found == expected and isinstance(found, int), (retries, random, found)


def test_the_server_may_tell_the_wait():
    for told, expected in (
        ("0", 0),
        ("120", 120000),
        (" 7 ", 7000),
        ("Sun, 06 Nov 1994 08:49:40 GMT", 3000),
        ("Sunday, 06-Nov-94 08:49:40 GMT", 3000),
        ("Sun Nov  6 08:49:40 1994", 3000),
        ("Sun, 06 Nov 1994 08:49:30 GMT", 0),
        ("99999999999", 2147483647),
    ):
        found = retry.delay_ms({"retry-after": told}, 0, 0.5, NOW_MS)
        assert found == expected, (told, found)


def test_what_the_server_tells_badly_does_not_count():
    for told in ("", "soon", "-5", "1.5", "12 Foo 1994 08:49:40", "Sun, 06 Nov 1994", None):
        found = retry.delay_ms({"retry-after": told}, 0, 0.5, NOW_MS)
        assert found == 1000, (told, found)


def test_numbers_of_any_length_cost_nothing():
    for told, expected in (("9" * 5000, 2147483647), ("0" * 5000 + "7", 7000)):
        assert retry.delay_ms({"retry-after": told}, 0, 0.5, NOW_MS) == expected
