"""
`data` of the `event` command, sorted into XDM and free data. Source: specification, ALPHA-32, 33.
"""

from alloy_web.core.merge import deep_copy, set_path

TEXT = "text"
OBJECT = "object"
ARRAY = "array"
EITHER = "object or array"

_TEXTS = "_id eventType eventMergeId producedBy timestamp receivedTimestamp"
_OBJECTS = (
    "advertising application billing botDetection channel commerce customerFeedback dataSource "
    "device deviceActivation deviceTradeInDetails directMarketing endUserIDs engagement "
    "environment eventPurchaseDetails experienceContent fileTransfer identityMap "
    "implementationDetails inappMessageTracking insuranceClaim interaction leadOperation "
    "listOperations loyalty marketing mediaCollection mediaReporting opportunityEvent order person "
    "personalFinances placeContext prescription profileStitch pushNotificationTracking "
    "reservationSearch search searchRequest searchResponse segmentMembership shipping "
    "siteKnowledge siteSearch sitetool socialMarketing stitchedID store surveyResponse userAccount "
    "userActivityRegion warrantyClaim weather web"
)
_EITHERS = "alerts claims offers quotes reservations upgrades upsells"
_ARRAYS = "productListItems consentStrings segmentMemberships mediaDownloadedEvents segmentList"

# What the alpha's samples wrote as xdm:URL and the like.
_PAGE_DETAILS = (
    "URL", "name", "server", "siteSection", "viewName", "isErrorPage", "isHomePage",
    "isPreRendered", "pageViews",
)

_PREFIX = "xdm:"


def roots(add=(), remove=()):
    """Known XDM roots by the kind of value they take; `add` names object or array roots."""
    known = {}
    for names, kind in ((_TEXTS, TEXT), (_OBJECTS, OBJECT), (_EITHERS, EITHER), (_ARRAYS, ARRAY)):
        for name in names.split():
            known[name] = kind
    for name in add:
        known[name] = EITHER
    for name in remove:
        known.pop(name, None)
    return known


def sort_data(data, known):
    """`(xdm, free)`: each top-level key goes to one side only; both are copies."""
    xdm = {}
    free = {}
    # Sorted, so that the outcome does not depend on an order MicroPython does not keep.
    for key in sorted(data):
        value = data[key]
        if key.startswith(_PREFIX):
            _sort_prefixed(key[len(_PREFIX):], _without_prefixes(value), known, xdm, free)
        else:
            _sort_one(key, value, known, xdm, free)
    return xdm, free


def _sort_prefixed(key, value, known, xdm, free):
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if key in _PAGE_DETAILS:
        set_path(xdm, "web.webPageDetails." + key, deep_copy(value))
    else:
        _sort_one(key, value, known, xdm, free)


def _sort_one(key, value, known, xdm, free):
    if not is_xdm(key, value, known):
        free[key] = deep_copy(value)
    elif isinstance(value, dict) and isinstance(xdm.get(key), dict):
        # xdm:name made a part of `web` before `web` itself came.
        for part in value:
            _fill(xdm[key], part, value[part])
    else:
        xdm[key] = deep_copy(value)


def is_xdm(key, value, known):
    """Does this key, with this value, belong to the XDM?"""
    if key.startswith("_") and key not in known:
        return isinstance(value, dict) and len(key) > 1 and _is_name_start(key[1])
    kind = known.get(key)
    if kind == TEXT:
        return isinstance(value, str)
    if kind == OBJECT:
        return isinstance(value, dict)
    if kind == ARRAY:
        return isinstance(value, (list, tuple))
    return kind == EITHER and isinstance(value, (dict, list, tuple))


def _is_name_start(letter):
    return letter.isalpha() or letter.isdigit()


def _fill(target, key, value):
    if isinstance(target.get(key), dict) and isinstance(value, dict):
        for part in value:
            _fill(target[key], part, value[part])
    elif key not in target:
        target[key] = deep_copy(value)


def _without_prefixes(value):
    if isinstance(value, dict):
        stripped = {}
        for key in value:
            name = key[len(_PREFIX):] if key.startswith(_PREFIX) else key
            stripped[name] = _without_prefixes(value[key])
        return stripped
    if isinstance(value, (list, tuple)):
        return [_without_prefixes(item) for item in value]
    return value
