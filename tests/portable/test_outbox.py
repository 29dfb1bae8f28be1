"""What the network does not take is kept, and sent later: the option `keepUnsent`."""

import json

from instance_kit import CONFIG, CONSENT, ECID_COOKIE, IDENTITY, error_of, make, result_of

from alloy_web.hosts.memory.host import MemoryHost, reply

PREFIX = "com.adobe.alloy.outbox/0123456789ABCDEF01234567%40AdobeOrg/stream-1/"
OTHER_ECID_COOKIE = "CiY5OTk5MjIyMjMzMzM0NDQ0NTU1NTY2NjY3Nzc3ODg4ODk5OTkwMPABBQ"


def keeping(config=None, **given):
    """An instance that keeps what it cannot send, of a known visitor; its edge takes everything."""
    options = {"keepUnsent": True}
    options.update(config or {})
    given.setdefault("cookies", {IDENTITY: ECID_COOKIE})
    instance, host = make(options, **given)
    host.on_send = take
    return instance, host


def another_page(host, config=None):
    """An instance in another tab of the same browser."""
    tab = MemoryHost(browser=host.browser)
    tab.now_ms = host.now_ms
    tab.on_send = take
    options = {"keepUnsent": True}
    options.update(config or {})
    return make(options, host=tab)


def take(sent):
    return reply(status=204)


def refuse(status, **headers):
    named = {}
    for name in headers:
        named[name.replace("_", "-")] = headers[name]
    return lambda sent: reply(status=status, headers=named)


def stored(host):
    """The envelopes in the browser, in order of their keys."""
    local = host.browser.local
    return [json.loads(local[key]) for key in sorted(local) if "alloy.outbox/" in key]


def types(sent):
    return [event["xdm"]["eventType"] for event in sent.body["events"]]


def ids(sent):
    return [event["xdm"]["_id"] for event in sent.body["events"]]


def explained(instance):
    return result_of(instance.execute("explain"))


def states(instance):
    """`type state code` of the events."""
    return [
        " ".join([line["type"], line["state"], line["code"]])
        for line in explained(instance)["events"] if line["command"] != "configure"
    ]


def lose(instance, host, *names):
    """Events that the network does not take."""
    host.on_send = None
    for name in names:
        outcome = instance.execute("event", {"type": name})
        host.sent[-1].fail()
        assert outcome.value.kept is True
    host.on_send = take


def choose(instance, host, choice):
    """The visitor says `in` or `out` in this tab."""
    host.on_send = lambda sent: reply({"handle": [{"type": "state:store", "payload": [
        {"key": CONSENT, "value": "general=" + choice, "maxAge": 1000},
    ]}]})
    result_of(instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": choice}},
    ]}))
    host.on_send = take


def go_to_another_page(host):
    host.tell("leave")
    host.tell("gone")
    host.close()


def test_without_the_option_nothing_is_stored_and_events_have_no_id():
    instance, host = make(known=True)
    host.on_send = None
    outcome = instance.execute("event", {"type": "a"})
    host.sent[0].fail()

    assert host.browser.local == {}
    assert "_id" not in host.sent[0].body["events"][0]["xdm"]
    assert outcome.value.kept is False
    assert states(instance) == ["a failed network.blocked"]


def test_an_event_is_stored_before_it_is_sent_and_removed_when_it_was_taken():
    instance, host = keeping()
    seen = []

    def look(sent):
        seen.append(stored(host))
        return reply(status=204)

    host.on_send = look
    instance.execute("event", {"type": "a", "data": {"plan": "gold"}})

    envelope = seen[0][0]
    assert envelope["event"]["xdm"]["eventType"] == "a"
    assert envelope["event"]["data"] == {"plan": "gold"}
    assert [envelope["event"]["xdm"]["_id"]] == ids(host.sent[0])
    assert envelope["overrides"] is None
    assert stored(host) == []


def test_an_id_of_the_callers_own_wins():
    instance, host = keeping()
    instance.execute("event", {"type": "a", "xdm": {"_id": "mine"}})

    assert ids(host.sent[0]) == ["mine"]
    assert explained(instance)["events"][1]["_id"] == "mine"


def test_a_failed_event_is_kept_told_and_sent_again_with_its_time_and_id():
    instance, host = keeping()
    host.on_send = None
    outcome = instance.execute("event", {"type": "a"})
    host.sent[0].fail()

    assert "network request failed" in error_of(outcome)
    assert outcome.value.kept is True
    assert states(instance) == ["a kept network.blocked"]
    assert explained(instance)["queue"] == {"open": 1, "kept": 1}

    host.on_send = take
    host.advance(1000)
    assert states(instance) == ["a answered ok"]
    assert "/collect?" in host.sent[1].url
    for key in ("_id", "timestamp"):
        first = host.sent[0].body["events"][0]["xdm"][key]
        assert host.sent[1].body["events"][0]["xdm"][key] == first
    assert stored(host) == []


def test_it_is_tried_again_after_1_s_then_2_and_5_minutes_at_most():
    instance, host = keeping()
    host.on_send = None
    instance.execute("event", {"type": "a"})
    waits = []
    for _ in range(12):
        count = len(host.sent)
        host.sent[-1].fail()
        waited = 0
        while len(host.sent) == count and waited < 400000:
            host.advance(1000)
            waited += 1000
        waits.append(waited)

    assert waits == [
        1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000, 256000, 300000, 300000, 300000,
    ]


def test_retry_after_is_obeyed():
    instance, host = keeping()
    lose(instance, host, "a")
    host.on_send = refuse(503, retry_after="60")
    host.advance(1000)
    assert len(host.sent) == 2, "no retries at once: the outbox has its own times"
    host.advance(59999)
    assert len(host.sent) == 2

    host.on_send = take
    host.advance(1)
    assert states(instance) == ["a answered ok"]


def test_a_server_that_wants_no_wait_is_asked_again_in_the_usual_time():
    instance, host = keeping()
    lose(instance, host, "a")
    host.on_send = refuse(503, retry_after="0")
    count = len(host.sent)
    host.advance(10000)

    assert len(host.sent) - count == 3


def test_nothing_gives_a_reason_to_send_before_the_server_wants_it():
    instance, host = keeping()
    host.has_locks = False
    lose(instance, host, "a")
    host.on_send = refuse(503, retry_after="60")
    host.advance(1000)
    host.on_send = take
    count = len(host.sent)
    # It could be sent in 10 s: nobody knows whether its tab is alive.
    host.browser.local[PREFIX + "other/" + str(int(host.now_ms)) + "/1/60"] = json.dumps(
        {"v": 1, "event": {"xdm": {"_id": "b"}}, "overrides": None, "visitor": ""}
    )
    host.tell("online")
    host.advance(59999)
    assert len(host.sent) == count

    host.advance(1)
    assert len(host.sent) == count + 1
    assert stored(host) == []


def test_a_clock_that_is_set_back_delays_nothing():
    instance, host = keeping()
    lose(instance, host, "a")
    sleeping = host._timers
    host.now_ms -= 3600000
    host._timers = [(each[0] - 3600000, each[1]) for each in sleeping]
    count = len(host.sent)
    host.advance(1000)

    assert [types(each) for each in host.sent[count:]] == [["a"]]


def test_what_becomes_of_what_is_sent_again():
    for status, line, is_stored in (
        (200, "a kept edge.unreadable", True),
        (204, "a answered ok", False),
        (400, "a dropped edge.400", False),
        (404, "a dropped edge.404", False),
        (413, "a dropped edge.413", False),
        (429, "a kept edge.429", True),
        (500, "a dropped edge.500", False),
        (502, "a kept edge.502", True),
        (503, "a kept edge.503", True),
        (504, "a kept edge.504", True),
    ):
        instance, host = keeping()
        lose(instance, host, "a")
        host.on_send = refuse(status)
        host.advance(1000)

        assert states(instance) == [line]
        assert bool(stored(host)) is is_stored, status


def test_a_first_attempt_that_is_refused_for_good_is_not_kept():
    for status in (400, 404, 500):
        instance, host = keeping()
        host.on_send = refuse(status)
        outcome = instance.execute("event", {"type": "a"})

        assert outcome.value.kept is False
        assert states(instance) == ["a failed edge." + str(status)]
        assert stored(host) == []


def test_many_go_together_in_their_order_20_at_a_time():
    instance, host = keeping()
    names = ["e" + str(number) for number in range(45)]
    lose(instance, host, *names)
    count = len(host.sent)
    host.tell("online")

    sent = host.sent[count:]
    assert [len(types(each)) for each in sent] == [20, 20, 5]
    assert [name for each in sent for name in types(each)] == names


def test_a_network_that_goes_while_many_are_sent_is_not_tried_for_the_rest():
    instance, host = keeping()
    lose(instance, host, *["e" + str(number) for number in range(25)])
    count = len(host.sent)
    host.on_send = None
    host.tell("online")
    host.is_online = False
    host.sent[-1].outcome.resolve(reply(status=204))

    assert [len(types(each)) for each in host.sent[count:]] == [20]
    assert len(stored(host)) == 5


def test_no_request_is_larger_than_60_kilobytes():
    instance, host = keeping()
    host.on_send = None
    for name in ("a", "b", "c"):
        instance.execute("event", {"type": name, "data": {"text": "x" * 25000}})
        host.sent[-1].fail()
    host.on_send = take
    count = len(host.sent)
    host.tell("online")

    assert [types(each) for each in host.sent[count:]] == [["a", "b"], ["c"]]


def test_of_a_refused_batch_each_goes_alone_and_only_the_bad_one_is_dropped():
    instance, host = keeping()
    lose(instance, host, "a", "bad", "c", "d")
    count = len(host.sent)

    def picky(sent):
        return reply(status=400 if "bad" in types(sent) else 204)

    host.on_send = picky
    host.tell("online")

    assert [types(each) for each in host.sent[count:]] == [
        ["a", "bad", "c", "d"], ["a"], ["bad"], ["c"], ["d"],
    ]
    assert states(instance) == [
        "a answered ok", "bad dropped edge.400", "c answered ok", "d answered ok",
    ]
    assert stored(host) == []


def test_a_batch_that_is_too_large_goes_in_halves():
    instance, host = keeping()
    lose(instance, host, "a", "b", "c", "d")
    count = len(host.sent)
    host.on_send = lambda sent: reply(status=413 if len(types(sent)) > 1 else 204)
    host.tell("online")

    assert [types(each) for each in host.sent[count:]] == [
        ["a", "b", "c", "d"], ["a", "b"], ["a"], ["b"], ["c", "d"], ["c"], ["d"],
    ]
    assert stored(host) == []


def test_events_with_other_overrides_go_in_requests_of_their_own():
    instance, host = keeping()
    host.on_send = None
    for name, overrides in (("a", None), ("b", {"datastreamId": "other"}), ("c", None)):
        instance.execute("event", {"type": name, "edgeConfigOverrides": overrides})
        host.sent[-1].fail()
    host.on_send = take
    count = len(host.sent)
    host.tell("online")

    assert [types(each) for each in host.sent[count:]] == [["a"], ["b"], ["c"]]
    assert "configId=other" in host.sent[count + 1].url


def test_a_late_view_asks_for_no_content():
    instance, host = keeping()
    host.on_send = None
    instance.execute("event", {"type": "viewStart"})
    assert "personalization" in host.sent[0].body["events"][0]["query"]
    host.sent[0].fail()
    host.on_send = take
    host.advance(1000)

    assert "query" not in host.sent[1].body["events"][0]


def test_the_next_page_sends_what_an_earlier_one_kept_and_says_so():
    instance, host = keeping()
    lose(instance, host, "a")
    go_to_another_page(host)
    assert states(instance) == ["a kept network.blocked"]

    later, tab = another_page(host)

    assert [types(each) for each in tab.sent] == [["a"]]
    assert ids(tab.sent[0]) == ids(host.sent[0])
    assert states(later) == ["a answered ok"]
    assert explained(later)["counts"]["takenOver"] == 1
    assert stored(tab) == []


def test_a_page_that_is_killed_while_it_sends_loses_nothing():
    instance, host = keeping()
    host.on_send = None
    instance.execute("event", {"type": "a"})
    host.close()

    later, tab = another_page(host)

    assert ids(tab.sent[0]) == ids(host.sent[0])


def test_what_a_living_tab_has_is_its_own():
    instance, host = keeping()
    lose(instance, host, "a")

    later, tab = another_page(host)
    tab.tell("online")
    assert tab.sent == []

    host.tell("online")
    assert states(instance) == ["a answered ok"]


def test_what_a_tab_had_that_has_gone_since_is_sent_by_one_that_was_there_before():
    instance, host = keeping()
    lose(instance, host, "a")
    later, tab = another_page(host)
    host.close()
    assert tab.sent == []

    tab.advance(10000)

    assert [types(each) for each in tab.sent] == [["a"]]


def test_without_locks_an_event_is_its_tabs_for_10_seconds():
    instance, host = keeping()
    host.has_locks = False
    lose(instance, host, "a")

    tab = MemoryHost(browser=host.browser)
    tab.has_locks = False
    tab.on_send = take
    make({"keepUnsent": True}, host=tab)
    assert tab.sent == []
    tab.advance(10000)

    assert [types(each) for each in tab.sent] == [["a"]]
    assert host.browser.local == {}


def test_a_tab_that_waits_for_what_others_stored_sends_its_own_in_time():
    instance, host = keeping()
    host.has_locks = False
    lose(instance, host, "theirs")

    tab = MemoryHost(browser=host.browser)
    tab.has_locks = False
    later, tab = make({"keepUnsent": True}, host=tab)
    lose(later, tab, "own")
    count = len(tab.sent)
    tab.advance(1000)

    assert [types(each) for each in tab.sent[count:]] == [["own"]]


def test_a_tab_that_another_one_kept_from_sending_does_not_wait_for_its_own_long_timer():
    instance, host = keeping()
    lose(instance, host, "a")
    later, tab = another_page(host)
    lose(later, tab, "b")
    tab.on_send = refuse(503)
    tab.advance(100000)
    tab.on_send = take
    count = len(tab.sent)
    # Its answer is still to come.
    host.on_send = None
    host.tell("online")
    tab.tell("online")
    assert len(tab.sent) == count

    host.sent[-1].outcome.resolve(reply(status=204))
    tab.advance(1000)
    assert [types(each) for each in tab.sent[count:]] == [["b"]]


def test_what_failed_while_others_were_sent_again_is_sent_again_in_its_time():
    instance, host = keeping()
    lose(instance, host, "a")
    host.on_send = None
    host.tell("online")
    again = host.sent[-1]
    instance.execute("event", {"type": "b"})
    host.sent[-1].fail()
    count = len(host.sent)
    host.advance(5000)
    assert len(host.sent) == count, "one request of those at a time"

    host.on_send = take
    again.outcome.resolve(reply(status=204))
    host.advance(1000)
    assert [types(each) for each in host.sent[count:]] == [["b"]]


def fail_for_minutes(instance, host, *names):
    """Events that are tried again and again, so that the next try is minutes away."""
    lose(instance, host, *names)
    host.on_send = refuse(503)
    host.advance(200000)
    host.on_send = take


def test_when_the_network_takes_an_event_again_what_was_kept_follows_soon():
    instance, host = keeping()
    fail_for_minutes(instance, host, "a")
    instance.execute("event", {"type": "b"})
    count = len(host.sent)
    host.advance(1000)

    assert [types(each) for each in host.sent[count:]] == [["a"]]


def test_what_fails_when_the_browser_is_online_again_does_not_wait_for_an_older_timer():
    instance, host = keeping()
    fail_for_minutes(instance, host, "a")
    host.on_send = None
    host.tell("online")
    host.sent[-1].fail()
    host.on_send = take
    count = len(host.sent)
    host.advance(1000)

    assert [types(each) for each in host.sent[count:]] == [["a"]]


def test_one_try_at_a_time_where_the_visitor_has_agreed_in_another_tab():
    instance, host = keeping()
    lose(instance, host, "a")
    host.browser.cookies[CONSENT] = "general=in"
    host.on_send = lambda sent: reply("<p>Log in")
    count = len(host.sent)
    host.tell("online")

    assert len(host.sent) == count + 1
    assert states(instance) == ["a kept edge.unreadable"]


def test_without_locks_one_tab_sends_at_a_time():
    instance, host = keeping()
    host.has_locks = False
    lose(instance, host, "a", "b")
    host.on_send = None
    host.tell("online")
    assert types(host.sent[-1]) == ["a", "b"]

    tab = MemoryHost(browser=host.browser)
    tab.has_locks = False
    tab.on_send = take
    make({"keepUnsent": True}, host=tab)
    host.advance(9000)
    tab.advance(9000)
    tab.tell("online")

    assert tab.sent == []


def test_a_tab_that_comes_back_reads_the_storage_before_it_sends_what_it_held():
    instance, host = keeping()
    lose(instance, host, "a")
    host.tell("leave")
    host.tell("gone")
    later, tab = another_page(host)
    assert [types(each) for each in tab.sent] == [["a"]]

    count = len(host.sent)
    host.tell("restored")
    host.advance(400000)

    assert len(host.sent) == count
    assert states(instance) == ["a dropped outbox.taken"]


def test_what_waited_for_an_identity_is_not_sent_twice_after_the_page_was_away():
    instance, host = keeping(cookies={})
    host.on_send = None
    instance.execute("event", {"type": "asker", "data": {"text": "x" * 61000}})
    waiting = instance.execute("event", {"type": "b", "data": {"text": "x" * 61000}})
    host.tell("leave")
    host.tell("gone")
    host.browser.cookies[IDENTITY] = ECID_COOKIE
    later, tab = another_page(host)
    assert [types(each) for each in tab.sent] == [["asker"], ["b"]]

    host.on_send = take
    host.tell("restored")
    host.sent[0].fail()

    assert [types(each) for each in host.sent] == [["asker"]]
    result_of(waiting)


def test_nothing_is_stored_before_consent_and_all_is_erased_when_it_is_withdrawn():
    instance, host = keeping({"defaultConsent": "pending"})
    held = instance.execute("event", {"type": "a"})
    assert host.browser.local == {} and held.is_pending

    choose(instance, host, "in")
    host.on_send = None
    instance.execute("event", {"type": "b"})
    host.sent[-1].fail()
    assert len(stored(host)) == 1

    choose(instance, host, "out")
    assert stored(host) == []
    count = len(host.sent)
    host.tell("online")
    host.advance(400000)

    assert len(host.sent) == count
    assert states(instance)[2] == "b dropped consent.out"


def test_a_choice_made_in_another_tab_is_read_before_anything_is_sent():
    instance, host = keeping()
    lose(instance, host, "a")
    host.browser.cookies[CONSENT] = "general=out"
    count = len(host.sent)
    host.tell("online")

    assert len(host.sent) == count
    assert stored(host) == []
    assert states(instance) == ["a dropped consent.out"]


def test_what_another_tab_erased_is_not_sent():
    instance, host = keeping()
    lose(instance, host, "a")
    host.browser.local.clear()
    count = len(host.sent)
    host.tell("online")

    assert len(host.sent) == count
    assert states(instance) == ["a dropped outbox.taken"]


def test_an_event_that_is_retried_is_not_sent_after_consent_was_withdrawn():
    instance, host = keeping()
    host.on_send = refuse(429)
    outcome = instance.execute("event", {"type": "a"})
    instance._tools.consent.set({"value": "out", "set_by": "user", "default": "in"})
    host.advance(400000)

    assert len(host.sent) == 1
    assert "declined consent" in error_of(outcome)
    assert stored(host) == []


def test_what_was_withdrawn_is_not_sent_again_when_the_visitor_has_agreed_once_more():
    """Another tab has asked, both times: here the choice is what it was."""
    instance, host = keeping()
    host.on_send = refuse(429)
    outcome = instance.execute("event", {"type": "a"})
    host.browser.local.clear()
    host.advance(400000)

    assert [types(each) for each in host.sent] == [["a"]]
    assert "status 429" in error_of(outcome)
    assert states(instance) == ["a failed edge.429"]


def test_what_was_withdrawn_while_it_waited_for_an_identity_is_not_sent():
    instance, host = keeping(cookies={})
    host.on_send = None
    instance.execute("event", {"type": "asker"})
    waiting = instance.execute("event", {"type": "b"})
    host.browser.local.clear()
    host.browser.cookies[IDENTITY] = ECID_COOKIE
    host.sent[0].outcome.resolve(reply(status=204))

    assert [types(each) for each in host.sent] == [["asker"]]
    result_of(waiting)
    assert states(instance) == ["asker answered ok", "b dropped outbox.taken"]


def test_what_another_tab_erased_while_it_waited_does_not_go_when_the_page_leaves():
    instance, host = keeping(cookies={})
    host.on_send = None
    # Too large to outlive the page.
    instance.execute("event", {"type": "asker", "data": {"text": "x" * 61000}})
    instance.execute("event", {"type": "b"})
    host.browser.local.clear()
    instance.execute("event", {"type": "c"})
    host.tell("leave")
    host.tell("gone")

    assert [types(each) for each in host.sent] == [["asker"], ["c"]]


def test_what_had_no_room_is_not_stored_after_consent_was_withdrawn():
    instance, host = keeping()
    host.storage_limit = 0
    host.on_send = None
    instance.execute("event", {"type": "a"})
    for choice in ("out", "in"):
        instance._tools.consent.set({"value": choice, "set_by": "user", "default": "in"})
    host.storage_limit = None
    host.sent[-1].fail()
    host.advance(400000)

    assert stored(host) == []
    assert len(host.sent) == 1
    assert states(instance) == ["a failed network.blocked"]


def test_what_had_no_room_is_not_sent_again_after_consent_was_withdrawn():
    instance, host = keeping()
    host.storage_limit = 0
    host.on_send = refuse(429)
    outcome = instance.execute("event", {"type": "a"})
    for choice in ("out", "in"):
        instance._tools.consent.set({"value": choice, "set_by": "user", "default": "in"})
    host.advance(400000)

    assert [types(each) for each in host.sent] == [["a"]]
    assert "Consent was withdrawn" in error_of(outcome)


def test_what_had_no_room_is_not_sent_after_a_no_and_a_yes_in_another_tab():
    instance, host = keeping()
    host.storage_limit = 0
    host.on_send = refuse(429)
    outcome = instance.execute("event", {"type": "a"})
    other, tab = another_page(host)
    choose(other, tab, "out")
    choose(other, tab, "in")
    host.on_send = take
    host.advance(400000)

    assert [types(each) for each in host.sent] == [["a"]]
    assert "Consent was withdrawn" in error_of(outcome)
    result_of(instance.execute("event", {"type": "b"}))
    assert types(host.sent[-1]) == ["b"], "the visitor agrees"


def test_an_event_of_another_visitor_is_dropped():
    instance, host = keeping()
    lose(instance, host, "a")
    host.browser.cookies[IDENTITY] = OTHER_ECID_COOKIE
    count = len(host.sent)
    host.tell("online")

    assert len(host.sent) == count
    assert states(instance) == ["a dropped identity.changed"]


def test_an_event_waits_while_the_browser_does_not_say_who_the_visitor_is():
    instance, host = keeping()
    lose(instance, host, "a")
    host.on_send = None
    count = len(host.sent)
    del host.browser.cookies[IDENTITY]
    host.advance(2000)
    assert len(host.sent) == count and len(stored(host)) == 1

    host.browser.cookies[IDENTITY] = ECID_COOKIE
    host.on_send = take
    host.tell("online")
    assert [types(each) for each in host.sent[count:]] == [["a"]]


def test_what_was_kept_before_the_visitor_had_an_identity_is_sent_under_the_first():
    instance, host = keeping(cookies={})
    lose(instance, host, "a")
    host.browser.cookies[IDENTITY] = ECID_COOKIE
    host.tell("online")

    assert states(instance) == ["a answered ok"]


def test_what_is_too_old_is_dropped():
    instance, host = keeping({"keepUnsent": {"maxAgeHours": 2}})
    host.is_online = False
    lose(instance, host, "a")
    host.advance(2 * 3600000 + 1)
    host.is_online = True
    host.tell("online")

    assert len(host.sent) == 1
    assert states(instance) == ["a dropped outbox.old"]


def test_the_oldest_make_room():
    instance, host = keeping({"keepUnsent": {"maxEvents": 2}})
    host.is_online = False
    lose(instance, host, "a", "b", "c")

    assert [each["event"]["xdm"]["eventType"] for each in stored(host)] == ["b", "c"]
    assert states(instance) == [
        "a dropped outbox.full", "b kept network.offline", "c kept network.offline",
    ]


def test_it_never_takes_more_than_its_kilobytes():
    instance, host = keeping({"keepUnsent": {"maxKilobytes": 10}})
    host.is_online = False
    for name in ("a", "b", "c", "d"):
        host.on_send = None
        instance.execute("event", {"type": name, "data": {"text": "x" * 4000}})
        host.sent[-1].fail()
        assert sum([len(text) for text in host.browser.local.values()]) <= 10 * 1024

    instance.execute("event", {"type": "huge", "data": {"text": "x" * 11000}})
    host.sent[-1].fail()
    assert states(instance)[-1] == "huge failed network.offline"


def test_what_is_too_large_to_be_kept_throws_nothing_else_out():
    instance, host = keeping({"keepUnsent": {"maxKilobytes": 10}})
    lose(instance, host, "a", "b")
    host.on_send = None
    outcome = instance.execute("event", {"type": "huge", "data": {"text": "x" * 11000}})
    host.sent[-1].fail()

    assert outcome.value.kept is False
    assert [each["event"]["xdm"]["eventType"] for each in stored(host)] == ["a", "b"]


def test_a_full_or_blocked_storage_is_as_if_the_option_were_off_with_one_line():
    instance, host = keeping({"debugEnabled": True})
    host.storage_limit = 0
    host.on_send = None
    for name in ("a", "b"):
        outcome = instance.execute("event", {"type": name})
        host.sent[-1].fail()
        assert outcome.value.kept is False

    assert states(instance) == ["a failed network.blocked", "b failed network.blocked"]
    assert len([text for text in host.logged("warn") if "stores no event" in text]) == 1


def test_what_stands_there_and_is_none_of_ours_is_dropped_with_a_line():
    good = {"v": 1, "event": {"xdm": {"_id": "x"}}, "overrides": None, "visitor": ""}

    def changed(**changes):
        envelope = dict(good)
        envelope.update(changes)
        return json.dumps(envelope)

    def deep(part, levels):
        """No call of the page could have made this one."""
        envelope = dict(good)
        envelope[part] = {"xdm": {"_id": "x"}, "data": {"a": "HERE"}}
        return json.dumps(envelope).replace('"HERE"', "[" * levels + "]" * levels)

    now = "1772442927104"
    for key, text in (
        ("tab/" + now + "/1/10", "no JSON"),
        ("tab/" + now + "/1/10", "[]"),
        ("tab/" + now + "/1/10", "null"),
        ("tab/" + now + "/1/10", changed(v=2)),
        ("tab/" + now + "/1/10", changed(event={"xdm": {}})),
        ("tab/" + now + "/1/10", changed(event={"xdm": {"_id": 3}})),
        ("tab/" + now + "/1/10", changed(event={"xdm": {"_id": "x"}, "data": []})),
        ("tab/" + now + "/1/10", changed(event={"xdm": {"_id": "x"}, "query": {}})),
        ("tab/" + now + "/1/10", changed(overrides="a")),
        ("tab/" + now + "/1/10", changed(visitor=None)),
        ("tab/" + now + "/1/10", '{"v":1,"event":' + "[" * 50 + "]" * 50 + "}"),
        ("tab/" + now + "/1/10", changed(event={"xdm": {"_id": "x", "y": "z" * 600000}})),
        ("tab/" + now + "/1/10", deep("event", 200)),
        ("tab/" + now + "/1/10", deep("overrides", 200)),
        ("tab/" + now + "/1/10", deep("event", 3000)),
        ("tab/9772442927104/1/10", json.dumps(good)),
        ("flight/9772442927104/1/10", json.dumps(good)),
        ("tab/" + "9" * 40 + "/1/10", json.dumps(good)),
        ("tab/" + now + "/" + "9" * 40 + "/10", json.dumps(good)),
        ("tab/" + now + "/1/" + "9" * 40, json.dumps(good)),
        ("tab/-1/1/10", json.dumps(good)),
        ("garbage", json.dumps(good)),
        ("", json.dumps(good)),
    ):
        host = MemoryHost(cookies={IDENTITY: ECID_COOKIE})
        host.browser.local[PREFIX + key] = text
        instance, host = another_page(host)

        assert host.sent == [], text[:80]
        assert host.browser.local == {}, key
        assert states(instance) == [" dropped outbox.unreadable"], key


def test_an_envelope_that_another_script_wrote_keeps_no_event_from_being_sent():
    good = {"v": 1, "event": {"xdm": {"_id": "good"}}, "overrides": None, "visitor": ""}
    for change in (
        {"event": {"xdm": {"_id": "x", "eventType": {"a": [1]}}}},
        {"event": {"xdm": {"_id": "", "eventType": "<img onerror=alert(1)>"}}},
        {"event": {"xdm": {"_id": "<script>alert(1)</script>" * 1000}}},
        {"event": {"xdm": {"_id": "x"}, "data": {"text": "\ud800"}}},
        {"event": {"xdm": {"_id": "x", "timestamp": "no time"}, "meta": {"a": 1}, "more": 3}},
        {"overrides": {"datastreamId": 5}},
        {"overrides": {"datastreamId": ["a"], "com_adobe_target": 3}},
        {"overrides": {"datastreamId": "a&requestId=1#"}},
    ):
        bad = dict(good)
        bad.update({"event": {"xdm": {"_id": "x"}}})
        bad.update(change)
        host = MemoryHost(cookies={IDENTITY: ECID_COOKIE})
        for number, envelope in enumerate((bad, good)):
            key = PREFIX + "gone/1772442927104/" + str(number) + "/100"
            host.browser.local[key] = json.dumps(envelope)
        instance, host = another_page(host)

        assert "good" in [each for sent in host.sent for each in ids(sent)], change
        assert host.browser.local == {}, change
        for line in explained(instance)["events"]:
            assert "<" not in line["type"], change


def test_what_other_instances_keep_is_left_alone():
    instance, host = keeping()
    lose(instance, host, "a")
    go_to_another_page(host)
    for config in (
        {"datastreamId": "stream-1/2"}, {"datastreamId": "stream"}, {"orgId": "B@AdobeOrg"},
    ):
        later, tab = another_page(host, config)
        later._tools.consent.set({"value": "out", "set_by": "user", "default": "in"})

        assert tab.sent == []
        assert len(stored(tab)) == 1


def test_what_is_kept_for_a_datastream_of_a_longer_name_is_left_alone():
    instance, host = keeping({"datastreamId": "stream-1/2"})
    lose(instance, host, "a")
    go_to_another_page(host)
    later, tab = another_page(host)
    tab.advance(20000)
    later._tools.consent.set({"value": "out", "set_by": "user", "default": "in"})

    assert tab.sent == []
    assert len(stored(tab)) == 1


def test_wrong_values_of_the_option_are_named_when_it_is_configured():
    for given, problem in (
        ("yes", "keepUnsent: expected true, false or {maxEvents, maxKilobytes, maxAgeHours}, got"),
        ({"maxEvents": "1"}, 'keepUnsent.maxEvents: expected a whole number, got "1"'),
        ({"maxEvents": 0}, "keepUnsent.maxEvents: expected a whole number of at least 1, got 0"),
        ({"maxAge": 1}, "keepUnsent.maxAge: is not a known option"),
    ):
        from alloy_web.app.instance import Instance

        options = dict(CONFIG)
        options["keepUnsent"] = given
        text = error_of(Instance("alloy", MemoryHost(), "1").execute("configure", options))
        assert problem in text, text


def test_false_switches_it_off_where_it_would_be_on():
    from alloy_web.app.instance import Instance

    for given, is_on in ((None, True), (False, False), (True, True)):
        instance = Instance("alloy", MemoryHost(), "1", keep_unsent=True)
        options = dict(CONFIG)
        options["keepUnsent"] = given
        result_of(instance.execute("configure", options))
        assert (instance._tools.outbox is not None) is is_on


def test_what_leaves_with_the_page_goes_by_fetch_and_counts_as_beaconed():
    instance, host = keeping()
    host.on_send = None
    host.tell("leave")
    instance.execute("event", {"type": "last"})
    host.tell("gone")

    assert host.beacons == []
    assert [sent.keepalive for sent in host.sent] == [True]
    assert states(instance) == ["last beaconed beacon.unheard"]
    assert stored(host) == []


def test_what_is_under_way_when_the_page_leaves_is_kept_where_the_network_failed_just_now():
    instance, host = keeping()
    lose(instance, host, "a")
    host.on_send = None
    instance.execute("event", {"type": "b"})
    instance.execute("event", {"type": "c", "data": {"text": "x" * 70000}})
    go_to_another_page(host)

    assert states(instance) == [
        "a kept network.blocked", "b kept page.left", "c kept page.left",
    ]
    later, tab = another_page(host)
    assert [name for sent in tab.sent for name in types(sent)] == ["a", "b", "c"]


def test_without_a_network_nothing_is_tried_when_the_page_leaves():
    instance, host = keeping()
    host.is_online = False
    host.tell("leave")
    outcome = instance.execute("event", {"type": "last"})
    host.tell("gone")

    assert host.sent == [] and host.beacons == []
    assert outcome.value.kept is True
    assert states(instance) == ["last kept network.offline"]
    assert len(stored(host)) == 1


def test_what_is_too_large_to_leave_by_fetch_goes_by_beacon():
    instance, host = keeping()
    host.on_send = None
    instance.execute("event", {"type": "a", "data": {"text": "x" * 40000}})
    host.tell("leave")
    instance.execute("event", {"type": "b", "data": {"text": "x" * 30000}})
    host.tell("gone")

    assert [types(sent) for sent in host.beacons] == [["b"]]
    assert stored(host) == []


def test_events_that_waited_for_an_identity_when_the_page_left_are_kept_if_that_failed():
    instance, host = keeping(cookies={})
    host.on_send = None
    instance.execute("event", {"type": "asker", "data": {"text": "x" * 61000}})
    instance.execute("event", {"type": "b"})
    host.is_online = False
    host.tell("leave")
    host.tell("gone")

    assert [each["event"]["xdm"]["eventType"] for each in stored(host)] == ["asker", "b"]
    assert [line.split(" ")[1] for line in states(instance)] == ["kept", "kept"]


def flown_view(flown_id="flown", is_stored=True, **given):
    """
    A page that takes over what its snippet has sent ahead, and stored: `(instance, host, outcome)`.
    Without `flown_id` it was sent as if nobody keeps anything.
    """
    xdm = {"eventType": "web.webpagedetails.pageViews"}
    key = None
    given.setdefault("cookies", {IDENTITY: ECID_COOKIE})
    host = MemoryHost(**given)
    if flown_id:
        xdm["_id"] = flown_id
        key = PREFIX + "flight/" + str(int(host.now_ms)) + "/7/200"
    if is_stored:
        store_flown(host, key, xdm)
    host.change(flight={
        "id": "r", "url": "https://edge.example.com/x", "key": key,
        "body": json.dumps({"events": [{"xdm": xdm, "query": {"personalization": {}}}]}),
    })
    instance, host = make({"keepUnsent": True}, host=host)
    outcome = instance.execute("event", {"type": "viewStart"})
    host.change(flight=None)
    return instance, host, outcome


def store_flown(host, key, xdm):
    host.browser.local[key] = json.dumps({
        "v": 1, "event": {"xdm": xdm}, "overrides": None, "visitor": "111222233",
    })


def test_what_the_snippet_sent_ahead_without_an_id_is_not_kept():
    instance, host, outcome = flown_view(flown_id=None, is_stored=False)
    host.sent[0].fail()

    assert outcome.value.kept is False
    assert host.browser.local == {}
    assert "_id" not in host.sent[0].body["events"][0]["xdm"]


def test_what_the_snippet_sent_ahead_and_stored_is_this_tabs_from_then_on():
    instance, host, outcome = flown_view()
    other, tab = another_page(host)
    tab.advance(20000)
    assert [len(stored(host)), len(tab.sent)] == [1, 0]
    assert "query" not in stored(host)[0]["event"]

    host.sent[0].fail()
    assert outcome.value.kept is True
    assert explained(instance)["events"][1]["_id"] == "flown"
    host.on_send = take
    host.advance(1000)

    assert ids(host.sent[1]) == ["flown"]
    assert states(instance) == ["web.webpagedetails.pageViews answered ok"]
    assert stored(host) == []


def test_what_the_snippet_sent_ahead_is_stored_no_more_when_it_is_answered():
    instance, host, outcome = flown_view()
    host.sent[0].outcome.resolve(reply(status=204))

    result_of(outcome)
    assert host.browser.local == {}


def test_what_the_snippet_knows_to_have_arrived_is_not_stored_anew():
    instance, host, outcome = flown_view(is_stored=False)

    assert stored(host) == []
    host.sent[0].fail()
    assert outcome.value.kept is False


def test_what_the_snippet_stored_is_erased_where_consent_was_withdrawn_since():
    cookies = {IDENTITY: ECID_COOKIE, CONSENT: "general=out"}
    instance, host, outcome = flown_view(cookies=cookies)

    assert stored(host) == []
    host.sent[0].fail()
    assert outcome.value.kept is False
    assert stored(host) == []


def test_what_a_page_stored_that_was_left_before_the_sdk_came_waits_10_seconds():
    host = MemoryHost(cookies={IDENTITY: ECID_COOKIE})
    store_flown(host, PREFIX + "flight/" + str(int(host.now_ms)) + "/7/200", {"_id": "flown"})
    instance, tab = another_page(host)
    assert tab.sent == [], "it may be under way"
    tab.advance(10000)

    assert [ids(sent) for sent in tab.sent] == [["flown"]]
    assert states(instance) == [" answered ok"]
    assert host.browser.local == {}
