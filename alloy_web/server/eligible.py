"""
Which requests and answers are personalised. Whatever is in doubt is left alone: then the page's SDK
does all of it, as on a site without a server part. Pure.
"""

import re

# Parts of pages, and requests that code of a page makes: names of headers.
_PARTIAL = (
    "hx-request", "x-requested-with", "turbo-frame", "x-pjax", "x-up-target", "x-inertia", "range",
)

# Of what was personalised these are no longer true.
_OUTDATED = ("etag", "last-modified", "content-md5", "digest", "repr-digest", "accept-ranges",
             "expires", "content-length", "cache-control")

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?0*[1-9]")


def request_refusal(request) -> str:
    """Why no page is answered to this request, or ""."""
    if request.method != "GET":
        return f"the method is {request.method}"
    for name in _PARTIAL:
        if request.header(name):
            return f"it asks for a part of a page ({name})"
    if request.header("sec-fetch-dest") not in ("", "document"):
        return "no visitor sees it by itself (Sec-Fetch-Dest)"
    for name in ("sec-purpose", "purpose", "x-moz"):
        if "prefetch" in request.header(name).lower():
            return "nobody sees it yet, and perhaps never will (prefetch)"
    accept = request.header("accept").lower()
    if accept and "text/html" not in accept and "*/*" not in accept:
        return "it does not ask for HTML"
    return ""


def answer_refusal(
    status: int, headers: dict[str, str], most_bytes: int, collects_streams: bool = False
) -> str:
    """Why this answer is left alone, or ""; `headers` by lower-case name."""
    kind = headers.get("content-type", "")
    charset = _CHARSET.search(kind)
    length = headers.get("content-length", "")
    if status != 200:
        return f"its status is {status}"
    if kind.partition(";")[0].strip().lower() != "text/html":
        return "it is no HTML"
    if charset and charset.group(1).lower() not in ("utf-8", "utf8"):
        return f"its text is {charset.group(1)}"
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        return "it is compressed"
    if "attachment" in headers.get("content-disposition", "").lower():
        return "it is a file"
    if not length.isdigit() and not collects_streams:
        return "it comes as a stream"
    if length.isdigit() and int(length) > most_bytes:
        return f"it has more than {most_bytes} bytes"
    control = headers.get("cache-control", "").lower()
    if "public" in control or "s-maxage" in control or "immutable" in control or (
        _MAX_AGE.search(control) and "private" not in control and "no-store" not in control
    ):
        return "others may get it too (Cache-Control)"
    return ""


def personal_headers(headers: list[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """The headers of an answer that is for one visitor now."""
    kept = [pair for pair in headers if pair[0].lower() not in _OUTDATED]
    before = [value for name, value in headers if name.lower() == "cache-control"]
    control = [word.strip() for value in before for word in value.split(",") if word.strip()]
    if not any(word.lower().startswith("private") for word in control):
        control.insert(0, "private")
    if not any(word.lower() in ("no-store", "no-cache") for word in control):
        control.append("no-cache")
    return [*kept, ("cache-control", ", ".join(control)), ("content-length", str(length))]


def nonce_of(policies: list[str]) -> str | None:
    """
    The nonce that lets an inline script run under all of these content security policies; "" where
    none is needed, None where nothing lets it run.
    """
    needed: set[str] | None = None
    for policy in ",".join(policies).split(","):
        directives = {}
        for directive in policy.split(";"):
            name, *sources = directive.split() or [""]
            directives.setdefault(name.lower(), sources)
        for name in ("script-src-elem", "script-src", "default-src"):
            if name in directives:
                break
        else:
            continue
        if "sandbox" in directives and "allow-scripts" not in directives["sandbox"]:
            return None
        sources = directives[name]
        nonces = {each[7:-1] for each in sources if each.lower().startswith("'nonce-")}
        has_hashes = any(each.lower().startswith("'sha") for each in sources)
        words = {each.lower() for each in sources}
        if "'unsafe-inline'" in words and not (nonces or has_hashes or "'strict-dynamic'" in words):
            continue
        needed = nonces if needed is None else needed & nonces
    return "" if needed is None else min(needed, default=None)
