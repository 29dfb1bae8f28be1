"""
A page and its scripts, of a text (texts.py): what `doctor` and `migrate` look at.

Nothing is run. What is no page is a `CannotDo`.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from alloy_web.cli import texts
from alloy_web.cli.outcome import CannotDo
from alloy_web.cli.texts import joined, split

# Scripts of the page's own that are looked into.
MOST_SCRIPTS = 40

_SCRIPT_TYPES = ("", "module", "text/javascript", "application/javascript")
_POLICY = "content-security-policy"
_PYTHON_TYPES = ("py", "mpy")


class Script:
    """A script of a page: `text` of an inline one, or of a file that was read, else None."""

    def __init__(self, attributes, text, line):
        self.attributes = attributes
        self.text = text
        self.line = line
        self.url = None
        self.problem = None

    @property
    def is_inline(self):
        return "src" not in self.attributes

    @property
    def kind(self):
        return (self.attributes.get("type") or "").strip().lower()

    @property
    def is_python(self):
        return self.kind in _PYTHON_TYPES

    def place(self):
        """Where it stands, for people."""
        return self.attributes["src"] if not self.is_inline else f"line {self.line}"


class Page:
    """`scripts` in their order, `policies` of meta elements, `base` as the page says."""

    def __init__(self, source, scripts, policies, base):
        self.source = source
        self.scripts = scripts
        self.policies = policies
        self.base = base


def read_page(source, timeout_s):
    """The `Page` at an address or in a file, with its own scripts read."""
    return page_of(texts.read(source, timeout_s), source, timeout_s)


def page_of(found, source, timeout_s):
    """The `Page` of the `Text` that was read at `source`, with its own scripts read."""
    # A server may name no type; browsers look at what comes, then.
    may_be = not found.type or not texts.is_address(source)
    is_page = "html" in found.type or (
        may_be and re.search(r"<(!doctype\s+html|html|head|body|script)\b", found.text, re.I)
    )
    if not is_page:
        raise CannotDo(f"{source}: this is no HTML page but {found.type or 'something else'}")
    page = parsed(found)
    _read_scripts(page, timeout_s)
    return page


def parsed(found):
    """The `Page` of a `Text`, its files not read yet."""
    reader = _Reader()
    reader.feed(found.text)
    reader.close()
    base = joined(found.address, reader.base or "")
    for script in reader.scripts:
        if not script.is_inline:
            script.url = joined(base, script.attributes["src"] or "")
    return Page(found, reader.scripts, reader.policies, base)


def is_code(script):
    return script.kind in _SCRIPT_TYPES


def _read_scripts(page, timeout_s):
    """The text of scripts that come from where the page comes from."""
    home = split(page.source.address)
    waiting = [
        each for each in page.scripts
        if not each.is_inline and (is_code(each) or each.is_python)
    ]
    for script in waiting[:MOST_SCRIPTS]:
        parts = split(script.url)
        if (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
            continue
        try:
            if parts.scheme == "file":
                script.text = _script_file(page, script)
            else:
                script.text = texts.fetched(script.url, timeout_s).text
        except CannotDo as error:
            script.problem = str(error)
            if "no answer" in script.problem:
                # Each of the others might take as long.
                return


def _script_file(page, script):
    """A file beside the page; one of `/dist/` may come from elsewhere on the server."""
    folder = Path(unquote(split(page.source.address).path)).parent
    src = unquote(split(script.attributes["src"]).path)
    return texts.in_file(folder / src.lstrip("/"), script.attributes["src"]).text


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.scripts = []
        self.policies = []
        self.base = None
        self._open = None

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag == "script":
            self._open = Script(attributes, "" if "src" not in attributes else None,
                                self.getpos()[0])
            self.scripts.append(self._open)
        elif tag == "base" and self.base is None:
            self.base = attributes.get("href")
        elif tag == "meta" and attributes.get("http-equiv", "").lower() == _POLICY:
            self.policies.append(attributes.get("content", ""))

    def handle_data(self, data):
        if self._open and self._open.is_inline:
            self._open.text += data

    def handle_endtag(self, tag):
        if tag == "script":
            self._open = None
