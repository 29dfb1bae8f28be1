"""
Words that only a developer reads: of the log's lines, and of errors that a call with mistakes in it
gets. Where there are two files they stand in the second, and the first has a mark in their place,
which the bridge puts them in for (static/bridge/words.js).

Which those are shows in the source: texts of this length, written where a line is logged, such an
error is made or a problem is named, alone or as part of a sum. Warnings that are always written stay
in the first file, as do errors that no mistake of the site's makers leads to: a visitor's blocker, a
server that fails. A site that makes no mistake never loads the second file for words.
"""

import ast
import re

_SHORTEST = 6
_LINES = ("info", "warn", "error")
_CALLS = ("CommandError", "ConfigError", "expected")
_MARKED = re.compile(r'"\\u007f((?:[^"\\]|\\.)*?)\\u007f"')
MARK = "\x7f"


def find(trees):
    """The ids of the constants that are such words."""
    found = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _tells(node.func):
                for each in node.args:
                    found |= {id(part) for part in _parts(each)}
    return found


def _tells(function):
    if isinstance(function, ast.Name):
        return function.id in _CALLS
    if not isinstance(function, ast.Attribute):
        return False
    holder = getattr(function.value, "attr", None) or getattr(function.value, "id", "")
    if function.attr == "append":
        return holder == "problems"
    return function.attr in _LINES and holder in ("logger", "_logger")


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
    return first, _MARKED.sub(r'"\1"', second), [f'"{each}"' for each in codes]
