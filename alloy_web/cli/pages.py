"""
A page and its scripts, from an address or a file: what `doctor` and `migrate` look at.

Nothing is run. Whatever takes too long, is too large or is no page is a `CannotDo`.
"""

import contextlib
import re
import threading
import urllib.error
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from alloy_web import __version__
from alloy_web.cli.outcome import CannotDo

MOST_BYTES = 10 * 1024 * 1024
# Scripts of the page's own that are looked into.
MOST_SCRIPTS = 40

_SCRIPT_TYPES = ("", "module", "text/javascript", "application/javascript")
_POLICY = "content-security-policy"
_PYTHON_TYPES = ("py", "mpy")


class Text:
    """What was read: `address`, `type` without parameters, `headers` in small letters, `text`."""

    def __init__(self, address, kind, headers, text):
        self.address = address
        self.type = kind
        self.headers = headers
        self.text = text


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


def is_address(source):
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", source))


def read(source, timeout_s):
    """The `Text` at an http address, or in a file."""
    if is_address(source):
        if urlsplit(source).scheme.lower() not in ("http", "https"):
            raise CannotDo(f"{source}: only http and https addresses can be read")
        return _in_time(source, timeout_s)
    return _file(Path(source), source)


def read_page(source, timeout_s):
    """The `Page` at an address or in a file, with its own scripts read."""
    found = read(source, timeout_s)
    is_page = "html" in found.type or (
        not is_address(source) and re.search(r"<(!doctype\s+html|html|head|body|script)\b",
                                             found.text, re.I)
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
    base = urljoin(found.address, reader.base or "")
    for script in reader.scripts:
        if not script.is_inline:
            script.url = urljoin(base, script.attributes["src"] or "")
    return Page(found, reader.scripts, reader.policies, base)


def is_code(script):
    return script.kind in _SCRIPT_TYPES


def _read_scripts(page, timeout_s):
    """The text of scripts that come from where the page comes from."""
    home = urlsplit(page.source.address)
    waiting = [
        each for each in page.scripts
        if not each.is_inline and (is_code(each) or each.is_python)
    ]
    for script in waiting[:MOST_SCRIPTS]:
        parts = urlsplit(script.url)
        if (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
            continue
        try:
            if parts.scheme == "file":
                script.text = _script_file(page, script)
            else:
                script.text = _in_time(script.url, timeout_s).text
        except CannotDo as error:
            script.problem = str(error)
            if "no answer" in script.problem:
                # Each of the others might take as long.
                return


def _script_file(page, script):
    """A file beside the page; one of `/dist/` may come from elsewhere on the server."""
    folder = Path(unquote(urlsplit(page.source.address).path)).parent
    src = unquote(urlsplit(script.attributes["src"]).path)
    return _file(folder / src.lstrip("/"), script.attributes["src"]).text


def _file(path, shown):
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotDo(f"{shown}: cannot be read ({reason})") from error
    kind = {".html": "text/html", ".htm": "text/html"}.get(path.suffix.lower(), "")
    return Text(path.resolve().as_uri(), kind or path.suffix, {}, _decoded(data, shown))


def _in_time(address, timeout_s):
    """As `_fetch`, but given up for good when the time is over, whatever the server does."""
    result = []

    def work():
        try:
            result.append(_fetch(address, timeout_s))
        except CannotDo as error:
            result.append(error)
        except Exception as error:
            # Of what servers may send, http.client does not know everything.
            result.append(CannotDo(f"{address}: cannot be read ({error})"))

    # A server that sends a letter at a time is never late by the socket's own measure.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(timeout_s)
    if not result:
        raise CannotDo(f"{address}: no answer in {timeout_s:g} s")
    if isinstance(result[0], CannotDo):
        raise result[0]
    return result[0]


def _fetch(address, timeout_s):
    request = urllib.request.Request(address, headers={
        "User-Agent": f"alloy-web/{__version__} (doctor)", "Accept": "text/html,*/*;q=0.8",
    })
    try:
        with contextlib.closing(urllib.request.urlopen(request, timeout=timeout_s)) as reply:
            data = reply.read(MOST_BYTES + 1)
            headers = {}
            for name, value in reply.headers.items():
                # Two policies hold together; a comma parts them.
                name = name.lower()
                headers[name] = f"{headers[name]}, {value}" if name in headers else value
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            return Text(reply.url, kind, headers, _decoded(data, address))
    except urllib.error.HTTPError as error:
        error.close()
        raise CannotDo(f"{address}: the server answered {error.code} {error.reason}") from error
    except TimeoutError as error:
        raise CannotDo(f"{address}: no answer in {timeout_s:g} s") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise CannotDo(f"{address}: cannot be read ({reason})") from error


def _decoded(data, shown):
    if len(data) > MOST_BYTES:
        raise CannotDo(f"{shown}: is larger than {MOST_BYTES // 1024 // 1024} MB")
    if b"\0" in data[:4096]:
        raise CannotDo(f"{shown}: is no text")
    return data.decode("utf-8-sig", "replace")


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
