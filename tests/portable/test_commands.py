from instance_kit import CONFIG, error_of, make, result_of

from alloy_web import flow, validation
from alloy_web.app.instance import Instance
from alloy_web.core.command import Command
from alloy_web.engine.commands import Commands
from alloy_web.engine.debug import Debug
from alloy_web.engine.edge import joined
from alloy_web.engine.ledger import Ledger
from alloy_web.engine.lifecycle import Lifecycle
from alloy_web.engine.logger import Logger
from alloy_web.engine.monitors import Monitors
from alloy_web.engine.registry import Registry
from alloy_web.errors import ConfigError
from alloy_web.hosts.memory.host import MemoryHost


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


class Part:
    """A component with one command, which notes that it was called."""

    def __init__(self, namespace, command):
        self.namespace = namespace
        self.called = []
        self.commands = {command: Command(validation.ANYTHING, self.run)}

    async def run(self, options):
        self.called.append(options)
        return options["returned"]


def with_part(part):
    """Commands of an instance with this component, and what its configuration waits for."""
    host = MemoryHost()
    registry = Registry({})
    registry.add(part)
    configured = flow.Deferred()

    async def finish():
        await configured

    logger = Logger(host, "shop", Debug(host, "shop"), Monitors(host, "shop", ()))
    commands = Commands(
        "shop", logger, Ledger(host, logger), lambda options: (registry, finish()), None, None,
        lambda: None,
    )
    return commands, configured


def test_commands_wait_for_a_configuration_that_is_under_way_and_run_in_their_order():
    part = Part("Demo", "note")
    commands, configured = with_part(part)
    configure = flow.start(commands.execute("configure", {}))
    outcomes = [flow.start(commands.execute("note", {"returned": {"n": n}})) for n in (1, 2)]
    unknown = flow.start(commands.execute("nite", {}))
    assert configure.is_pending and unknown.is_pending and part.called == []
    assert "is configured once" in error_of(flow.start(commands.execute("configure", {})))

    configured.resolve()

    assert result_of(configure) == {}
    assert [result_of(outcome) for outcome in outcomes] == [{"n": 1}, {"n": 2}]
    assert [options["returned"]["n"] for options in part.called] == [1, 2]
    assert 'Did you mean "note"?' in error_of(unknown)


def test_what_is_no_object_comes_back_as_an_empty_one():
    part = Part("Demo", "note")
    commands, configured = with_part(part)
    configured.resolve()
    result_of(flow.start(commands.execute("configure", {})))

    for returned in (None, [1], 5, "text", True, {}):
        result = result_of(flow.start(commands.execute("note", {"returned": returned})))
        assert result == {}, returned


def test_two_components_cannot_bring_one_command():
    registry = Registry({})
    registry.add(Part("First", "note"))
    try:
        registry.add(Part("Second", "note"))
    except ConfigError as error:
        told = str(error)

    assert told == 'The command "note" of Second is there already, from First', told


def test_hooks_start_in_one_turn_in_the_order_of_registration_and_are_all_waited_for():
    order = []
    gate = flow.Deferred()

    class Slow:
        namespace = "Slow"

        async def on_response(self, response, request):
            order.append("slow starts")
            await gate
            order.append("slow ends")
            return {"list": [1], "one": "slow"}

    class Quick:
        namespace = "Quick"

        def on_response(self, response, request):
            order.append("quick")
            return {"list": [2], "one": "quick"}

    lifecycle = Lifecycle()
    lifecycle.register(Slow())
    lifecycle.register(Quick())
    outcome = flow.start(lifecycle.call("on_response", None, None))
    assert outcome.is_pending and order == ["slow starts", "quick"], order

    gate.resolve()

    assert order == ["slow starts", "quick", "slow ends"], order
    assert result_of(outcome) == [{"list": [1], "one": "slow"}, {"list": [2], "one": "quick"}]


def test_what_hooks_return_is_joined_list_by_list():
    assert joined([
        {"list": [1], "one": "a", "kept": 1}, None, {"list": [2], "one": "b"}, "no dict",
        {"list": "no list"},
    ]) == {"list": "no list", "one": "b", "kept": 1}
    assert joined([{"list": [1]}, {"list": [2, 3]}]) == {"list": [1, 2, 3]}
    assert joined([]) == {}


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
    assert host.logged("info")[0] == '[alloy] The command "setDebug" resolved. {}', host.logs
    assert any(line.startswith("[alloy] Request ") for line in host.logged("info")), host.logs

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
