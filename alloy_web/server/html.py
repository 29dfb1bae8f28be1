"""
A page of HTML: parsed as a browser does, and changed by offers (actions.py).

Where the places of elements in its text are known (source.py), nothing else of the text changes.
Where they are not, the whole page is written again; what would mean something else then is left to
the page's SDK.
"""

import re
from html import escape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from alloy_web.server.actions import ADOPTED, LeftToPage, Work
from alloy_web.server.finding import Finder
from alloy_web.server.head import drop_places, is_deep, read_head
from alloy_web.server.source import Source, without_marks

_DOCTYPE = re.compile(r"\ufeff?(?:\s|<!--.*?-->)*(<!doctype[^>]*>)", re.IGNORECASE | re.DOTALL)
_WRITTEN_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>")

# What cannot be written again so that a browser reads the same.
_UNWRITABLE = frozenset((b"<plaintext", b"<frameset"))
# Where text may come to mean something else when it is written and read again: other rules hold in
# these, or around them.
_UNSTABLE = frozenset((b"<svg", b"<math", b"<table", b"<form", b"<select", b"<template"))

# A first line break in these is read as none.
_LOSES_LINE = "pre, textarea, listing"

# All of these, and scripts, in one look. Most tags differ in the first letter.
_NOTED = re.compile(
    rb"<(?:[fmpt](?:orm|rameset|ath|laintext|able|emplate)|select|svg|/?script)"
)

_ADOPTED = ADOPTED.encode()

# Offers could double what the next one is for, and the next.
_MOST_CHANGES = 1000

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

# The C library gives the memory of a tree back to the system when the tree is gone, and the next
# one's comes page by page, each to be cleared: a quarter of a visit's time. It keeps what fits into
# a block of the size that it once took and freed (glibc, mallopt(3): M_MMAP_THRESHOLD).
bytes(8_000_000)


class Unreadable(Exception):
    """The HTML is left as it is, for the reason in the text."""


class Page:
    """
    Raises `Unreadable`. `nonce` is that of the answer's security policy, for styles and the script.

    Most pages show by their head where the script goes, and are read when `read` says so, or the
    first offer comes. The others are read at once. One that cannot be read then takes the script
    alone.
    """

    # What is looked for in the text first costs a look at each element only where it may be there.

    def __init__(self, text: str, nonce: str = ""):
        self._text = text
        self.nonce = nonce
        start = text[:2000].lower()
        if "<html" not in start and "<!doctype" not in start:
            raise Unreadable("it is a part of a page")
        # None: not read yet, and then it has a head that is sure.
        self._tree: Any = None
        # None, of a page that is read: it is written again.
        self._source: Source | None = None
        self._problem: Unreadable | None = None
        self._changes = 0
        head, self._end_of_head = read_head(text)
        if head is None:
            self.read()
        else:
            self._head: Any = head.head
            _must_be_utf8(head)

    def read(self):
        """Read it now, if it is not read yet; raises Unreadable."""
        if self._tree is not None:
            return
        if self._problem is None:
            try:
                self._read()
            except Unreadable as why:
                self._tree, self._problem = None, why
        if self._problem:
            raise self._problem

    def _read(self):
        # Bytes: with other alphabets texts take ten times as long.
        text = self._text.encode("utf-8", "surrogatepass")
        self._lowered = text.lower()
        if is_deep(self._lowered):
            raise Unreadable("its elements stand in each other too deep")
        has_sure_head = self._end_of_head is not None
        self._source = Source(text, has_sure_head)
        tree = self._source.tree
        if tree.head is None or tree.body is None:
            raise Unreadable("it has no head or no body")
        if not has_sure_head or b"charset" in self._lowered:
            _must_be_utf8(tree)
        doctype = _DOCTYPE.match(self._text)
        self._doctype = doctype.group(1) if doctype else ""
        self._tree, self._head = tree, tree.head
        self._finder = Finder(tree, self._doctype.lower() != "<!doctype html>")
        has_marks = _ADOPTED in self._lowered
        if has_marks or not self._source.has_place_for_script():
            self._write_again()
        # Nobody but us says what is adopted.
        for element in tree.css(f"[{ADOPTED}]") if has_marks else ():
            del element.attrs[ADOPTED]

    def policies(self) -> list[str]:
        """The content security policies that the page itself has."""
        return [
            element.attributes.get("content") or ""
            for element in self._head.css("meta[http-equiv]")
            if (element.attributes.get("http-equiv") or "").lower() == "content-security-policy"
        ]

    def carry_out(self, action: dict, name: str):
        """
        One action of features/rendering/actions.py; its elements are marked with `name`.

        Raises LeftToPage, and then nothing has changed.
        """
        try:
            self.read()
        except Unreadable as why:
            raise LeftToPage(str(why)) from why
        found = self._finder.find(action)
        if self._changes + len(found) > _MOST_CHANGES:
            raise LeftToPage("a server changes no more elements")
        self._changes += len(found)
        works = [Work(each, action, name, self.nonce) for each in found]
        for work in works:
            work.check()
        self._finder.note_change(works)
        if self._source and not self._source.change(works):
            try:
                self._write_again()
            except Unreadable as why:
                raise LeftToPage(f"its place in the text is not known, and {why}") from why
        if self._source is None:
            for work in works:
                work.do()

    def finish(self, script: str) -> str:
        """The page as text, with this script at the end of its head."""
        nonce = f' nonce="{escape(self.nonce)}"' if self.nonce else ""
        ours = f"<script{nonce}>{script}</script>"
        if self._tree is None:
            end = self._end_of_head
            return self._text[:end] + ours + self._text[end:]
        if self._source:
            return self._source.finish(ours)
        made: Any = LexborHTMLParser(ours, is_fragment=True, scripting=True)
        self._tree.head.insert_child(made.css_first("script"))
        # By it a browser may know the encoding.
        start = "\ufeff" if self._text.startswith("\ufeff") else ""
        return start + self._with_doctype(without_marks(self._tree.html))

    # ---- Writing the whole page

    def _write_again(self):
        """Not what is in its text counts from now on, but the tree; raises Unreadable."""
        found = _NOTED.findall(self._lowered)
        noted = set(found)
        if noted & _UNWRITABLE:
            raise Unreadable("it has a <plaintext> or <frameset>")
        # A script in a comment in a script that nothing ends goes on to another place.
        has_open_script = found.count(b"<script") != found.count(b"</script")
        if has_open_script or noted & _UNSTABLE:
            html = _read(self._text.removeprefix("\ufeff")).html
            if _read(self._with_doctype(html)).html != html:
                raise Unreadable("it means something else when it is written again")
        drop_places(self._tree)
        _keep_lines(self._tree)
        self._source = None

    def _with_doctype(self, html) -> str:
        if self._doctype:
            # Else the public id would be gone, and with it the mode of an older page.
            html = _WRITTEN_DOCTYPE.sub(lambda found: self._doctype, html, count=1)
        return html


def _must_be_utf8(tree):
    for element in tree.css("meta"):
        charsets = [element.attributes.get("charset") or "utf-8"]
        if (element.attributes.get("http-equiv") or "").lower() == "content-type":
            charsets += _CHARSET.findall(element.attributes.get("content") or "")
        for charset in charsets:
            if charset.lower() not in ("utf-8", "utf8"):
                raise Unreadable(f"it says that its text is {charset}")


def _read(text) -> Any:
    """The tree of a page; what stands in it is what is to be written."""
    tree = LexborHTMLParser(text, scripting=True)
    _keep_lines(tree)
    return tree


def _keep_lines(tree):
    for element in tree.css(_LOSES_LINE):
        first = element.first_child
        is_line = first is not None and first.is_text_node and first.text_content.startswith("\n")
        if is_line and not _is_foreign(element):
            first.insert_before("\n")


def _is_foreign(element):
    around = element.parent
    while around is not None:
        if around.tag in ("svg", "math"):
            return True
        around = around.parent
    return False
