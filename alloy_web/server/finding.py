"""
The elements that an offer is for, where a browser would find the same ones.

Elements that only a browser finds are the page's: by selectors that depend on what a visitor does,
or in shadow roots.
"""

import re
from collections import Counter
from functools import lru_cache
from typing import Any

from selectolax.lexbor import LexborNode

from alloy_web.server.actions import LeftToPage

# Words of selectors that mean the same here and in a browser.
_PSEUDO = re.compile(r":([\w-]*)")
_KNOWN_PSEUDO = frozenset((
    "first-child", "last-child", "only-child", "nth-child", "nth-last-child", "first-of-type",
    "last-of-type", "only-of-type", "nth-of-type", "nth-last-of-type", "not", "is", "where",
    "empty", "root",
))
# A selector that finds nothing but an element of this id and what is in it.
_START = re.compile(r"#([A-Za-z_][\w-]*)(?:[ >.\[:][^,+~]*)?", re.ASCII)
# In these a colon or a bar is text.
_QUOTED = re.compile(r"\"[^\"\\]*\"|'[^'\\]*'")


class Finder:
    """`tree` is a page's; `is_older`: is it read by the rules of pages without a doctype?"""

    def __init__(self, tree: Any, is_older: bool):
        self._tree = tree
        # In older pages the case of letters does not count.
        elements = [] if is_older else tree.css("[id]")
        names = [element.id for element in elements]
        self._by_id: dict[str | None, Any] = dict(zip(names, elements))
        if len(self._by_id) < len(names):
            # The page may have two of them.
            for name, count in Counter(names).items():
                if count > 1:
                    del self._by_id[name]

    def note_change(self, works: list):
        """These are about to be carried out."""
        if self._by_id and any(work.may_change_ids() for work in works):
            self._by_id = {}

    def find(self, action: dict) -> list[LexborNode]:
        """Raises LeftToPage."""
        segments = action.get("segments") or [[action["selector"], None, False]]
        scope, found = None, []
        for css, index, enters in segments:
            if enters:
                raise LeftToPage("it is in a shadow root")
            problem = _other_meaning(css)
            if problem:
                raise LeftToPage(problem)
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
                break
            scope = found[0]
        if not found:
            raise LeftToPage(f"no element matches {action['selector']}")
        return found

    def _around(self, css):
        """Where all is that it finds: in the element of the id that it starts at, or anywhere."""
        start = _START.fullmatch(css)
        return (self._by_id.get(start.group(1)) if start else None) or self._tree


@lru_cache(maxsize=1000)
def _other_meaning(css):
    """Why a browser may find others by this selector, or ""."""
    plain = _QUOTED.sub("", css)
    for word in _PSEUDO.findall(plain):
        if word.lower() not in _KNOWN_PSEUDO:
            return f"what :{word} is only a browser knows"
    if "\\" in plain or "|" in plain.replace("|=", ""):
        return "its selector has escapes or namespaces"
    return ""
