"""Partners of advertising in a page: their frame and scripts, and what comes of them."""

from tests.browser.pages import direct_page

ADS = {
    "advertiserSettings": [{"advertiserId": "11", "enabled": True}],
    "id5PartnerId": "1650",
    "rampIdJSPath": "https://ramp.test/ats.js",
    "dspEnabled": True,
}
FRAME = """<!doctype html><script>
  parent.postMessage({gsurfer: "no text"}, "*");
  parent.postMessage("#gsurfer=surfer-1&clientIp=1.2.3.4&ev_lcc=__LCC__", "*");
</script>"""
ID5 = """let asked = 0; window.ID5 = {init: ({partnerId}) => ({
  getUserId: () => (asked++ ? "id5-" + partnerId : undefined)})};"""
RAMP_ID = """setTimeout(() => { window.ats = {
  retrieveEnvelope: async () => JSON.stringify({envelope: "ramp-1"})}; }, 300);"""
# A page that says the same as the frame, and is not it.
IMPOSTOR = """<script>
  setInterval(() => window.postMessage("#gsurfer=impostor&clientIp=6.6.6.6", "*"), 10);
</script>"""


def serve(visit, frame=FRAME, id5=ID5, ramp_id=RAMP_ID):
    """The partners' hosts; what is None is not there."""
    for host in ("pixel.everesttech.net", "www.everestjs.net", "ramp.test"):
        visit.allow_host(host)

    def answer(body, kind):
        if body is None:
            return lambda route: route.abort()
        return lambda route: route.fulfill(body=body, content_type=kind)

    there = '<script>location.href = "https://www.everestjs.net/static/there.html"</script>'
    script = "text/javascript"
    visit.page.route("https://pixel.everesttech.net/**", answer(frame and there, "text/html"))
    visit.page.route("https://www.everestjs.net/static/there.html", answer(frame, "text/html"))
    visit.page.route("https://www.everestjs.net/static/id5-api.js", answer(id5, script))
    visit.page.route("https://ramp.test/**", answer(ramp_id, script))


def test_partners_are_asked_and_the_last_report_has_what_all_of_them_said(visit, edge):
    serve(visit)
    visit.open(direct_page(IMPOSTOR, {"advertising": ADS, "autoViews": False}))
    visit.ready()

    *_, last = edge.wait_for(3)
    [event] = last["body"]["events"]

    assert event["xdm"]["eventType"] == "advertising.enrichment"
    assert event["query"]["advertising"] == {
        "advIds": "11",
        "eventType": "advertising.enrichment",
        "stitchIds": {
            "surferId": "surfer-1",
            "hashedIp": "af7c1ccf494fa24314f2d27db05200f4",
            "id5": "id5-1650",
            "rampIdEnv": "ramp-1",
        },
    }
    assert visit.page.evaluate("document.querySelectorAll('iframe').length") == 0


def test_partners_that_are_not_there_break_nothing_and_the_event_goes(visit, edge):
    serve(visit, None, "throw new Error('id5')", None)
    visit.expect_page_error("id5")
    visit.open(direct_page("", {"advertising": ADS, "autoViews": False, "debugEnabled": True}))
    visit.ready()

    visit.page.clock.install()
    visit.page.evaluate("""() => { window.sent = alloy("sendEvent", {
      xdm: {own: 1}, advertising: {handleAdvertisingData: "wait"}}); }""")
    visit.page.clock.run_for(40_000)
    [event] = edge.wait_for(1)[0]["body"]["events"]

    assert event["xdm"]["own"] == 1
    assert event["query"]["advertising"] == {"advIds": "11", "stitchIds": {}}
    visit.page.evaluate("sent")


def test_a_click_on_an_ad_is_reported_and_kept_for_a_year(visit, edge):
    html = direct_page("", {"advertising": ADS, "autoViews": False})
    visit.site.add_page("/t/page", html)
    visit.goto("/t/page?s_kwcid=AL!1!2&ef_id=a")
    visit.ready()

    [event] = edge.wait_for(1)[0]["body"]["events"]

    assert event["xdm"]["_experience"]["adcloud"]["conversionDetails"] == {
        "trackingCode": "AL!1!2", "trackingIdentities": "a",
    }  # fmt: skip
    visit.page.wait_for_function("document.cookie.includes('_advertising=')")
