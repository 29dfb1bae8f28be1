"""Consent and identity as a visitor meets them: cookies, storage and pixels of a real browser."""

import pytest

from tests.browser.pages import direct_page
from tests.browser.support import until

ORG = "0123456789ABCDEF01234567_AdobeOrg"
IDENTITY = f"kndctr_{ORG}_identity"
CONSENT = f"kndctr_{ORG}_consent"
PENDING = {"defaultConsent": "pending"}
IN = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]}
OUT = {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "out"}}]}
ECID = "22223333444455556666777788889999000011"

THREE_EVENTS = """<script>
  window.results = [];
  for (const step of [1, 2, 3]) {
    alloy("sendEvent", {data: {step}})
      .then((result) => results.push(Object.keys(result).length ? step : "nothing"));
  }
</script>"""


def sent(edge):
    """What arrived: the step of an event, or the action of another request."""
    found = []
    for request in edge.events():
        events = request["body"].get("events")
        found.append(events[0]["data"]["step"] if events else request["action"])
    return found


def cookie(visit, name):
    for found in visit.page.context.cookies():
        if found["name"] == name:
            return found["value"]
    return None


def test_pending_consent_holds_events_until_the_visitor_opts_in(visit, edge):
    visit.open(direct_page(THREE_EVENTS, configure=PENDING))
    visit.ready()
    visit.page.wait_for_timeout(200)
    assert edge.events() == []
    assert visit.page.context.cookies() == []
    assert visit.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]

    assert visit.alloy("setConsent", IN) == {}

    visit.page.wait_for_function("results.length === 3")
    # The first asks for the identity; the others then leave together, on connections of their own.
    came = sent(edge)
    assert came[:2] == ["privacy/set-consent", 1]
    assert sorted(came[2:]) == [2, 3]
    assert sorted(visit.page.evaluate("results")) == [1, 2, 3]
    assert cookie(visit, CONSENT) == "general=in"


def test_consent_given_once_holds_for_the_next_page_and_is_not_told_twice(visit, edge):
    visit.open(direct_page(configure=PENDING))
    visit.ready()
    visit.alloy("setConsent", IN)
    visit.goto("/t/page")
    visit.ready()

    assert visit.alloy("setConsent", IN) == {}
    visit.alloy("sendEvent", {"data": {"step": 1}})

    assert sent(edge) == ["privacy/set-consent", 1]


def test_a_visitor_who_declines_is_left_alone_and_sees_the_page_at_once(visit, edge):
    hidden = "<style id='alloy-prehiding'>h1 { opacity: 0 !important }</style>"
    # No time-out shows it.
    waits = PENDING | {"prehidingTimeout": 600_000}
    visit.open(direct_page("<h1>Shop</h1>", configure=waits, head=hidden))
    visit.ready()
    # A function without a result: Playwright would wait for the promise.
    visit.page.evaluate(
        "() => { window.waiting = alloy('event', {type: 'click'}).catch(String); }"
    )
    opacity = "getComputedStyle(document.querySelector('h1')).opacity"
    assert visit.page.evaluate(opacity) == "0"

    assert visit.alloy("setConsent", OUT) == {}

    assert "The visitor declined consent" in visit.page.evaluate("waiting")
    assert visit.alloy("sendEvent") == {}
    assert visit.page.evaluate(opacity) == "1"
    assert sent(edge) == ["privacy/set-consent"]

    visit.goto("/t/page")
    visit.ready()
    assert visit.page.evaluate(opacity) == "1", "shown at configure"
    rejected = visit.alloy("event", {"type": "viewStart"})["rejected"]
    assert "The visitor declined consent" in rejected["message"]
    assert sent(edge) == ["privacy/set-consent"]


def test_a_server_that_refuses_events_can_note_that_the_visitor_declined(visit, edge):
    edge.set_scenario(
        {
            "name": "refuses",
            "answers": [
                {
                    "when": {"nth": 2},
                    "status": 403,
                    "headers": {"Set-Cookie": f"{CONSENT}=general=out; Path=/"},
                }
            ],
        }
    )
    visit.open(direct_page())
    visit.ready()
    visit.alloy("sendEvent", {"data": {"step": 1}})
    refused = visit.alloy("sendEvent", {"data": {"step": 2}})
    assert "status 403" in refused["rejected"]["message"]

    assert visit.alloy("sendEvent", {"data": {"step": 3}}) == {}
    assert sent(edge) == [1, 2]


def test_a_visitor_keeps_the_identity_over_a_reload(visit, edge):
    visit.open(direct_page())
    visit.ready()
    first = visit.alloy("event", {"type": "viewStart"})
    given = cookie(visit, IDENTITY)
    visit.goto("/t/page")
    visit.ready()
    second = visit.alloy("event", {"type": "viewStart"})

    assert given
    assert "entries" not in first["requestBody"]["meta"]["state"]
    entries = second["requestBody"]["meta"]["state"]["entries"]
    assert {"key": IDENTITY, "value": given} in entries
    results = [
        handle["payload"]
        for answer in (first, second)
        for handle in answer["responseBody"]["handle"]
        if handle["type"] == "identity:result"
    ]
    assert results[0] == results[1]


def test_getidentity_asks_once_and_then_reads_the_cookie(visit, edge):
    visit.open(direct_page())
    visit.ready()
    asked = visit.alloy("getIdentity")
    assert [request["action"] for request in edge.events()] == ["identity/acquire"]
    assert len(asked["identity"]["ECID"]) == 38
    assert asked["edge"] == {"regionId": 7}

    visit.goto("/t/page")
    visit.ready()
    read = visit.alloy("getIdentity", {"namespaces": ["ECID"]})
    linked = visit.alloy("appendIdentityToUrl", {"url": "https://shop.example/a?b=1#c"})

    assert read["identity"] == asked["identity"]
    assert f"%7CMCMID%3D{asked['identity']['ECID']}%7CMCORGID%3D" in linked["url"]
    assert linked["url"].endswith("%2540AdobeOrg#c")
    assert len(edge.events()) == 1


def test_an_identity_travels_to_another_page_in_its_url(visit, edge):
    visit.open(direct_page())
    visit.ready()
    identity = visit.alloy("getIdentity")["identity"]["ECID"]
    linked = visit.alloy("appendIdentityToUrl", {"url": visit.url("/t/page?x=1")})["url"]
    visit.page.context.clear_cookies()
    visit.page.goto(linked)
    visit.ready()

    sent_on = visit.alloy("event", {"type": "viewStart"})["requestBody"]

    assert sent_on["xdm"] == {"identityMap": {"ECID": [{"id": identity}]}}
    assert visit.alloy("getIdentity")["identity"] == {"ECID": identity}


def test_the_page_visitor_is_asked_after_its_own_consent_service_allows(visit, edge):
    visitor = """<script>
      window.Visitor = {getInstance: (org) => ({
        getMarketingCloudVisitorID: (done) => setTimeout(() => done(org && "%s"), 20),
      })};
      window.adobe = {optIn: {
        Categories: {ECID: "ecid"},
        fetchPermissions(done) { window.allow = done; },
        isApproved: ([category]) => category === "ecid" && window.approved,
      }};
      alloy("sendEvent", {data: {step: 1}});
    </script>"""
    visit.open(direct_page(visitor % ECID))
    visit.ready()
    visit.page.wait_for_function("!!window.allow")
    assert edge.events() == []

    visit.page.evaluate("window.approved = true; window.allow()")

    asked = edge.wait_for(1)[0]["body"]
    assert asked["xdm"] == {"identityMap": {"ECID": [{"id": ECID}]}}


def test_a_page_visitor_that_throws_or_is_declined_holds_nothing_up(visit, edge):
    for number, visitor in enumerate(
        (
            "{getInstance() { throw new Error('broken'); }}",
            "{getInstance: () => ({})}",
            "{getInstance: () => null}, window.adobe = {optIn: {Categories: {}, "
            "fetchPermissions: (done) => done(), isApproved: () => false}}",
        )
    ):
        visit.page.context.clear_cookies()
        visit.open(direct_page(f"<script>window.Visitor = {visitor};</script>"))
        visit.ready()
        visit.alloy("sendEvent", {"data": {"step": number}})
    assert sent(edge) == [0, 1, 2]


def test_id_syncs_are_pixels_and_the_hidden_ones_tell_no_referrer(visit, edge):
    pixels = []
    visit.page.context.on("request", lambda request: pixels.append(request))
    urls = [visit.url(f"/t/pixel{number}") for number in (1, 2)]
    edge.set_scenario(
        {
            "name": "syncs",
            "answers": [
                {
                    "when": {"nth": 1},
                    "handle": [
                        {
                            "type": "identity:exchange",
                            "payload": [
                                {"type": "url", "spec": {"url": urls[0], "hideReferrer": False}},
                                {"type": "url", "spec": {"url": urls[1], "hideReferrer": True}},
                            ],
                        }
                    ],
                }
            ],
        }
    )
    visit.open(direct_page())
    visit.ready()
    visit.alloy("event", {"type": "viewStart"})
    until(visit, lambda: len([each for each in pixels if "/t/pixel" in each.url]) >= 2)

    found = {pixel.url: pixel.all_headers() for pixel in pixels if "/t/pixel" in pixel.url}
    assert sorted(found) == urls
    assert found[urls[0]]["referer"].startswith(visit.url("/"))
    assert "referer" not in found[urls[1]]
    frame = visit.page.evaluate(
        "[...document.querySelectorAll('iframe')].map((f) => [f.name, f.style.display])"
    )
    assert frame == [["Adobe Alloy", "none"]]


@pytest.mark.engines("chromium")
def test_a_blocked_identity_domain_is_given_up_for_the_edge(visit, edge):
    visit.allow_host("adobedc.demdex.net")
    visit.page.route("https://adobedc.demdex.net/**", lambda route: route.abort())
    tried = []
    visit.page.context.on("request", lambda request: tried.append(request.url))
    visit.open(direct_page(configure={"thirdPartyCookiesEnabled": True}))
    visit.ready()

    for step in (1, 2):
        visit.alloy("sendEvent", {"data": {"step": step}})

    assert sent(edge) == [1, 2]
    assert len([url for url in tried if "adobedc.demdex.net" in url]) == 1


@pytest.mark.core
def test_the_privacy_signal_of_the_browser_is_honored_where_it_is_asked_for(visit, edge):
    visit.at_start(
        "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true, writable: false});"
    )
    configure = {"honorGlobalPrivacyControl": True, "autoViews": False, "debugEnabled": True}
    visit.open(direct_page(configure=configure))
    visit.ready()

    rejected = visit.alloy("event", {"type": "viewStart"})["rejected"]

    assert "Global Privacy Control" in rejected["message"]
    assert edge.events() == []
    assert visit.page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == [
        "", 0, 0,
    ]  # fmt: skip
    assert visit.alloy("setConsent", IN) == {}
    assert "requestBody" in visit.alloy("event", {"type": "viewStart"})
    assert [request["action"] for request in edge.events()] == ["privacy/set-consent", "interact"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_visitor_is_known_again_on_this_machine_too(visit, edge, host):
    edge.add_page("/t/page", direct_page(configure={"autoViews": False}))
    port = visit.site.url.rstrip("/").rpartition(":")[2]
    ecids = []
    for _ in range(2):
        visit.page.goto(f"http://{host}:{port}/t/page")
        visit.ready()
        ecids.append(visit.alloy("getIdentity")["identity"]["ECID"])

    assert len(ecids[0]) == 38
    assert ecids[1] == ecids[0]
    assert [request["action"] for request in edge.events()] == ["identity/acquire"]
