"""
Cases for the first flight: pages, configurations and first views, always the same ones.

Most are combined by chance from what pages have. `plain` is the simplest one, to be changed by a
test; where JSON cannot say it, `js` in a case has the calls as JavaScript.
"""

import random
from datetime import datetime
from zoneinfo import ZoneInfo

ORG = "0123456789ABCDEF01234567@AdobeOrg"
OURS = "kndctr_0123456789ABCDEF01234567_AdobeOrg_"
CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Safari/605.1.15"
)
IDENTITY_COOKIE = "CiYxMTExMjIyMjMzMzM0NDQ0NTU1NTY2NjY3Nzc3ODg4ODk5OTkwMPABBQ"
IDENTITY = {OURS + "identity": IDENTITY_COOKIE}

URLS = (
    "https://www.example.com/",
    "https://www.example.com/cart?plan=gold#top",
    "https://shop.example.co.uk/a/b//",
    "https://www.example.org:8443/p%C3%A9/x?y=/z/",
    "http://localhost:8000/direct/",
    "http://127.0.0.1:8000/spa/route?alloy_debug=true",
    "https://intranet/page#/route/1",
    "https://a.b.c.example.net/?q=https://other.example/path/",
)
DOMAINS = (
    None,
    "edge.example.com",
    "data.example.co.uk:8443",
    "127.0.0.1:8000",
    "localhost",
    "edge.example.net",
)
AGENTS = (
    CHROME,
    FIREFOX,
    SAFARI,
    CHROME + " Edg/126.0.0.0",
    CHROME + " OPR/111.0.0.0",
    "Mozilla/5.0 (Linux; Android 13) Version/4.0 Chrome/119.0 Mobile Safari/537.36 OPR/77.0",
    "Mozilla/5.0 (Linux; Android 13; wv) Version/4.0 Chrome/126.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit/605.1.15 CriOS/126.0 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/64.0 Safari/537.36 Edge/17.17134",
    "Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko",
    SAFARI.replace("Safari/605.1.15", "EdgiOS/126.0 Mobile/15E148 Safari/605.1.15"),
    SAFARI + " Edg/126.0",
    SAFARI + " Chromecast",
    "a robot",
)
ZONES = ("UTC", "Europe/Madrid", "America/St_Johns", "Australia/Adelaide", "Pacific/Auckland")
TIMES_MS = (1772442927104, 1751328000000, 1709164799999, 4102444800000)
COOKIES = (
    {},
    IDENTITY,
    {**IDENTITY, OURS + "cluster": "or2"},
    {**IDENTITY, OURS + "cluster": "a%20b", OURS + "consent": "general%3Din"},
    {**IDENTITY, OURS + "consent": '"general=in"', "theirs": "100%", "plain": ""},
    {**IDENTITY, "AMCV_0123456789ABCDEF01234567%40AdobeOrg": "MCMID|12", "s_ecid": "MCMID|1"},
    {"other": "1", "kndctr_other_AdobeOrg_identity": "x", "kndctr": "y"},
    {**IDENTITY, OURS + "advertising": "%C3%A9%20%26=b"},
    {OURS + "identity": "", OURS + "cluster": "va6"},
)
DATA = (
    {},
    {"plan": "gold"},
    {"plan": None, "count": 3, "share": 0.25, "is": True, "big": 9007199254740991},
    {"é": "日本 😀", "quoted": 'a "b" \\ {[', "line": "a\nb"},
    {"web": {"webPageDetails": {"name": "Cart", "viewName": "cart", "URL": "/own"}}},
    {"_acme": {"tier": "gold", "list": [1, [2], {"a": None}]}, "plan": "x"},
    {"web": "home", "_x": 1, "": "empty", "__adobe": {"target": {"profile.age": 30}}},
    {"web": {"webInteraction": {"name": "a"}, "webPageDetails": None}, "_1": {}},
)
XDM = (
    {},
    {"eventType": "own.type"},
    {"web": {"webPageDetails": {"pageViews": {"value": 2}, "name": "home"}}, "_acme": {"a": []}},
    {"timestamp": "2020-01-01T00:00:00.000Z", "device": {"screenWidth": 1}, "environment": None},
    {"placeContext": "nowhere", "commerce": {"order": {"priceTotal": 1.5}}, "web": {}},
    {"implementationDetails": {"version": "mine"}, "web": {"webReferrer": None}},
    {"_id": "own"},
    {"_id": 3, "web": {"_id": "a"}},
    {"_id": ""},
)
SIZES = ((1920, 1080, 1200, 800), (375, 812, 375, 640), (1280, 720, 0, 0))


def _pick(chance, options):
    return options[chance.randrange(len(options))]


def _config(chance):
    config = {"orgId": ORG, "datastreamId": _pick(chance, ("stream-1", "8f3c2a64:prod"))}
    choices = {
        "edgeDomain": DOMAINS,
        "debugEnabled": (None, True, False),
        "clickCollectionEnabled": (None, True, False),
        "thirdPartyCookiesEnabled": (None, False, False, True),
        "idMigrationEnabled": (None, True, False),
        "requestTimeout": (None, 5000),
        "bootTimeout": (None, 20000),
        "prehidingTimeout": (None, 1500),
        "prehidingStyle": (None, "#hero { content: \"a\" }"),
        "defaultConsent": (None, None, "in", "pending"),
        "autoViews": (None, True, False),
        "context": (None, None, ["web"], ["placeContext", "device"], ["environment", "web"]),
        "clickCollection": (
            None,
            {},
            {"downloadLinkEnabled": False, "eventGroupingEnabled": True},
            {"sessionStorageEnabled": False, "internalLinkEnabled": True},
        ),
        "downloadLinkQualifier": (None, "\\.pdf$"),
        "honorGlobalPrivacyControl": (None, None, True, False),
        "keepUnsent": (None, True, True, False),
    }
    for key, options in choices.items():
        value = _pick(chance, options)
        if value is not None:
            config[key] = value
    return config


def _call(chance, config):
    """A first view, or None for the automatic one."""
    options = {}
    if chance.random() < 0.7:
        options["data"] = _pick(chance, DATA)
    if chance.random() < 0.7:
        options["xdm"] = _pick(chance, XDM)
    kind = chance.randrange(6)
    if kind == 0 and config.get("autoViews"):
        return None
    if kind == 1:
        return ["view", {"name": "cart", **options}]
    if kind < 4:
        return ["event", {"type": "viewStart", **options}]
    if chance.random() < 0.7:
        options["renderDecisions"] = chance.random() < 0.7
    if chance.random() < 0.3:
        options["type"] = "own.type"
    return ["sendEvent", options]


def case(config, call, page, cookies, now_ms=TIMES_MS[0], zone="Europe/Madrid"):
    """
    One case as both sides read it: `page` are facts in the words of hosts/contract.py, `cookies`
    are as `document.cookie` has them.
    """
    local = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(zone))
    offset = -int(local.utcoffset().total_seconds() // 60)
    return {
        "config": config,
        "call": call,
        "page": {**page, "timezone": zone, "timezoneOffset": offset},
        "cookies": cookies,
        "nowMs": now_ms,
    }


def _case(chance):
    config = _config(chance)
    width, height, viewport_width, viewport_height = _pick(chance, SIZES)
    page = {
        "url": _pick(chance, URLS),
        "referrer": _pick(chance, ("", "https://search.example/?q=a")),
        "userAgent": _pick(chance, AGENTS),
        "orientation": _pick(chance, ("portrait", "landscape")),
        "screenWidth": width,
        "screenHeight": height,
        "viewportWidth": viewport_width,
        "viewportHeight": viewport_height,
        "globalPrivacyControl": chance.random() < 0.2,
    }
    call = _call(chance, config)
    return case(
        config, call, page, _pick(chance, COOKIES), _pick(chance, TIMES_MS), _pick(chance, ZONES)
    )


def plain(**changes):
    """A returning visitor's first view in Chrome; `changes` go over config, call, page, cookies."""
    config = {"orgId": ORG, "datastreamId": "stream-1", "edgeDomain": "edge.example.com"}
    page = {
        "url": "https://www.example.com/",
        "referrer": "",
        "userAgent": CHROME,
        "orientation": "landscape",
        "screenWidth": 1920,
        "screenHeight": 1080,
        "viewportWidth": 1200,
        "viewportHeight": 800,
    }
    made = case(
        {**config, **changes.pop("config", {})},
        changes.pop("call", ["event", {"type": "viewStart"}]),
        {**page, **changes.pop("page", {})},
        changes.pop("cookies", IDENTITY),
    )
    return {**made, **changes}


def generated(count=900, seed=6):
    chance = random.Random(seed)
    return [_case(chance) for _ in range(count)]
