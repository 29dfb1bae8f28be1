"""What became of each call and each event: `explain`."""

import json

from instance_kit import CONFIG, answer, make, result_of

from alloy_web import flow
from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost, reply


def explained(instance, number=None):
    return result_of(instance.execute("explain", {"id": number} if number else {}))


def lines(instance):
    """`command type state code` of each line."""
    return [
        " ".join([line["command"], line["type"], line["state"], line["code"]])
        for line in explained(instance)["events"]
    ]


def assert_sums_agree(instance):
    counts = explained(instance)["counts"]
    made = counts["calls"] + counts["automatic"] + counts["takenOver"]
    ended = 0
    for state in (
        "answered", "beaconed", "failed", "invalid", "cancelled", "declined", "dropped",
        "unloaded", "kept",
    ):
        ended += counts[state]
    assert made == ended + counts["open"], counts


def test_each_call_and_each_event_is_a_flat_line_that_says_how_it_ended():
    instance, host = make(known=True)
    host.on_send = lambda sent: reply(status=204)

    instance.execute("event", {"type": "acme.a"})
    host.advance(40)
    instance.execute("sendEvent", {"type": "acme.b", "documentUnloading": True})
    instance.execute("getLibraryInfo")

    told = explained(instance)
    assert lines(instance) == [
        "configure  answered ok",
        "event acme.a answered ok",
        "sendEvent acme.b beaconed beacon.unheard",
        "getLibraryInfo  answered ok",
    ]
    assert told["events"][1] == {
        "id": 2, "command": "event", "type": "acme.a", "state": "answered", "code": "ok",
        "at": "2026-03-02T09:15:27.104Z", "ms": 0,
        "steps": "created → sent +0 → answered +0", "_id": "",
    }
    assert told["counts"]["calls"] == 4
    assert told["counts"]["answered"] == 3
    assert told["counts"]["open"] == 0
    assert_sums_agree(instance)


def test_one_line_can_be_asked_for():
    instance, host = make(known=True)
    instance.execute("getLibraryInfo")

    assert [line["command"] for line in explained(instance, 2)["events"]] == ["getLibraryInfo"]
    assert explained(instance, 99)["events"] == []


def test_the_steps_tell_what_an_event_waited_for_and_how_long():
    instance, host = make({"onBeforeEventSend": slow})
    host.on_send = None
    instance.execute("event", {"type": "first"})
    host.advance(5)
    answers.pop().resolve()
    instance.execute("event", {"type": "second"})
    host.advance(7)
    answers.pop().resolve()
    host.advance(100)
    host.sent[0].outcome.resolve(answer())
    host.advance(3)
    host.sent[1].fail()

    first, second = explained(instance)["events"][1:]
    assert first["steps"] == "created → waiting for hook +0 → sent +5 → answered +112"
    assert second["steps"] == (
        "created → waiting for hook +0 → waiting for identity +7 → sent +107 → failed +110"
    )
    assert second["ms"] == 110


answers = []


async def slow(content):
    answer_later = flow.Deferred()
    answers.append(answer_later)
    await answer_later


def test_the_steps_tell_of_each_time_it_was_sent():
    instance, host = make(known=True)
    host.on_send = lambda sent: reply(status=503)
    instance.execute("event", {"type": "acme.a"})
    assert lines(instance)[1] == "event acme.a waiting "

    host.on_send = lambda sent: reply(status=204)
    host.advance(1000)

    assert explained(instance, 2)["events"][0]["steps"] == (
        "created → sent +0 → waiting for retry +0 → sent +1000 → answered +1000"
    )


def test_what_waits_to_be_sent_again_is_not_the_browsers_when_the_page_leaves():
    instance, host = make(known=True)
    host.may_end = True
    host.on_send = lambda sent: reply(status=503)
    instance.execute("event", {"type": "acme.a"})
    host.on_send = None
    instance.execute("event", {"type": "acme.b"})
    assert [sent.keepalive for sent in host.sent] == [True, True]

    host.tell("leave")
    host.tell("gone")

    assert lines(instance)[1:] == [
        "event acme.a unloaded page.left",
        "event acme.b beaconed beacon.unheard",
    ]


def test_each_way_to_end_has_its_code():
    def throws(content):
        raise ValueError("mine")

    for config, do, line in (
        ({}, refuse(400), "event a failed edge.400"),
        ({}, refuse(418), "event a failed edge.other"),
        ({}, refuse(500), "event a failed edge.500"),
        ({}, garbage, "event a failed edge.unreadable"),
        ({}, cut, "event a failed network.blocked"),
        ({}, go_offline, "event a failed network.offline"),
        ({}, time_out, "event a failed network.timeout"),
        ({"onBeforeEventSend": throws}, send, "event a failed hook.threw"),
        ({"onBeforeEventSend": lambda content: False}, send, "event a cancelled hook.false"),
        ({"defaultConsent": "out"}, send, "event a declined consent.out"),
        ({}, lambda instance, host: instance.execute("event", {"type": 3}),
         "event (other) invalid call.invalid"),
        ({}, lambda instance, host: instance.execute("evnt"), "evnt  invalid call.unknown"),
        ({}, lambda instance, host: instance.execute("configure", {}),
         "configure  invalid call.invalid"),
        ({"defaultConsent": "out"}, lambda instance, host: instance.execute("getIdentity"),
         "getIdentity  declined consent.out"),
    ):
        instance, host = make(config, known=True)
        do(instance, host)

        assert lines(instance)[1:] == [line], lines(instance)
        assert_sums_agree(instance)


def send(instance, host):
    instance.execute("event", {"type": "a"})


def refuse(status):
    def do(instance, host):
        host.on_send = lambda sent: reply(status=status)
        send(instance, host)

    return do


def garbage(instance, host):
    host.on_send = lambda sent: reply("<p>Log in")
    send(instance, host)


def cut(instance, host):
    host.on_send = None
    send(instance, host)
    host.sent[0].fail()


def go_offline(instance, host):
    host.is_online = False
    cut(instance, host)


def time_out(instance, host):
    host.on_send = None
    send(instance, host)
    host.sent[0].fail("no answer", "AbortError")


def test_what_the_sdk_does_by_itself_has_lines_too():
    instance, host = make({"autoViews": True}, known=True)
    host.tell("loaded")

    assert lines(instance) == [
        "configure  answered ok",
        "(view) web.webpagedetails.pageViews answered ok",
    ]
    assert explained(instance)["counts"]["automatic"] == 1
    assert_sums_agree(instance)


def test_it_answers_before_and_after_a_configuration_that_failed():
    instance = Instance("alloy", MemoryHost(), "1.2.3")
    before = explained(instance)
    instance.execute("sendEvent")
    instance.execute("configure", {})

    assert before["events"] == []
    assert before["boot"]["configured"] is False
    assert lines(instance) == [
        "sendEvent  invalid call.early", "configure  invalid call.invalid",
    ]
    assert explained(instance)["consent"] is None


def test_it_tells_what_the_instance_is_like():
    instance, host = make()
    told = explained(instance)

    assert told["consent"] == {"state": "in", "wasSet": False}
    assert told["identity"] == "none"
    assert told["versions"] == {"alloy_web": "1.2.3"}
    assert told["boot"] == {"madeAt": "2026-03-02T09:15:27.104Z", "configured": True}
    assert told["queue"]["open"] == 0


def test_no_payload_and_nothing_of_the_visitors_is_in_it():
    instance, host = make({"debugEnabled": True}, known=True)
    instance.execute("jane@example.com", {"type": "a"})
    instance.execute("event", {
        "type": "jane@example.com", "data": {"mail": "jane@example.com"},
        "xdm": {"identityMap": {"Email": [{"id": "jane@example.com"}]}},
    })
    instance.execute("sendEvent", {"type": "x" * 100, "xdm": {"_acme": {"jane": "jane"}}})

    told = explained(instance)
    assert "jane" not in str(told)
    assert [line["type"] for line in told["events"][2:]] == ["(other)", "(other)"]
    assert told["events"][1]["command"] == "(other)"


def test_the_last_200_are_remembered_and_all_are_counted():
    instance, host = make(known=True)
    for _ in range(250):
        instance.execute("getLibraryInfo")

    told = explained(instance)
    assert len(told["events"]) == 200
    assert told["events"][-1]["id"] == 251
    assert told["counts"]["calls"] == 251
    assert told["counts"]["answered"] == 251


def test_asking_leaves_no_line():
    instance, host = make()
    explained(instance)

    assert lines(instance) == ["configure  answered ok"]


def test_events_that_went_together_end_together():
    instance, host = make()
    host.on_send = None
    instance.execute("event", {"type": "asker", "data": {"text": "x" * 61000}})
    instance.execute("event", {"type": "b"})
    instance.execute("event", {"type": "c"})
    host.tell("leave")
    host.tell("gone")

    told = explained(instance)
    assert [line["state"] for line in told["events"]] == [
        "answered", "unloaded", "beaconed", "beaconed",
    ]
    assert_sums_agree(instance)


def test_what_the_end_of_the_page_ended_goes_on_when_it_comes_back():
    instance, host = make({"defaultConsent": "pending"}, known=True)
    instance.execute("event", {"type": "a"})
    host.tell("leave")
    host.tell("gone")
    left = lines(instance)
    host.tell("restored")

    assert left[1] == "event a unloaded page.left"
    assert lines(instance)[1] == "event a waiting "
    assert explained(instance)["counts"]["open"] == 1
    assert explained(instance)["counts"]["unloaded"] == 0
    assert_sums_agree(instance)


def test_all_that_the_end_of_the_page_ended_goes_on_however_many_that_is():
    instance, host = make({"defaultConsent": "pending"}, known=True)
    for _ in range(250):
        instance.execute("event", {"type": "a"})
    host.tell("leave")
    host.tell("gone")
    host.tell("restored")
    instance._tools.consent.set({"value": "in", "set_by": "user", "default": "in"})

    counts = explained(instance)["counts"]
    assert [counts["open"], counts["unloaded"], counts["answered"]] == [0, 0, 251]


def test_the_console_has_one_line_for_each_end_and_names_the_page_of_its_code():
    instance, host = make({"debugEnabled": True}, known=True)
    host.logs.clear()
    host.on_send = lambda sent: reply(status=400)
    instance.execute("event", {"type": "acme.a"})

    said = [text for text in host.logged("info") if " is failed" in text]
    assert said == ["[alloy] event acme.a (2) is failed: edge.400, see docs/codes/edge.400.md"]


def reload(host, config):
    """The next page of the tab; returns its instance and its host."""
    host.tell("leave")
    host.tell("gone")
    page = MemoryHost(browser=host.browser)
    page.storage["session"] = host.storage["session"]
    page.on_send = lambda sent: reply(status=204)
    return make(config, host=page)


def test_with_debugging_on_the_lines_of_earlier_pages_of_the_tab_are_there():
    instance, host = make({"debugEnabled": True}, known=True)
    instance.execute("event", {"type": "one"})
    instance, host = reload(host, {"debugEnabled": True})
    instance.execute("event", {"type": "two"})
    instance, host = reload(host, {"debugEnabled": True})

    told = explained(instance)["events"]
    assert [(line["id"], line["command"], line["type"]) for line in told] == [
        (0, "configure", ""), (0, "event", "one"), (0, "configure", ""), (0, "event", "two"),
        (1, "configure", ""),
    ]
    assert told[1]["state"] == "answered"
    assert explained(instance)["counts"]["calls"] == 1
    assert [line["id"] for line in explained(instance, 1)["events"]] == [1]


def test_of_earlier_pages_200_lines_are_kept():
    instance, host = make({"debugEnabled": True}, known=True)
    for _ in range(3):
        for _ in range(150):
            instance.execute("getLibraryInfo")
        instance, host = reload(host, {"debugEnabled": True})

    assert len(explained(instance)["events"]) == 200


def test_without_debugging_or_consent_no_line_outlives_its_page():
    for config in (
        {}, {"debugEnabled": True, "defaultConsent": "pending"},
        {"debugEnabled": True, "defaultConsent": "out"},
    ):
        instance, host = make(config, known=True)
        instance, host = reload(host, config)

        assert host.storage["session"] == {}
        assert [line["id"] for line in explained(instance)["events"]] == [1]


def test_lines_of_earlier_pages_are_erased_when_consent_is_withdrawn():
    instance, host = make({"debugEnabled": True}, known=True)
    instance, host = reload(host, {"debugEnabled": True})
    assert len(explained(instance)["events"]) == 2
    instance._tools.consent.set({"value": "out", "set_by": "user", "default": "in"})

    assert host.storage["session"] == {}
    assert [line["id"] for line in explained(instance)["events"]] == [1]


def test_lines_of_earlier_pages_are_erased_by_a_no_even_if_a_yes_is_under_way_already():
    instance, host = make({"debugEnabled": True}, known=True)
    instance, host = reload(host, {"debugEnabled": True})
    instance._tools.consent.note_withdrawal()

    assert host.storage["session"] == {}
    assert [line["id"] for line in explained(instance)["events"]] == [1]


def test_what_another_script_wrote_in_their_place_is_no_line():
    key = "com.adobe.alloy.instance.alloy.explain"
    line = {"id": 0, "command": "event", "type": "", "state": "answered", "code": "ok", "at": "",
            "ms": 1, "steps": "", "_id": ""}
    for text in (
        "no JSON", "[]", "3", '{"events": 3}', '{"events": "abc"}', '{"events": [null, 1, []]}',
        '{"events": [{}]}', '{"events": [{"id": {"a": [[[]]]}}]}',
        '{"events": [' + "[" * 3000 + "]" * 3000 + "]}",
    ):
        host = MemoryHost()
        host.storage["session"][key] = text
        instance, host = make({"debugEnabled": True}, host=host)
        assert [line["id"] for line in explained(instance)["events"]] == [1], text[:40]

    host.storage["session"][key] = '{"events": [' + json.dumps(line) + ", {}]}"
    instance, host = make({"debugEnabled": True}, host=host)
    assert explained(instance)["events"][0] == line


def test_monitors_hear_each_end_once():
    heard = []
    host = MemoryHost()
    host.on_send = lambda sent: answer()
    instance = Instance("alloy", host, "1", monitors=[
        {"onEvent": lambda data: heard.append(data["event"])},
    ])
    instance.execute("configure", CONFIG)
    instance.execute("event", {"type": "a"})

    assert [(line["command"], line["state"]) for line in heard] == [
        ("configure", "answered"), ("event", "answered"),
    ]
