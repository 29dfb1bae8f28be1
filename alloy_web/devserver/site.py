"""
The static side: files of the demo site and of `dist/`, and pages that tests bring along.

The SDK is loaded from other origins too, so every file may be read by every page.

- The first site folder that has a file wins; folders give their `index.html`.
- A folder with a file `.spa` gives its `index.html` for every route-like path below it.
- Beside a file, `.br` and `.gz` hold its compressed forms.
- Names that carry a hash of the content never change; all others are asked for again.
- A link that leads out of the site folders is no file of the site.
"""

import mimetypes
import re
from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from . import reload

# The machine's own registry differs from system to system (Windows: .js is text/plain).
_TYPES = {
    ".bin": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".py": "text/x-python; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".toml": "application/toml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# Our own hashes are eight hex digits; bundlers mix letters and digits, as in core-DTdNVRQ3.js.
# Longer than what an operating system takes, and short enough to look for.
_LONGEST_PATH = 4096
_HASHED = re.compile(r"-([0-9a-f]{8}\.\w+|(?=[\w-]*[0-9A-Z])[\w-]{8}\.(js|css))")


class Site:
    """
    Files from several folders, and pages added by hand. What they do not have of `/dist/` comes
    from the folder `dist`; with `is_reloading` pages load again when a file changes.
    """

    def __init__(self, folders=(), dist=None, is_reloading=False):
        self._roots = [Path(folder).resolve() for folder in folders]
        self._dist = dist and Path(dist).resolve()
        self._is_reloading = is_reloading
        self._pages = {}
        # {the names of a path: the folder whose files are below it}
        self._added = {}

    def state(self):
        """A text that is another one once a file has changed."""
        return reload.state(self._roots)

    def add_page(self, path, html, headers=None):
        """Serve this HTML at this path, with these headers besides the usual ones."""
        usual = {"content-type": _TYPES[".html"], "cache-control": "no-cache"}
        given = {name.lower(): value for name, value in (headers or {}).items()}
        self._pages[path] = (html, {**usual, **given})

    def add_folder(self, path, folder):
        """Serve the files of this folder below this path, before those of the site's folders."""
        self._added[tuple(_names(path) or ())] = Path(folder).resolve()

    def response(self, request):
        """The answer to a GET or HEAD request."""
        path = request.url.path
        if path in self._pages:
            html, headers = self._pages[path]
            return Response(html, headers=headers)

        file = self._find(path)
        if file is None and self._is_folder(path):
            query = f"?{request.url.query}" if request.url.query else ""
            # One slash in front: `//host/` would be a redirect to another machine.
            return RedirectResponse(quote("/" + path.strip("/") + "/") + query)
        file = file or self._app_page(path)
        if file is None and path == "/favicon.ico":
            # Every browser asks; a missing one shows up as an error in every page's console.
            return Response(status_code=204)
        if file is None:
            return PlainTextResponse(f"There is nothing at {path}\n", 404, _shared())
        return self._file_response(file, request)

    def _find(self, path):
        names = _names(path)
        if names is None:
            return None
        if path.endswith("/"):
            names = [*names, "index.html"]
        places = [
            folder.joinpath(*names[len(above):]) for above, folder in self._added.items()
            if tuple(names[: len(above)]) == above
        ]
        places += [root.joinpath(*names) for root in self._roots]
        if self._dist and names[0] == "dist":
            places.append(self._dist.joinpath(*names[1:]))
        files = (self._file(place) for place in places)
        return next((file for file in files if file), None)

    def _is_folder(self, path):
        return not path.endswith("/") and self._find(path + "/") is not None

    def _app_page(self, path):
        names = _names(path)
        if not names or "." in names[-1]:
            return None
        # The deepest folder's, and of equally deep ones the first root's.
        found, depth = None, -1
        for root in self._roots:
            folder = root
            for length, name in enumerate(["", *names]):
                folder = folder / name
                if not _is(folder, Path.is_dir):
                    break
                page = self._file(folder / "index.html")
                if length > depth and page and self._file(folder / ".spa"):
                    found, depth = page, length
        return found

    def _file(self, file):
        """The file, if it is one and lies in a site folder, also when links are followed."""
        if not _is(file, Path.is_file):
            return None
        target = file.resolve()
        roots = [*self._added.values(), *self._roots, *([self._dist] if self._dist else [])]
        return file if any(target.is_relative_to(root) for root in roots) else None

    def _file_response(self, file, request):
        content_type = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
        headers = _shared()
        headers["content-type"] = content_type or "application/octet-stream"
        is_constant = _HASHED.search(file.name)
        forever = "public, max-age=31536000, immutable"
        headers["cache-control"] = forever if is_constant else "no-cache"

        if self._is_reloading and file.suffix == ".html":
            return Response(reload.with_script(file.read_bytes(), self.state()), headers=headers)

        if file.name.endswith(".sw.js"):
            # A service worker that lies in a folder is for the whole site.
            headers["service-worker-allowed"] = "/"

        accepted = _accepted(request.headers.get("accept-encoding", ""))
        for encoding, suffix in _ENCODINGS:
            packed = self._file(file.with_name(file.name + suffix))
            if packed:
                headers["vary"] = "Accept-Encoding"
                if encoding in accepted:
                    headers["content-encoding"] = encoding
                    file = packed
                    break

        response = FileResponse(file, headers=headers, stat_result=file.stat())
        etag = response.headers["etag"]
        known = [
            tag.strip().removeprefix("W/")
            for tag in request.headers.get("if-none-match", "").split(",")
        ]
        if etag in known:
            for name in ("content-length", "content-type", "content-encoding"):
                headers.pop(name, None)
            return Response(status_code=304, headers={**headers, "etag": etag})
        return response


def _is(file, kind):
    try:
        return kind(file)
    except (OSError, ValueError):
        # The name is too long for the system, or has a character it does not know.
        return False


def _names(path):
    """The path's parts, or None where one of them is hidden, `..` or not a single name."""
    if len(path) > _LONGEST_PATH:
        return None
    names = [name for name in path.split("/") if name]
    # On Windows a backslash parts names, and a colon follows a drive.
    if any(name.startswith(".") or "\\" in name or ":" in name for name in names):
        return None
    return names


def _accepted(header):
    """The encodings an Accept-Encoding header allows."""
    accepted = set()
    for part in header.split(","):
        encoding, _, weight = part.partition(";")
        if not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight):
            accepted.add(encoding.strip().lower())
    return accepted


def _shared():
    return {"access-control-allow-origin": "*"}
