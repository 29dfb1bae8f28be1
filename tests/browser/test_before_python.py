"""
What happens in a page before Python is there: calls and changes of route are what they were then.
"""

import pytest

from tests.browser.pages import LOADERS, PAGES, direct_page
from tests.browser.support import views, wait_for_views
from tests.browser.test_first_flight import add_script, flight_page, has_landed

VIEW_TYPE = "web.webpagedetails.pageViews"
# As in browsers that have no Navigation API.
WITHOUT_NAVIGATION = "delete window.navigation; delete Window.prototype.navigation;"

snippets = pytest.mark.parametrize("snippet", ["base_code", "first_flight"])


def go(visit, path, title=None):
    visit.page.evaluate(
        """([path, title]) => {
          history.pushState({}, "", path);
          if (title !== null) document.title = title;
        }""",
        [path, title],
    )


def parsed(visit):
    """Wait until the automatic view of the load would be due."""
    visit.page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 50))")


def settled(visit, edge, count):
    """The views, once there are so many, and long enough after it to see that it stays at that."""
    edge.wait_for(lambda event: len(views(edge)) >= count)
    visit.page.wait_for_timeout(700)
    return [(url.removeprefix(visit.url("")), referrer.removeprefix(visit.url("")))
            for url, referrer, _ in views(edge)]


# ---- The view that left ahead is the one view of the load


TITLES = {
    "empty": "<script>document.title = '';</script>",
    "late": """<script>
      document.title = ""; setTimeout(() => { document.title = "Late"; }, 700);
    </script>""",
    "there": "",
}


@pytest.mark.engines("chromium", "firefox")
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("script", [None, "/dist/alloy.js"])
def test_a_load_is_one_view_whatever_becomes_of_the_title(visit, edge, title, script):
    visit.open(flight_page(TITLES[title], {"autoViews": True}, script=script))
    if not script:
        has_landed(visit)
        add_script(visit)
    visit.ready()

    assert settled(visit, edge, 1) == [("/t/page", "")]


@pytest.mark.engines("chromium", "firefox")
def test_a_load_is_one_view_where_the_route_has_changed_before_it_is_taken_over(visit, edge):
    visit.open(flight_page(TITLES["empty"], {"autoViews": True}, script=None))
    has_landed(visit)
    go(visit, "/t/cart", "Cart")
    add_script(visit)

    assert settled(visit, edge, 2) == [("/t/page", ""), ("/t/cart", "/t/page")]


@pytest.mark.engines("chromium", "firefox")
def test_a_load_is_one_view_where_the_page_is_configured_late(visit, edge):
    visit.open(flight_page(TITLES["empty"], None, script=None))
    visit.page.wait_for_function("document.readyState === 'complete'")
    visit.page.evaluate(
        """() => { alloy("configure", {orgId: "0123456789ABCDEF01234567@AdobeOrg",
          datastreamId: "d", edgeDomain: location.host, thirdPartyCookiesEnabled: false,
          autoViews: true}); }"""
    )
    has_landed(visit)
    add_script(visit)
    visit.ready()

    assert settled(visit, edge, 1) == [("/t/page", "")]


@pytest.mark.engines("chromium", "firefox")
def test_a_load_is_one_view_where_the_page_is_hidden(visit, edge):
    visit.at_start(
        "Object.defineProperty(Document.prototype, 'visibilityState', {get: () => 'hidden'});"
    )
    visit.open(flight_page(TITLES["empty"], {"autoViews": True}, script=None))
    has_landed(visit)
    add_script(visit)
    visit.ready()

    assert settled(visit, edge, 1) == [("/t/page", "")]


@snippets
def test_a_prerendered_page_is_one_view_once_it_is_seen(visit, edge, snippet):
    visit.at_start(
        "Object.defineProperty(document, 'prerendering', {value: true, configurable: true});"
    )
    visit.open(direct_page("", {"autoViews": True}, script=None, snippet=snippet))
    parsed(visit)
    assert edge.events() == []

    visit.page.evaluate(
        """() => {
          Object.defineProperty(document, "prerendering", {value: false});
          document.dispatchEvent(new Event("prerenderingchange"));
        }"""
    )
    go(visit, "/t/b")
    add_script(visit)

    assert settled(visit, edge, 2) == [("/t/page", ""), ("/t/b", "/t/page")]


@pytest.mark.engines("chromium", "firefox")
def test_of_several_instances_each_has_one_view_of_its_own(visit, edge):
    """The one that a module makes does not take over what left for another."""
    module = """<script type="module">
      import { createInstance } from "/dist/alloy.module.js";
      createInstance({name: "shop"})("configure", {orgId: "F@AdobeOrg", datastreamId: "other",
        edgeDomain: location.host, thirdPartyCookiesEnabled: false, autoViews: true});
    </script>"""
    visit.open(flight_page(module, {"autoViews": True}))
    visit.ready()
    settled(visit, edge, 2)

    streams = sorted(request["query"]["configId"] for request in edge.events())
    assert streams == ["other", "test-datastream"]


# ---- Routes


# The base code is too small to note them where there is no Navigation API.
@pytest.mark.parametrize(
    ("snippet", "without"), [("base_code", False), ("first_flight", False), ("first_flight", True)]
)
def test_each_route_before_python_counts_once_with_its_own_facts(visit, edge, snippet, without):
    if without:
        visit.at_start(WITHOUT_NAVIGATION)
    configure = {"autoViews": True}
    visit.open(direct_page("", configure, script=None, snippet=snippet))
    parsed(visit)
    go(visit, "/t/b", "B")
    visit.page.wait_for_timeout(600)
    second_at = visit.page.evaluate("Date.now()")
    # In one turn: what comes later than 50 ms is another view.
    visit.page.evaluate(
        """() => {
          history.pushState({}, "", "/t/c");
          history.replaceState({}, "", "/t/c2");
          location.hash = "top";
        }"""
    )
    visit.page.wait_for_timeout(600)

    add_script(visit)
    visit.ready()
    settled(visit, edge, 3)
    go(visit, "/t/d", "D")

    assert settled(visit, edge, 4) == [
        ("/t/page", ""), ("/t/b", "/t/page"), ("/t/c2#top", "/t/b"), ("/t/d", "/t/c2#top"),
    ]  # fmt: skip
    times = [
        visit.page.evaluate("Date.parse", event["xdm"]["timestamp"])
        for request in edge.events()
        for event in request["body"]["events"]
    ]
    assert sorted(times) == times
    assert times[1] < second_at <= times[2] < second_at + 600


def test_routes_and_calls_before_python_keep_their_order(visit, edge):
    visit.open(direct_page("", {"autoViews": True}, script=None))
    parsed(visit)
    visit.page.evaluate("() => { alloy('event', {type: 'on page'}); }")
    go(visit, "/t/b")
    visit.page.evaluate("() => { alloy('event', {type: 'on b'}); }")
    go(visit, "/t/c")
    visit.page.evaluate("() => { alloy('view', {name: 'own c'}); }")
    add_script(visit)
    visit.ready()
    edge.wait_for(5)
    visit.page.wait_for_timeout(700)

    found = [
        (event["xdm"]["eventType"], event["xdm"]["web"]["webPageDetails"]["URL"][-4:])
        for request in edge.events()
        for event in request["body"]["events"]
        if event["xdm"]["eventType"] != "decisioning.propositionDisplay"
    ]
    assert sorted(found) == sorted([
        ("on page", "page"), (VIEW_TYPE, "page"), ("on b", "/t/b"), (VIEW_TYPE, "/t/b"),
        (VIEW_TYPE, "/t/c"),
    ])  # fmt: skip
    # Who asked last may be heard first.
    assert sorted((url[-4:], name or "") for url, _, name in views(edge)) == [
        ("/t/b", ""), ("/t/c", "own c"), ("page", ""),
    ]  # fmt: skip


def test_routes_are_noted_over_more_calls_than_one_turn_takes(visit, edge):
    visit.open(direct_page("", {"autoViews": True}, script=None))
    parsed(visit)
    go(visit, "/t/b")
    visit.page.evaluate(
        "() => { for (let n = 0; n < 50; n++) alloy('event', {type: 'n' + n, data: {n}}); }"
    )
    go(visit, "/t/c")
    add_script(visit)
    edge.wait_for(53)

    assert settled(visit, edge, 3) == [
        ("/t/page", ""), ("/t/b", "/t/page"), ("/t/c", "/t/b"),
    ]  # fmt: skip


@pytest.mark.parametrize("auto_views", [False, {"routes": False}, {"load": False}])
def test_routes_before_python_are_judged_by_the_options(visit, edge, auto_views):
    visit.open(direct_page("", {"autoViews": auto_views}, script=None))
    parsed(visit)
    go(visit, "/t/b")
    add_script(visit)
    visit.ready()
    visit.alloy("event", {"type": "last"})
    visit.page.wait_for_timeout(700)

    expected = {"False": [], "routes": ["/t/page"], "load": ["/t/b"]}[
        next(iter(auto_views)) if auto_views else "False"
    ]
    found = wait_for_views(edge, len(expected)) if expected else views(edge)
    assert [url.removeprefix(visit.url("")) for url, _, _ in found] == expected


# ---- Calls

SNAPSHOT = """<script>
  window.cart = {items: [{sku: "a", n: 1}], made: new Date(0), total() { return 1; }};
  document.title = "then";
  const before = location.href;
  alloy("event", {type: "first", data: {cart}, xdm: {_acme: cart.items}}).catch(() => {});
  window.calledAt = Date.now();
  cart.items[0].n = 0;
  cart.items.push("later");
  cart.made.setTime(1e12);
  history.pushState({}, "", "/t/later");
</script>"""


def shot(edge, number=0):
    return [
        event for request in edge.wait_for(number + 1) for event in request["body"]["events"]
    ][number]


@pytest.mark.parametrize("loader", LOADERS)
def test_a_call_before_python_is_as_it_was_when_it_was_made(visit, edge, loader):
    visit.open(PAGES[loader](SNAPSHOT, configure={"autoViews": False}))
    visit.ready()

    event = shot(edge)

    assert event["data"] == {
        "cart": {"items": [{"sku": "a", "n": 1}], "made": "1970-01-01T00:00:00.000Z"}
    }
    assert event["xdm"]["_acme"] == [{"sku": "a", "n": 1}]
    assert event["xdm"]["web"]["webPageDetails"]["URL"] == visit.url("/t/page")
    called_at = visit.page.evaluate("calledAt")
    sent_at = visit.page.evaluate("Date.parse", event["xdm"]["timestamp"])
    assert called_at - 1000 < sent_at <= called_at
    assert "requestBody" in visit.alloy("event", {"type": "second"})
    assert shot(edge, 1)["xdm"]["web"]["webPageDetails"]["URL"] == visit.url("/t/later")


def test_a_call_of_a_module_before_python_is_as_it_was_when_it_was_made(visit, edge):
    visit.open("""<!doctype html><title>module</title><script type="module">
      import { createInstance } from "/dist/alloy.module.js";
      const instance = createInstance();
      instance("configure", {orgId: "F@AdobeOrg", datastreamId: "d", edgeDomain: location.host,
        thirdPartyCookiesEnabled: false});
      const cart = {items: [1]};
      instance("event", {type: "a", data: {cart}});
      cart.items.push(2);
      history.pushState({}, "", "/t/later");
    </script>""")

    event = shot(edge)

    assert event["data"] == {"cart": {"items": [1]}}
    assert event["xdm"]["web"]["webPageDetails"]["URL"] == visit.url("/t/page")


ODD = {
    "a revoked proxy": """(() => {
      const {proxy, revoke} = Proxy.revocable({}, {}); revoke(); return proxy;
    })()""",
    "a getter that throws": "{get sku() { throw new Error('no'); }}",
    "itself": "(() => { const o = {}; o.o = o; return o; })()",
    "a bottomless list": """(() => {
      let a = []; for (let n = 0; n < 1e5; n++) a = [a]; return a;
    })()""",
    "an error without text": "{get sku() { throw Object.create(null); }}",
}


@snippets
def test_what_cannot_be_read_is_refused_and_the_next_call_goes(visit, edge, snippet):
    calls = "".join(
        f"note('{name}', () => alloy('event', {{type: 'a', data: {{it: {code}}}}}));"
        for name, code in ODD.items()
    )
    body = f"""<script>
      window.outcomes = {{}};
      const note = (name, call) => {{
        const set = (told) => {{ outcomes[name] = told; }};
        try {{ call().then(() => "went", () => "refused").then(set); }}
        catch (error) {{ set("threw"); }}
      }};
      {calls}
      note("last", () => alloy("event", {{type: "last"}}));
    </script>"""
    visit.open(direct_page(body, {"autoViews": False}, snippet=snippet))
    visit.page.wait_for_function("outcomes.last")
    visit.page.wait_for_timeout(100)

    assert visit.page.evaluate("outcomes") == dict.fromkeys(ODD, "refused") | {"last": "went"}
    assert [shot(edge)["xdm"]["eventType"]] == ["last"]


def test_a_call_that_is_too_much_to_copy_does_not_hold_the_page_up(visit):
    visit.open(direct_page("", script=None))

    length = visit.page.evaluate(
        """() => {
          let list = [];
          for (let n = 0; n < 40; n++) list = [list, list];
          alloy("event", {data: {list}});
          return alloy.q.length;
        }"""
    )

    assert length == 2
