"""
A page of HTML: parsed as a browser does, changed by offers (actions.py), and written again.

What would mean something else when it is written again is left as it is, and so are elements that
only a browser finds: by selectors that depend on what a visitor does, or in shadow roots.
"""

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from alloy_web.server.actions import ADOPTED, LeftToPage, Work

_DOCTYPE = re.compile(r"\ufeff?(?:\s|<!--.*?-->)*(<!doctype[^>]*>)", re.IGNORECASE | re.DOTALL)
_WRITTEN_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>")

# What cannot be written again so that a browser reads the same.
_UNWRITABLE = frozenset(("<plaintext", "<frameset"))
# Where text may come to mean something else when it is written and read again: other rules hold in
# these, or around them.
_UNSTABLE = frozenset(("<svg", "<math", "<table", "<form", "<select", "<template"))

# A first line break in these is read as none.
_LOSES_LINE = "pre, textarea, listing"
_MAY_LOSE_LINE = frozenset(("<pre", "<textarea", "<listing"))

# All of these, and scripts, in one look. Most tags differ in the first letter.
_NOTED = re.compile(
    "<(?:[fmlpt](?:orm|rameset|ath|isting|laintext|re|able|emplate|extarea)|select|svg|/?script)"
)

# The parser's time grows with the square of it; browsers stop at 512.
_DEEPEST = 500
_BLOCK = 2048
_UNCLOSED = (
    "/>", "<!", "<br", "<img", "<input", "<li", "<p>", "<p ", "<td", "<tr", "<th", "<option",
    "<meta", "<link", "<hr", "<dt", "<dd", "<source", "<wbr", "<col",
)

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

# The C library gives the memory of a tree back to the system when the tree is gone, and the next
# one's comes page by page, each to be cleared: a quarter of a visit's time. It keeps what fits into
# a block of the size that it once took and freed (glibc, mallopt(3): M_MMAP_THRESHOLD).
bytes(8_000_000)

# Words of selectors that mean the same here and in a browser.
_PSEUDO = re.compile(r":([\w-]*)")
_KNOWN_PSEUDO = frozenset((
    "first-child", "last-child", "only-child", "nth-child", "nth-last-child", "first-of-type",
    "last-of-type", "only-of-type", "nth-of-type", "nth-last-of-type", "not", "is", "where",
    "empty", "root",
))
# A selector that finds nothing but an element of this id and what is in it.
_START = re.compile(r"#([A-Za-z_][\w-]*)(?:[ >.\[:][^,+~]*)?", re.ASCII)
# So many looks through a page take longer than one that notes all ids.
_WORTH_AN_INDEX = 4

# In these a colon or a bar is text.
_QUOTED = re.compile(r"\"[^\"\\]*\"|'[^'\\]*'")


class Unreadable(Exception):
    """The HTML is left as it is, for the reason in the text."""


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
        if _is_deep(lowered, ()) and _is_deep(lowered, _UNCLOSED):
            raise Unreadable("its elements stand in each other too deep")
        found = _NOTED.findall(lowered)
        noted = set(found)
        if noted & _UNWRITABLE:
            raise Unreadable("it has a <plaintext> or <frameset>")
        doctype = _DOCTYPE.match(text)
        self._doctype = doctype.group(1) if doctype else ""
        self.nonce = nonce
        # By it a browser may know the encoding.
        self._start = "\ufeff" if text.startswith("\ufeff") else ""
        self._tree = _read(text.removeprefix("\ufeff"), noted)
        if self._tree.head is None or self._tree.body is None:
            raise Unreadable("it has no head or no body")
        for charset in self._charsets() if "charset" in lowered else ():
            if charset.lower() not in ("utf-8", "utf8"):
                raise Unreadable(f"it says that its text is {charset}")
        # A script in a comment in a script that nothing ends goes on to another place.
        has_open_script = found.count("<script") != found.count("</script")
        if has_open_script or noted & _UNSTABLE:
            html = self._tree.html
            written = self._with_doctype(html)
            if _read(written, set(_NOTED.findall(written.lower()))).html != html:
                raise Unreadable("it means something else when it is written again")
        # Elements by their id, where `expect` found that it is worth it.
        self._by_id: dict[str | None, Any] = {}
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

    def expect(self, actions: list[dict]):
        """What `carry_out` will be asked for: where much of it starts at an id, it looks once."""
        starting = [each for each in actions if _START.fullmatch(each["selector"])]
        # In older pages the case of letters does not count.
        if len(starting) < _WORTH_AN_INDEX or self._doctype.lower() != "<!doctype html>":
            return
        for element in self._tree.css("[id]"):
            name = element.id
            # Only the first of a name has this place; and the page may have two of them.
            self._by_id[name] = None if name in self._by_id else element

    def carry_out(self, action: dict, name: str):
        """
        One action of features/rendering/actions.py; its elements are marked with `name`.

        Raises LeftToPage, and then nothing has changed.
        """
        elements = self._select(action)
        if not elements:
            raise LeftToPage(f"no element matches {action['selector']}")
        works = [Work(element, action, name, self.nonce) for element in elements]
        for work in works:
            work.check()
        if self._by_id and any(work.may_change_ids() for work in works):
            self._by_id = {}
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
        return self._start + self._with_doctype(self._tree.html)

    def _with_doctype(self, html) -> str:
        if self._doctype:
            # Else the public id would be gone, and with it the mode of an older page.
            html = _WRITTEN_DOCTYPE.sub(lambda found: self._doctype, html, count=1)
        return html

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
                found = (scope or self._around(css)).css(css)
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


    def _around(self, css):
        """Where all is that it finds: in the element of the id that it starts at, or anywhere."""
        start = _START.fullmatch(css)
        return (self._by_id.get(start.group(1)) if start else None) or self._tree


def _must_mean_the_same(css):
    plain = _QUOTED.sub("", css)
    for word in _PSEUDO.findall(plain):
        if word.lower() not in _KNOWN_PSEUDO:
            raise LeftToPage(f"what :{word} is only a browser knows")
    if "\\" in plain or "|" in plain.replace("|=", ""):
        raise LeftToPage("its selector has escapes or namespaces")


def _is_deep(lowered, unclosed):
    """
    May elements stand in each other deeper than a browser takes? By counting, block by block, what
    opens and what closes; `unclosed` are starts of tags that nothing closes.
    """
    depth = 0
    for start in range(0, len(lowered), _BLOCK):
        end = start + _BLOCK
        depth += lowered.count("<", start, end) - 2 * lowered.count("</", start, end)
        for tag in unclosed:
            depth -= lowered.count(tag, start, end)
        depth = max(depth, 0)
        if depth > _DEEPEST:
            return True
    return False


def _read(text, noted) -> Any:
    """
    The tree of a page in which the tags `noted` may be; what stands in it is what is to be written.
    The types of selectolax leave open what is there in any tree of a whole page.
    """
    tree: Any = LexborHTMLParser(text, scripting=True)
    for element in tree.css(_LOSES_LINE) if noted & _MAY_LOSE_LINE else ():
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
