"""
Offers on elements of HTML: what features/rendering/actions.py plans, done as the page's SDK would.

Where a server cannot know what a page would do, it does nothing, and the page's SDK does it: offers
with scripts, text where it may be markup. docs/servers.md has the table.
"""

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

MARK = "data-adobe-proposition-ids"
ADOPTED = "data-alloy-adopted"

# Text in these is no markup, and could end them.
_RAW = frozenset((
    "script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext", "textarea",
    "title", "template", "select", "table", "tbody", "thead", "tfoot", "tr", "colgroup", "html",
    "svg", "math",
))
_RUNS = re.compile(r"|module|(?:text|application)/(?:java|ecma)script", re.IGNORECASE)

_ATTRIBUTE = re.compile(r"[A-Za-z_][\w.:-]*")
_ID = re.compile(r"[\s\"'/]id\s*=", re.IGNORECASE)


class LeftToPage(Exception):
    """What only the page can do, for the reason in the text."""


class Work:
    """One action on one element: `check` raises LeftToPage, `do` changes the page."""

    def __init__(self, element: LexborNode, action: dict, name: str, nonce: str):
        self.element: Any = element
        self._name = name
        self._nonce = nonce
        self._once = action.get("once")
        self._steps = action["steps"]
        # The HTML to be put in, as `check` has read it.
        self._offered: Any = None
        # Does something come or go beside the element, or even behind what follows it?
        self.is_behind = any(step[:2] == ["insert", "after"] for step in self._steps)
        self.is_around = self.is_behind or any(
            step[0] == "remove" or step[:2] == ["insert", "before"] for step in self._steps
        )
        if action.get("head") and element.tag == "head":
            # Text content for the HEAD is markup. Source: specification, PERS-52.
            found = [step for step in self._steps if step[0] in ("insert", "text", "image")]
            if found:
                self._steps = [["insert", "head", found[0][-1]]]
                self._once = None if action["head"] is True else action["head"]

    def check(self):
        try:
            for text in (self._name, *(self._once or ())):
                text.encode()
            for verb, *arguments in self._steps:
                self._check(verb, *arguments)
        except UnicodeEncodeError as error:
            raise LeftToPage("it has half a letter (a lone surrogate)") from error

    def _check(self, verb, *arguments):
        element = self.element
        if verb == "insert":
            self._check_insert(*arguments)
        elif verb == "text":
            arguments[0].encode()
            if element.tag in _RAW or element.tag == "head":
                raise LeftToPage(f"text in <{element.tag}> may be no text")
        elif verb == "attributes":
            for name, value in arguments[0]:
                _must_be_harmless(element, name)
                value.encode()
        elif verb == "style":
            "".join([text or "" for pair in arguments[0] for text in pair]).encode()
        elif verb == "image":
            arguments[0].encode()
            if element.tag != "img":
                raise LeftToPage("it is no image")
        elif verb == "rearrange":
            self._pair(*arguments)
        elif verb == "remove" and element.tag in ("html", "head", "body"):
            raise LeftToPage("a page without it cannot be shown")

    def _check_insert(self, where, html):
        html.encode()
        element = self.element
        around = element.parent if where in ("before", "after") else element
        is_head = where == "head" and element.tag == "head"
        if around is None or not around.is_element_node:
            raise LeftToPage("it has no place around the element")
        if around.tag in _RAW or (around.tag == "head" and not is_head):
            raise LeftToPage(f"a <{around.tag}> takes no other HTML")
        self._offered = LexborHTMLParser(html, is_fragment=True, scripting=True)
        lowered = html.lower()
        if "<template" in lowered and self._offered.css_first("template"):
            # The parser forgets what is in it when it is put somewhere.
            raise LeftToPage("it has a template")
        if "<script" in lowered:
            _must_not_run(self._offered)
        _must_stay(around, self._offered.html or "")

    def may_change_ids(self) -> bool:
        """May elements with an id come or go?"""
        for verb, *arguments in self._steps:
            if verb == "insert" and _ID.search(arguments[1]):
                return True
            if verb == "attributes" and any(name.lower() == "id" for name, _ in arguments[0]):
                return True
            where = arguments[0] if verb == "insert" else verb
            is_emptied = where in ("all", "text", "rearrange")
            if is_emptied and ' id="' in (self.element.inner_html or ""):
                return True
            if verb == "remove":
                return True
        return False

    def do(self):
        for verb, *arguments in self._steps:
            getattr(self, "_" + verb)(*arguments)
        if self._once:
            _add_word(self.element, ADOPTED, " ", "@" + self._name)
            marks = set((self.element.attributes.get(MARK) or "").split(","))
            self.element.attrs[MARK] = ",".join(sorted(marks | {self._once[0]}))

    def _changed(self, element):
        _add_word(element, ADOPTED, " ", self._name)

    # ---- Steps

    def _insert(self, where, html):
        element = self.element
        is_inside = where in ("all", "append", "head")
        for style in self._offered.css("style") if self._nonce else ():
            style.attrs["nonce"] = self._nonce
        nodes = _nodes(self._offered)
        if where == "head":
            nodes = [node for node in nodes if node.tag in ("script", "link", "style")]
        for node in nodes:
            if node.is_element_node and (self._once or not is_inside):
                # Clicks on what is put beside something belong to that itself.
                _add_word(node, ADOPTED, " ", ("+" if is_inside else "") + self._name)
        if where == "all":
            element.inner_html = ""
        if is_inside:
            self._changed(element)
        anchor = None
        if where == "prepend":
            anchor = _first_element(element)
        elif where == "before":
            anchor = element
        elif where == "after":
            anchor = _next_element(element)
        parent = element.parent if where in ("before", "after") else element
        for node in nodes:
            if anchor is not None:
                anchor.insert_before(node)
            else:
                parent.insert_child(node)

    def _text(self, text):
        self.element.inner_html = ""
        self.element.insert_child(text)
        self._changed(self.element)

    def _attributes(self, pairs):
        for name, value in pairs:
            self.element.attrs[name] = value
        self._changed(self.element)

    def _style(self, pairs):
        written = (self.element.attributes.get("style") or "").strip()
        if written and not written.endswith(";"):
            written += ";"
        for name, value, priority in pairs:
            written += f" {name}: {value}{f' !{priority}' if priority else ''};"
        self.element.attrs["style"] = written.strip()
        self._changed(self.element)

    def _image(self, url):
        self.element.attrs["src"] = url
        self._changed(self.element)

    def _rearrange(self, start, end):
        moved, target = self._pair(start, end)
        self._changed(moved)
        self._changed(target)
        if start < end:
            target.insert_after(moved, move=True)
        else:
            target.insert_before(moved, move=True)

    def _pair(self, start, end):
        children = [each for each in self.element.iter() if each.is_element_node]
        if min(start, end) < 0 or max(start, end) >= len(children) or start == end:
            raise LeftToPage("there are no such children")
        return children[start], children[end]

    def _remove(self):
        self.element.decompose()

    def _collect(self):
        self._changed(self.element)


def _nodes(offered):
    """The nodes of an offer, as `innerHTML` makes them."""
    nodes = []
    # The fragment's first node stands for all of them.
    node: Any = offered.root
    while node is not None:
        nodes.append(node)
        node = node.next
    return nodes


def _must_not_run(offered):
    """A script would run where it stands, before the elements that follow it are there."""
    for script in offered.css("script"):
        if _RUNS.fullmatch((script.attributes.get("type") or "").strip()):
            raise LeftToPage("it has a script")


def _must_stay(around, written):
    """
    In a page HTML is put in as it is by itself; out of a text it is read in its place, where it may
    end what stands around it, or be refused: a heading in a paragraph, a link in a link.
    """
    tags: list[str] = []
    while around.is_element_node and around.tag not in ("head", "body", "html"):
        tags.append(around.tag)
        around = around.parent
    text = "".join([f"<{tag}>" for tag in reversed(tags)]) + written + "".join(
        [f"</{tag}>" for tag in tags]
    )
    if (LexborHTMLParser(text, is_fragment=True, scripting=True).html or "") != text:
        raise LeftToPage("it would be read otherwise in its place")


def _must_be_harmless(element, name):
    if not _ATTRIBUTE.fullmatch(name):
        raise LeftToPage(f"no attribute can be called {name!r}")
    if element.tag in ("script", "iframe", "object", "embed", "meta", "base", "link"):
        raise LeftToPage(f"attributes of <{element.tag}> are the page's to change")


def _add_word(element, attribute, separator, word):
    words = (element.attributes.get(attribute) or "").split(separator)
    if word not in words:
        element.attrs[attribute] = separator.join([*filter(None, words), word])


def _first_element(element):
    return next((each for each in element.iter() if each.is_element_node), None)


def _next_element(element):
    node = element.next
    while node is not None and not node.is_element_node:
        node = node.next
    return node
