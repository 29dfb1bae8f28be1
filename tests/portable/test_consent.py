from alloy_web.core import consent
from alloy_web.core.consent import ASKED, ENDED, FAILED


def after(default, *causes):
    """The state of a visitor without a cookie after these causes."""
    state = consent.initial(None, default, True)
    for cause in causes:
        state = consent.transition(state, cause)
    return state


def seen(state):
    return state["value"], state["set_by"]


def test_the_cookie_tells_the_choice():
    for text, expected in (
        ("general=in", "in"), ("general=out", "out"), ("other=1;general=out", "out"),
        ("general=pending", None), ("general=maybe", None), ("general", None), ("", None),
        (None, None),
    ):
        assert consent.parse_cookie(text) == expected, text


def test_a_cookie_that_says_neither_is_told():
    for text, expected in (
        ("general=maybe", "maybe"), ("nonsense", "nonsense"), ("general=in", None), ("", None),
        (None, None),
    ):
        assert consent.unknown_value(text) == expected, text


def test_the_start_takes_the_cookie_only_of_a_known_visitor():
    for text, default, has_identity, expected in (
        ("general=out", "in", True, ("out", "initial")),
        ("general=in", "out", True, ("in", "initial")),
        ("general=in", "pending", False, ("pending", "default")),
        ("general=maybe", "out", True, ("out", "default")),
        (None, "in", True, ("in", "default")),
    ):
        found = seen(consent.initial(text, default, has_identity))
        assert found == expected, (text, default, has_identity, found)


def test_what_becomes_of_a_call():
    for value, waiting, not_waiting in (
        ("in", "pass", "pass"), ("out", "declined", "declined"), ("pending", "wait", "pending"),
    ):
        state = consent.initial(None, value, True)
        assert consent.decision(state, True) == waiting, value
        assert consent.decision(state, False) == not_waiting, value


def test_the_machine():
    for default, causes, expected in (
        ("in", [ASKED], ("pending", "user")),
        ("in", [ASKED, "in"], ("in", "user")),
        ("in", [ASKED, "out"], ("out", "user")),
        ("out", ["in"], ("in", "user")),
        ("pending", [ASKED, "out", "in"], ("in", "user")),
        # A failure without a cookie falls back to the default ...
        ("in", [ASKED, FAILED], ("in", "default")),
        ("out", ["in", ASKED, FAILED], ("out", "default")),
        # ... and so does success, unless the visitor had chosen before.
        ("pending", [ASKED, ENDED], ("pending", "default")),
        ("in", [ASKED, ENDED], ("in", "default")),
        ("in", ["out", ASKED, ENDED], ("out", "user")),
        # Of several setConsent calls the first remembers.
        ("out", [ASKED, ASKED, ASKED, ENDED], ("out", "default")),
        # A cookie that was read meanwhile has decided.
        ("in", [ASKED, "out", FAILED], ("out", "user")),
        ("in", [ASKED, "out", ENDED], ("out", "user")),
        ("in", [FAILED], ("in", "default")),
        ("in", [ENDED], ("in", "default")),
    ):
        found = seen(after(default, *causes))
        assert found == expected, (default, causes, found)


def test_a_cause_that_does_not_exist_is_refused():
    try:
        after("in", "inn")
        told = ""
    except ValueError as error:
        told = str(error)

    assert "inn" in told, told


def test_a_transition_leaves_the_old_state_alone():
    state = consent.initial(None, "in", True)
    consent.transition(state, ASKED)

    assert seen(state) == ("in", "default")


def test_features_see_the_state_and_whether_the_visitor_chose():
    for state, expected in (
        (after("in"), {"state": "in", "wasSet": False}),
        (after("out"), {"state": "out", "wasSet": False}),
        (after("pending"), {"state": "pending", "wasSet": False}),
        (after("in", ASKED), {"state": "pending", "wasSet": False}),
        (after("in", "in"), {"state": "in", "wasSet": True}),
        (after("in", "out"), {"state": "out", "wasSet": True}),
        (consent.initial("general=in", "out", True), {"state": "in", "wasSet": True}),
    ):
        assert consent.current(state) == expected, (state, consent.current(state))


def test_waiting_calls_get_an_answer_when_pending_ends():
    asked = after("in", ASKED)
    for before, then, expected in (
        (None, after("in"), False),
        (after("pending"), after("pending", "in"), True),
        (asked, consent.transition(asked, "out"), True),
        (asked, consent.transition(asked, FAILED), True),
        (after("pending"), after("pending", ASKED), False),
        (after("in"), asked, False),
    ):
        assert consent.frees_waiters(before, then) == expected, (before, then)


def level(before, then):
    line = consent.log_line(before, then)
    return line[0] if line else None


def test_a_change_is_logged_once():
    asked = after("pending", ASKED)
    for before, then, expected in (
        (None, after("in"), None),
        (None, after("out"), "warn"),
        (None, after("pending"), "info"),
        (None, consent.initial("general=in", "in", True), "info"),
        (None, consent.initial("general=out", "in", True), "warn"),
        (after("pending"), asked, None),
        (asked, after("pending", "in"), "info"),
        (asked, after("pending", "out"), "warn"),
        (after("in", "in"), after("in", "in"), None),
        (consent.initial("general=in", "in", True), after("in", "in"), None),
        (after("in", "in"), after("in", "out"), "warn"),
    ):
        assert level(before, then) == expected, (before, then, level(before, then))
