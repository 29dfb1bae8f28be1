"""
Words that only a developer reads: of lines that are logged where debugging is on, and of errors
that a call with mistakes in it gets. Where there are two files they stand in the second. The first
has marks in their places, and static/bridge/words.js puts them in before a text goes to the page.

Which those are shows in the source: literals where a line is logged, such an error is raised, a
problem is noted or what an option takes is said, alone or in a sum; and what `words` of wording.py
is called with. Warnings that are always written stay in the first file, as do errors that are not
the site's own: of a visitor's consent or blocker, of a server, of a hook. A page that makes no
mistake does not load the second file for its words.
"""

import ast
import re

from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.flatten import IS_SAID

# A mark is no shorter.
_SHORTEST = 5
# A mark has two letters.
_MOST = 26 * 26
_LINES = ("info", "warn", "error")
_LOGGERS = ("logger", "_logger")
_LISTS = ("problems", "warnings", "clashes")
_CALLS = ("AlloyError", "CommandError", "ConfigError", "ValueError", "Either", "expected")
_OUTDATED = "outdated"
_MARKED = re.compile(r'"\\u007f((?:[^"\\]|\\.)*?)\\u007f"')
MARK = "\x7f"


def find(trees):
    """The ids of the constants that are such words."""
    return {id(part) for tree in trees for each in _said(tree) for part in _parts(each)}


def _said(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if _tells(node.func):
                yield from node.args
            yield from (each.value for each in node.keywords if each.arg == _OUTDATED)
        elif hasattr(node, IS_SAID):
            yield node


def _tells(function):
    if isinstance(function, ast.Name):
        return function.id in _CALLS
    if not isinstance(function, ast.Attribute):
        return False
    holder = getattr(function.value, "attr", None) or getattr(function.value, "id", "")
    if function.attr == "append":
        return holder in _LISTS
    return function.attr in _LINES and holder in _LOGGERS


def _parts(node):
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and len(node.value) >= _SHORTEST:
            yield node
    elif isinstance(node, ast.BinOp):
        yield from _parts(node.left)
        yield from _parts(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _parts(node.body)
        yield from _parts(node.orelse)


def taken_out(first, second):
    """Both texts of JavaScript, marks in the first; and the words, as literals."""
    codes = {}

    def code(match):
        number = codes.setdefault(match[1], len(codes))
        return f'"\\u007f{chr(97 + number // 26)}{chr(97 + number % 26)}"'

    first = _MARKED.sub(code, first)
    if len(codes) > _MOST:
        raise BuildError(f"{len(codes)} words stand in the second file, and marks of two letters "
                         f"tell {_MOST}: give them more letters, here and in bridge/words.js")
    return first, _MARKED.sub(r'"\1"', second), [f'"{each}"' for each in codes]
