"""What each action does, as steps. PERS-50 to PERS-52."""

from offer_kit import item

from alloy_web.core.strings import IS_MICROPYTHON
from alloy_web.features.rendering import actions

HTML = "<b>Hi</b>"


def steps(kind, content=None, selector="#x"):
    action, problem = actions.action_for(item(type=kind, selector=selector, content=content))
    assert problem is None, problem
    return action["steps"]


def problem_of(**data):
    return actions.action_for(item(**data))[1]


def test_actions_with_html():
    assert steps("setHtml", HTML) == [["insert", "all", HTML]]
    assert steps("appendHtml", HTML) == [["insert", "append", HTML]]
    assert steps("prependHtml", HTML) == [["insert", "prepend", HTML]]
    assert steps("customCode", HTML) == [["insert", "prepend", HTML]]
    assert steps("insertBefore", HTML) == [["insert", "before", HTML]]
    assert steps("insertAfter", HTML) == [["insert", "after", HTML]]
    assert steps("replaceHtml", HTML) == [["insert", "before", HTML], ["remove"]]


def test_actions_without():
    assert steps("setText", "a < b") == [["text", "a < b"]]
    assert steps("setImageSource", "/a.png") == [["image", "/a.png"]]
    assert steps("remove") == [["remove"]]
    assert steps("rearrange", {"from": 0, "to": 2}) == [["rearrange", 0, 2]]
    assert steps("collectInteractions") == [["collect"]]


def test_indexes_of_children_are_read_as_javascript_reads_keys():
    for given, index in (
        (2, 2), (2.0, 2), ("2", 2), ("0", 0),
        # No child has such an index; nothing moves, and that is what the offer said.
        (0.5, -1), (-1, -1), ("02", -1), (" 2", -1), ("a", -1), ("", -1), (None, -1), (True, -1),
        ([1], -1),
    ):
        assert steps("rearrange", {"from": given, "to": 1}) == [["rearrange", index, 1]], given
    assert steps("rearrange", {}) == [["rearrange", -1, -1]]


def test_values_are_written_as_javascript_writes_them():
    assert steps("setAttribute", {"a": True, "b": 2.0, "c": None, "d": 1.5}) == [
        ["attributes", [["a", "true"], ["b", "2"], ["c", "null"], ["d", "1.5"]]],
    ]
    assert steps("setAttribute", {"a": [1, [None, "b"]], "b": {"c": 1}}) == [
        ["attributes", [["a", "1,,b"], ["b", "[object Object]"]]],
    ]
    # JSON knows numbers that are too large for any interpreter.
    assert steps("setAttribute", {"a": float("inf"), "b": -float("inf")}) == [
        ["attributes", [["a", "Infinity"], ["b", "-Infinity"]]],
    ]


def test_styles_have_a_priority_and_lengths_are_in_pixels():
    assert steps("setStyle", {"color": "red", "priority": "important"}) == [
        ["style", [["color", "red", "important"]]],
    ]
    assert steps("move", {"left": 10, "position": "relative", "top": "5px"}) == [
        ["style", [["left", "10px", ""], ["position", "relative", ""], ["top", "5px", ""]]],
    ]
    assert steps("resize", {"height": 40, "width": "120"}) == [
        ["style", [["height", "40px", ""], ["width", "120px", ""]]],
    ]


def test_styles_and_attributes_stay_in_the_order_of_their_author():
    given = {"margin-top": "9px", "margin": "1px", "a": "", "z": ""}
    # MicroPython keeps no order of keys; there they are sorted.
    wanted = ["margin-top", "margin", "a", "z"]
    if IS_MICROPYTHON:
        wanted = ["a", "margin", "margin-top", "z"]

    assert [style[0] for style in steps("setStyle", given)[0][1]] == wanted
    assert [attribute[0] for attribute in steps("setAttribute", given)[0][1]] == wanted



def test_custom_code_for_the_first_child_of_the_body_is_for_the_body():
    action, _ = actions.action_for(item(type="customCode", selector="BODY > *:eq(0)", content=HTML))

    assert action["selector"] == "BODY" and "segments" not in action


def test_only_insertions_are_marked():
    for kind in ("insertAfter", "insertBefore", "prependHtml", "appendHtml"):
        action, _ = actions.action_for(item(type=kind, selector="#x", content=HTML), ["1", "a/1"])
        assert action["once"] == ["1", "a/1"]
    for kind in ("setHtml", "customCode", "replaceHtml", "setText"):
        action, _ = actions.action_for(item(type=kind, selector="#x", content=HTML), ["1", "a/1"])
        assert "once" not in action, kind
        # In the head all of them insert.
        assert action.get("head") == (None if kind == "customCode" else ["1", "a/1"]), kind


def test_text_content_may_be_for_the_head_but_never_custom_code():
    def is_for_head(kind, content):
        return "head" in actions.action_for(item(type=kind, selector="head", content=content))[0]

    assert is_for_head("setHtml", HTML) and is_for_head("setText", "x")
    assert not is_for_head("customCode", HTML)
    assert not is_for_head("setHtml", "  ")
    assert not is_for_head("setAttribute", {"a": "b"})


def test_what_cannot_be_shown_says_why():
    assert problem_of(selector="#x", content="a") == "it has no type"
    assert problem_of(type="explode", selector="#x") == 'its type "explode" is not known'
    assert problem_of(type="setText", content="a") == "it has no selector"
    assert problem_of(type="click") == "it has no selector"
    assert problem_of(type="setHtml", selector="#x", content={}) == "its content is not text"
    assert problem_of(type="setStyle", selector="#x", content="a") == "its content is not an object"
    assert problem_of(type="rearrange", selector="#x") == "its content is not an object"
    assert "without a number" in problem_of(type="setText", selector="a:eq(b)", content="a")
    assert actions.action_for({"id": "1"})[1] == "it has no data"
