"""
What a click says: which element it means, of which kind, by which words. Facts in, facts out.

A path is a list of facts about elements, the clicked one first: `{"tag", "href" (the attribute, or
None), "url" (resolved, or ""), "protocol", "onclick", "type", "src", "download", "id", "role",
"ariaLabel"}`. Source: specification, click-collection.md.
"""

EVENT_TYPE = "web.webinteraction.linkClicks"

# The reference has no bound; a link's text is a name, not a document.
LONGEST_NAME = 255

_REGION_TAGS = ("HEADER", "MAIN", "FOOTER", "NAV")


def clickable(path):
    """The index of the element that the click is about, or None. Source: CLK-10."""
    for index in range(len(path)):
        if _is_clickable(path[index]):
            return index
    return None


def _is_clickable(facts):
    tag = facts["tag"]
    if tag in ("A", "AREA") and facts["href"] is not None:
        return not (facts["onclick"] and facts["protocol"] == "javascript:")
    if facts["onclick"]:
        return True
    if tag == "INPUT":
        return facts["type"] == "submit" or (facts["type"] == "image" and bool(facts["src"]))
    return tag == "BUTTON" and facts["type"] == "submit"


def link_type(url, download, page_hostname, qualifier_matches):
    """`download`, `exit` or `other`. Source: CLK-12."""
    if download or qualifier_matches:
        return "download"
    if url and page_hostname not in bare(url):
        return "exit"
    return "other"


def bare(url):
    """The URL in lower case, without query and fragment."""
    return url.split("#")[0].split("?")[0].lower()


def link_region(ancestors):
    """Where on the page, told by what the element stands in, innermost first. Source: CLK-14."""
    for facts in ancestors:
        if facts["id"]:
            return squeeze(facts["id"])
        if facts["role"] == "region" and facts["ariaLabel"]:
            return squeeze(facts["ariaLabel"])
        if facts["tag"] in _REGION_TAGS:
            return facts["tag"]
    return "BODY"


def link_name(facts):
    """
    The words of the link, from what the host read: `{"text", "unsupported", "texts", "alts",
    "titles", "values", "srcs", "labels", "names"}`. Empty if it has none. Source: CLK-13.
    """
    name = "" if facts["unsupported"] else squeeze(facts["text"])
    if not name:
        name = squeeze(" ".join([text for text in facts["texts"] if text]))
    if not name:
        for attribute in ("alts", "titles", "values", "srcs", "labels", "names"):
            for value in facts[attribute]:
                if value and squeeze(value):
                    return squeeze(value)[:LONGEST_NAME]
    return name[:LONGEST_NAME]


def squeeze(text):
    """Runs of white space become one space; none at the ends."""
    return " ".join(text.split())


def is_valid_link(details):
    return all([details.get(key) for key in ("linkUrl", "linkType", "linkName", "linkRegion")])


def is_valid_activity(details):
    has_words = all([details.get(key) for key in ("pageName", "linkName", "linkRegion")])
    return has_words and details.get("pageIDType") is not None


def link_xdm(details, with_type=True):
    """The XDM of a click. Source: CLK-30."""
    xdm = {"web": {"webInteraction": {
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
    """The same for Analytics' activity map."""
    return {"__adobe": {"analytics": {"contextData": {"a": {"activitymap": {
        "page": details["pageName"],
        "link": details["linkName"],
        "region": details["linkRegion"],
        "pageIDType": details["pageIDType"],
    }}}}}}
