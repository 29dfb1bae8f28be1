"""Where a request goes and how it travels, as tables."""

from alloy_web.core import request as requests
from alloy_web.core.event import Event


def event(may_unload=False, expects_response=True):
    made = Event({"nowMs": 0}, may_unload=may_unload)
    made.expects_response = expects_response
    return made


def test_the_address_of_a_request():
    origin = "https://edge.example.com"

    assert requests.url(origin, "ee", None, "interact", "stream-1", "id-1") == (
        "https://edge.example.com/ee/v1/interact?configId=stream-1&requestId=id-1"
    )
    assert requests.url(origin, "my/base", "or2", "privacy/set-consent", "a:b", "id") == (
        "https://edge.example.com/my/base/or2/v1/privacy/set-consent?configId=a:b&requestId=id"
    )
    assert requests.url(origin, "ee", "t35", "sessionStart", "s", "id", "/va", "x%7Cy") == (
        "https://edge.example.com/ee/t35/va/v1/sessionStart"
        "?configId=s&requestId=id&adobeAepValidationToken=x%7Cy"
    )


def test_collect_is_for_events_of_known_visitors_that_need_no_answer():
    for may_unload, expects_response, has_identity, expected in (
        (False, True, True, "interact"),
        (False, True, False, "interact"),
        (True, True, True, "collect"),
        (True, True, False, "interact"),
        (False, False, True, "collect"),
        (False, False, False, "interact"),
        (True, False, True, "collect"),
        (True, False, False, "interact"),
    ):
        action = requests.action_for(event(may_unload, expects_response), has_identity)
        assert action == expected, (may_unload, expects_response, has_identity)


def test_how_a_request_travels():
    for action, is_urgent, size, in_flight, expected in (
        ("collect", True, 10, 0, "beacon"),
        ("collect", True, 70000, 70000, "beacon"),
        ("collect", False, 60000, 0, "keepalive"),
        ("collect", False, 1, 60000, "fetch"),
        ("interact", False, 10, 0, "fetch"),
        ("interact", True, 10, 0, "keepalive"),
        ("interact", True, 60001, 0, "fetch"),
        ("identity/acquire", False, 10, 0, "fetch"),
        ("privacy/set-consent", True, 10, 59990, "keepalive"),
    ):
        transport = requests.transport_for(action, is_urgent, size, in_flight)
        assert transport == expected, (action, is_urgent, size, in_flight)
