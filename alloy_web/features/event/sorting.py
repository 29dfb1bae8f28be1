"""
`data` of the `event` command, sorted into XDM and free data.

Which keys are XDM, and the alpha's `xdm:` prefixes; what is done with either part is the
command's. Source: specification, ALPHA-32, ALPHA-33.
"""

from alloy_web.core.encoding import UNRESERVED
from alloy_web.core.merge import deep_copy, merge

# What a root takes.
TEXT = "text"
OBJECT = "object"
ARRAY = "array of objects"
EITHER = "object or array"
ANY = "anything"
NOTHING = "nothing"

XDM_ROOTS = {
    TEXT: "_id eventType eventMergeId producedBy timestamp receivedTimestamp",
    OBJECT: (
        "advertising application billing botDetection channel commerce customerFeedback "
        "dataSource device deviceActivation deviceTradeInDetails directMarketing endUserIDs "
        "engagement environment eventPurchaseDetails experienceContent fileTransfer identityMap "
        "implementationDetails inappMessageTracking insuranceClaim interaction leadOperation "
        "listOperations loyalty marketing mediaCollection mediaReporting opportunityEvent order "
        "person personalFinances placeContext prescription profileStitch pushNotificationTracking "
        "reservationSearch search searchRequest searchResponse segmentMembership shipping "
        "siteKnowledge siteSearch sitetool socialMarketing stitchedID store surveyResponse "
        "userAccount userActivityRegion warrantyClaim weather web"
    ),
    # Published schemas say object, sites often send arrays.
    EITHER: "alerts claims offers quotes reservations upgrades upsells",
    ARRAY: "productListItems consentStrings segmentMemberships mediaDownloadedEvents segmentList",
}

# The alpha's samples wrote these as xdm:URL and so on; they belong to web.webPageDetails.
_PAGE_DETAILS = (
    "URL", "name", "server", "siteSection", "viewName", "isErrorPage", "isHomePage",
    "isPreRendered", "pageViews",
)

_PREFIX = "xdm:"
_LETTERS_AND_DIGITS = UNRESERVED[:62]


def roots(add=(), remove=()):
    """
    The known roots, name → what it takes.

    What a site adds may hold anything, unless it is known already; what it removes stays in the
    free data, tenant names (`_acme`) too.
    """
    known = {}
    for kind in XDM_ROOTS:
        for name in XDM_ROOTS[kind].split(" "):
            known[name] = kind
    for name in add:
        known.setdefault(name, ANY)
    for name in remove:
        known[name] = NOTHING
    return known


def sort_data(data, known):
    """
    `(xdm, free)`: each top-level key goes to one side only; both are copies.

    `known` is what `roots` returned. Where a prefixed and a plain key name the same field, the
    plain one wins.
    """
    # Three layers each, so that nothing depends on the order of keys, which MicroPython loses.
    prefixed, page_details, plain = {}, {}, {}
    prefixed_free, plain_free = {}, {}
    for key in data:
        value = data[key]
        if not key.startswith(_PREFIX) or key == _PREFIX:
            side = plain if _is_xdm(key, value, known) else plain_free
            side[key] = value
            continue
        key = key[len(_PREFIX):]
        value = _unwrapped(key, _without_prefixes(value), known)
        if key in _PAGE_DETAILS:
            page_details[key] = value
        else:
            side = prefixed if _is_xdm(key, value, known) else prefixed_free
            side[key] = value
    if page_details:
        page_details = {"web": {"webPageDetails": page_details}}
    prefixed_free.update(plain_free)
    return merge(prefixed, page_details, plain), merge(prefixed_free)


def _is_xdm(key, value, known):
    kind = known.get(key)
    if kind is not None and _fits(value, kind):
        return True
    if kind == NOTHING or not isinstance(value, dict):
        return False
    # A tenant, or _experience; __adobe and the like are free data.
    return len(key) > 1 and key[0] == "_" and key[1] in _LETTERS_AND_DIGITS


def _fits(value, kind):
    if kind == TEXT:
        return isinstance(value, str)
    if kind == OBJECT:
        return isinstance(value, dict)
    if kind == ARRAY:
        return _is_array_of_objects(value)
    if kind == EITHER:
        return isinstance(value, dict) or _is_array_of_objects(value)
    return kind == ANY and value is not None


def _is_array_of_objects(value):
    return isinstance(value, (list, tuple)) and all(isinstance(item, dict) for item in value)


def _unwrapped(key, value, known):
    """The alpha's samples put every value into an array of one."""
    if not isinstance(value, list) or len(value) != 1:
        return value
    # One product in a list of products is no wrapping.
    if known.get(key) == ARRAY and _is_array_of_objects(value):
        return value
    return value[0]


def _without_prefixes(value):
    """A copy with `xdm:` taken off the keys at every level."""
    holder = {"value": deep_copy(value)}
    work: list = [holder]
    while work:
        item = work.pop()
        if isinstance(item, list):
            work.extend(item)
        elif isinstance(item, dict):
            for key in list(item):
                if key.startswith(_PREFIX) and key != _PREFIX:
                    prefixed = item.pop(key)
                    item.setdefault(key[len(_PREFIX):], prefixed)
            for key in item:
                work.append(item[key])
    return holder["value"]
