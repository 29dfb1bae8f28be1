from instance_kit import CONFIG, error_of, make, result_of

from alloy_web.engine.instance import Instance
from alloy_web.hosts.memory import MemoryHost


def fresh():
    return Instance("shop", MemoryHost(), "1.2.3")


def test_a_command_before_configure_rejects_and_says_what_to_do():
    instance = fresh()

    told = error_of(instance.execute("event", {"type": "viewStart"}))

    assert told == (
        '[shop] "event" was called before "configure". Call "configure" first: '
        'shop("configure", {orgId, datastreamId})'
    ), told


def test_even_an_unknown_command_and_set_debug_want_configure_first():
    instance = fresh()

    assert 'Call "configure" first' in error_of(instance.execute("frobnicate"))
    assert 'Call "configure" first' in error_of(instance.execute("setDebug", {"enabled": True}))


def test_configure_resolves_with_an_empty_object():
    assert result_of(fresh().execute("configure", CONFIG)) == {}


def test_a_second_configure_rejects():
    instance, host = make()

    assert error_of(instance.execute("configure", CONFIG)) == (
        '[alloy] "configure" was called before. An instance is configured once.'
    )


def test_a_configuration_with_mistakes_leaves_the_instance_to_be_configured_again():
    instance = fresh()

    told = error_of(instance.execute("configure", {"datastreamId": 42, "defaultConsent": "yes"}))

    for line in (
        "[shop] configure: 3 problems",
        "  - orgId: is required",
        "  - datastreamId: expected a string, got 42",
        '  - defaultConsent: expected "in", "out" or "pending", got "yes"',
    ):
        assert line in told.split("\n"), (line, told)
    assert 'Call "configure" first' in error_of(instance.execute("event"))
    assert result_of(instance.execute("configure", CONFIG)) == {}


def test_an_unknown_option_is_told_with_the_name_that_was_meant():
    told = error_of(fresh().execute("configure", {
        "orgId": "a@AdobeOrg", "datastreamId": "d", "edgeDomian": "x.example.com",
    }))

    assert told == (
        "[shop] configure: 1 problem\n"
        '  - edgeDomian: is not a known option. Did you mean "edgeDomain"?'
    ), told


def test_an_unknown_command_lists_the_known_ones():
    instance, host = make()

    told = error_of(instance.execute("sendEvnt"))

    assert told.startswith('[alloy] There is no command "sendEvnt".'), told
    assert "Commands: " in told and "configure" in told and "getLibraryInfo" in told, told


def test_two_instances_of_a_page_may_not_share_organisation_or_datastream():
    taken = {"orgId": [], "datastreamId": []}
    host = MemoryHost()
    first = Instance("one", host, "1", taken)
    second = Instance("two", host, "1", taken)
    result_of(first.execute("configure", CONFIG))

    told = error_of(second.execute("configure", CONFIG))

    assert "  - datastreamId: is used by another instance of this page" in told, told
    assert "  - orgId: is used by another instance of this page" in told, told


def test_names_used_in_a_failed_configuration_stay_free():
    taken = {"orgId": [], "datastreamId": []}
    host = MemoryHost()
    wrong = dict(CONFIG)
    wrong["debugEnabled"] = "loud"
    error_of(Instance("one", host, "1", taken).execute("configure", wrong))

    assert result_of(Instance("two", host, "1", taken).execute("configure", CONFIG)) == {}


def test_older_names_of_options_are_taken_with_a_warning():
    host = MemoryHost()
    instance = Instance("old", host, "1")

    result_of(instance.execute("configure", {
        "imsOrgId": "a@AdobeOrg", "propertyId": "d", "log": True, "optInEnabled": True,
    }))

    warned = " ".join(host.logged("warn"))
    for name in ("imsOrgId", "propertyId", "log", "optInEnabled"):
        assert name + " is an older " in warned, (name, warned)


def test_set_debug_switches_the_console_on_and_off():
    instance, host = make()
    result_of(instance.execute("event", {"type": "a"}))
    assert host.logs == [], host.logs

    assert result_of(instance.execute("setDebug", {"enabled": True})) == {}
    result_of(instance.execute("event", {"type": "b"}))
    assert host.logged("info")[0].startswith("[alloy] Request "), host.logs

    result_of(instance.execute("setDebug", {"enabled": False}))
    said = len(host.logs)
    result_of(instance.execute("event", {"type": "c"}))
    assert len(host.logs) == said, host.logs[said:]


def test_library_info_tells_version_commands_components_and_configuration():
    def ask_me(content):
        return None

    instance, host = make({"onBeforeEventSend": ask_me})

    info = result_of(instance.execute("getLibraryInfo"))["libraryInfo"]

    assert info["version"] == "1.2.3"
    assert info["commands"] == sorted(info["commands"])
    for command in ("configure", "event", "getLibraryInfo", "setDebug"):
        assert command in info["commands"], info["commands"]
    assert "Personalization" in info["components"], info["components"]
    assert info["configs"]["datastreamId"] == "stream-1"
    assert info["configs"]["edgeDomain"] == "edge.example.com"
    assert info["configs"]["onBeforeEventSend"] == "def ask_me(…)"


def test_library_info_tells_an_edge_domain_with_another_scheme_as_it_was_given():
    instance, host = make({"edgeDomain": "http://edge.example.com:8080"})

    info = result_of(instance.execute("getLibraryInfo"))["libraryInfo"]

    assert info["configs"]["edgeDomain"] == "http://edge.example.com:8080"
