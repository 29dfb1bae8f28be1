"""What a person reads in the console while debugging: every step, one line each."""

import json

from instance_kit import CONFIG, CONSENT, IDENTITY, answer, error_of, make, result_of, store
from offer_kit import DEFAULT, JSON, REDIRECT, decisions, item, proposition

from alloy_web import flow
from alloy_web.app.instance import Instance
from alloy_web.core import redaction
from alloy_web.hosts.memory.host import MemoryHost, reply


def debugged(**config):
    """A configured instance that says everything, and its host."""
    config["debugEnabled"] = True
    return make(config, known=True)


def texts(host):
    """`level: text` of each line, without the objects behind it."""
    return [level + ": " + parts[0] + " " + str(parts[1]) for level, parts in host.logs]


def test_a_command_has_a_start_with_its_options_and_an_end_with_its_result():
    instance, host = debugged()
    for name, given in (
        ("getLibraryInfo", {}), ("setDebug", {"enabled": True}), ("createEventMergeId", {}),
        ("sendEvent", {"type": "a"}), ("event", {"type": "a"}),
    ):
        host.logs.clear()
        result = result_of(instance.execute(name, given))

        first, last = host.logs[0], host.logs[-1]
        assert first == (
            "info", ["[alloy]", 'The command "' + name + '" starts.', given],
        ), first
        assert last == ("info", ["[alloy]", 'The command "' + name + '" resolved.', result]), last


def test_configure_has_its_lines_too_with_the_whole_configuration():
    instance, host = debugged()

    assert host.logs[0][1][1] == 'The command "configure" starts.'
    assert host.logs[0][1][2]["datastreamId"] == "stream-1"
    [told] = [parts for level, parts in host.logs if parts[1].startswith("The configuration")]
    assert told[1] == "The configuration, with its defaults."
    assert told[2]["edgeDomain"] == "edge.example.com"
    assert told[2]["requestTimeout"] == 30000
    assert host.logs[-1] == ("info", ["[alloy]", 'The command "configure" resolved.', {}])


def test_a_command_that_is_rejected_says_so_and_why():
    instance, host = debugged()
    for name, given in (("sendEvnt", {}), ("sendEvent", {"type": 5}), ("configure", CONFIG)):
        host.logs.clear()
        told = error_of(instance.execute(name, given))

        assert host.logs[-1] == (
            "error", ["[alloy]", 'The command "' + name + '" was rejected. ' + told],
        ), host.logs


def test_every_request_and_every_answer_is_a_line():
    for replied, said in (
        (reply({"handle": []}), "info: [alloy] Request ID: answered with status 200."),
        (reply("oh", status=500),
         "error: [alloy] Request ID: The server answered with status 500."),
        (reply("<html>"),
         "error: [alloy] Request ID: The server answered with status 200 and what is not JSON."),
        (None, "error: [alloy] Request ID: failed. TypeError: offline"),
    ):
        instance, host = debugged()
        host.on_send = lambda sent, replied=replied: (
            sent.fail("offline") if replied is None else replied
        )
        instance.execute("event", {"type": "viewStart"})

        request_id = host.sent[0].url.partition("requestId=")[2]
        about = [line.replace(request_id, "ID") for line in texts(host) if request_id in line]
        assert about[0] == "info: [alloy] Request ID: sending (interact).", about
        assert about[1] == said, about


def test_an_event_that_the_browser_delivers_later_says_that_no_answer_is_heard():
    instance, host = debugged()

    result_of(instance.execute("sendEvent", {"documentUnloading": True}))

    told = " ".join(texts(host))
    assert "sending (collect)." in told
    assert "is the browser's to deliver. Its answer is not heard." in told
    assert "answered with status" not in told


def test_every_cookie_that_is_written_is_a_line():
    instance, host = debugged(idMigrationEnabled=True, thirdPartyCookiesEnabled=False)
    host.on_send = lambda sent: answer(
        store({CONSENT: "general=in"}),
        {"type": "activation:push", "payload": [
            {"type": "cookie", "spec": {"name": "audience", "value": "gold"}},
        ]},
    )
    result_of(instance.execute("sendEvent", {"type": "a"}))

    written = [parts[1] for level, parts in host.logs if parts[1].startswith("Cookie written: ")]
    names = [line.partition(": ")[2].partition("=")[0] for line in written]
    assert names == [IDENTITY, CONSENT, "audience"], written
    assert "; path=/; domain=example.com; expires=" in written[0]
    assert "info: [alloy] Cookies are written for example.com." in texts(host)


def test_every_action_of_an_offer_is_done_or_skipped_and_why():
    instance, host = debugged()
    host.render = lambda actions, limits: flow.resolved([[1, "no element matches"]])
    host.on_send = lambda sent: answer(decisions(
        proposition("AT:1", item(type="setText", selector="#a", content="x"),
                    item("2", type="setText", selector="#none", content="x"),
                    item("3", type="juggle", selector="#b"),
                    item("4", type="click", selector="#c")),
        proposition("AT:2", item(schema=JSON, content={"a": 1}), scope="mbox"),
        proposition("AT:3", item(schema=DEFAULT)),
    )) if "query" in sent.body["events"][0] else answer()

    result_of(instance.execute("sendEvent", {"renderDecisions": True}))

    told = [parts[1] for level, parts in host.logs if parts[0] == "[alloy] [Personalization]"]
    assert told == [
        "An item of proposition AT:1 is not shown: its type \"juggle\" is not known.",
        "The default content stays (proposition AT:3, item 1).",
        "Clicks on #c are reported (proposition AT:1, item 4).",
        "Content for #none could not be shown: no element matches",
        "Done: setText on #a (proposition AT:1, item 1).",
        "Returned and not shown, since it is for the page's own code, or late "
        "(proposition AT:2, item 1).",
    ], told


def test_content_that_the_call_does_not_want_shown_is_said_to_be_returned():
    instance, host = debugged()
    host.on_send = lambda sent: answer(decisions(proposition("AT:1", item())))

    result_of(instance.execute("sendEvent", {"type": "a"}))

    assert ("Returned and not shown, since the call does not ask to show it, or it is late "
            "(proposition AT:1, item 1).") in " ".join(texts(host))


def test_where_a_redirect_leads_is_said():
    instance, host = debugged()
    host.on_send = lambda sent: answer(decisions(
        proposition("AT:1", item(schema=REDIRECT, content="/new"))
    )) if "query" in sent.body["events"][0] else answer()

    instance.execute("sendEvent", {"renderDecisions": True})

    assert "The page goes on to /new (proposition AT:1, item 1)." in " ".join(texts(host))


def test_nobody_reads_a_password_or_a_secret():
    heard = []
    host = MemoryHost(cookies={IDENTITY: "abc"})
    host.on_send = lambda sent: answer()
    instance = Instance(
        "alloy", host, "1.2.3", monitors=[lambda method, data: heard.append(data)]
    )
    given = dict(CONFIG)
    given["debugEnabled"] = True
    result_of(instance.execute("configure", given))
    data = {"userPassword": "pw-123", "list": [{"clientSECRET": {"of": "s-123"}}], "other": "o-123"}

    result = result_of(instance.execute("event", {"data": data}))

    for told in (str(host.logs), str(heard)):
        assert "o-123" in told
        assert "pw-123" not in told and "s-123" not in told, told
    assert data["userPassword"] == "pw-123"
    assert result["requestBody"]["events"][0]["data"]["userPassword"] == "pw-123"


def test_what_is_told_is_json_and_no_longer_than_a_person_reads():
    endless = []
    endless.append([endless, endless])
    for value, expected in (
        ({"a": lambda: 1, 2: (1, None, True)}, {"a": "(function)", "2": [1, None, True]}),
        ({"a": float("inf"), "b": 0.5}, {"a": "inf", "b": 0.5}),
        ([object()], ["(object)"]),
        ("x" * 6000, "x" * 5000 + "…"),
    ):
        told = redaction.readable(value)
        assert told == expected, told
        json.dumps(told)
    assert len(json.dumps(redaction.readable(endless))) < 100000
    assert len(redaction.readable(list(range(20000)))) < 6000


class Counted:
    """An id that notes when it is put into words."""

    def __init__(self):
        self.count = 0

    def __str__(self):
        self.count += 1
        return "counted"


def test_where_nobody_listens_nothing_is_put_into_words():
    for debug_enabled, expected in ((False, 0), (True, 2)):
        shown, returned = Counted(), Counted()
        instance, host = make({"debugEnabled": debug_enabled}, known=True)
        handle = decisions(
            proposition("AT:1", item(shown, type="setText", selector="#a", content="x")),
            proposition("AT:2", item(returned, schema=JSON, content={}), scope="mbox"),
        )

        result_of(instance.execute("applyResponse", {
            "responseBody": {"handle": [handle]}, "renderDecisions": True,
        }))

        assert shown.count + returned.count == expected, (shown.count, returned.count)
