"""The inline snippet: what it does before the SDK is there, and when that never comes."""

import time

from tests.browser.pages import direct_page

HIDING = {"prehidingStyle": "#offer { opacity: 0 }"}
OFFER = '<p id="offer">Hello</p>'

VIEW = "<script>alloy('event', {type: 'viewStart'})</script>"

# Calls of the page's own script; what becomes of them is noted where the test finds it.
NOTE = """
<script>
  window.outcomes = [];
  const note = (promise) => promise.then(
    () => outcomes.push("resolved"),
    (error) => outcomes.push([error.name, error.code, error.message, error instanceof Error]));
</script>
"""


def test_when_the_script_is_blocked_every_call_rejects_once_and_content_shows(visit, edge):
    calls = NOTE + "<script>note(alloy('event', {type: 'viewStart'})); note(alloy());</script>"
    visit.expect_page_error("did not start in time")  # configure, which nobody waits for
    visit.open(
        direct_page(OFFER + calls, {**HIDING, "bootTimeout": 1500}, script="/no/alloy.js")
    )

    assert opacity(visit) == "0"
    visit.page.wait_for_function("outcomes.length === 2")
    assert opacity(visit) == "1"
    told = visit.page.evaluate("outcomes")
    assert told[0] == told[1]
    assert told[0] == [
        "Error",
        "boot",
        "[alloy] did not start in time (bootTimeout)",
        True,
    ]

    visit.page.evaluate("note(alloy('event', {type: 'late'}))")
    assert visit.page.evaluate("outcomes.length") == 3


def test_python_that_comes_too_late_finds_nothing_to_do(visit, edge):
    visit.expect_page_error("did not start in time")
    page = direct_page(OFFER, {"bootTimeout": 100, "autoViews": True}, script="/no/alloy.js")
    visit.open(page)
    visit.page.wait_for_function("alloy.q.gone")

    load_again(visit)
    told = visit.alloy("event", {"type": "viewStart"})

    assert "did not start in time" in told["rejected"]["message"]
    assert edge.events() == []
    assert visit.page.evaluate("window.__testReady") == []


def test_an_alloy_js_that_is_on_its_way_when_time_is_up_leaves_it_at_that(visit, edge):
    visit.expect_page_error("did not start in time")
    visit.page.route("**/dist/alloy.js", lambda route: (time.sleep(0.6), route.continue_()))
    visit.open(direct_page(OFFER, {"bootTimeout": 200}))
    visit.page.wait_for_function("alloy.q.gone")
    visit.page.wait_for_timeout(1500)

    told = visit.alloy("getLibraryInfo")

    assert "did not start in time" in told["rejected"]["message"]
    assert visit.page.evaluate("window.__testReady") == []


def test_boot_timeout_is_long_enough_where_nothing_is_said(visit):
    visit.page.clock.install()
    visit.expect_page_error("did not start in time")
    visit.open(direct_page(OFFER, HIDING, script="/no/alloy.js"))

    visit.page.clock.run_for(10000)
    assert not visit.page.evaluate("alloy.q.gone")
    visit.page.clock.run_for(5100)
    assert visit.page.evaluate("alloy.q.gone")


def test_only_a_view_that_renders_hides(visit):
    calls = {
        "alloy('event', {type: 'a.b'})": "1",
        "alloy('sendEvent', {type: 'viewStart'})": "1",
        "alloy('event', {type: 'viewStart'})": "0",
        "alloy('sendEvent', {renderDecisions: true})": "0",
        "alloy('view', {name: 'home'})": "0",
        "alloy('configure', {prehidingStyle: '#offer { opacity: 0 }', autoViews: true})": "0",
    }
    for number, (call, expected) in enumerate(calls.items()):
        body = f"{OFFER}<script>{call}</script>"
        visit.open(direct_page(body, HIDING, script="/no/alloy.js"), f"/t/hide-{number}")

        assert opacity(visit) == expected, call


def test_hidden_content_shows_after_the_prehiding_timeout_whatever_happens(visit):
    visit.page.clock.install(time=0)
    visit.page.clock.pause_at(1000)
    config = {**HIDING, "prehidingTimeout": 1500}
    visit.open(direct_page(OFFER + VIEW, config, script="/no/alloy.js"))

    visit.page.clock.run_for(1400)
    assert opacity(visit) == "0"
    visit.page.clock.run_for(200)
    assert opacity(visit) == "1"


def test_under_a_content_security_policy_the_style_carries_the_snippets_nonce(visit):
    page = direct_page(OFFER + VIEW, HIDING, script="/no/alloy.js")
    page = page.replace("<script", '<script nonce="abc"')
    visit.open(
        page, headers={"content-security-policy": "script-src 'nonce-abc'; style-src 'nonce-abc'"}
    )

    assert opacity(visit) == "0"


def test_a_name_that_is_taken_is_left_alone(visit):
    taken = "<script>window.alloy = () => 'theirs'</script>"
    visit.open(direct_page(OFFER, None).replace("<title>", taken + "<title>"))

    assert visit.page.evaluate("alloy()") == "theirs"
    assert visit.page.evaluate("window.__alloyNS") is None


def test_one_snippet_serves_several_names(visit, edge):
    page = direct_page(OFFER, None).replace('["alloy"]', '["alloy","shop"]')
    visit.open(page)
    visit.ready("alloy")
    visit.ready("shop")

    assert visit.page.evaluate("window.__alloyNS") == ["alloy", "shop"]
    assert "[shop] " in visit.alloy("event", {}, name="shop")["rejected"]["message"]


def opacity(visit):
    return visit.page.evaluate("getComputedStyle(document.querySelector('#offer')).opacity")


def load_again(visit):
    """Put alloy.js into the page once more, and wait until it ran."""
    visit.page.evaluate(
        """() => new Promise((resolve) => {
          const script = document.createElement("script");
          script.src = "/dist/alloy.js";
          script.onload = () => setTimeout(resolve, 1000);
          document.head.append(script);
        })"""
    )
