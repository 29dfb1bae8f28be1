"""
Selectors as browsers take them, on a tree of Beautiful Soup's.

Soup Sieve, which finds the elements, knows words that no browser knows, and lacks some that all of
them know. What a browser refuses is refused here, by a ValueError that says what is wrong.
"""

import re

# Soup Sieve's own.
_ONLY_HERE = ("contains", "-soup-contains", "-soup-contains-own", "matches", "any", "host-context")
# Known to browsers, and never so on a page in which nothing happens.
_NEVER = (
    "autofill", "focus-visible", "fullscreen", "modal", "open", "picture-in-picture",
    "popover-open", "state", "user-valid",
)
# What these say only a browser can know.
_UNKNOWABLE = ("valid", "invalid")
_CLOSING = {"(": ")", "[": "]"}

_WORDS = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<escape>\\.)|(?P<comment>/\*.*?\*/)"""
    r"""|(?P<element>::(?:[\w-]+)(?:\([^)]*\))?)|(?P<pseudo>:[\w-]+\(?)|(?P<unequal>!=)"""
    r"""|(?P<prefix>[\w-]+\|(?!=))|(?P<other>.)""",
    re.DOTALL,
)


def select(scope, css: str) -> list:
    """The elements inside of `scope` that match, in their order; ValueError as a browser's."""
    text = _readable(css)
    try:
        return list(scope.select(text))
    except Exception as error:
        if type(error).__name__ != "SelectorSyntaxError":
            raise
        raise ValueError(_refused(css, str(error).partition("\n")[0]))


def matches(element, css: str) -> bool:
    """Does the element match? No, where a browser would refuse the selector."""
    try:
        return bool(element.css.match(_readable(css)))
    except Exception:
        return False


def _readable(css):
    """The selector for Soup Sieve."""
    written = []
    for word in _WORDS.finditer(_closed(css)):
        kind, text = word.lastgroup, word.group()
        if kind == "element":
            # It is valid, and stands for what is no element.
            text = ":not(*)"
        elif kind == "pseudo":
            text = _pseudo(css, text)
        elif kind == "unequal":
            raise ValueError(_refused(css, "CSS has no !="))
        elif kind == "prefix":
            raise ValueError(_refused(css, f"no namespace {text[:-1]} is declared"))
        written.append(text)
    return "".join(written)


def _pseudo(css, text):
    name = text.strip(":(").lower()
    if name in _ONLY_HERE:
        raise ValueError(_refused(css, f":{name} is not CSS"))
    if name in _UNKNOWABLE:
        raise ValueError(f'what "{css}" matches only a browser can tell, for :{name}')
    if name in _NEVER:
        return ":not(" if text.endswith("(") and name == "state" else ":not(*)"
    return text


def _closed(css):
    """What is open at its end a browser closes."""
    open_ones: list[str] = []
    quote, is_escaped = "", False
    for char in css:
        if is_escaped:
            is_escaped = False
        elif char == "\\":
            is_escaped = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in _CLOSING:
            open_ones.append(char)
        elif open_ones and char == _CLOSING[open_ones[-1]]:
            open_ones.pop()
    return css + quote + "".join(_CLOSING[each] for each in reversed(open_ones))


def _refused(css, why):
    return f'"{css}" is no selector that a browser takes: {why}'
