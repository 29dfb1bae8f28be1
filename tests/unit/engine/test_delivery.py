"""The table of an event's life: every step it allows, and that it allows no other."""

import json

import pytest

from alloy_web.core.request import INTERACT, SET_CONSENT, Request
from alloy_web.engine import delivery

STATES = sorted(delivery.TRANSITIONS)
ENDS = [
    "answered", "beaconed", "cancelled", "declined", "dropped", "failed", "joined", "kept",
]


def test_every_state_that_can_follow_has_a_line_of_its_own():
    following = {state for states in delivery.TRANSITIONS.values() for state in states}

    assert following | {"created"} == set(STATES)


def test_what_has_ended_stays_as_it_is():
    assert [state for state in STATES if not delivery.TRANSITIONS[state]] == ENDS


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_a_step_that_the_table_lacks_is_named(before, after):
    request = Request(INTERACT)
    request.delivery["state"] = before

    if after in delivery.TRANSITIONS[before]:
        delivery._move(request, after)
        assert request.delivery["state"] == after
    else:
        said = f"a request that is {before} cannot become {after}"
        with pytest.raises(ValueError, match=said):
            delivery._move(request, after)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("hook.false", "cancelled"),
        ("consent.out", "declined"),
        ("hook.threw", "failed"),
        ("network.offline", "failed"),
        ("edge.500", "failed"),
        ("sdk.failed", "failed"),
    ],
)
def test_a_code_says_how_a_life_ends(code, state):
    request = Request(INTERACT)
    delivery.wait(request, "hook")

    delivery.fail(request, code)

    assert request.delivery["state"] == state
    assert request.delivery["waitsFor"] is None


@pytest.mark.parametrize(
    ("transport", "state", "outlives"),
    [
        ("fetch", "sent", False),
        ("keepalive", "sent", True),
        ("flight", "sent", True),
        ("beacon", "beaconed", True),
    ],
)
def test_a_transport_says_what_the_browser_goes_on_with(transport, state, outlives):
    request = Request(INTERACT)

    delivery.depart(request, transport)

    assert request.delivery["state"] == state
    assert delivery.outlives_page(request) is outlives


def test_what_waits_to_be_sent_again_is_not_under_way():
    request = Request(INTERACT)
    delivery.depart(request, "keepalive")
    delivery.wait(request, "retry")

    assert request.delivery == {
        "state": "waiting", "waitsFor": "retry", "identity": None, "transport": None,
    }
    assert not delivery.outlives_page(request)

    delivery.depart(request, "keepalive")

    assert delivery.outlives_page(request)


@pytest.mark.parametrize("state", ["kept", "dropped"])
def test_what_the_outbox_says_of_a_failure_is_how_the_life_ends(state):
    request = Request(INTERACT)
    delivery.depart(request, "fetch")

    delivery.fail(request, "network.offline", state)

    assert request.delivery["state"] == state


def test_where_no_answer_is_heard_none_is_noted():
    request = Request(INTERACT)
    delivery.depart(request, "beacon")

    delivery.answer(request)

    assert request.delivery["state"] == "beaconed"


def test_a_life_can_be_written_down_and_read_again():
    request = Request(INTERACT)
    delivery.wait(request, "identity")

    assert json.loads(json.dumps(request.delivery)) == {
        "state": "waiting", "waitsFor": "identity", "identity": None, "transport": None,
    }


def test_only_the_visitors_own_choice_needs_no_consent():
    assert Request(INTERACT).needs_consent
    assert not Request(SET_CONSENT).needs_consent
