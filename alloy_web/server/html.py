"""
Offers put into HTML: parsed as a browser does, changed, and written again.

Where a server cannot know what a page would do, it does nothing, and the page's SDK does it: offers
with scripts, selectors that depend on what a visitor does, shadow roots, elements that are not
there. docs/servers.md has the table.
"""

import json
import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

MARK = "data-adobe-proposition-ids"
ADOPTED = "data-alloy-adopted"

_DOCTYPE = re.compile(r"\ufeff?(?:\s|<!--.*?-->)*(<!doctype[^>]*>)", re.IGNORECASE | re.DOTALL)
_WRITTEN_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>")

# What cannot be written again so that a browser reads the same.
_UNWRITABLE = ("<plaintext", "<frameset")
# Where text may come to mean something else when it is written and read again.
_FOREIGN = ("<svg", "<math")

# Text in these is no markup, and could end them.
_RAW = frozenset((
    "script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext", "textarea",
    "title", "template", "select", "table", "tbody", "thead", "tfoot", "tr", "colgroup", "html",
    "svg", "math",
))
# A first line break in these is read as none.
_LOSES_LINE = "pre, textarea, listing"
_MAY_LOSE_LINE = ("<pre", "<textarea", "<listing")

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

_RUNS = re.compile(r"|module|(?:text|application)/(?:java|ecma)script", re.IGNORECASE)

# Words of selectors that mean the same here and in a browser.
_PSEUDO = re.compile(r":([\w-]*)")
_KNOWN_PSEUDO = frozenset((
    "first-child", "last-child", "only-child", "nth-child", "nth-last-child", "first-of-type",
    "last-of-type", "only-of-type", "nth-of-type", "nth-last-of-type", "not", "is", "where",
    "empty", "root",
))
# Quotes and escapes aside, for these a colon or a bar may stand in a text.
_PLAIN_SELECTOR = re.compile(r"[^\\|:]*")
_QUOTED = re.compile(r"\"[^\"\\]*\"|'[^'\\]*'")


class Unreadable(Exception):
    """The HTML is left as it is, for the reason in the text."""


class LeftToPage(Exception):
    """What only the page can do, for the reason in the text."""


class Page:
    """
    Raises `Unreadable`. `nonce` is that of the answer's security policy, for styles and the script.
    """

    # What is looked for in the text first costs a look at each element only where it may be there.

    def __init__(self, text: str, nonce: str = ""):
        lowered = text.lower()
        start = lowered[:2000]
        if "<html" not in start and "<!doctype" not in start:
            raise Unreadable("it is a part of a page")
        if _has(lowered, _UNWRITABLE):
            raise Unreadable("it has a <plaintext> or <frameset>")
        doctype = _DOCTYPE.match(text)
        self._doctype = doctype.group(1) if doctype else ""
        self.nonce = nonce
        # By it a browser may know the encoding.
        self._start = "\ufeff" if text.startswith("\ufeff") else ""
        self._tree = _read(text.removeprefix("\ufeff"), lowered)
        if self._tree.head is None or self._tree.body is None:
            raise Unreadable("it has no head or no body")
        for charset in self._charsets() if "charset" in lowered else ():
            if charset.lower() not in ("utf-8", "utf8"):
                raise Unreadable(f"it says that its text is {charset}")
        if _has(lowered, _FOREIGN):
            written = self._tree.html
            if _read(written, written.lower()).html != written:
                raise Unreadable("it means something else when it is written again")
        # Nobody but us says what is adopted.
        for element in self._tree.css(f"[{ADOPTED}]") if ADOPTED in lowered else ():
            del element.attrs[ADOPTED]

    def policies(self) -> list[str]:
        """The content security policies that the page itself has."""
        return [
            element.attributes.get("content") or ""
            for element in self._tree.head.css("meta[http-equiv]")
            if (element.attributes.get("http-equiv") or "").lower() == "content-security-policy"
        ]

    def _charsets(self):
        for element in self._tree.css("meta"):
            if element.attributes.get("charset"):
                yield element.attributes["charset"]
            if (element.attributes.get("http-equiv") or "").lower() == "content-type":
                yield from _CHARSET.findall(element.attributes.get("content") or "")

    def carry_out(self, action: dict, name: str):
        """
        One action of features/rendering/actions.py; its elements are marked with `name`.

        Raises LeftToPage, and then nothing has changed.
        """
        elements = self._select(action)
        if not elements:
            raise LeftToPage(f"no element matches {action['selector']}")
        try:
            json.dumps([action, name], ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise LeftToPage("it has half a letter (a lone surrogate)") from error
        works = [_Work(element, action, name, self.nonce) for element in elements]
        for work in works:
            work.check()
        for work in works:
            work.do()

    def finish(self, script: str) -> str:
        """The page as text, with this script at the end of its head."""
        made: Any = LexborHTMLParser("<script></script>", is_fragment=True)
        element = made.css_first("script")
        if self.nonce:
            element.attrs["nonce"] = self.nonce
        element.insert_child(script)
        self._tree.head.insert_child(element)
        text = self._tree.html
        if self._doctype:
            text = _WRITTEN_DOCTYPE.sub(lambda found: self._doctype, text, count=1)
        return self._start + text

    # ---- Finding

    def _select(self, action) -> list[LexborNode]:
        segments = action.get("segments") or [[action["selector"], None, False]]
        scope, found = None, []
        for css, index, enters in segments:
            if enters:
                raise LeftToPage("it is in a shadow root")
            _must_mean_the_same(css)
            if scope is not None and re.search(r"[\s>+~]", css):
                raise LeftToPage("its selector has steps after :eq")
            try:
                found = (scope or self._tree).css(css)
            except Exception as error:
                raise LeftToPage(f"no selector that is known here: {css}") from error
            if scope is not None:
                found = [each for each in found if each.mem_id != scope.mem_id]
            if index is not None:
                found = found[index:index + 1]
            if not found:
                return []
            scope = found[0]
        return found


def _must_mean_the_same(css):
    plain = _QUOTED.sub("", css)
    for word in _PSEUDO.findall(plain):
        if word.lower() not in _KNOWN_PSEUDO:
            raise LeftToPage(f"what :{word} is only a browser knows")
    if "\\" in plain or "|" in plain.replace("|=", ""):
        raise LeftToPage("its selector has escapes or namespaces")


def _has(lowered, starts):
    return any(start in lowered for start in starts)


def _read(text, lowered) -> Any:
    """
    The tree of a page; what stands in it is what is to be written. The types of selectolax leave
    open what is there in any tree of a whole page.
    """
    tree: Any = LexborHTMLParser(text, scripting=True)
    for element in tree.css(_LOSES_LINE) if _has(lowered, _MAY_LOSE_LINE) else ():
        first = element.first_child
        is_line = first is not None and first.is_text_node and first.text_content.startswith("\n")
        if is_line and not _is_foreign(element):
            first.insert_before("\n")
    return tree


def _is_foreign(element):
    around = element.parent
    while around is not None:
        if around.tag in ("svg", "math"):
            return True
        around = around.parent
    return False


class _Work:
    """One action on one element: `check` raises LeftToPage, `do` changes the page."""

    def __init__(self, element: LexborNode, action: dict, name: str, nonce: str):
        self._element: Any = element
        self._name = name
        self._nonce = nonce
        self._once = action.get("once")
        self._steps = action["steps"]
        if action.get("head") and element.tag == "head":
            # Text content for the HEAD is markup. Source: specification, PERS-52.
            found = [step for step in self._steps if step[0] in ("insert", "text", "image")]
            if found:
                self._steps = [["insert", "head", found[0][-1]]]
                self._once = None if action["head"] is True else action["head"]

    def check(self):
        element = self._element
        for verb, *arguments in self._steps:
            if verb == "insert":
                where, html = arguments
                around = element.parent if where in ("before", "after") else element
                is_head = where == "head" and element.tag == "head"
                if around is None or not around.is_element_node:
                    raise LeftToPage("it has no place around the element")
                if around.tag in _RAW or (around.tag == "head" and not is_head):
                    raise LeftToPage(f"a <{around.tag}> takes no other HTML")
                _must_not_run(html)
            elif verb == "text" and (element.tag in _RAW or element.tag == "head"):
                raise LeftToPage(f"text in <{element.tag}> may be no text")
            elif verb == "attributes":
                for name, _ in arguments[0]:
                    _must_be_harmless(element, name)
            elif verb == "image" and element.tag != "img":
                raise LeftToPage("it is no image")
            elif verb == "rearrange":
                self._pair(*arguments)
            elif verb == "remove" and element.tag in ("html", "head", "body"):
                raise LeftToPage("a page without it is none")

    def do(self):
        for verb, *arguments in self._steps:
            getattr(self, "_" + verb)(*arguments)
        if self._once:
            _add_word(self._element, ADOPTED, " ", "@" + self._name)
            marks = set((self._element.attributes.get(MARK) or "").split(","))
            self._element.attrs[MARK] = ",".join(sorted(marks | {self._once[0]}))

    def _changed(self, element):
        _add_word(element, ADOPTED, " ", self._name)

    # ---- Steps

    def _insert(self, where, html):
        element = self._element
        is_inside = where in ("all", "append", "head")
        nodes = _parsed(html, self._nonce)
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
        self._element.inner_html = ""
        self._element.insert_child(text)
        self._changed(self._element)

    def _attributes(self, pairs):
        for name, value in pairs:
            self._element.attrs[name] = value
        self._changed(self._element)

    def _style(self, pairs):
        written = (self._element.attributes.get("style") or "").strip()
        if written and not written.endswith(";"):
            written += ";"
        for name, value, priority in pairs:
            written += f" {name}: {value}{f' !{priority}' if priority else ''};"
        self._element.attrs["style"] = written.strip()
        self._changed(self._element)

    def _image(self, url):
        self._element.attrs["src"] = url
        self._changed(self._element)

    def _rearrange(self, start, end):
        moved, target = self._pair(start, end)
        self._changed(moved)
        self._changed(target)
        if start < end:
            target.insert_after(moved, move=True)
        else:
            target.insert_before(moved, move=True)

    def _pair(self, start, end):
        children = [each for each in self._element.iter() if each.is_element_node]
        if min(start, end) < 0 or max(start, end) >= len(children) or start == end:
            raise LeftToPage("there are no such children")
        return children[start], children[end]

    def _remove(self):
        self._element.decompose()

    def _collect(self):
        self._changed(self._element)


def _parsed(html, nonce):
    """The nodes of an offer, as `innerHTML` makes them."""
    tree = LexborHTMLParser(html, is_fragment=True, scripting=True)
    if tree.root is None:
        return []
    nodes = []
    # The fragment's first node stands for all of them.
    node: Any = tree.root
    while node is not None:
        nodes.append(node)
        node = node.next
    for style in tree.css("style") if nonce else ():
        style.attrs["nonce"] = nonce
    return nodes


def _must_not_run(html):
    """A script would run where it stands, before the elements that follow it are there."""
    if "<script" not in html.lower():
        return
    for script in LexborHTMLParser(html, is_fragment=True, scripting=True).css("script"):
        if _RUNS.fullmatch((script.attributes.get("type") or "").strip()):
            raise LeftToPage("it has a script")


_ATTRIBUTE = re.compile(r"[A-Za-z_][\w.:-]*")


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
