"""
What a click says, read from HTML: the facts that a browser's page gives
(static/bridge/clicks.js), about elements of Beautiful Soup's.
"""

from urllib.parse import urljoin, urlsplit

from bs4.element import Comment, NavigableString, Tag

_UNSUPPORTED = ("script", "style", "link", "canvas", "noscript")
_BUTTONS = ("submit", "button", "reset", "image")
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "section", "article", "tr", "td")
_TYPES = {"button": "submit", "input": "text"}


def path_of(element) -> list:
    """The element and what it stands in, without BODY and what is around it."""
    path = []
    for each in [element, *element.parents]:
        if each.name in ("body", "[document]"):
            break
        path.append(each)
    return path


def facts_of(element, page_url: str, base: str) -> dict:
    href = _written(element, "href", _written(element, "xlink:href", None))
    url = _resolved(href, page_url, base) if href is not None else ""
    has_protocol = element.name in ("a", "area") and url
    return {
        "tag": element.name.upper(), "href": href, "url": url,
        "protocol": urlsplit(url).scheme + ":" if has_protocol else "",
        "onclick": element.get("onclick") is not None,
        "type": _written(element, "type", _TYPES.get(element.name, "")).lower(),
        "src": _written(element, "src"), "download": _written(element, "download"),
        "id": _written(element, "id"), "role": _written(element, "role"),
        "ariaLabel": _written(element, "aria-label"),
    }


def link_text(element) -> dict:
    """The words of an element. What a visitor typed is never read."""
    facts: dict = {
        "text": _visible(element), "unsupported": False,
        "texts": [], "alts": [], "titles": [], "values": [], "srcs": [], "labels": [], "names": [],
    }
    _collect(element, facts)
    return facts


def _collect(node, facts):
    if isinstance(node, Comment):
        facts["unsupported"] = True
        return
    if isinstance(node, NavigableString):
        facts["texts"].append(str(node))
        return
    if node.name in _UNSUPPORTED:
        facts["unsupported"] = True
        return
    facts["alts"].append(_written(node, "alt"))
    facts["titles"].append(_written(node, "title"))
    if node.name == "input" and _written(node, "type").lower() in _BUTTONS:
        facts["values"].append(_written(node, "value"))
    if node.name == "img":
        facts["srcs"].append(_written(node, "src"))
    facts["labels"].append(_written(node, "aria-label"))
    facts["names"].append(_written(node, "name"))
    for child in node.children:
        _collect(child, facts)


def _visible(node):
    """About what `innerText` is: without scripts, and without what the HTML itself hides."""
    if isinstance(node, Comment):
        return ""
    if isinstance(node, NavigableString):
        return str(node)
    style = _written(node, "style").replace(" ", "").lower()
    if node.name in ("script", "style", "template") or node.get("hidden") is not None:
        return ""
    if "display:none" in style or "visibility:hidden" in style:
        return ""
    if node.name == "br":
        return "\n"
    text = "".join(_visible(child) for child in node.children)
    is_block = isinstance(node, Tag) and node.name in _BLOCKS
    return f"\n{text}\n" if is_block else text


def _written(element, name, default=""):
    value = element.get(name)
    if isinstance(value, list):
        return " ".join(value)
    return default if value is None else value


def _resolved(href, page_url, base):
    try:
        url = urljoin(urljoin(page_url, base), href.strip())
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https") and not parts.path:
        return parts._replace(path="/").geturl()
    return url
