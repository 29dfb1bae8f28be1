"""
What an offer does to the page, as steps a host can carry out: the decision half of rendering.

`plan` turns the item of a proposition into an action:

    {"selector": text                        "segments"?: what to look for, where the selector is
     "steps": [[verb, …], …]                              more than CSS (selectors.py)
     "prehide"?: selector hidden meanwhile   "once"?: id that an element gets this only once for
     "adopted"?: its name, where a server has carried it out (planning.py)
     "head"?: True, or the id as in "once": text content goes another way, and once, if the
              element is the HEAD (PERS-52)}

Steps are the verbs of the hosts: `["insert", where, html]`, `["text", text]`,
`["attributes", [[name, value]]]`, `["style", [[property, value, priority]]]`, `["image", url]`,
`["rearrange", from, to]`, `["remove"]`, `["collect"]`. Source: specification, PERS-50, PERS-51.
"""

from alloy_web.core.strings import IS_MICROPYTHON, is_blank, is_digits, word
from alloy_web.features.rendering import selectors
from alloy_web.wording import words

SELECTOR_TIMEOUT_MS = 5000

# Not carried out on the page, but noted: clicks on these elements are reported.
CLICK = "click"

# Applying these twice to one element would show their content twice.
_ONCE = ("insertAfter", "insertBefore", "prependHtml", "appendHtml", "rearrange")


def action_for(item, once=None):
    """
    `(action, None)` for an item that can be shown, else `(None, why not)`.

    `once` is an id: insertions are marked with it, so that they are not repeated on an element
    that survived a change of route (PERS-43, ALPHA-37).
    """
    data = item.get("data")
    if not isinstance(data, dict):
        return None, words("it has no data")
    kind = data.get("type")
    if not kind or not isinstance(kind, str):
        return None, words("it has no type")
    make = _STEPS.get(kind)
    if make is None:
        return None, words('its type "' + kind + '" is not known')
    selector = data.get("selector")
    if not selector or not isinstance(selector, str):
        return None, words("it has no selector")
    if kind == "customCode" and selector == "BODY > *:eq(0)":
        selector = "BODY"
    content = data.get("content")
    try:
        action = {"selector": selector, "steps": make(content)}
        segments = selectors.parse(selector)
    except ValueError as error:
        return None, str(error)
    if segments:
        action["segments"] = segments
    prehide = data.get("prehidingSelector")
    if prehide and isinstance(prehide, str):
        action["prehide"] = prehide
    if once is not None and kind in _ONCE:
        action["once"] = once
    if isinstance(content, str) and kind != "customCode" and not is_blank(content):
        action["head"] = True if once is None else once
    return action, None


def _html(where):
    return lambda content: [["insert", where, _text(content)]]


def _attributes(content):
    pairs = []
    for name in _names(_object(content)):
        pairs.append([name, word(content[name])])
    return [["attributes", pairs]]


def _styles(in_pixels=()):
    def make(content):
        priority = _object(content).get("priority") or ""
        pairs = []
        for name in _names(content):
            if name == "priority":
                continue
            value = word(content[name])
            if name in in_pixels and not value.endswith("px"):
                value += "px"
            pairs.append([name, value, priority])
        return [["style", pairs]]

    return make


def _names(content):
    """In the order of their author, who may mean a later one to overrule an earlier."""
    # MicroPython keeps no order; there a shorthand comes before what refines it.
    return sorted(content) if IS_MICROPYTHON else list(content)


def _rearrange(content):
    return [["rearrange", _index(_object(content).get("from")), _index(content.get("to"))]]


def _index(value):
    """The index that JavaScript reads a value as, or -1, where no child is."""
    index = -1
    if isinstance(value, str) and is_digits(value):
        index = int(value[:9])
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e9:
        index = int(value)
    return index if word(value) == str(index) else -1


def _text(content):
    if content is None:
        return ""
    if isinstance(content, (dict, list)):
        raise ValueError("its content is not text")
    return word(content)


def _object(content):
    if not isinstance(content, dict):
        raise ValueError("its content is not an object")
    return content


_STEPS = {
    "setHtml": _html("all"),
    "appendHtml": _html("append"),
    "prependHtml": _html("prepend"),
    "customCode": _html("prepend"),
    "insertBefore": _html("before"),
    "insertAfter": _html("after"),
    "replaceHtml": lambda content: [["insert", "before", _text(content)], ["remove"]],
    "setText": lambda content: [["text", _text(content)]],
    "setAttribute": _attributes,
    "setImageSource": lambda content: [["image", _text(content)]],
    "setStyle": _styles(),
    "move": _styles(in_pixels=("left", "top")),
    "resize": _styles(in_pixels=("width", "height")),
    "rearrange": _rearrange,
    "remove": lambda content: [["remove"]],
    "collectInteractions": lambda content: [["collect"]],
    CLICK: lambda content: [],
}
