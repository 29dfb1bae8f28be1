"""
Marks in the text of a page, and where its head ends: the place for the script of the hand-over. The
parser says whether that is the end; in front of each one that the text seems to have, it finds an
element that is gone before the page goes out.
"""

import re
import secrets
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

MARK = "data-" + secrets.token_hex(8)
START = f" {MARK}=".encode()
# Of one length, so that they are quickly gone again.
NUMBER = b"%06d"
DIGITS = 6

# Here a head ends, whatever is behind it.
_SURE_END = re.compile(
    r"</head(?:[ \t\n\r\f]*>[ \t\n\r\f]*(<body[ \t\n\r\f>]))?", re.IGNORECASE | re.ASCII
)
# Where a head may end, which need not have an end tag; the first ones may stand in scripts of it.
_ENDS_OF_HEAD = (re.compile(rb"</head", re.IGNORECASE), re.compile(rb"<body", re.IGNORECASE))
MOST_ENDS = 5
# In a script of the site it is text, and does not end it.
_PLACE = b"<meta%send%%03d>" % START
_PLACES = re.compile(rb"(?:<|&lt;)meta%send\d{3}(?:>|&gt;)" % START)


# The parser's time grows with the square of it; browsers stop at 512.
_DEEPEST = 500
_BLOCK = 2048
_UNCLOSED = (
    b"/>", b"<!", b"<br", b"<img", b"<input", b"<li", b"<p>", b"<p ", b"<td", b"<tr", b"<th",
    b"<option", b"<meta", b"<link", b"<hr", b"<dt", b"<dd", b"<source", b"<wbr", b"<col",
)


def is_deep(lowered: bytes) -> bool:
    """May elements stand in each other deeper than a browser takes? Of a text in lower case."""
    return _is_deep(lowered, ()) and _is_deep(lowered, _UNCLOSED)


def _is_deep(lowered, unclosed):
    """
    By counting, block by block, what opens and what closes; `unclosed` are starts of tags that
    nothing closes.
    """
    depth = 0
    for start in range(0, len(lowered), _BLOCK):
        end = start + _BLOCK
        depth += lowered.count(b"<", start, end) - 2 * lowered.count(b"</", start, end)
        for tag in unclosed:
            depth -= lowered.count(tag, start, end)
        depth = max(depth, 0)
        if depth > _DEEPEST:
            return True
    return False


def read_head(text: str) -> tuple[Any, int | None]:
    """
    A tree of the page as far as its head goes, and where it ends: nothing behind that changes it.
    `(None, None)` where nobody can tell before the whole page is read.
    """
    first = _SURE_END.search(text)
    if first is None or not first.group(1):
        return None, None
    head = text[:first.start()].encode("utf-8", "surrogatepass")
    if is_deep(head.lower()):
        return None, None
    tree = parsed(head + _PLACE % 0)
    return (tree, first.start()) if place_of_script(tree) else (None, None)


def parsed(text: bytes) -> Any:
    """The tree of a page."""
    return LexborHTMLParser(text.removeprefix(b"\xef\xbb\xbf"), scripting=True)


def with_places_for_script(text, most):
    for pattern in _ENDS_OF_HEAD:
        places = [found.start() for found in islice(pattern.finditer(text), most)]
        if places:
            break
    # From the last to the first, so that those before stay where they are.
    for number, place in reversed(list(enumerate(places))):
        text = text[:place] + _PLACE % number + text[place:]
    return text


def place_of_script(tree):
    """The text of the place for the script that a head ends with, or b""."""
    last = tree.head.last_child if tree.head is not None else None
    mark = last.attributes.get(MARK) if last is not None and last.is_element_node else None
    return b"<meta%s%s>" % (START, mark.encode()) if mark and mark.startswith("end") else b""


def drop_places(tree: Any):
    """Take the places for the script out of a tree."""
    for element in tree.css(f"meta[{MARK}^=end]"):
        element.decompose()


def without(text):
    if START + b"end" in text:
        text = _PLACES.sub(b"", text)
    first, *others = text.split(START)
    return first + b"".join([other[DIGITS:] for other in others])
