from instance_kit import (
    CONSENT,
    ECID,
    ECID_COOKIE,
    IDENTITY,
    answer,
    error_of,
    make,
    result_of,
    store,
)

from alloy_web.hosts.memory.host import MemoryHost


def test_log_switches_the_console_on_and_off():
    instance, host = make(known=True)

    assert result_of(instance.execute("log", {"enabled": True})) == {}
    result_of(instance.execute("event", {"type": "a"}))
    assert "sending" in " ".join(host.logged("info"))

    result_of(instance.execute("log", {"enabled": False}))
    said = len(host.logs)
    result_of(instance.execute("event", {"type": "b"}))
    assert len(host.logs) == said


def consenting(choice):
    """An edge that takes down this choice."""
    return lambda sent: answer(store({CONSENT: "general=" + choice}))


def test_an_opt_in_to_all_or_none_is_a_consent():
    for purposes, choice in (("all", "in"), ("none", "out")):
        instance, host = make({"defaultConsent": "pending"}, known=True)
        waits = instance.execute("event", {"type": "a"})
        host.on_send = consenting(choice)

        assert result_of(instance.execute("optIn", {"purposes": purposes})) == {}

        assert "/privacy/set-consent?" in host.sent[0].url
        assert host.sent[0].body["consent"] == [
            {"standard": "Adobe", "version": "1.0", "value": {"general": choice}},
        ]
        if choice == "in":
            assert "requestBody" in result_of(waits)
        else:
            assert "declined" in error_of(waits)


def test_the_ecid_comes_as_an_object():
    instance, host = make()
    host.cookies[IDENTITY] = ECID_COOKIE

    assert result_of(instance.execute("getEcid")) == {"ecid": ECID}


def test_a_stitch_id_is_a_fresh_uuid():
    instance, host = make()

    first = result_of(instance.execute("createStitchId"))["stitchId"]
    second = result_of(instance.execute("createStitchId"))["stitchId"]

    assert len(first) == 36 and first != second, (first, second)


def test_each_old_name_is_mentioned_once():
    instance, host = make({"debugEnabled": True})
    host.cookies[IDENTITY] = ECID_COOKIE

    for _ in range(2):
        result_of(instance.execute("log", {"enabled": True}))
        result_of(instance.execute("getEcid"))
        result_of(instance.execute("createStitchId"))

    warned = host.logged("warn")
    for name, today in (
        ("log", "setDebug"), ("getEcid", "getIdentity"), ("createStitchId", "createEventMergeId"),
    ):
        notes = [text for text in warned if name + " is an older command. Use " + today in text]
        assert len(notes) == 1, (name, warned)


def test_their_options_are_checked():
    instance, host = make()

    told = error_of(instance.execute("optIn", {"purposes": "some"}))
    assert '  - purposes: expected "all" or "none", got "some"' in told, told
    assert "  - enabled: is required" in error_of(instance.execute("log"))


def test_an_instance_without_the_component_behind_says_so():
    from instance_kit import CONFIG

    from alloy_web.app.instance import Instance

    instance = Instance("alloy", MemoryHost(), "1", components=[])
    result_of(instance.execute("configure", CONFIG))

    told = error_of(instance.execute("createStitchId"))
    assert "It needs the command createEventMergeId" in told, told
