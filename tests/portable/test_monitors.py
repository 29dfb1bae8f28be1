"""Monitors: what they hear, when, and that they can do no harm."""

from instance_kit import CONFIG, answer, error_of, result_of
from offer_kit import REDIRECT, decisions, item, proposition

from alloy_web import flow
from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost, reply


class Recorder:
    """A monitor with all methods of one kind: it writes down what it hears."""

    def __init__(self, *methods):
        self.heard = []
        for method in methods:
            setattr(self, method, self._listener(method))

    def _listener(self, method):
        def hear(data):
            self.heard.append((method, data))

        return hear

    def only(self, method):
        return [data for name, data in self.heard if name == method]


def make(monitors, config=None, known=True):
    cookies = {"kndctr_0123456789ABCDEF01234567_AdobeOrg_identity": "abc"} if known else None
    host = MemoryHost(cookies=cookies)
    host.on_send = lambda sent: answer()
    instance = Instance("shop", host, "1.2.3", monitors=monitors)
    given = dict(CONFIG)
    given.update(config or {})
    result_of(instance.execute("configure", given))
    return instance, host


def test_a_command_is_told_before_it_runs_and_when_it_has_resolved():
    recorder = Recorder("onBeforeCommand", "onCommandResolved", "onCommandRejected")
    instance, host = make([recorder])
    recorder.heard.clear()

    result_of(instance.execute("event", {"type": "a.b"}))

    assert [name for name, data in recorder.heard] == ["onBeforeCommand", "onCommandResolved"]
    before, after = recorder.heard[0][1], recorder.heard[1][1]
    assert before == {
        "instanceName": "shop", "commandName": "event", "options": {"type": "a.b"},
    }, before
    assert after["options"] == {"type": "a.b"}
    assert "requestBody" in after["result"]


def test_a_command_that_fails_is_told_with_its_error():
    recorder = Recorder("onCommandRejected")
    instance, host = make([recorder])

    told = error_of(instance.execute("evnt"))

    [data] = recorder.only("onCommandRejected")
    assert data["commandName"] == "evnt"
    assert data["instanceName"] == "shop"
    assert str(data["error"]) == told


def test_an_instance_is_told_when_it_is_made_and_when_it_is_configured():
    recorder = Recorder("onInstanceCreated", "onInstanceConfigured")
    host = MemoryHost()
    instance = Instance("shop", host, "1.2.3", monitors=[recorder])
    function = instance.execute
    instance.announce(function)
    assert recorder.heard == [
        ("onInstanceCreated", {"instance": function, "instanceName": "shop"}),
    ]

    result_of(instance.execute("configure", CONFIG))

    [data] = recorder.only("onInstanceConfigured")
    assert data["config"]["datastreamId"] == "stream-1"
    assert data["config"]["edgeDomain"] == "edge.example.com"
    assert callable(data["getLinkDetails"])


def test_a_configuration_that_fails_is_no_configured_instance():
    recorder = Recorder("onInstanceConfigured")
    instance = Instance("shop", MemoryHost(), "1.2.3", monitors=[recorder])

    error_of(instance.execute("configure", {"orgId": 1}))

    assert recorder.heard == []


def test_a_request_and_its_answer_are_told():
    recorder = Recorder("onBeforeNetworkRequest", "onNetworkResponse", "onNetworkError")
    instance, host = make([recorder])
    host.on_send = lambda sent: reply({"handle": []}, headers={"x-request-id": "abc"})

    result_of(instance.execute("event", {"type": "viewStart"}))

    assert [name for name, data in recorder.heard] == [
        "onBeforeNetworkRequest", "onNetworkResponse",
    ]
    before, after = recorder.heard[0][1], recorder.heard[1][1]
    assert before["url"] == host.sent[0].url
    assert before["payload"] == host.sent[0].body
    assert before["requestId"] in before["url"]
    assert after["requestId"] == before["requestId"]
    assert after["statusCode"] == 200
    assert after["body"] == '{"handle": []}' or after["body"] == '{"handle":[]}', after["body"]
    assert after["parsedBody"] == {"handle": []}
    assert after["retriesAttempted"] == 0
    assert after["getHeader"]("X-Request-Id") == "abc"
    assert after["getHeader"]("none") is None


def test_an_answer_that_is_no_json_is_told_as_text():
    recorder = Recorder("onNetworkResponse")
    instance, host = make([recorder])
    host.on_send = lambda sent: reply("<html>", status=500)

    error_of(instance.execute("event", {"type": "viewStart"}))

    [data] = recorder.heard[0][1:]
    assert data["statusCode"] == 500
    assert data["body"] == "<html>"
    assert data["parsedBody"] is None


def test_a_network_failure_is_told_with_its_error():
    recorder = Recorder("onNetworkError")
    instance, host = make([recorder])
    host.on_send = lambda sent: sent.fail("Failed to fetch")

    error_of(instance.execute("event", {"type": "viewStart"}))

    [data] = recorder.only("onNetworkError")
    assert "Failed to fetch" in str(data["error"])
    assert data["url"] == host.sent[0].url
    assert data["payload"] == host.sent[0].body


def test_messages_are_told_also_when_debugging_is_off():
    recorder = Recorder("onBeforeLog")
    instance, host = make([recorder])
    recorder.heard.clear()

    instance.warn("look here")

    assert host.logs == []
    assert recorder.only("onBeforeLog") == [
        {"instanceName": "shop", "level": "warn", "arguments": ["look here"]},
    ], recorder.heard


def test_a_message_of_a_component_names_it():
    recorder = Recorder("onBeforeLog")
    make([recorder], {"context": ["nonsense"]})

    assert "Context" in [data.get("componentName") for data in recorder.only("onBeforeLog")]


def test_hiding_and_showing_is_told():
    recorder = Recorder("onContentHiding")
    instance, host = make([recorder], {"prehidingStyle": "#a { opacity: 0 }"})
    host.on_send = None

    instance.execute("event", {"type": "viewStart"})
    assert [data["status"] for data in recorder.only("onContentHiding")] == [
        "hide-containers",
    ]

    host.sent[0].answer({"handle": []})
    assert recorder.only("onContentHiding")[-1]["status"] == "show-containers"


def test_what_becomes_of_content_is_told():
    recorder = Recorder("onContentRendering")
    instance, host = make([recorder])
    offers = [
        [],
        [proposition("AT:1", item())],
        [proposition("AT:2", item(type="setText", selector="#none", content="x"))],
        [proposition("AT:3", item(schema=REDIRECT, content="/new"))],
    ]
    host.on_send = lambda sent: answer(decisions(*offers[0])) if "query" in (
        sent.body["events"][0]
    ) else answer()
    again = {"renderDecisions": True, "personalization": {"defaultPersonalizationEnabled": True}}
    told = []
    while offers:
        failed = [[0, "no element"]] if "#none" in str(offers[0]) else []
        host.render = lambda actions, limits, failed=failed: flow.resolved(failed)
        result_of(instance.execute("sendEvent", again))
        told.append([data["status"] for data in recorder.only("onContentRendering")])
        recorder.heard.clear()
        offers.pop(0)

    assert told == [
        ["no-offers"],
        ["rendering-started", "rendering-succeeded"],
        ["rendering-started", "rendering-failed"],
        ["rendering-redirect"],
    ]


def test_all_monitors_hear_and_each_has_data_of_its_own():
    def spoil(data):
        data["options"]["data"]["plan"] = "spoiled"
        data["commandName"] = "spoiled"

    recorder = Recorder("onBeforeCommand")
    instance, host = make([{"onBeforeCommand": spoil_if_event(spoil)}, recorder])

    result = result_of(instance.execute("event", {"data": {"plan": "gold"}}))

    assert recorder.only("onBeforeCommand")[-1]["options"] == {"data": {"plan": "gold"}}
    assert recorder.only("onBeforeCommand")[-1]["commandName"] == "event"
    assert result["requestBody"]["events"][0]["data"] == {"plan": "gold"}


def spoil_if_event(spoil):
    def hear(data):
        if data["commandName"] == "event":
            spoil(data)

    return hear


def test_a_monitor_that_fails_troubles_nobody_and_is_named_once():
    def fail(data):
        raise ValueError("no")

    recorder = Recorder("onBeforeCommand")
    instance, host = make([
        {"onBeforeCommand": fail, "onBeforeLog": fail}, None, 42, recorder,
    ])

    result_of(instance.execute("event", {"type": "a"}))

    assert len(recorder.heard) == 2
    assert host.logged("warn") == [
        "[shop] onBeforeCommand of a monitor failed: ValueError: no",
    ], host.logs


def test_a_function_among_the_monitors_hears_everything():
    heard = []
    instance, host = make([lambda method, data: heard.append(method)])

    result_of(instance.execute("event", {"type": "a"}))

    for method in ("onInstanceConfigured", "onBeforeCommand", "onBeforeNetworkRequest"):
        assert method in heard, heard


def test_what_a_click_would_tell_can_be_asked_for():
    recorder = Recorder("onInstanceConfigured")
    instance, host = make([recorder])
    host.link_texts = {0: {
        "text": "Buy", "unsupported": False, "texts": ["Buy"], "alts": [], "titles": [],
        "values": [], "srcs": [], "labels": [], "names": [],
    }}
    link = {
        "tag": "A", "href": "/buy", "url": "https://www.example.com/buy", "protocol": "https:",
        "onclick": False, "type": "", "src": "", "download": "", "id": "", "role": "",
        "ariaLabel": "",
    }

    details = recorder.only("onInstanceConfigured")[0]["getLinkDetails"]([link])

    assert details["linkUrl"] == "https://www.example.com/buy"
    assert details["linkName"] == "Buy"
    assert details["linkType"] == "other"
    assert host.sent == []
