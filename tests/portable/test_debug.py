"""The debug switch: who says whether the instance writes to the console, and for how long."""

from instance_kit import CONFIG, answer, error_of, make, result_of

from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost

KEY = "com.adobe.alloy.instance.alloy.debug"


def page(url="https://www.example.com/", stored=None):
    """An instance that is not configured yet, and its host."""
    host = MemoryHost(url=url)
    host.on_send = lambda sent: answer()
    if stored is not None:
        host.storage["session"][KEY] = stored
    return Instance("alloy", host, "1.2.3"), host


def configured(url="https://www.example.com/", stored=None, **options):
    instance, host = page(url, stored)
    given = dict(CONFIG)
    given.update(options)
    result_of(instance.execute("configure", given))
    return instance, host


def speaks(instance, host):
    """Does a warning of the instance reach the console?"""
    before = len(host.logs)
    instance.warn("testing")
    return len(host.logs) > before


def test_without_a_word_from_anybody_the_console_stays_empty():
    assert not speaks(*configured())


def test_the_configuration_can_switch_it_on():
    assert speaks(*configured(debugEnabled=True))


def test_the_query_parameter_switches_it_on_and_holds_for_the_tab():
    instance, host = configured("https://www.example.com/?a=1&alloy_debug=TRUE")

    assert speaks(instance, host)
    assert host.storage["session"][KEY] == "true"


def test_any_other_value_of_the_query_parameter_switches_it_off():
    for value in ("false", "1", "yes", ""):
        instance, host = configured(
            "https://www.example.com/?alloy_debug=" + value, debugEnabled=True
        )

        assert not speaks(instance, host), value
        assert host.storage["session"][KEY] == "false"


def test_the_alphas_parameter_still_works_and_says_that_it_is_older():
    for value in ("true", "1"):
        instance, host = configured("https://www.example.com/?alloy_log=" + value)

        assert speaks(instance, host), value
        assert "alloy_debug" in host.logged("warn")[0]
    assert not speaks(*configured("https://www.example.com/?alloy_log=0", debugEnabled=True))


def test_the_newer_parameter_outranks_the_older_one():
    assert not speaks(*configured("https://www.example.com/?alloy_log=true&alloy_debug=false"))


def test_the_parameter_is_read_once_when_the_instance_is_made():
    instance, host = page()
    host.go("https://www.example.com/?alloy_debug=true")
    result_of(instance.execute("configure", CONFIG))

    assert not speaks(instance, host)


def test_a_choice_stored_for_the_tab_outranks_the_configuration():
    assert speaks(*configured(stored="true", debugEnabled=False))
    assert not speaks(*configured(stored="false", debugEnabled=True))


def test_the_parameter_outranks_what_is_stored():
    assert not speaks(*configured("https://www.example.com/?alloy_debug=off", stored="true"))


def test_set_debug_holds_at_once_and_for_the_tab():
    instance, host = configured()

    assert result_of(instance.execute("setDebug", {"enabled": True})) == {}
    assert speaks(instance, host)
    assert host.storage["session"][KEY] == "true"

    result_of(instance.execute("setDebug", {"enabled": False}))
    assert not speaks(instance, host)
    assert host.storage["session"][KEY] == "false"


def test_set_debug_wants_enabled_and_nothing_else():
    instance, host = configured()

    told = error_of(instance.execute("setDebug", {"enabld": True}))

    assert "setDebug: 2 problems" in told, told
    assert "  - enabled: is required" in told
    assert 'Did you mean "enabled"?' in told


def test_what_the_configuration_says_is_not_stored():
    instance, host = configured(debugEnabled=True)

    assert KEY not in host.storage["session"]


def test_each_instance_has_a_switch_of_its_own():
    host = MemoryHost()
    host.storage["session"]["com.adobe.alloy.instance.shop.debug"] = "true"
    shop = Instance("shop", host, "1.2.3")
    other = Instance("other", host, "1.2.3")
    result_of(other.execute("configure", CONFIG))

    assert speaks(shop, host)
    assert not speaks(other, host)


def test_messages_wait_until_it_is_known_and_then_come_in_order():
    instance, host = page()
    instance.warn("first")
    instance.warn("second")
    assert host.logs == []

    given = dict(CONFIG)
    given["debugEnabled"] = True
    result_of(instance.execute("configure", given))

    assert host.logged("warn")[:2] == ["[alloy] first", "[alloy] second"]


def test_messages_that_waited_are_forgotten_where_debugging_is_off():
    instance, host = page()
    instance.warn("first")
    result_of(instance.execute("configure", CONFIG))
    result_of(instance.execute("setDebug", {"enabled": True}))

    assert host.logged("warn") == []


def test_messages_do_not_pile_up_while_nobody_configures():
    instance, host = page()
    for number in range(150):
        instance.warn(str(number))
    given = dict(CONFIG)
    given["debugEnabled"] = True
    result_of(instance.execute("configure", given))

    # A hundred lines: of the warnings the latest 99, then that `configure` starts.
    told = host.logged("warn")
    assert told[0] == "[alloy] 51" and "[alloy] 149" in told, told[0]


def test_a_message_names_its_instance_and_component():
    instance, host = make({"debugEnabled": True, "context": ["nonsense"]}, name="shop")

    assert [line for line in host.logged("warn") if line.startswith("[shop] [Context] ")]
