"""
A text at an http address, given up in time, or in a file; and addresses as pages have them.

Whatever takes too long, is too large or is no text is a `CannotDo`.
"""

import codecs
import contextlib
import re
import threading
import urllib.error
import urllib.request
import zlib
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from alloy_web import __version__
from alloy_web.cli.outcome import CannotDo

MOST_BYTES = 10 * 1024 * 1024

_FILES = (".html", ".htm", ".js", ".mjs", ".cjs", ".json", ".ts", ".jsx", ".tsx", ".vue", ".txt")
# What an address may have as it is.
_SAFE = "%/:=&?~#+!$,;'@()*[]"


class Text:
    """What was read: `address`, `type` without parameters, `headers` in small letters, `text`."""

    def __init__(self, address, kind, headers, text):
        self.address = address
        self.type = kind
        self.headers = headers
        self.text = text


def is_address(source):
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", source))


def read(source, timeout_s):
    """The `Text` at an http address, or in a file."""
    if not source.strip():
        raise CannotDo("name an address or a file")
    if is_address(source):
        if not _is_http(source):
            raise CannotDo(f"{source}: only http and https addresses can be read")
        return fetched(source, timeout_s)
    return in_file(Path(source), source)


def split(address):
    """As `urlsplit`; what is no address has no parts."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def joined(base, address):
    """As `urljoin`; an `address` that is none stays."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def in_file(path, shown):
    """The `Text` in a file, which messages call `shown`."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "; an address begins with https://" if _is_host(shown) else ""
        raise CannotDo(f"{shown}: cannot be read ({reason}){hint}") from error
    kind = {".html": "text/html", ".htm": "text/html"}.get(path.suffix.lower(), "")
    return Text(path.resolve().as_uri(), kind or path.suffix, {}, _decoded(data, "", shown))


def fetched(address, timeout_s):
    """The `Text` at an http address, given up for good when the time is over."""
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


def _is_http(address):
    try:
        return urlsplit(address).scheme.lower() in ("http", "https")
    except ValueError as error:
        raise CannotDo(f"{address}: is no address ({error})") from error


def _is_host(source):
    """Does it look like an address without its beginning?"""
    host, colon, _ = source.partition("/")[0].partition(":")
    return bool(re.fullmatch(r"[\w-]+(\.[\w-]+)*", host)) and (
        bool(colon) or ("." in host and Path(host).suffix.lower() not in _FILES)
    )


class _Redirects(urllib.request.HTTPRedirectHandler):
    inf_msg = "in a circle: "

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        # urllib would go to ftp, too.
        if not _is_http(newurl):
            fp.close()
            raise CannotDo(f"{req.full_url}: redirects to {newurl}, which is no http address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetch(address, timeout_s):
    request = urllib.request.Request(_ascii(address), headers={
        "User-Agent": f"alloy-web/{__version__} (doctor)", "Accept": "text/html,*/*;q=0.8",
    })
    opener = urllib.request.build_opener(_Redirects)
    try:
        with contextlib.closing(opener.open(request, timeout=timeout_s)) as reply:
            data = reply.read(MOST_BYTES + 1)
            headers = {}
            for name, value in reply.headers.items():
                # Two policies hold together; a comma parts them.
                name = name.lower()
                headers[name] = f"{headers[name]}, {value}" if name in headers else value
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            data = _uncoded(data, headers.get("content-encoding", ""), address)
            charset = reply.headers.get_content_charset("")
            return Text(reply.url, kind, headers, _decoded(data, charset, address))
    except urllib.error.HTTPError as error:
        error.close()
        if str(error.reason).startswith(_Redirects.inf_msg):
            raise CannotDo(f"{address}: redirects in a circle") from error
        raise CannotDo(f"{address}: the server answered {error.code} {error.reason}") from error
    except TimeoutError as error:
        raise CannotDo(f"{address}: no answer in {timeout_s:g} s") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise CannotDo(f"{address}: cannot be read ({reason})") from error


def _ascii(address):
    """The address as it goes over the wire, as browsers write it."""
    parts = urlsplit(address.strip())
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    return urlunsplit((
        parts.scheme, host, quote(parts.path, _SAFE), quote(parts.query, _SAFE), ""
    ))


def _uncoded(data, coding, shown):
    """Some servers compress what was not asked for."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return data
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise CannotDo(f"{shown}: comes coded as {coding}, which was not asked for")
    ways = (zlib.MAX_WBITS, -zlib.MAX_WBITS) if coding == "deflate" else (16 + zlib.MAX_WBITS,)
    for way in ways:
        reader = zlib.decompressobj(way)
        try:
            plain = reader.decompress(data, MOST_BYTES + 1)
        except zlib.error:
            continue
        if reader.eof or len(plain) > MOST_BYTES:
            return plain
    raise CannotDo(f"{shown}: is no {coding}, although its server says so")


def _decoded(data, charset, shown):
    if len(data) > MOST_BYTES:
        raise CannotDo(f"{shown}: is larger than {MOST_BYTES // 1024 // 1024} MB")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    elif data.startswith(codecs.BOM_UTF8):
        charset = "utf-8-sig"
    try:
        text = data.decode(charset or "utf-8", "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    if "\0" in text[:4096]:
        raise CannotDo(f"{shown}: is no text")
    return text
