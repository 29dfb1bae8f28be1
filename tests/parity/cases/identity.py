"""Cases: who the visitor is: the identity commands, older cookies, links between sites."""

from tests.parity.script import (
    ECID,
    IDENTITY,
    NOW,
    ORG,
    ORG_,
    THIRD_PARTY,
    Js,
    answers,
    call,
    case,
    configure,
    together,
)

KNOWN_VISITOR = {f"kndctr_{ORG_}_identity": IDENTITY}
LONG_AGO = 1_700_000_000
OLDER = "22223333444455556666777788889999000011"
# Cut in the body: without a byte of answer the browser itself may send the request again.
OUT_OF_REACH = {"fault": "cut", "status": 200, "when": {"nth": 1}}
LINK = "https://shop.example.test/a?x=1#top"


def handed_over(org=ORG, at=NOW):
    """The `adobe_mc` parameter of a link from another site, as it stands in an address."""
    encoded = org.replace("@", "%2540")
    return f"adobe_mc=TS%3D{at}%7CMCMID%3D{OLDER}%7CMCORGID%3D{encoded}"


case("getIdentity asks the edge", configure(), call("getIdentity"), requests=1)

case(
    "getIdentity remembers",
    configure(),
    call("getIdentity"),
    call("getIdentity"),
    call("sendEvent"),
    requests=2,
)

case(
    "getIdentity reads the cookie",
    configure(),
    call("getIdentity"),
    cookies=KNOWN_VISITOR,
    requests=0,
)

case(
    "getIdentity after an event",
    configure(),
    call("sendEvent"),
    call("getIdentity", {"namespaces": ["ECID"]}),
    requests=1,
)

case(
    "getIdentity for CORE without third-party cookies",
    configure(),
    call("getIdentity", {"namespaces": ["CORE"]}),
    requests=0,
)

case(
    "getIdentity for both namespaces",
    configure(thirdPartyCookiesEnabled=True),
    call("getIdentity", {"namespaces": ["ECID", "CORE"]}),
    requests=1,
)

case(
    "getIdentity with wrong namespaces",
    configure(),
    call("getIdentity", {"namespaces": []}),
    call("getIdentity", {"namespaces": ["ECID", "ECID"]}),
    call("getIdentity", {"namespaces": ["Email"]}),
    requests=0,
)

case(
    "identity cookies that cannot be read",
    configure(),
    call("getIdentity"),
    cookies={f"kndctr_{ORG_}_identity": "nonsense"},
    requests=1,
)

case(
    "the third-party domain is asked first",
    configure(thirdPartyCookiesEnabled=None),
    call("sendEvent"),
    call("sendEvent"),
    requests=2,
)

case(
    "the third-party domain is not asked by a known visitor",
    configure(thirdPartyCookiesEnabled=None),
    call("sendEvent"),
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "the third-party domain is out of reach",
    configure(thirdPartyCookiesEnabled=None),
    call("sendEvent"),
    scenario=answers(OUT_OF_REACH),
    requests=2,
)

case(
    "the third-party domain is out of reach, and the edge answers badly",
    configure(thirdPartyCookiesEnabled=None),
    call("sendEvent"),
    scenario=answers(OUT_OF_REACH, {"status": 500, "when": {"nth": 2}}),
    requests=2,
)

case(
    "an edge that is the third-party domain",
    configure(edgeDomain=THIRD_PARTY),
    call("sendEvent"),
    requests=1,
)

for cookie in ("s_ecid", f"AMCV_{ORG.replace('@', '%40')}"):
    case(
        f"an older cookie {cookie.partition('_')[0]} hands its id over",
        configure(),
        call("sendEvent"),
        call("sendEvent"),
        cookies={cookie: f"MCMID%7C{OLDER}"},
        requests=2,
    )

case(
    "older cookies mean nothing without migration",
    configure(idMigrationEnabled=False),
    call("sendEvent"),
    cookies={"s_ecid": f"MCMID%7C{OLDER}"},
    requests=1,
)

case(
    "an older cookie and getIdentity",
    configure(),
    call("getIdentity"),
    cookies={"s_ecid": f"MCMID%7C{OLDER}"},
    requests=1,
)

case(
    "an older cookie beside a known visitor",
    configure(),
    call("sendEvent"),
    cookies={"s_ecid": f"MCMID%7C{OLDER}", **KNOWN_VISITOR},
    requests=1,
)

case(
    "the page's Visitor hands its id over",
    configure(),
    call("sendEvent"),
    before=(
        "window.Visitor = function () {}; Visitor.getInstance = function () { return {"
        f"getMarketingCloudVisitorID: function (callback) {{ callback('{OLDER}'); }}"
        "}; };"
    ),
    requests=1,
)

case(
    "an id in the address",
    configure(),
    call("sendEvent"),
    call("sendEvent"),
    path=f"/t/page?{handed_over()}",
    requests=2,
)

case(
    "an id in the address's fragment",
    configure(),
    call("sendEvent"),
    path=f"/t/page#/route?{handed_over()}",
    requests=1,
)

case(
    "an id in the address beside a known visitor",
    configure(),
    call("sendEvent"),
    path=f"/t/page?{handed_over()}",
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "an id in the address that is too old",
    configure(),
    call("sendEvent"),
    path=f"/t/page?{handed_over(at=LONG_AGO)}",
    requests=1,
)

case(
    "an id in the address of another organisation",
    configure(),
    call("sendEvent"),
    path=f"/t/page?{handed_over(org='FFFFFFFFFFFFFFFFFFFFFFFF@AdobeOrg')}",
    requests=1,
)

case(
    "appendIdentityToUrl asks the edge",
    configure(),
    call("appendIdentityToUrl", {"url": LINK}),
    requests=1,
)

case(
    "appendIdentityToUrl with every kind of address",
    configure(),
    *[
        call("appendIdentityToUrl", {"url": url})
        for url in (
            LINK,
            "https://shop.example.test/",
            "https://shop.example.test/?",
            "https://shop.example.test/#a?b",
            "/relative?adobe_mc=1",
            "?",
            "#",
        )
    ],
    cookies=KNOWN_VISITOR,
    requests=0,
)

case(
    "appendIdentityToUrl when consent is pending or the edge fails",
    configure(),
    call("appendIdentityToUrl", {"url": LINK}),
    scenario=answers({"status": 500}),
    requests=1,
)

case(
    "appendIdentityToUrl does not wait for consent",
    configure(defaultConsent="pending"),
    call("appendIdentityToUrl", {"url": LINK}),
    cookies=KNOWN_VISITOR,
    requests=0,
)

case(
    "several identity commands at once",
    # A cookie that a script writes may miss the request that leaves next.
    configure(idMigrationEnabled=False),
    together(("getIdentity",), ("appendIdentityToUrl", {"url": LINK}), ("sendEvent", Js("{}"))),
    any_order=True,
    requests=3,
)

assert len(ECID) == 38
