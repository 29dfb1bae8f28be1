from instance_kit import CONFIG, IDENTITY, error_of, make, result_of

from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost


def refusal(**options):
    """The lines of the error that `configure` ends with."""
    given = dict(CONFIG)
    given.update(options)
    return error_of(Instance("alloy", MemoryHost(), "1").execute("configure", given)).split("\n")


def configs(**options):
    """The computed configuration."""
    given = {"orgId": "a@AdobeOrg", "datastreamId": "stream-1"}
    given.update(options)
    instance = Instance("alloy", MemoryHost(), "1")
    result_of(instance.execute("configure", given))
    return result_of(instance.execute("getLibraryInfo"))["libraryInfo"]["configs"]


def test_what_is_not_said_has_its_default():
    found = configs()

    for key, value in (
        ("edgeBasePath", "ee"), ("debugEnabled", False),
        ("context", ["web", "device", "environment", "placeContext"]),
        ("clickCollectionEnabled", True),
        ("clickCollection", {
            "internalLinkEnabled": True, "externalLinkEnabled": True, "downloadLinkEnabled": True,
            "eventGroupingEnabled": False, "sessionStorageEnabled": False,
        }),
        ("downloadLinkQualifier",
         r"\.(exe|zip|wav|mp3|mov|mpg|avi|wmv|pdf|doc|docx|xls|xlsx|ppt|pptx)$"),
        ("thirdPartyCookiesEnabled", True), ("idMigrationEnabled", True), ("defaultConsent", "in"),
        ("autoCollectPropositionInteractions", {"AJO": "always", "TGT": "never"}),
        ("targetMigrationEnabled", False), ("personalizationStorageEnabled", False),
        ("prehidingId", "alloy-prehiding"), ("idSyncsEnabled", True), ("destinationsEnabled", True),
        ("honorGlobalPrivacyControl", False), ("prehidingTimeout", 3000), ("bootTimeout", 15000),
        ("requestTimeout", 30000), ("hookTimeout", 2000),
    ):
        assert found.get(key) == value, (key, found.get(key))


def test_a_missing_key_of_an_object_takes_its_own_default():
    found = configs(
        clickCollection={"eventGroupingEnabled": True},
        autoCollectPropositionInteractions={"TGT": "decoratedElementsOnly"},
    )

    assert found["clickCollection"]["internalLinkEnabled"] is True
    assert found["autoCollectPropositionInteractions"] == {
        "AJO": "always", "TGT": "decoratedElementsOnly",
    }


def test_the_example_of_a_site_is_taken_whole():
    instance, host = make({
        "edgeDomain": "data.example.com", "edgeBasePath": "ee", "debugEnabled": False,
        "edgeConfigOverrides": {"com_adobe_analytics": {"reportSuites": ["a"]}},
        "context": ["web", "highEntropyUserAgentHints", "oneTimeAnalyticsReferrer"],
        "clickCollection": {"internalLinkEnabled": False, "sessionStorageEnabled": True},
        "downloadLinkQualifier": "\\.pdf$", "thirdPartyCookiesEnabled": False,
        "idMigrationEnabled": False, "defaultConsent": "pending",
        "prehidingStyle": "#hero { opacity: 0 !important }",
        "autoCollectPropositionInteractions": {"AJO": "never"}, "targetMigrationEnabled": True,
        "personalizationStorageEnabled": True, "autoViews": {"routes": False},
        "xdmRoots": {"add": ["mine"], "remove": ["web"]}, "honorGlobalPrivacyControl": True,
        "prehidingTimeout": 1000, "bootTimeout": 5000, "requestTimeout": 5000, "hookTimeout": 100,
        "onBeforeEventSend": lambda content: None, "onBeforeLinkClickSend": lambda content: None,
    })

    assert "event" in result_of(instance.execute("getLibraryInfo"))["libraryInfo"]["commands"]


def test_each_wrong_value_is_told_with_path_expectation_and_value():
    lines = refusal(
        orgId="", edgeBasePath="", debugEnabled="yes", onBeforeEventSend="hook",
        edgeConfigOverrides=[], context="web", clickCollectionEnabled=1,
        clickCollection={"eventGroupingEnabled": "on"}, prehidingStyle="",
        autoCollectPropositionInteractions={"AJO": "sometimes", "Campaign": "always"},
        targetMigrationEnabled="no", xdmRoots={"add": "mine"}, requestTimeout=0, cookieDomain=5,
        hookTimeout=2147483648,
    )

    for line in (
        "[alloy] configure: 16 problems",
        '  - orgId: expected a non-empty string, got ""',
        '  - edgeBasePath: expected a non-empty string, got ""',
        '  - debugEnabled: expected a boolean, got "yes"',
        '  - onBeforeEventSend: expected a function, got "hook"',
        "  - edgeConfigOverrides: expected an object, got []",
        '  - context: expected an array, got "web"',
        "  - clickCollectionEnabled: expected a boolean, got 1",
        '  - clickCollection.eventGroupingEnabled: expected a boolean, got "on"',
        '  - prehidingStyle: expected a non-empty string, got ""',
        '  - autoCollectPropositionInteractions.AJO: expected "always", "never" or '
        '"decoratedElementsOnly", got "sometimes"',
        "  - autoCollectPropositionInteractions.Campaign: is not a known option",
        '  - targetMigrationEnabled: expected a boolean, got "no"',
        '  - xdmRoots.add: expected an array, got "mine"',
        "  - hookTimeout: expected a number of at most 2147483647, got 2147483648",
        "  - requestTimeout: expected a number of at least 1, got 0",
        "  - cookieDomain: expected a string, got 5",
    ):
        assert line in lines, (line, lines)


def test_an_edge_domain_has_no_path():
    for given, shown in (("data.example.com/ee", '"data.example.com/ee"'), (5, "5")):
        assert refusal(edgeDomain=given)[1] == (
            "  - edgeDomain: expected [http[s]://]host[:port], got " + shown
        )


def test_a_configuration_that_is_no_object_is_refused():
    for given in ("text", 5, [], True):
        told = error_of(Instance("alloy", MemoryHost(), "1").execute("configure", given))
        assert "  - options: expected an object, got " in told, told


def test_a_qualifier_that_is_no_regular_expression_is_refused():
    lines = refusal(downloadLinkQualifier="(unclosed")

    assert lines == [
        "[alloy] configure: 1 problem",
        '  - downloadLinkQualifier: expected a regular expression, got "(unclosed"',
    ], lines


def test_keys_of_versions_in_between_are_unknown():
    for key in (
        "idSyncContainerId", "cookieDestinationsEnabled", "urlDestinationsEnabled", "errorsEnabled",
        "logEnabled",
    ):
        options = {key: True}
        lines = refusal(**options)
        assert lines[1].startswith("  - " + key + ": is not a known option"), lines


def test_options_of_features_that_few_sites_use_are_checked_as_any():
    lines = refusal(
        streamingMedia={"channel": "", "mainPingInterval": 9, "adPingInterval": 11, "volume": 1},
        pushNotifications={"appId": 5, "vapidPublicKey": "k"},
        advertising={"advertiserSettings": [{"advertiserId": "1"}], "dspEnabled": 1, "id5": "x"},
        conversation={"streamTimeout": 9999, "region": "virginia6", "collectSources": "yes"},
    )

    for line in (
        "[alloy] configure: 13 problems",
        '  - streamingMedia.channel: expected a non-empty string, got ""',
        "  - streamingMedia.playerName: is required",
        "  - streamingMedia.mainPingInterval: expected a number of at least 10, got 9",
        "  - streamingMedia.adPingInterval: expected a number of at most 10, got 11",
        "  - streamingMedia.volume: is not a known option",
        "  - pushNotifications.appId: expected a string, got 5",
        "  - pushNotifications.trackingDatasetId: is required",
        "  - advertising.advertiserSettings[0].enabled: is required",
        "  - advertising.dspEnabled: expected a boolean, got 1",
        "  - conversation.streamTimeout: expected a whole number of at least 10000, got 9999",
        '  - conversation.region: expected 2 to 4 letters and 1 or 2 digits, got "virginia6"',
        '  - conversation.collectSources: expected a boolean, got "yes"',
    ):
        assert line in lines, (line, lines)
    for region in ("va6", "or2", "IRL1", "jpn34"):
        assert configs(conversation={"region": region})["conversation"]["region"] == region
    for region in ("v6", "va", "va123", "6va", 6, "vä6", ""):
        assert "conversation.region: expected" in refusal(conversation={"region": region})[1]


def test_two_names_of_one_option_may_not_disagree():
    lines = refusal(edgeConfigId="other")
    assert lines[1] == (
        "  - edgeConfigId: is the older name of datastreamId, and their values differ. "
        "Keep datastreamId"
    ), lines

    instance, host = make({"edgeConfigId": "stream-1", "debugEnabled": True})
    assert "edgeConfigId is an older name. Use datastreamId." in " ".join(host.logged("warn"))


def test_older_options_without_a_newer_name_still_work_with_a_warning():
    instance, host = make({
        "debugEnabled": True, "idSyncsEnabled": False, "destinationsEnabled": False,
        "prehidingId": "my-hiding", "cookieDomain": "example.com", "optInEnabled": False,
    })

    warned = " ".join(host.logged("warn"))
    for key in (
        "idSyncsEnabled", "destinationsEnabled", "prehidingId", "cookieDomain", "optInEnabled",
    ):
        assert key + " is an older option." in warned, (key, warned)


def test_opt_in_of_the_alpha_is_a_consent_that_is_pending():
    assert configs(optInEnabled=True)["defaultConsent"] == "pending"
    assert configs(optInEnabled=False)["defaultConsent"] == "in"
    assert configs(optInEnabled=True, defaultConsent="out")["defaultConsent"] == "out"
    assert "  - optInEnabled: expected a boolean, got \"yes\"" in refusal(optInEnabled="yes")


def test_null_is_as_if_absent():
    assert configs(
        context=None, clickCollection=None, prehidingStyle=None, edgeConfigId=None,
        optInEnabled=None, downloadLinkQualifier=None, cookieDomain=None,
    )["context"] == ["web", "device", "environment", "placeContext"]


def test_a_configured_cookie_domain_is_taken_without_trying():
    instance, host = make({"cookieDomain": "www.example.com"}, known=True)
    written = []
    host.set_cookie = written.append

    result_of(instance.execute("event", {"type": "a"}))

    assert host.sent[0].body["meta"]["state"]["domain"] == "www.example.com"
    assert [text for text in written if "getTld" in text] == []


def test_content_is_hidden_under_the_configured_id_and_shown_under_both():
    instance, host = make({
        "prehidingId": "my-hiding", "prehidingStyle": "body { opacity: 0 }",
    }, known=True)
    host.on_send = None
    host.hide("alloy-prehiding", "by the page's own snippet")

    outcome = instance.execute("event", {"type": "viewStart"})
    assert host.styles["my-hiding"] == "body { opacity: 0 }"
    host.sent[0].answer({"handle": []})

    result_of(outcome)
    assert host.styles == {}


def test_the_history_of_rules_is_erased_unless_it_is_to_be_kept():
    key = "com.adobe.alloy.0123456789ABCDEF01234567_AdobeOrg.decisioning.events"
    for options, kept in (
        ({}, False), ({"personalizationStorageEnabled": False}, False),
        ({"personalizationStorageEnabled": True}, True),
    ):
        host = MemoryHost()
        host.storage_set("local", key, "{}")
        host.storage_set("local", "of.the.page", "1")

        make(options, host=host)

        assert (host.storage_get("local", key) == "{}") == kept, options
        assert host.storage_get("local", "of.the.page") == "1"


def test_a_migration_of_target_is_told_and_takes_its_cookie_along():
    instance, host = make({"targetMigrationEnabled": True}, known=True, url="https://www.shop.org/")
    host.cookies["mbox"] = "session#1"

    result_of(instance.execute("sendEvent"))

    meta = host.sent[0].body["meta"]
    assert meta["target"] == {"migration": True}
    assert meta["state"]["entries"] == [
        {"key": IDENTITY, "value": "abc"}, {"key": "mbox", "value": "session#1"},
    ], meta


def test_a_configuration_that_failed_can_be_repaired():
    instance = Instance("alloy", MemoryHost(), "1")
    wrong = dict(CONFIG)
    wrong["downloadLinkQualifier"] = "("

    error_of(instance.execute("configure", wrong))

    assert result_of(instance.execute("configure", CONFIG)) == {}


def test_a_configuration_that_fails_late_rejects_all_that_follows():
    host = MemoryHost()
    instance = Instance("alloy", host, "1")
    listen = host.listen

    def refuse(kind, handler):
        if kind == "click":
            raise RuntimeError("no clicks here")
        listen(kind, handler)

    host.listen = refuse
    assert "no clicks here" in error_of(instance.execute("configure", CONFIG))

    told = error_of(instance.execute("event", {"type": "a"}))
    assert '"event" cannot run, because the configuration failed' in told, told
    assert "no clicks here" in told, told
    assert "was called before" in error_of(instance.execute("configure", CONFIG))
