"""Request bodies: what stands where, and what is left out."""

from alloy_web.core import payload


def test_the_state_tells_the_domain_and_cookies_only_where_there_are_some():
    entries = [{"key": "kndctr_X_identity", "value": "abc"}]

    assert payload.state("example.com", True, []) == {
        "domain": "example.com", "cookiesEnabled": True,
    }
    assert payload.state("", False, entries) == {
        "domain": "", "cookiesEnabled": False, "entries": entries,
    }


def test_the_time_in_the_queue_is_a_whole_number_within_five_minutes():
    for now_ms, created_at_ms, expected in (
        (1000, 1000, 0), (1012.9, 1000.1, 12), (900, 1000, 0), (300000, 0, 300000),
        (300001, 0, 300000), (1772442927104, 1772442926104, 1000),
    ):
        assert payload.queue_time_ms(now_ms, created_at_ms) == expected, (now_ms, created_at_ms)


def test_identities_of_the_sdk_stand_at_the_top_and_those_of_events_in_the_event():
    of_event = {"events": [{"xdm": {"identityMap": {"ECID": [{"id": "callers"}]}}}]}
    assert not payload.has_identity(of_event, "ECID")

    payload.add_identity(of_event, "ECID", "1")

    assert of_event == {
        "events": [{"xdm": {"identityMap": {"ECID": [{"id": "callers"}]}}}],
        "xdm": {"identityMap": {"ECID": [{"id": "1"}]}},
    }, of_event
    assert payload.has_identity(of_event, "ECID")
    assert not payload.has_identity(of_event, "CORE")


def test_a_payload_of_consent_has_one_map_for_all_identities():
    of_consent = {"consent": [], "identityMap": {"Email": [{"id": "a@b.example"}]}}

    payload.add_identity(of_consent, "ECID", "1")

    assert of_consent == {
        "consent": [],
        "identityMap": {"Email": [{"id": "a@b.example"}], "ECID": [{"id": "1"}]},
    }, of_consent
    assert payload.has_identity(of_consent, "ECID")
