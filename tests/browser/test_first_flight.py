"""
The first flight in real pages: the first view is sent before Python is there, and taken over once.
"""

import json

import pytest

from tests.browser.pages import INSTALL, ROOT, direct_page, mpy_page
from tests.browser.test_base_code import load_again
from tests.browser.test_loading import GREETING

# The snippet stands back where a browser tells no `screen.orientation`, as WebKitGTK does.
pytestmark = pytest.mark.engines("chromium", "firefox")

ELSEWHERE = "/t/elsewhere"
HERO = '<h1 id="greeting">Hello</h1>'
VIEW_TYPE = "web.webpagedetails.pageViews"
IDENTITY = "kndctr_0123456789ABCDEF01234567_AdobeOrg_identity"

# What becomes of the page's calls is noted where the test finds it.
NOTE = """<script>
window.told = [];
const note = (promise) => promise.then(
  (result) => told.push(result), (error) => told.push(error.message));
</script>"""
VIEW = NOTE + '<script>note(alloy("event", {type: "viewStart", data: {plan: "gold"}}))</script>'


# Adobe's own form of consent.
CHOICE = "{consent: [{standard: 'Adobe', version: '1.0', value: {general: 'in'}}]}"


def flight_page(body=HERO + VIEW, configure=(), script="/dist/alloy.js", **more):
    return direct_page(body, configure, script=script, snippet="first_flight", **more)


def types(edge):
    """The types of all events that came in, request by request."""
    return [
        [event["xdm"].get("eventType") for event in request["body"]["events"]]
        for request in edge.events()
    ]


def told(visit, count=1):
    visit.page.wait_for_function("(count) => told.length >= count", arg=count)
    return visit.page.evaluate("told")


def has_landed(visit):
    """Wait until the answer to the flight is there."""
    visit.page.wait_for_function("alloy.q.some((item) => item.answer)")
    visit.page.evaluate(
        "alloy.q.find((item) => item.answer).answer.then(() => null, () => null)"
    )


def add_script(visit):
    visit.page.evaluate(
        """() => { const script = document.createElement("script");
          script.src = "/dist/alloy.js"; document.head.append(script); }"""
    )


def known(visit):
    """Make the visitor one who was here before."""
    visit.page.context.add_cookies(
        [{"name": IDENTITY, "value": "CiYxMTExMjIyMjMzMzM0NDQ0", "url": visit.url("/")}]
    )


@pytest.mark.core
def test_the_view_is_at_the_edge_before_the_script_has_come(visit, edge):
    edge.set_scenario(GREETING)
    seen = []

    def hold(route):
        seen.extend(edge.wait_for(1, action="interact"))
        route.continue_()

    visit.page.route("**/dist/alloy.js", hold)
    visit.open(flight_page())
    visit.ready()

    [result] = told(visit)

    assert len(seen) == 1
    assert seen[0]["body"] == result["requestBody"]
    assert seen[0]["body"]["events"][0]["data"] == {"plan": "gold"}
    assert sorted(result) == ["requestBody", "responseBody"]
    assert visit.text("#greeting") == "Hello Ada"
    edge.wait_for(2, action="interact")
    assert types(edge) == [[VIEW_TYPE], ["decisioning.propositionDisplay"]]


@pytest.mark.parametrize(
    "call",
    [
        'alloy("sendEvent", {renderDecisions: true, type: "a.b", xdm: {_acme: {n: 1}}})',
        'alloy("view", {name: "home", data: {plan: "gold"}})',
    ],
)
def test_other_views_leave_ahead_too(visit, edge, call):
    edge.set_scenario(GREETING)
    visit.open(flight_page(f"{HERO}{NOTE}<script>note({call})</script>", script=None))
    edge.wait_for(1)

    add_script(visit)
    told(visit)

    visit.page.wait_for_function("document.querySelector('#greeting').textContent === 'Hello Ada'")
    edge.wait_for(2)
    assert len(types(edge)) == 2
    assert types(edge)[1] == ["decisioning.propositionDisplay"]


def test_what_leaves_is_what_python_sends_in_the_same_page(visit, edge):
    """Headers, too; what is another each time is left out."""
    for number, snippet in enumerate(("base_code", "first_flight")):
        visit.page.context.clear_cookies()
        visit.open(direct_page(VIEW, snippet=snippet), f"/t/{number}")
        told(visit)

    python, ahead = edge.wait_for(2)
    for request in (python, ahead):
        xdm = request["body"]["events"][0]["xdm"]
        for group, key in ((xdm, "timestamp"), (xdm["placeContext"], "localTime")):
            del group[key]
        del request["body"]["meta"]["queueTimeMillis"]
        del xdm["web"]["webPageDetails"]["URL"]
        del request["body"]["events"][0]["query"]["personalization"]["surfaces"]
        for name in ("referer", "content-length"):
            del request["headers"][name]
    assert ahead["body"] == python["body"]
    assert ahead["headers"] == python["headers"]


THIRD_PARTY = "adobedc.demdex.net"


@pytest.mark.engines("chromium")
def test_the_view_of_a_new_visitor_leaves_for_the_identity_domain(visit, edge):
    visit.allow_host(THIRD_PARTY)
    asked = []

    def answer(route):
        asked.append(json.loads(route.request.post_data))
        allowed = {
            "access-control-allow-origin": route.request.headers["origin"],
            "access-control-allow-credentials": "true",
        }
        route.fulfill(json={"requestId": "a", "handle": []}, headers=allowed)

    visit.page.route(f"https://{THIRD_PARTY}/**", answer)
    visit.open(flight_page(configure={"thirdPartyCookiesEnabled": True}, script=None))
    has_landed(visit)
    add_script(visit)

    [result] = told(visit)

    assert asked == [result["requestBody"]]
    assert asked[0]["query"] == {"identity": {"fetch": ["ECID", "CORE"]}}
    assert edge.events() == []


@pytest.mark.engines("chromium")
def test_where_the_identity_domain_is_blocked_the_edge_gets_the_view_once(visit, edge):
    edge.set_scenario(GREETING)
    visit.allow_host(THIRD_PARTY)
    visit.page.route(f"https://{THIRD_PARTY}/**", lambda route: route.abort())
    visit.open(flight_page(configure={"thirdPartyCookiesEnabled": True}))
    told(visit)

    visit.page.wait_for_function("document.querySelector('#greeting').textContent === 'Hello Ada'")
    edge.wait_for(2)
    assert types(edge) == [[VIEW_TYPE], ["decisioning.propositionDisplay"]]


@pytest.mark.core
def test_the_automatic_view_leaves_when_the_page_is_read(visit, edge):
    edge.set_scenario(GREETING)
    visit.open(flight_page(HERO, {"autoViews": True}, script=None))
    edge.wait_for(1)

    add_script(visit)

    visit.page.wait_for_function("document.querySelector('#greeting').textContent === 'Hello Ada'")
    edge.wait_for(2)
    visit.page.evaluate("history.pushState({}, '', '/t/next')")
    edge.wait_for(3)
    assert types(edge)[:2] == [[VIEW_TYPE], ["decisioning.propositionDisplay"]]
    assert edge.events()[2]["body"]["events"][0]["xdm"]["web"]["webPageDetails"]["URL"] == (
        visit.url("/t/next")
    )


def test_the_pages_own_view_takes_the_place_of_the_automatic_one(visit, edge):
    visit.open(flight_page(VIEW, {"autoViews": True}))
    told(visit)
    visit.alloy("event", {"type": "after"})

    assert types(edge) == [[VIEW_TYPE], ["after"]]
    assert edge.events()[0]["body"]["events"][0]["data"] == {"plan": "gold"}


def test_an_own_view_after_the_automatic_flight_is_sent_and_warned_about(visit, edge):
    visit.at_start("warned = []; console.warn = (...said) => { warned.push(said.join(' ')); };")
    visit.open(flight_page(NOTE, {"autoViews": True, "debugEnabled": True}, script=None))
    edge.wait_for(1)
    visit.page.evaluate("() => { note(alloy('event', {type: 'viewStart', data: {own: 1}})); }")

    add_script(visit)
    told(visit)

    assert types(edge) == [[VIEW_TYPE], [VIEW_TYPE]]
    # Its words come with the second file.
    visit.page.wait_for_function("warned.join().includes('one view may be counted twice')")


def test_a_flight_that_is_not_the_first_call_waits_for_the_quiet_ones(visit, edge):
    body = NOTE + """<script>
      note(alloy("getLibraryInfo"));
      note(alloy("event", {type: "viewStart"}));
    </script>"""
    visit.open(flight_page(body))
    told(visit, 2)

    assert len(edge.events()) == 1


@pytest.mark.parametrize(
    "first",
    ['alloy("getIdentity")', 'alloy("event", {type: "a"})', f"alloy('setConsent', {CHOICE})"],
)
def test_it_stands_back_when_another_call_comes_first(visit, edge, first):
    body = f"{NOTE}<script>note({first}); note(alloy('event', {{type: 'viewStart'}}))</script>"
    visit.open(flight_page(body, script=None))
    visit.page.wait_for_timeout(300)

    assert edge.events() == []
    assert not visit.page.evaluate("alloy.q.some((item) => item.answer)")

    add_script(visit)
    told(visit, 2)
    assert len(edge.events()) == 2


def test_where_nothing_is_understood_python_does_it_all(visit, edge):
    head = """<script>alloy("configure", {edgeDomain: location.host, datastreamId: "d",
      orgId: "a@AdobeOrg", thirdPartyCookiesEnabled: false,
      onBeforeEventSend(content) { content.data.seen = 1; }});</script>"""
    visit.open(flight_page(VIEW, None, head=head))

    [result] = told(visit)

    assert result["requestBody"]["events"][0]["data"] == {"plan": "gold", "seen": 1}
    assert len(edge.events()) == 1


def test_other_calls_wait_for_the_identity_that_the_flight_asks_for(visit, edge):
    slow = {"when": {"nth": 1, "action": "interact"}, "delay_ms": 2000}
    edge.set_scenario({"name": "slow", "answers": [slow]})
    visit.open(flight_page(VIEW + "<script>note(alloy('event', {type: 'second'}))</script>"))
    told(visit, 2)

    # A second request without an identity would be a second visitor.
    view, second = edge.events()
    entries = {each["key"]: each["value"] for each in second["body"]["meta"]["state"]["entries"]}
    assert second["action"] == "collect"
    assert IDENTITY in entries


def test_a_busy_edge_is_asked_again_by_python(visit, edge):
    busy = {"when": {}, "times": 1, "status": 503, "headers": {"Retry-After": "0"}}
    edge.set_scenario({"name": "busy", "answers": [busy]})
    visit.open(flight_page())

    [result] = told(visit)

    first, second = edge.events()
    assert first["body"] == second["body"] == result["requestBody"]
    assert first["url"] == second["url"]
    assert "responseBody" in result


def test_a_refusal_is_judged_by_python(visit, edge):
    edge.set_scenario({"name": "no", "answers": [{"when": {}, "status": 403}]})
    visit.open(flight_page(configure={"prehidingStyle": "#greeting { opacity: 0 }"}))

    [message] = told(visit)

    assert message.startswith("[alloy] [Event] The command \"event\" failed.")
    assert "status 403" in message
    assert len(edge.events()) == 1
    assert visit.page.evaluate("document.querySelector('#alloy-prehiding')") is None


def test_an_edge_that_nobody_serves_is_a_network_failure(visit, edge):
    visit.open(flight_page(configure={"edgeDomain": "127.0.0.1:9"}))

    [message] = told(visit)

    assert "The network request failed." in message
    assert "Caused by: TypeError" in message


def test_an_edge_that_says_nothing_is_given_up_by_python(visit, edge):
    edge.set_scenario({"name": "hang", "answers": [{"when": {}, "fault": "hang"}]})
    visit.open(flight_page(configure={"requestTimeout": 1000}))

    [message] = told(visit)

    assert "no answer within 1000 ms" in message


def test_the_script_twice_is_one_request(visit, edge):
    visit.open(flight_page())
    told(visit)
    load_again(visit)

    assert len(edge.events()) == 1
    assert len(visit.page.evaluate("told")) == 1


def test_a_script_that_comes_at_the_second_try_adopts(visit, edge):
    visit.open(flight_page(script="/no/alloy.js"))
    has_landed(visit)
    load_again(visit)

    [result] = told(visit)

    assert result["requestBody"] == edge.events()[0]["body"]
    assert len(edge.events()) == 1


def test_when_python_never_comes_the_visitor_is_kept(visit, edge):
    visit.expect_page_error("did not start in time")
    visit.open(flight_page(configure={"bootTimeout": 1000}, script="/no/alloy.js"))

    [message] = told(visit)

    assert "did not start in time" in message
    visit.page.wait_for_function("(name) => document.cookie.includes(name)", arg=IDENTITY)
    assert len(edge.events()) == 1


def test_an_early_bounce_is_one_visitor(visit, edge):
    visit.open(flight_page(script=None))
    has_landed(visit)
    visit.goto("/t/page")
    has_landed(visit)

    first, second = edge.events()
    entries = {each["key"]: each["value"] for each in second["body"]["meta"]["state"]["entries"]}
    [stored] = [
        item["value"]
        for handle in first["response"]["body"]["handle"]
        if handle["type"] == "state:store"
        for item in handle["payload"]
        if item["key"] == IDENTITY
    ]
    assert entries[IDENTITY] == stored


@pytest.mark.core
def test_a_visitor_who_comes_back_leaves_ahead_too(visit, edge):
    """Whatever cookies Python has written meanwhile."""
    visit.open(flight_page())
    told(visit)
    visit.open(flight_page(script=None), "/t/again")

    edge.wait_for(2)
    assert types(edge) == [[VIEW_TYPE], [VIEW_TYPE]]


# ---- Leaving before Python is there

WORDS = NOTE + """<script>
note(alloy("event", {type: "one", data: {n: 1}}));
note(alloy("sendEvent", {type: "two"}));
</script>"""


def leave(visit, script="location.href = '/t/elsewhere'"):
    visit.site.add_page(ELSEWHERE, "<!doctype html><title>elsewhere</title>")
    visit.page.evaluate("(script) => { setTimeout(script, 0); }", script)
    visit.page.wait_for_url(f"**{ELSEWHERE}")


@pytest.mark.core
def test_what_waits_when_the_visitor_leaves_goes_as_a_beacon(visit, edge):
    known(visit)
    visit.open(flight_page(WORDS, script=None))
    called_at = visit.page.evaluate("alloy.q[1].page.nowMs")
    visit.page.wait_for_timeout(200)
    leave(visit)

    [request] = edge.wait_for(1)

    assert types(edge) == [["one", "two"]]
    assert request["action"] == "collect"
    assert request["transport"]["is_beacon"]
    assert request["body"]["meta"]["queueTimeMillis"] >= 200
    assert request["body"]["events"][0]["data"] == {"n": 1}
    timestamp = request["body"]["events"][0]["xdm"]["timestamp"]
    assert timestamp == visit.page.evaluate("(ms) => new Date(ms).toISOString()", called_at)


def test_the_view_in_flight_is_not_sent_again_when_the_visitor_leaves(visit, edge):
    known(visit)
    visit.open(flight_page(VIEW + WORDS.removeprefix(NOTE), script=None))
    edge.wait_for(1)
    leave(visit)

    edge.wait_for(2)
    assert types(edge) == [[VIEW_TYPE], ["one", "two"]]


@pytest.mark.core
def test_new_visitors_ask_for_one_identity_when_they_leave(visit, edge):
    visit.open(flight_page(WORDS, script=None))
    leave(visit)

    [request] = edge.wait_for(1)
    assert request["action"] == "interact"
    assert types(edge) == [["one", "two"]]


def test_nothing_more_is_sent_while_the_flight_asks(visit, edge):
    edge.set_scenario({"name": "hang", "answers": [{"when": {}, "fault": "hang"}]})
    second = "<script>alloy('event', {type: 'second'})</script>"
    visit.open(flight_page(VIEW + second, script=None))
    edge.wait_for(1)
    leave(visit)
    visit.page.wait_for_timeout(300)

    assert types(edge) == [[VIEW_TYPE]]


@pytest.mark.parametrize("config", [{"defaultConsent": "pending"}, {"defaultConsent": "out"}])
def test_nothing_is_sent_without_consent(visit, edge, config):
    other = "<script>alloy('event', {type: 'b'})</script>"
    visit.open(flight_page(VIEW + other, config, script=None))
    visit.page.wait_for_timeout(200)
    leave(visit)
    visit.page.wait_for_timeout(300)

    assert edge.events() == []


def test_nothing_is_sent_that_waits_for_consent(visit, edge):
    known(visit)
    calls = f"alloy('setConsent', {CHOICE}); alloy('event', {{type: 'a'}});"
    visit.open(flight_page(f"<script>{calls}</script>", script=None))
    leave(visit)
    visit.page.wait_for_timeout(300)

    assert edge.events() == []


@pytest.mark.core
def test_the_last_words_of_the_pages_own_handler_arrive(visit, edge):
    known(visit)
    call = 'alloy("event", {type: "bye"});'
    body = f"<script>addEventListener('pagehide', () => {{ {call} }});</script>"
    visit.open(flight_page(body, script=None))
    leave(visit)

    edge.wait_for(1)
    assert types(edge) == [["bye"]]


def test_what_was_sent_when_the_page_was_left_is_not_sent_again_when_it_comes_back(visit, edge):
    """The back/forward cache, told to the page without going anywhere."""
    known(visit)
    visit.open(flight_page(WORDS, {"autoViews": False}, script=None))
    visit.page.evaluate("() => { dispatchEvent(new Event('pagehide')); }")
    edge.wait_for(1)

    add_script(visit)
    visit.ready()
    settled = told(visit, 2)
    visit.alloy("event", {"type": "next"})

    edge.wait_for(2)
    assert types(edge) == [["one", "two"], ["next"]]
    assert settled == [{"requestBody": edge.events()[0]["body"]}] * 2


def test_the_automatic_flight_is_taken_over_though_what_came_before_it_has_left(visit, edge):
    known(visit)
    body = NOTE + "<script>note(alloy('getLibraryInfo'))</script>"
    visit.open(flight_page(body, {"autoViews": True}, script=None))
    has_landed(visit)
    visit.page.evaluate("() => { note(alloy('event', {type: 'last'})); }")
    visit.page.evaluate("() => { dispatchEvent(new Event('pagehide')); }")
    edge.wait_for(2)

    add_script(visit)
    told(visit, 2)
    visit.page.wait_for_timeout(300)

    assert types(edge) == [[VIEW_TYPE], ["last"]]


def test_a_prerendered_page_sends_ahead_when_it_is_seen(visit, edge):
    visit.at_start(
        "Object.defineProperty(document, 'prerendering', {value: true, configurable: true});"
    )
    visit.open(flight_page(script=None))
    visit.page.wait_for_timeout(300)
    assert edge.events() == []

    visit.page.evaluate(
        """() => {
          Object.defineProperty(document, "prerendering", {value: false});
          document.dispatchEvent(new Event("prerenderingchange"));
        }"""
    )

    edge.wait_for(1)
    add_script(visit)
    told(visit)
    assert types(edge) == [[VIEW_TYPE]]


def test_monitors_of_the_page_hear_of_a_request_that_left_before_they_were_there(visit, edge):
    visit.open(flight_page(script=None))
    edge.wait_for(1)
    visit.page.evaluate(
        """() => {
          window.heard = [];
          window.__alloyMonitors = [{
            onBeforeNetworkRequest: ({payload}) => heard.push(payload),
            onNetworkResponse: ({statusCode, getHeader}) => {
              heard.push([statusCode, getHeader("content-type")]);
            },
          }];
        }"""
    )

    add_script(visit)
    [result] = told(visit)

    payload, answer = visit.page.evaluate("heard.slice(0, 2)")
    assert payload == result["requestBody"] == edge.events()[0]["body"]
    assert answer == [200, "application/json"]


def test_the_hash_of_the_manifest_allows_the_snippet(visit, edge):
    manifest = json.loads((ROOT / "static/dist/manifest.json").read_text())
    [integrity] = [
        file["integrity"] for file in manifest["files"] if file["name"] == "first_flight.js"
    ]
    page = flight_page(configure={"prehidingStyle": "#greeting { opacity: 0 }"}, script=None)
    head, first, rest = page.partition("<script>")
    page = head + first + rest.replace("<script>", '<script nonce="abc">')
    policy = f"script-src '{integrity}' 'nonce-abc'; connect-src 'self'"
    visit.open(page, headers={"content-security-policy": policy})

    edge.wait_for(1)
    assert types(edge) == [[VIEW_TYPE]]


def test_a_nonce_allows_the_snippet_and_the_style_it_makes(visit, edge):
    hiding = {"prehidingStyle": "#greeting { opacity: 0 }", "prehidingTimeout": 60000}
    page = flight_page(configure=hiding, script=None)
    policy = "script-src 'nonce-abc'; style-src 'nonce-abc'; connect-src 'self'"
    visit.open(
        page.replace("<script>", '<script nonce="abc">'),
        headers={"content-security-policy": policy},
    )

    edge.wait_for(1)
    opacity = "getComputedStyle(document.querySelector('#greeting')).opacity"
    assert visit.page.evaluate(opacity) == "0"


def test_pyscript_pages_adopt_as_well(visit, edge):
    edge.set_scenario(GREETING)
    page = mpy_page(HERO + VIEW, configure={"autoViews": False}, main=INSTALL)
    visit.open(page.replace(*(
        (ROOT / f"static/dist/{name}.js").read_text() for name in ("base_code", "first_flight")
    )))

    [result] = told(visit)

    assert visit.text("#greeting") == "Hello Ada"
    assert edge.events()[0]["body"] == result["requestBody"]
    edge.wait_for(2)
    assert types(edge) == [[VIEW_TYPE], ["decisioning.propositionDisplay"]]
