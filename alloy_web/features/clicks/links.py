"""
What a click says: which element it means, of which kind, by which words. Facts in, facts out.

A path is a list of facts about elements, the clicked one first and without BODY: `{"tag", "href"
(the attribute, or None), "url" (resolved, or ""), "protocol", "onclick", "type", "src", "download",
"id", "role", "ariaLabel"}`. Details are `{"linkUrl", "linkType", "linkName", "linkRegion",
"pageName", "pageIDType"}`. Source: specification, click-collection.md.
"""

from alloy_web.core.merge import get_path
from alloy_web.core.strings import collapse
from alloy_web.core.urls import split

EVENT_TYPE = "web.webinteraction.linkClicks"

# The option that switches each type of link off (CLK-23).
SWITCHES = {
    "download": "downloadLinkEnabled",
    "exit": "externalLinkEnabled",
    "other": "internalLinkEnabled",
}

# The reference has no bound. A name is no document, and a click has to fit into a beacon.
LONGEST_NAME = 1000
LONGEST_URL = 2048

_REGION_TAGS = ("HEADER", "MAIN", "FOOTER", "NAV")


def clickable(path):
    """The index of the element that the click is about, or None. Source: CLK-10."""
    for index in range(len(path)):
        if _is_clickable(path[index]):
            return index
    return None


def link_type(url, download, page_hostname, qualifier_matches):
    """
    `download`, `exit` or `other`. Source: CLK-12.

    `qualifier_matches` tells whether `downloadLinkQualifier` matches `bare(url)`. A link is an
    exit when the page's hostname stands nowhere in it.
    """
    if not url:
        return "other"
    if download or qualifier_matches:
        return "download"
    return "other" if page_hostname.lower() in bare(url) else "exit"


def shortened(url):
    """
    An address as it is reported: at most LONGEST_URL characters, the last "…" where it was longer.

    Of one that is itself the content, a file that the page made, only the scheme is reported.
    Source: CLK-11.
    """
    scheme = url[:5].lower()
    if scheme in ("data:", "blob:"):
        return scheme
    return url if len(url) <= LONGEST_URL else url[:LONGEST_URL - 1] + "…"


def bare(url):
    """The URL in lower case, without query and fragment."""
    return url.split("#")[0].split("?")[0].lower()


def is_enabled(type_of_link, switches):
    """Are links of this type collected? `switches` is the option `clickCollection`."""
    return switches.get(SWITCHES.get(type_of_link)) is not False


def link_region(ancestors):
    """
    Where on the page: known by what the element stands in, from its parent up. Source: CLK-14.

    The reference never finds labels of regions, since it reads them as a property.
    """
    for facts in ancestors:
        label = facts.get("ariaLabel") if facts.get("role") == "region" else ""
        tag = facts["tag"] if facts["tag"] in _REGION_TAGS else ""
        for region in (facts.get("id"), label, tag):
            if region and collapse(region):
                return collapse(region)
    return "BODY"


def link_name(facts):
    """
    The words of a link, at most LONGEST_NAME characters; empty if it has none. Source: CLK-13.

    `{"text" (what is visible), "unsupported" (are there scripts, styles, comments in it?),
    "texts" (of the text nodes), "alts", "titles", "values", "srcs", "labels", "names"}`, the lists
    in the order of the document.
    """
    name = "" if facts["unsupported"] else collapse(facts["text"] or "")
    if not name:
        name = collapse("".join([text for text in facts["texts"] if text]))
    for kind in ("alts", "titles", "values", "srcs", "labels", "names"):
        for value in facts[kind]:
            # An image may be its own address.
            value = shortened(value or "") if kind == "srcs" else value
            name = name or collapse(value or "")
    return name[:LONGEST_NAME].rstrip(" ")


def is_valid_link(details):
    """Enough for a link event? Source: CLK-22."""
    return _has(details, ("linkUrl", "linkType", "linkName", "linkRegion"))


def is_valid_activity(details):
    """Enough for Analytics' activity map? Source: CLK-22."""
    has_names = _has(details, ("pageName", "linkName", "linkRegion"))
    return has_names and details.get("pageIDType") is not None


def link_xdm(details, with_type=True):
    """
    The XDM of a link event. Source: CLK-30.

    Without its type where the link joins the next page view (CLK-41).
    """
    xdm: dict = {"web": {"webInteraction": {
        "name": details["linkName"],
        "region": details["linkRegion"],
        "type": details["linkType"],
        "URL": details["linkUrl"],
        "linkClicks": {"value": 1},
    }}}
    if with_type:
        xdm["eventType"] = EVENT_TYPE
    return xdm


def activity_data(details):
    """The free data of a link event, for Analytics' activity map. Source: CLK-30."""
    return {"__adobe": {"analytics": {"contextData": {"a": {"activitymap": {
        "page": details["pageName"],
        "link": details["linkName"],
        "region": details["linkRegion"],
        "pageIDType": details["pageIDType"],
    }}}}}}


def details_of(xdm, data):
    """
    The details that a link event reports: the reverse of `link_xdm` and `activity_data`.

    What the activity map says of name and region counts before the XDM. An empty text says
    nothing. Source: CLK-21.
    """
    link = get_path(xdm, "web.webInteraction", {})
    activity = get_path(data, "__adobe.analytics.contextData.a.activitymap", {})
    details = {}
    for key, source, name in (
        ("pageName", activity, "page"), ("linkName", activity, "link"),
        ("linkRegion", activity, "region"), ("pageIDType", activity, "pageIDType"),
        ("linkName", link, "name"), ("linkRegion", link, "region"), ("linkType", link, "type"),
        ("linkUrl", link, "URL"),
    ):
        value = source.get(name) if isinstance(source, dict) else None
        if value is not None and not details.get(key):
            details[key] = value
    return details


def is_for_next_view(details, page_url):
    """
    May this click wait for the next page view? Source: CLK-41.

    It leads to a page of the same host, so the next view is this site's.
    """
    is_inside = split(details["linkUrl"])["host"] == split(page_url)["host"]
    return details["linkType"] == "other" and is_inside


def page_of(details):
    """
    What of a click's details is kept for later clicks: the page's name, if it has a real one.

    The reference keeps a URL as if it were a name; then later clicks of a single-page application
    name a route that is long left. Source: CLK-15, CLK-40.
    """
    if details.get("pageIDType") != 1:
        return None
    return {"pageName": details.get("pageName"), "pageIDType": 1}


def _is_clickable(facts):
    if facts["onclick"]:
        # This holds for an anchor too, whatever its protocol.
        return True
    kind = (facts.get("type") or "").lower()
    if facts["tag"] in ("A", "AREA"):
        return facts["href"] is not None
    if facts["tag"] == "INPUT":
        return kind == "submit" or (kind == "image" and bool(facts.get("src")))
    return facts["tag"] == "BUTTON" and kind == "submit"


def _has(details, keys):
    return all(bool(details.get(key)) for key in keys)
