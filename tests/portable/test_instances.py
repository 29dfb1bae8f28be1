"""Several instances on one page, instances with some components, and what failing reveals."""

from instance_kit import CONFIG, answer, error_of, make, result_of

from alloy_web.app.instance import Instance
from alloy_web.errors import CommandError
from alloy_web.hosts.memory.host import MemoryHost

OTHER = {
    "orgId": "FEDCBA9876543210FEDCBA98@AdobeOrg", "datastreamId": "stream-2",
    "edgeDomain": "edge.example.com",
}


def two(first=None, second=None):
    """Two instances of one page, configured."""
    host = MemoryHost()
    host.on_send = lambda sent: answer()
    taken = {"orgId": [], "datastreamId": []}
    made = []
    for name, config, more in (("one", CONFIG, first), ("two", OTHER, second)):
        instance = Instance(name, host, "1.2.3", taken)
        given = dict(config)
        given.update(more or {})
        result_of(instance.execute("configure", given))
        made.append(instance)
    return made[0], made[1], host


def test_each_instance_sends_to_its_own_datastream_with_its_own_identity():
    one, two_, host = two()

    result_of(one.execute("event", {"type": "a"}))
    result_of(two_.execute("event", {"type": "b"}))

    assert "configId=stream-1" in host.sent[0].url
    assert "configId=stream-2" in host.sent[1].url
    assert host.sent[1].body["events"][0]["xdm"]["eventType"] == "b"


def test_each_instance_has_its_own_consent():
    one, two_, host = two({"defaultConsent": "pending"})

    waits = one.execute("event", {"type": "a"})
    result_of(two_.execute("event", {"type": "b"}))

    assert waits.is_pending
    assert len(host.sent) == 1


def test_each_instance_has_its_own_identity_gate():
    one, two_, host = two()
    host.on_send = None

    one.execute("event", {"type": "a"})
    one.execute("event", {"type": "a2"})
    two_.execute("event", {"type": "b"})

    # The second of the first instance waits for an identity, the other instance asks for its own.
    assert [sent.body["events"][0]["xdm"]["eventType"] for sent in host.sent] == ["a", "b"]


def test_every_instance_collects_clicks_and_trouble_of_one_is_not_the_others():
    asked = []

    def fail(details):
        asked.append(details["linkUrl"])
        raise ValueError("no")

    one, two_, host = two({"clickCollection": {"filterClickDetails": fail}})
    host.link_texts = {0: {
        "text": "Buy", "unsupported": False, "texts": ["Buy"], "alts": [], "titles": [],
        "values": [], "srcs": [], "labels": [], "names": [],
    }}
    facts = {
        "href": "/buy", "url": "https://www.example.com/buy", "protocol": "https:",
        "onclick": False, "type": "", "src": "", "download": "", "id": "", "role": "",
        "ariaLabel": "",
    }
    link = dict(facts)
    link["tag"] = "A"
    region = dict(facts)
    region["tag"] = "DIV"
    region["id"] = "main"

    host.tell("click", [link, region])

    assert asked == ["https://www.example.com/buy"]
    assert ["configId=stream-2" in sent.url for sent in host.sent] == [True]


def test_a_retired_instance_starts_nothing_by_itself_and_frees_its_names():
    one, two_, host = two({"autoViews": True})

    one.retire()
    host.tell("loaded")
    assert host.sent == []

    again = Instance("one", host, "1.2.3", {"orgId": [], "datastreamId": []})
    result_of(again.execute("configure", CONFIG))


def test_a_retired_instance_still_does_what_it_is_asked():
    one, two_, host = two()
    one.retire()
    one.retire()

    assert "requestBody" in result_of(one.execute("event", {"type": "a"}))


def test_an_instance_retired_before_it_is_configured_takes_no_names():
    taken = {"orgId": [], "datastreamId": []}
    host = MemoryHost()
    host.on_send = lambda sent: answer()
    early = Instance("one", host, "1.2.3", taken)
    early.retire()
    given = dict(CONFIG)
    given["autoViews"] = True
    result_of(early.execute("configure", given))
    host.tell("loaded")

    assert taken == {"orgId": [], "datastreamId": []}
    assert host.sent == []


def test_a_custom_instance_has_the_required_components_and_the_named_ones():
    instance = Instance("alloy", MemoryHost(), "1.2.3", components=["consent"])
    result_of(instance.execute("configure", CONFIG))

    info = result_of(instance.execute("getLibraryInfo"))["libraryInfo"]
    assert "Consent" in info["components"]
    assert "DataCollector" in info["components"]
    assert "Personalization" not in info["components"]
    assert "setConsent" in info["commands"]
    assert "applyPropositions" not in info["commands"]
    assert "createEventMergeId" not in info["commands"]


def test_leaving_a_component_out_makes_its_keys_unknown():
    instance = Instance("alloy", MemoryHost(), "1.2.3", components=[])
    given = dict(CONFIG)
    given["defaultConsent"] = "in"
    # An instance that knows no consent must not send as if the visitor had agreed.
    given["optInEnabled"] = True
    given["prehidingStyle"] = "#a { opacity: 0 }"

    told = error_of(instance.execute("configure", given))

    assert "configure: 3 problems" in told, told
    assert "  - defaultConsent: is not a known option" in told
    assert "  - optInEnabled: is not a known option" in told
    assert "  - prehidingStyle: is not a known option" in told


def test_an_instance_without_optional_components_sends_events_and_views():
    host = MemoryHost()
    host.on_send = lambda sent: answer()
    instance = Instance("alloy", host, "1.2.3", components=[])
    result_of(instance.execute("configure", CONFIG))

    result_of(instance.execute("event", {"type": "viewStart", "data": {"plan": "gold"}}))
    result_of(instance.execute("sendEvent", {"xdm": {"eventType": "a"}}))

    assert [sent.body["events"][0]["xdm"]["eventType"] for sent in host.sent] == [
        "web.webpagedetails.pageViews", "a",
    ]


def test_a_component_that_does_not_exist_is_told_with_those_that_do():
    try:
        Instance("alloy", MemoryHost(), "1.2.3", components=["consent", "persnalization"])
    except CommandError as error:
        told = str(error)
    assert "createCustomInstance: 1 problem" in told, told
    assert "components[1]: expected " in told
    assert '"personalization"' in told
    assert 'got "persnalization"' in told


def test_a_failed_call_reveals_what_the_pages_snippet_hid():
    instance, host = make({"prehidingStyle": "#a { opacity: 0 }"})
    host.hide("alloy-prehiding", "#a { opacity: 0 }")

    error_of(instance.execute("event", {"type": "viewStart", "data": 42}))

    assert host.styles == {}


def test_a_configuration_that_fails_reveals_too():
    instance = Instance("alloy", MemoryHost(), "1.2.3")
    host = instance._host
    host.hide("alloy-prehiding", "#a { opacity: 0 }")

    error_of(instance.execute("configure", {"orgId": 1}))

    assert host.styles == {}


def test_a_failed_call_reveals_nothing_that_another_still_needs_hidden():
    instance, host = make({"prehidingStyle": "#a { opacity: 0 }"})
    host.on_send = None
    instance.execute("event", {"type": "viewStart"})

    error_of(instance.execute("nonsense"))

    assert "alloy-prehiding" in host.styles
