"""
Components that come late, in a second file: what asks for them, what waits, where they take part.
"""

from instance_kit import CONFIG, CONSENT, answer, error_of, result_of, store
from offer_kit import IN_APP, item, offering, proposition, reports

from alloy_web import flow
from alloy_web.app.answers import ANSWERS
from alloy_web.app.instance import Instance
from alloy_web.core.command import Command
from alloy_web.errors import AlloyError, CommandError
from alloy_web.hosts.memory.host import MemoryHost
from alloy_web.validation import TEXT, Record, required

MEDIA = {"channel": "news", "playerName": "main"}
RULESET = {"type": "personalization:decisions", "payload": [{
    "id": "r1", "scope": "web://a.example/", "scopeDetails": {}, "items": [
        {"id": "i1", "schema": "https://ns.adobe.com/personalization/ruleset-item", "data": {}},
    ],
}]}
MISSING = "alloy.extras-1.js did not load"


class Media:
    """Stands for streaming media, and counts its turns."""

    namespace = "StreamingMedia"

    def __init__(self, tools):
        self._turns = 0
        self.commands = {
            "createMediaSession": Command(Record({"id": required(TEXT)}), self.run),
            "sendMediaEvent": Command(Record({}), self.fail),
        }

    async def run(self, options):
        self._turns += 1
        return {"id": options["id"], "turn": self._turns}

    async def fail(self, options):
        raise CommandError("There is no session")

    def on_before_event(self, event, request):
        event.xdm["seenBy"] = "media"


class Rules:
    namespace = "RulesEngine"

    def __init__(self, tools):
        self.commands = {}

    def on_before_event(self, event, request):
        event.xdm["rules"] = "seen"

    def on_response(self, response, request):
        return {"propositions": [{"id": "of rules"}]}


class Advertising:
    namespace = "Advertising"

    def __init__(self, tools):
        self.commands = {}

    def on_before_event(self, event, request):
        event.xdm["ads"] = "seen"


class File:
    """A second file that comes, or fails, when the test says so."""

    names = ("RulesEngine", "StreamingMedia", "Advertising")

    def __init__(self):
        self._components = None
        self.asked = []
        self.parts = []

    def components(self):
        return self._components

    def load(self, url):
        self.asked.append(flow.Deferred())
        return self.asked[-1]

    def part(self, name, url):
        self.parts.append(name)
        return self.load(url)

    def come_as(self, part):
        self.asked[-1].resolve(part)

    def come(self):
        self._components = (Rules, Media, Advertising)
        self.asked[-1].resolve(self._components)

    def fail(self):
        self.asked[-1].reject(AlloyError(MISSING))


def make(config=None, components=None, url="https://www.example.com/"):
    host = MemoryHost(url=url)
    host.on_send = lambda sent: answer()
    file = File()
    instance = Instance("alloy", host, "1.2.3", components=components, second=file)
    options = dict(CONFIG)
    options.update(config or {})
    configured = instance.execute("configure", options)
    return instance, host, file, configured


def xdm_of(request):
    return request.body["events"][0]["xdm"]


def test_nothing_is_loaded_where_nothing_asks_for_it():
    instance, host, file, configured = make()

    result_of(instance.execute("sendEvent", {}))

    assert configured.result() == {}
    assert file.asked == []


def test_a_command_waits_for_the_file_and_has_its_result():
    instance, host, file, _ = make()

    session = instance.execute("createMediaSession", {"id": "a"})

    assert session.is_pending
    assert len(file.asked) == 1
    file.come()
    assert session.result() == {"id": "a", "turn": 1}


def test_what_was_called_meanwhile_is_carried_out_in_order_after_one_load():
    instance, host, file, _ = make()
    calls = [instance.execute("createMediaSession", {"id": each}) for each in ("a", "b", "c")]

    file.come()

    assert [call.result()["turn"] for call in calls] == [1, 2, 3]
    assert result_of(instance.execute("createMediaSession", {"id": "d"}))["turn"] == 4
    assert len(file.asked) == 1


def test_other_commands_do_not_wait():
    instance, host, file, _ = make()
    session = instance.execute("createMediaSession", {"id": "a"})

    result_of(instance.execute("sendEvent", {}))

    assert session.is_pending


def test_options_are_checked_and_failures_named_as_those_of_any_command():
    instance, host, file, _ = make()
    wrong = instance.execute("createMediaSession", {"id": 5})
    failed = instance.execute("sendMediaEvent", {})

    file.come()

    assert error_of(wrong) == (
        "[alloy] createMediaSession: 1 problem\n  - id: expected a string, got 5"
    )
    assert error_of(failed) == (
        '[alloy] [StreamingMedia] The command "sendMediaEvent" failed.\n'
        "Caused by: There is no session"
    )


def test_where_the_file_does_not_come_its_commands_say_so_and_the_next_tries_again():
    instance, host, file, _ = make()
    calls = [instance.execute("createMediaSession", {"id": each}) for each in ("a", "b")]

    file.fail()

    for call in calls:
        assert error_of(call) == '[alloy] "createMediaSession" cannot run. ' + MISSING
    result_of(instance.execute("sendEvent", {}))
    again = instance.execute("createMediaSession", {"id": "c"})
    assert len(file.asked) == 2
    file.come()
    assert again.result() == {"id": "c", "turn": 1}


def test_a_configuration_asks_for_the_file_and_does_not_wait_for_it():
    instance, host, file, configured = make({"streamingMedia": MEDIA})

    assert configured.result() == {}
    assert len(file.asked) == 1


def test_a_failure_that_no_call_waits_for_is_told_and_all_else_goes_on():
    instance, host, file, configured = make({"streamingMedia": MEDIA})

    file.fail()

    assert host.logged("warn") == ["[alloy] " + MISSING]
    result_of(instance.execute("sendEvent", {}))


def test_components_take_part_from_when_they_are_there():
    instance, host, file, _ = make({"streamingMedia": MEDIA})
    result_of(instance.execute("sendEvent", {}))

    file.come()
    result_of(instance.execute("sendEvent", {}))

    before, after = [xdm_of(request) for request in host.sent]
    assert "seenBy" not in before
    assert after["seenBy"] == "media"


def test_an_event_that_is_to_tell_of_ads_waits_for_who_does():
    instance, host, file, _ = make()
    telling = {"advertising": {"handleAdvertisingData": "auto"}}

    call = instance.execute("sendEvent", dict(telling))
    leaving = instance.execute("sendEvent", dict(telling, documentUnloading=True))

    assert call.is_pending
    assert not leaving.is_pending
    file.come()
    result_of(call)
    assert xdm_of(host.sent[-1])["ads"] == "seen"
    assert len(file.asked) == 1


def test_an_event_that_is_to_tell_of_ads_goes_without_where_the_file_does_not_come():
    instance, host, file, _ = make()
    call = instance.execute("sendEvent", {"advertising": {"handleAdvertisingData": "wait"}})

    file.fail()

    result_of(call)
    assert "ads" not in xdm_of(host.sent[-1])


def test_advertising_asks_for_the_file_where_there_are_advertisers_or_an_ad_led_here():
    advertisers = {"advertiserSettings": [{"advertiserId": "1", "enabled": True}]}
    loads = {}
    for case, settings, url in (
        ("neither", {"dspEnabled": True}, "https://www.example.com/"),
        ("advertisers", advertisers, "https://www.example.com/"),
        ("a click", {"dspEnabled": True}, "https://www.example.com/?a=1&ef_id=xyz"),
        ("a click, and no option", None, "https://www.example.com/?ef_id=xyz"),
    ):
        _, _, file, configured = make({"advertising": settings}, url=url)
        result_of(configured)
        loads[case] = len(file.asked)

    assert loads == {
        "neither": 0, "advertisers": 1, "a click": 1, "a click, and no option": 0,
    }


def test_an_answer_with_rules_waits_for_who_evaluates_them():
    instance, host, file, _ = make()
    host.on_send = lambda sent: answer(RULESET)

    call = instance.execute("sendEvent", {})

    assert call.is_pending
    assert len(file.asked) == 1
    file.come()
    assert {"id": "of rules"} in call.result()["propositions"]
    assert len([one for one in call.result()["propositions"] if one == {"id": "of rules"}]) == 1


def test_rules_are_asked_for_in_whatever_form_an_answer_has_them():
    json_content = "https://ns.adobe.com/personalization/json-content-item"
    loads = {}
    for name, schema, content in (
        ("an item of its own", "https://ns.adobe.com/personalization/ruleset-item", {}),
        ("an object", json_content, {"version": 1, "rules": []}),
        ("text", json_content, '{"version": 1, "rules": []}'),
        ("none", json_content, {"version": 1}),
        ("none but the word", json_content, "the rules"),
    ):
        payload = {"id": "r1", "scope": "web://a.example/", "scopeDetails": {}, "items": [
            {"id": "i1", "schema": schema, "data": {"content": content}},
        ]}
        handle = {"type": "personalization:decisions", "payload": [payload]}
        asked, host, file, _ = make()
        host.on_send = lambda sent, handle=handle: answer(handle)
        asked.execute("sendEvent", {})
        brought, _, its_file, _ = make()
        brought.execute("applyResponse", {"responseBody": {"handle": [handle]}})
        loads[name] = (len(file.asked), len(its_file.asked))

    assert loads == {
        "an item of its own": (1, 1), "an object": (1, 1), "text": (1, 1), "none": (0, 0),
        "none but the word": (0, 0),
    }


def test_an_answer_with_rules_is_an_answer_where_the_file_does_not_come():
    instance, host, file, _ = make()
    host.on_send = lambda sent: answer(RULESET)
    call = instance.execute("sendEvent", {})

    file.fail()

    assert [one["id"] for one in call.result()["propositions"]] == ["r1"]
    assert "[alloy] " + MISSING in host.logged("warn")


def test_the_library_tells_of_all_that_is_to_be_had_loaded_or_not():
    instance, host, file, _ = make()
    before = result_of(instance.execute("getLibraryInfo"))["libraryInfo"]
    session = instance.execute("createMediaSession", {"id": "a"})

    file.come()
    session.result()
    after = result_of(instance.execute("getLibraryInfo"))["libraryInfo"]

    for info in (before, after):
        assert info["components"][-3:] == ["RulesEngine", "StreamingMedia", "Advertising"]
        assert len([name for name in info["commands"] if name == "createMediaSession"]) == 1
    assert "evaluateRulesets" in before["commands"]


def test_an_instance_without_a_component_has_neither_its_commands_nor_its_options():
    instance, host, file, configured = make(
        {"streamingMedia": MEDIA}, components=["consent", "rulesEngine"]
    )

    assert error_of(configured) == (
        "[alloy] configure: 1 problem\n  - streamingMedia: is not a known option"
    )
    instance, host, file, configured = make(components=["consent", "rulesEngine"])
    info = result_of(instance.execute("getLibraryInfo"))["libraryInfo"]
    assert "RulesEngine" in info["components"]
    assert "StreamingMedia" not in info["components"]
    assert error_of(instance.execute("createMediaSession", {"id": "a"})).startswith(
        '[alloy] The command "createMediaSession" is not there'
    )
    assert file.asked == []


def test_where_all_is_there_at_once_nothing_is_loaded():
    file = File()
    file._components = (Rules, Media)
    host = MemoryHost()
    host.on_send = lambda sent: answer()
    instance = Instance("alloy", host, "1.2.3", second=file)
    result_of(instance.execute("configure", dict(CONFIG, streamingMedia=MEDIA)))

    result = result_of(instance.execute("createMediaSession", {"id": "a"}))
    result_of(instance.execute("sendEvent", {}))

    assert result == {"id": "a", "turn": 1}
    assert xdm_of(host.sent[0])["seenBy"] == "media"
    assert file.asked == []


def test_an_option_of_two_components_has_an_effect_where_one_of_them_is_there():
    counted = []
    for names in (("MediaAnalyticsBridge",), ("StreamingMedia",), ()):
        host = MemoryHost()
        file = File()
        file.names = names
        instance = Instance("alloy", host, "1.2.3", second=file)
        options = dict(CONFIG)
        options["streamingMedia"] = MEDIA
        result_of(instance.execute("configure", options))
        told = [line for line in host.logged("warn") if "streamingMedia has no effect" in line]
        counted.append(len(told))

    assert counted == [0, 0, 1]


class Stage:
    """Stands for what shows in-app messages."""

    shown = []

    def __init__(self, tools):
        pass

    def show(self, entry):
        self.shown.append(entry["item"]["id"])


def shown_with_a_message(ends):
    """The host, and what `ends(file)` left on the page's stage, of an answer with a message."""
    Stage.shown.clear()
    instance, host, file, configured = make({"debugEnabled": False})
    host.on_send = offering(
        proposition("AJO:1", item("m", schema=IN_APP, content="<p>", contentType="text/html",
                                  mobileParameters={})),
        proposition("AT:1"),
    )
    result = instance.execute("sendEvent", {"renderDecisions": True})
    assert len(host.rendered) == 1 and len(file.asked) == 1 and reports(host) == []
    ends(file)
    result_of(result)
    return host


def test_a_message_waits_for_what_shows_it_and_is_reported_then():
    host = shown_with_a_message(lambda file: file.come_as(Stage))

    assert Stage.shown == ["m"]
    assert reports(host) == [["AJO:1", "AT:1"]]


def test_a_message_that_nothing_comes_to_show_is_named_and_the_rest_is_shown():
    host = shown_with_a_message(lambda file: file.fail())

    assert Stage.shown == []
    assert len(host.rendered) == 1
    assert MISSING in host.logged("warn")[-1]


PIXEL = {"type": "url", "spec": {"url": "https://cdn.example.org/a.gif"}}
COOKIE = {"type": "cookie", "spec": {"name": "audience", "value": "a"}}


def pushed(*items):
    return {"type": "activation:push", "payload": list(items)}


def test_what_carries_destinations_out_comes_with_the_first_and_nobody_waits_for_it():
    instance, host, file, _ = make()
    host.on_send = lambda sent: answer(pushed())
    result_of(instance.execute("sendEvent", {}))
    assert file.parts == []
    host.on_send = lambda sent: answer(
        pushed(PIXEL, COOKIE), {"type": "identity:exchange", "payload": [PIXEL, COOKIE]},
    )

    result_of(instance.execute("sendEvent", {}))

    assert file.parts == ["destinations", "destinations"]
    assert host.pixels == [] and "audience" not in host.cookies
    for asked in file.asked:
        asked.resolve(ANSWERS["destinations"])
    assert host.pixels == [("https://cdn.example.org/a.gif", False)] * 2
    assert host.cookies["audience"] == "a"


def test_destinations_that_nothing_comes_to_carry_out_are_told():
    instance, host, file, _ = make({"debugEnabled": False})
    host.on_send = lambda sent: answer(pushed(PIXEL))
    result_of(instance.execute("sendEvent", {}))

    file.fail()

    assert host.pixels == []
    assert host.logged("warn") == ["[alloy] [Audiences] " + MISSING]


def test_a_visitor_who_declined_meanwhile_is_told_to_nobody():
    instance, host, file, _ = make()
    host.on_send = lambda sent: answer(pushed(PIXEL, COOKIE))
    result_of(instance.execute("sendEvent", {}))
    host.on_send = lambda sent: answer(store({CONSENT: "general=out"}))
    result_of(instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "out"}},
    ]}))

    file.come_as(ANSWERS["destinations"])

    assert host.pixels == []
    assert "audience" not in host.cookies


HERO = {"propositions": [proposition("AT:1")]}


def test_what_reads_propositions_to_be_shown_comes_with_the_first_call():
    instance, host, file, _ = make()

    applied = instance.execute("applyPropositions", HERO)

    assert file.parts == ["applying"]
    assert applied.is_pending and host.rendered == []
    file.come_as(ANSWERS["applying"])
    assert [one["id"] for one in applied.result()["propositions"]] == ["AT:1"]
    assert len(host.rendered) == 1


def test_propositions_that_nothing_comes_to_read_reject_their_call():
    instance, host, file, _ = make()
    applied = instance.execute("applyPropositions", HERO)

    file.fail()

    assert error_of(applied) == (
        '[alloy] [Personalization] The command "applyPropositions" failed.\nCaused by: ' + MISSING
    )


def test_an_event_that_is_to_report_them_waits_for_propositions_that_are_being_read():
    instance, host, file, _ = make()
    instance.execute("applyPropositions", HERO)

    sent = instance.execute("sendEvent", {"personalization": {"includeRenderedPropositions": True}})

    assert host.sent == []
    file.come_as(ANSWERS["applying"])
    result_of(sent)
    decisioning = xdm_of(host.sent[0])["_experience"]["decisioning"]
    assert [each["id"] for each in decisioning["propositions"]] == ["AT:1"]


def asked_of_a_visitor():
    """An event of a page with a `Visitor`, and what goes with it."""
    instance, host, file, _ = make({"debugEnabled": False})
    host.visitor = {"ecid": "1" * 38}
    sent = instance.execute("sendEvent", {})
    assert file.parts == ["visitor"] and host.sent == []
    return host, file, sent


def test_what_asks_the_pages_visitor_comes_where_there_is_one_and_the_request_waits():
    host, file, sent = asked_of_a_visitor()

    file.come_as(ANSWERS["visitor"])

    result_of(sent)
    assert host.sent[0].body["xdm"]["identityMap"] == {"ECID": [{"id": "1" * 38}]}


def test_a_visitor_that_nothing_comes_to_ask_is_told_and_the_request_goes_without():
    host, file, sent = asked_of_a_visitor()

    file.fail()

    result_of(sent)
    assert "xdm" not in host.sent[0].body
    assert host.logged("warn") == ["[alloy] [Identity] " + MISSING]
