"""
`bundle`: the files that a site uploads, and the lines that its pages and its server need.

Files with a hash in their names stay when a newer build is written over an older one: pages in
caches still ask for them.
"""

import re
from pathlib import Path

from alloy_web.cli import options, shipped
from alloy_web.cli.outcome import FINE, CannotDo, Outcome

_HASHED = re.compile(r"[\w.]+-[0-9a-f]{8}\.js(\.map)?")


def run(
    folder, address, edge_domain, *, with_maps=True, with_wheel=False, is_first_flight=False,
    source=shipped.FOLDER
):
    """Write the files into `folder` and tell the lines; `address` is where they will be."""
    if not folder:
        raise CannotDo("name a folder")
    built = {each["name"]: each for each in shipped.listed(source)}
    address = address if address.endswith("/") else address + "/"
    loader = shipped.hashed_name(source)
    lines = tag(address, loader, built[loader]["integrity"], edge_domain)
    # The built one is for files at /dist/.
    own = {"head.html": ("\n".join(lines) + "\n").encode()}
    built |= {name: {**built[name], "bytes": len(content),
                     "integrity": shipped.integrity(content)} for name, content in own.items()}
    files = [
        each for each in built.values()
        if (with_wheel or not each["for"].endswith("wheel")) and (with_maps or each["for"] != "map")
    ]
    _write(Path(folder), files, source, own)
    earlier = sorted(
        each.name for each in Path(folder).iterdir()
        if _HASHED.fullmatch(each.name) and each.name not in built
    )
    snippet = "first_flight.js" if is_first_flight else "base_code.js"
    facts = {
        "folder": str(folder), "files": files, "earlier": earlier, "tag": lines,
        "snippet": snippet,
        "csp": policy(address, (source / snippet).read_bytes(), edge_domain),
    }
    return Outcome(FINE, _lines(facts), facts)


def tag(address, name, integrity, edge_domain):
    """The lines for the head of a page, after the snippet."""
    crossorigin = " crossorigin" if "://" in address or address.startswith("//") else ""
    return [
        f'<link rel="preconnect" href="{_origin(edge_domain)}">',
        f'<script src="{address}{name}" async fetchpriority="high"{crossorigin}',
        f'  integrity="{integrity}"></script>',
    ]


def policy(address, inline, edge_domain):
    """The lines of a content security policy for such pages, without nonces."""
    host = "'self'"
    found = re.match(r"(https?:)?//[^/]+", address)
    if found:
        host += " " + (found[0] if found[1] else f"https:{found[0]}")
    origin = _origin(edge_domain)
    third = f" {options.IDENTITY_EDGE}" if edge_domain == options.EDGE else ""
    return [
        f"script-src {host} '{shipped.integrity(inline, 'sha256')}';",
        f"connect-src 'self' {origin}{third};",
        "img-src 'self' data: https:;",
        "frame-src 'self' blob:;",
    ]


def _origin(domain):
    return domain if "://" in domain else f"https://{domain}"


def _write(folder, files, source, own):
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in files:
            # In one step: a server may be reading.
            half = folder / f".{each['name']}"
            name = each["name"]
            half.write_bytes(own[name] if name in own else (source / name).read_bytes())
            half.replace(folder / each["name"])
    except OSError as error:
        raise CannotDo(f"{folder}: cannot be written ({error.strerror or error})") from error


def _lines(facts):
    lines = [f"{facts['folder']}: upload all of it"]
    lines += [f"  {each['bytes']:>8}  {each['name']}" for each in facts["files"]]
    if facts["earlier"]:
        lines += ["  of earlier builds, to stay a month for caches: " + ", ".join(facts["earlier"])]
    lines += [
        "", f"At the top of each page, inline and unchanged: the text of {facts['snippet']}", "",
        *[f"  <script>…{facts['snippet']}…</script>"], *["  " + each for each in facts["tag"]], "",
        "Content-Security-Policy, besides what the site has (a nonce may stand in for the hash):",
        "", *["  " + each for each in facts["csp"]], "",
        "Cache-Control: names with a hash `public, max-age=31536000, immutable`, all others "
        "`no-cache`",
    ]
    return lines
