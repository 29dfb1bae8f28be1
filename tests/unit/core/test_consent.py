"""Properties of the consent machine; the literal cases are in tests/portable/test_consent.py."""

from hypothesis import given
from hypothesis import strategies as st

from alloy_web.core import consent

choices = st.sampled_from(["in", "out", "pending"])
causes = st.lists(st.sampled_from(["in", "out", consent.ASKED, consent.ENDED, consent.FAILED]))
cookies = st.sampled_from([None, "", "general=in", "general=out", "general=maybe"])


def states(cookie, default, has_identity, given_causes):
    state = consent.initial(cookie, default, has_identity)
    yield state
    for cause in given_causes:
        state = consent.transition(state, cause)
        yield state


@given(cookies, choices, st.booleans(), causes)
def test_nothing_passes_while_consent_is_out_or_pending(
    cookie, default, has_identity, given_causes
):
    for state in states(cookie, default, has_identity, given_causes):
        for waiting in (True, False):
            passes = consent.decision(state, waiting) == "pass"
            assert passes == (state["value"] == "in")


@given(cookies, choices, st.booleans(), causes)
def test_while_a_set_consent_runs_every_call_waits(cookie, default, has_identity, given_causes):
    for state in states(cookie, default, has_identity, [*given_causes, consent.ASKED]):
        last = state

    assert consent.decision(last, True) == "wait"
    assert consent.current(last) == {"state": "pending", "wasSet": False}


@given(cookies, choices, st.booleans(), causes, st.sampled_from([consent.ENDED, consent.FAILED]))
def test_once_it_ended_only_the_default_keeps_calls_waiting(
    cookie, default, has_identity, given_causes, end
):
    for state in states(cookie, default, has_identity, [*given_causes, consent.ASKED, end]):
        last = state

    assert last["value"] != "pending" or (default == "pending" and last["set_by"] == "default")


@given(choices, causes)
def test_in_is_reached_by_default_or_by_a_choice_only(default, given_causes):
    for state in states(None, default, True, given_causes):
        if state["value"] == "in" and "in" not in given_causes:
            assert default == "in"
