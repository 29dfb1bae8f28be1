"""
Hypothesis strategies: what pages send and what servers answer, for tests of any of it.

    from hypothesis import given
    from alloy_web.testing import strategies

    @given(strategies.event_options())
    def test_every_event_is_taken(options): …

Needs the package hypothesis.
"""

from typing import Any

from hypothesis import strategies as st

from alloy_web.features.event.sorting import ARRAY, OBJECT, TEXT, XDM_ROOTS

NS = "https://ns.adobe.com/personalization/"

texts = st.text(st.characters(codec="utf-8"), max_size=20)
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,11}", fullmatch=True)
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | texts


def json_values(
    max_leaves: int = 10, keys: st.SearchStrategy[str] = names
) -> st.SearchStrategy[Any]:
    """Anything that JSON can say; `keys` are those of its objects."""
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=max_leaves,
    )


def json_objects() -> st.SearchStrategy[dict]:
    return st.dictionaries(names, json_values(), max_size=5)


def xdm() -> st.SearchStrategy[dict]:
    """XDM of an event: known roots, each of the shape that it has, and a tenant's."""
    shapes: dict[str, st.SearchStrategy] = {"eventType": texts.filter(bool)}
    for kind, shape in (
        (OBJECT, json_objects()), (ARRAY, st.lists(json_objects(), max_size=3)),
    ):
        for name in XDM_ROOTS[kind].split():
            shapes[name] = shape
    # Made by the SDK, checked by the edge, or of a form of their own.
    for name in ("identityMap", "implementationDetails", "environment", "device", "placeContext"):
        shapes.pop(name, None)
    assert "eventType" in XDM_ROOTS[TEXT]
    return st.fixed_dictionaries({}, optional=_few(shapes) | {"_acme": json_objects()})


def event_options() -> st.SearchStrategy[dict]:
    """Options of the command `event`."""
    return st.fixed_dictionaries({}, optional={
        "type": texts.filter(bool), "xdm": xdm(), "data": json_objects(),
    })


def send_event_options() -> st.SearchStrategy[dict]:
    """Options of the command `sendEvent`."""
    return st.fixed_dictionaries({}, optional={
        "type": texts.filter(bool), "xdm": xdm(), "data": json_objects(),
        "renderDecisions": st.booleans(),
    })


def items() -> st.SearchStrategy[dict]:
    """An item of a proposition: an action on the page, HTML or JSON for the page's own code."""
    action = st.fixed_dictionaries({
        "type": st.sampled_from([
            "setHtml", "setText", "appendHtml", "prependHtml", "insertBefore", "insertAfter",
            "replaceHtml", "remove", "click",
        ]),
        "selector": st.sampled_from(["#hero", "h1", "p > b", ".offer:eq(1)", "main"]),
        "content": texts,
    })
    content = st.fixed_dictionaries({"content": texts})
    return st.one_of(
        st.fixed_dictionaries({
            "id": names, "schema": st.just(NS + "dom-action"), "data": action,
        }),
        st.fixed_dictionaries({
            "id": names, "schema": st.sampled_from([NS + "html-content-item",
                                                    NS + "json-content-item"]),
            "data": content,
        }),
    )


def propositions() -> st.SearchStrategy[dict]:
    """A proposition for the page, for a view or for a scope of the page's own."""
    return st.builds(
        _proposition, names, st.sampled_from(["__view__", "cart", "hero"]), st.booleans(),
        st.sampled_from(["AJO", "TGT"]), st.lists(items(), min_size=1, max_size=4),
    )


def answers() -> st.SearchStrategy[dict]:
    """A server's whole answer to an event."""
    return st.builds(
        lambda given: {
            "requestId": "00000000-0000-4000-8000-000000000000",
            "handle": [{"type": "personalization:decisions", "payload": given, "eventIndex": 0}],
        },
        st.lists(propositions(), max_size=4),
    )


def _proposition(name, scope, is_view, provider, given):
    details: dict = {"decisionProvider": provider, "characteristics": {"eventToken": name}}
    if is_view and scope != "__view__":
        details["characteristics"]["scopeType"] = "view"
    return {"id": f"AT:{name}", "scope": scope, "scopeDetails": details, "items": given}


def _few(shapes):
    """Some of many roots are as good as all, and drawn sooner."""
    chosen = ("eventType", "web", "commerce", "productListItems", "search", "marketing", "order")
    return {name: shapes[name] for name in chosen if name in shapes}
