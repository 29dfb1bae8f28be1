"""The memory host: its cookies, by the clock that the test turns, and a tab that is gone."""

from alloy_web.hosts.memory.host import NOW_MS, MemoryHost


def test_a_cookie_ends_when_its_age_is_over():
    host = MemoryHost()
    host.set_cookie("a=1; max-age=10")
    host.set_cookie("b=2; Max-Age=20; path=/")
    host.set_cookie("c=3")
    seen = []
    for step_ms in (9999, 1, 9999, 1, 10 ** 12):
        host.advance(step_ms)
        seen.append((sorted(host.cookies), host.page()["cookies"]))

    assert seen == [
        (["a", "b", "c"], "a=1; b=2; c=3"),
        (["b", "c"], "b=2; c=3"),
        (["b", "c"], "b=2; c=3"),
        (["c"], "c=3"),
        (["c"], "c=3"),
    ], seen


def test_a_cookie_ends_at_its_date_and_max_age_counts_before_that():
    host = MemoryHost()
    # NOW_MS is Mon, 02 Mar 2026 09:15:27 GMT.
    host.set_cookie("a=1; expires=Mon, 02 Mar 2026 09:15:37 GMT")
    host.set_cookie("b=2; expires=Mon, 02 Mar 2026 09:15:37 GMT; max-age=60")
    host.set_cookie("c=3; max-age=soon; expires=never")
    host.now_ms = NOW_MS + 11000

    assert host.moment()["cookies"] == "b=2; c=3"


def test_a_cookie_that_is_over_already_is_taken_away():
    for over in ("max-age=0", "max-age=-1", "expires=Thu, 01 Jan 1970 00:00:00 GMT"):
        host = MemoryHost(cookies={"a": "1", "b": "2"})
        host.set_cookie("a=; " + over)

        assert host.cookies == {"b": "2"}, over


def test_a_cookie_written_again_has_the_age_it_was_given_last():
    host = MemoryHost()
    host.set_cookie("a=1; max-age=10")
    host.set_cookie("b=1; max-age=10")
    host.advance(5000)
    host.set_cookie("a=2; max-age=10")
    host.set_cookie("b=2")
    host.advance(9999)
    before = dict(host.cookies)
    host.advance(1)

    assert before == {"a": "2", "b": "2"}
    assert host.cookies == {"b": "2"}


def test_a_tab_that_is_gone_sends_nothing():
    # Python runs the `finally` of what waited in it, whenever it collects garbage.
    host = MemoryHost()
    received = []
    host.on_send = received.append
    host.close()

    host.post("https://edge.example.com/", "{}", False, 1000)

    assert received == []


def test_a_tab_that_is_gone_changes_nothing_for_the_others():
    host = MemoryHost(cookies={"a": "1"})
    other = MemoryHost(browser=host.browser)
    other.storage_set("local", "kept", "1")
    host.close()

    host.storage_set("local", "added", "2")
    host.storage_remove("local", "kept")
    host.set_cookie("a=2; path=/")
    host.lock("flush", False)

    assert other.storage_keys("local") == ["kept"]
    assert other.cookies == {"a": "1"}
    assert other.lock("flush", False).result() is True
