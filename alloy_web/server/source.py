"""
The text of a page, and where its elements stand in it: an offer changes the text of the element
that it is for, and every other letter of the page stays as the site wrote it.

Which place is an element's, only a parser can tell. So each ` id=` in the text gets a mark with a
number before it is parsed: an element of the tree that has such a mark is the one that stands in
the text where the mark does, whatever scripts, comments and attributes hold. Nobody can guess the
mark's name, and none of them goes out.
"""

import html
import re

from selectolax.lexbor import LexborHTMLParser

from alloy_web.server.head import (
    DIGITS,
    MARK,
    MOST_ENDS,
    NUMBER,
    START,
    parsed,
    place_of_script,
    with_places_for_script,
    without,
)

# In the text without quotes, which would end the attribute's value where an ` id=` is part of one.
_QUOTED = START + b'"'
# An attribute whose value has not begun.
_NO_VALUE = re.compile(rb"=\s+id=")
_MAY_BE_OPEN = frozenset((b"=", b" ", b"\t", b"\n", b"\r", b"\f"))

# Text in these loses a first line break when it is read.
_LOSES_LINE = re.compile("<(?:pre|textarea|listing)")

# An element with more in it is no place for an offer, but half a page.
_MOST_BYTES = 20_000

_ATTRIBUTE = rb"""\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_TAG = re.compile(
    rb"<!--(?!>|->).*?-->|<(?P<closes>/?)(?P<name>[a-z][a-z0-9-]*)(?:%s)*\s*/?>|<" % _ATTRIBUTE,
    re.IGNORECASE | re.DOTALL,
)
_HAS_NO_END = frozenset((
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta",
    b"source", b"track", b"wbr",
))
# What stands in these is read by other rules.
_OTHER_RULES = frozenset((
    b"script", b"style", b"title", b"textarea", b"xmp", b"iframe", b"noembed", b"noframes",
    b"noscript", b"plaintext", b"template", b"svg", b"math", b"select",
))


class _Untraceable(Exception):
    """An element whose place in the text is not known for sure."""


class Source:
    """
    `text` is UTF-8, `tree` the page's; elements of it are for `change`. `has_sure_head`: has
    `read_head` found where its head ends?
    """

    # The marked text is kept in pieces, every second one a mark, so that a change is one of few
    # bytes, and where nothing changes the marks are gone by leaving them out. What changes comes
    # into the first of its pieces, the others are empty then. A place is the number of a piece, and
    # where in it.

    def __init__(self, text: bytes, has_sure_head: bool):
        self._pieces = _marked(with_places_for_script(text, 1 if has_sure_head else MOST_ENDS))
        # Those between the marks that have marks in them: changes, and places for the script.
        self._mixed = {
            2 * number for number, piece in enumerate(self._pieces[::2]) if START in piece
        }
        self.tree = parsed(b"".join(self._pieces))
        self._place_of_script = place_of_script(self.tree)

    def has_place_for_script(self) -> bool:
        """Is the end of the head in the tree where the text seems to have it?"""
        return bool(self._place_of_script)

    def change(self, works: list) -> bool:
        """
        Carry these out (actions.py), on the tree and in the text alike. False where their places
        are not known for sure, and then nothing has changed.
        """
        try:
            places = [self._place(work, self._around_first) for work in works]
        except _Untraceable:
            return False
        for number, work in enumerate(works):
            # Those before may have moved it.
            place = self._place(work, self._around) if number else places[0]
            work.do()
            if place is not None:
                self._replace(place.start, place.size, place.written())
        return True

    def finish(self, script: str) -> str:
        """The page, with this script, a whole element, at the end of its head."""
        pieces = list(self._pieces)
        pieces[1::2] = [mark and b" id=" for mark in pieces[1::2]]
        ours = script.encode()
        for number in self._mixed:
            before, place, behind = pieces[number].partition(self._place_of_script)
            pieces[number] = without(before) + (ours + without(behind) if place else b"")
        return _text(b"".join(pieces))

    # ---- Elements in the text

    def _place(self, work, around):
        """None where it is in the page no more: a work before has removed it."""
        element = work.element
        while MARK not in element.attributes:
            if element.parent is None or not element.parent.is_element_node:
                if element.tag == "html":
                    raise _Untraceable
                return None
            element = element.parent
        found = around(element)
        if found is None:
            return None
        start, size = found
        if not work.is_around or element.mem_id != work.element.mem_id:
            return _Place(element, start, size)
        following = _next_element(element) if work.is_behind else element.next
        return _Beside(element, following, start, self._with_text(element, following, start, size))

    def _around(self, element):
        """Where it stands in the text that is written by now, and its size; None: nowhere."""
        return self._found(element, _plain(element.html))

    def _around_first(self, element):
        """As `_around`, where the site has written it: is it what the parser has read there?"""
        written = element.html
        if len(written) > _MOST_BYTES or _LOSES_LINE.search(written):
            raise _Untraceable
        plain = _plain(written)
        found = self._found(element, plain)
        if not found:
            raise _Untraceable
        piece = self._from(*found)
        if piece != plain:
            alone = LexborHTMLParser(piece, is_fragment=True, scripting=True).root
            if alone is None or alone.next is not None or alone.html != written:
                raise _Untraceable
        return found

    def _found(self, element, plain):
        start = self._start(element.attributes[MARK])
        if start is None:
            return None
        if self._from(start, len(plain)) == plain:
            return start, len(plain)
        return start, self._size_of_element(start)

    def _size_of_element(self, start):
        """Where each element in it, and so itself, is closed by a tag of its own."""
        open_ones: list[bytes] = []
        for tag in _TAG.finditer(self._from(start, 2 * _MOST_BYTES)):
            name = (tag["name"] or b"").lower()
            if tag[0] == b"<" or name in _OTHER_RULES:
                break
            if tag["closes"]:
                if not open_ones or open_ones.pop() != name:
                    break
            elif name and name not in _HAS_NO_END:
                open_ones.append(name)
            if not open_ones:
                return tag.end()
        raise _Untraceable

    def _with_text(self, element, following, start, size):
        """What is put behind an element stands behind the text that follows it, too."""
        between = _nodes(element.next, following)
        if not between:
            return size
        expected = "".join([node.text_content for node in between if node.is_text_node])
        # References are longer than their letters, but hardly so much.
        text = self._from(start, size + 40 * len(expected) + 1)
        end = text.find(b"<", size)
        is_all = all(node.is_text_node for node in between)
        if end < 0 or not is_all or html.unescape(_text(text[size:end])) != expected:
            raise _Untraceable
        return end

    # ---- The pieces

    def _start(self, mark):
        """The place of the tag that has this mark; None: nowhere."""
        number, at = 2 * int(mark) + 1, 0
        if not self._pieces[number]:
            while number and not self._pieces[number]:
                number -= 1
            at = self._pieces[number].find(START + mark.encode() + b" id=")
            if at < 0:
                return None
        at = self._pieces[number].rfind(b"<", 0, at)
        while at < 0 < number:
            number -= 1
            at = self._pieces[number].rfind(b"<")
        return number, at

    def _from(self, start, size):
        """So many bytes from a place on, or what there is."""
        number, at = start
        found = [self._pieces[number][at:at + size]]
        size -= len(found[0])
        while size > 0 and number + 1 < len(self._pieces):
            number += 1
            found.append(self._pieces[number][:size])
            size -= len(found[-1])
        return b"".join(found)

    def _replace(self, start, size, written):
        first, at = start
        last, end = first, at + size
        while end > len(self._pieces[last]):
            end -= len(self._pieces[last])
            last += 1
        rest = self._pieces[last][end:]
        self._pieces[first + 1:last + 1] = [b""] * (last - first)
        self._pieces[first] = self._pieces[first][:at] + written + rest
        self._mixed.add(first)


class _Place:
    """Where in the text an element stands that changes by itself."""

    def __init__(self, element, start, size):
        self._element = element
        self.start = start
        self.size = size

    def written(self) -> bytes:
        return _plain(self._element.html)


class _Beside(_Place):
    """Where something comes or goes beside an element: from it to what is `following`."""

    def __init__(self, element, following, start, size):
        super().__init__(element, start, size)
        self._parent = element.parent
        self._before = element.prev
        self._following = following

    def written(self):
        first = self._parent.first_child if self._before is None else self._before.next
        return _plain("".join([node.html for node in _nodes(first, self._following)]))


def without_marks(written: str) -> str:
    """Of a tree of a `Source`, as it is written again."""
    return _text(without(_plain(written)))


def _marked(text):
    """The text in pieces, every second one a mark."""
    parts = text.split(b" id=")
    is_open = {part[-1:] for part in parts} & _MAY_BE_OPEN and _NO_VALUE.search(text)
    if is_open or len(parts) > 10**DIGITS:
        # A mark would become the value; or there are too many.
        return [text]
    pieces = [b""] * (2 * len(parts) - 1)
    pieces[::2] = parts
    mark = START + NUMBER + b" id="
    pieces[1::2] = [mark % number for number in range(len(parts) - 1)]
    return pieces


def _plain(written):
    first, *others = written.encode("utf-8", "surrogatepass").split(_QUOTED)
    return first + b"".join([START + each[:DIGITS] + each[DIGITS + 1:] for each in others])


def _text(written):
    return written.decode("utf-8", "surrogatepass")


def _nodes(first, end):
    """Siblings from the first on; `end`, where it is one, is not among them."""
    found = []
    while first is not None and (end is None or first.mem_id != end.mem_id):
        found.append(first)
        first = first.next
    return found


def _next_element(element):
    node = element.next
    while node is not None and not node.is_element_node:
        node = node.next
    return node
