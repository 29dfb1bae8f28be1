"""What is a view, and what is none, whatever made it: the causes, on a page without a router."""

import json
from pathlib import Path

import pytest

from tests.browser.pages import CONFIG, direct_page
from tests.browser.support import sent, views, wait_for_views

PAGE = "/t/page"
NO_NAVIGATION = "Object.defineProperty(window, 'navigation', {value: undefined});"

# With both ways to see a change of route: what the engine has, and the patched history.
both_ways = pytest.mark.parametrize(
    "way", [pytest.param("navigation", marks=pytest.mark.core), "history"]
)


def open_page(visit, body="", auto_views=True, way=None, head=""):
    if way == "history":
        visit.at_start(NO_NAVIGATION)
    visit.open(direct_page(body, configure={"autoViews": auto_views}, head=head))
    visit.ready()


# Longer than any route settles; and enough where another step follows, since a view too many would
# then stand before the next one.
SETTLED_MS, SHORTLY_MS = 600, 200


def urls(visit, edge, count, wait_ms=SETTLED_MS):
    """The views after the page: what follows its URL."""
    wait_for_views(edge, count)
    visit.page.wait_for_timeout(wait_ms)
    return [url.replace(visit.url(PAGE), "") for url, _, _ in views(edge)]


@both_ways
def test_each_cause_is_one_view_or_none(visit, edge, way):
    open_page(visit, '<a id="hash" href="#section">Section</a>', way=way)
    wait_for_views(edge, 1)

    for count, expected, script in (
        (2, "?a=1", "history.pushState({}, '', '?a=1')"),
        (2, None, "history.pushState({}, '', '?a=1')"),
        (2, None, "history.replaceState({}, '', '?a=2')"),
        (2, None, "document.querySelector('#hash').click()"),
        (3, "?a=2#/route", "location.hash = '#/route'"),
        (3, None, "history.back()"),
        (4, "/sub", "history.replaceState({}, '', '/t/page/sub')"),
        (4, None, "history.replaceState({other: 'state'}, '')"),
        (5, "", "history.go(-3)"),
    ):
        visit.page.evaluate(f"() => {{ {script}; }}")
        told = urls(visit, edge, count, SHORTLY_MS)

        assert len(told) == count, (script, told)
        assert expected is None or told[-1] == expected, (script, told)
    assert len(urls(visit, edge, count)) == count


@pytest.mark.engines("chromium")
def test_the_state_of_an_entry_is_no_view(visit, edge):
    open_page(visit)
    visit.page.evaluate("navigation.updateCurrentEntry({state: {open: true}})")

    assert urls(visit, edge, 1) == [""]


@pytest.mark.core
def test_a_reload_is_a_view(visit, edge):
    open_page(visit)
    wait_for_views(edge, 1)
    visit.page.reload()

    assert urls(visit, edge, 2) == ["", ""]


@pytest.mark.parametrize("kind", ["defer", "module", "ready"])
def test_the_pages_own_view_from_a_script_that_runs_late_is_the_only_one(visit, edge, kind):
    own = "alloy('event', {type: 'viewStart', data: {own: true}});"
    edge.add_page("/t/own.js", own, {"content-type": "text/javascript"})
    head = {
        "defer": '<script defer src="/t/own.js"></script>',
        "module": '<script type="module" src="/t/own.js"></script>',
        "ready": f'<script>addEventListener("DOMContentLoaded", () => {{ {own} }});</script>',
    }[kind]
    open_page(visit, head=head)

    assert urls(visit, edge, 1) == [""]
    assert edge.events()[0]["body"]["events"][0]["data"] == {"own": True}


@both_ways
def test_an_iframe_makes_no_view_in_its_parent(visit, edge, way):
    edge.add_page("/t/frame", "<!doctype html><title>frame</title>")
    open_page(visit, '<iframe src="/t/frame"></iframe>', way=way)
    visit.page.evaluate("frames[0].history.pushState({}, '', '/t/frame/a')")
    visit.page.evaluate("() => { frames[0].location.hash = '#/b'; }")
    visit.page.evaluate("() => { history.back(); }")

    assert urls(visit, edge, 1) == [""]


@both_ways
def test_a_document_that_is_written_anew_is_no_view_and_routes_go_on(visit, edge, way):
    open_page(visit, way=way)
    wait_for_views(edge, 1)
    visit.page.evaluate(
        """() => {
          document.open();
          document.write('<a id="go" href="#/cart">Cart</a>');
          document.close();
        }"""
    )
    assert urls(visit, edge, 1) == [""]

    visit.alloy("event", {"type": "after"})
    visit.page.click("#go")

    assert urls(visit, edge, 2) == ["", "#/cart"]
    edge.wait_for(lambda event: sent(edge).clicks)
    assert len(sent(edge).clicks) == 1, "one listener is back, not two"


def test_a_prerendered_page_is_a_view_when_it_is_seen(visit, edge):
    visit.at_start(
        "Object.defineProperty(document, 'prerendering', {value: true, configurable: true});"
    )
    open_page(visit)
    visit.page.wait_for_timeout(500)
    assert views(edge) == []

    visit.page.evaluate(
        """() => {
          Object.defineProperty(document, "prerendering", {value: false});
          document.dispatchEvent(new Event("prerenderingchange"));
        }"""
    )

    assert urls(visit, edge, 1) == [""]


def test_a_page_in_the_background_is_a_view(visit, edge):
    visit.at_start(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
    )
    open_page(visit)

    assert urls(visit, edge, 1) == [""]
    assert edge.events()[0]["action"] == "interact", "it asks for its content all the same"


def test_nothing_listens_to_unload():
    static = Path(__file__).resolve().parents[2] / "static"
    sources = [*static.glob("*.js"), *static.glob("bridge/*.js")]

    assert sources
    for source in sources:
        text = source.read_text(encoding="utf-8")
        assert '"unload"' not in text and "onunload" not in text, source.name


# Other libraries patch history before us and after us, on the object or on its prototype.
PATCH = """
window.heard = window.heard || [];
(function (owner, name) {
  const original = owner.pushState;
  owner.pushState = function () {
    heard.push(name);
    return original.apply(this, arguments);
  };
})(%s, "%s");
"""


@pytest.mark.parametrize(
    "place", [pytest.param("history", marks=pytest.mark.core), "History.prototype"]
)
def test_patches_of_others_before_and_after_ours_are_called(visit, edge, place):
    visit.at_start(NO_NAVIGATION + PATCH % (place, "before"))
    open_page(visit)
    wait_for_views(edge, 1)
    visit.page.evaluate(PATCH % (place, "after"))

    visit.page.evaluate("history.pushState({}, '', '/t/page/sub')")

    assert visit.page.evaluate("heard") == ["after", "before"]
    assert urls(visit, edge, 2) == ["", "/sub"]


@pytest.mark.core
def test_patched_history_looks_and_fails_as_before(visit, edge):
    visit.at_start(NO_NAVIGATION)
    open_page(visit)

    told = visit.page.evaluate(
        """() => {
          const failed = (call) => { try { call(); } catch (error) { return error.name; } };
          return [
            history.pushState.name, history.pushState.length,
            String(history.pushState).includes("[native code]"),
            Object.keys(history).length, history.pushState({a: 1}, "", "?x"), history.state,
            failed(() => history.pushState({}, "", "https://elsewhere.example/")),
            failed(() => history.pushState.call({}, {}, "")),
            failed(() => history.pushState()),
          ];
        }"""
    )

    assert told == [
        "pushState", 2, True, 0, None, {"a": 1}, "SecurityError", "TypeError", "TypeError",
    ]


def test_a_name_for_each_view_comes_from_the_page(visit, edge):
    configure = f"""<script>
      alloy("configure", Object.assign({{edgeDomain: location.host}}, {json.dumps(CONFIG)}, {{
        autoViews: {{name: (view) => view.title.toUpperCase()}},
      }}));
    </script>"""
    visit.open(direct_page("", configure=None, head=configure))
    visit.ready()

    assert wait_for_views(edge, 1)[0][2] == "TEST PAGE"


def test_the_command_view_starts_a_named_one(visit, edge):
    visit.open(direct_page())
    visit.ready()

    told = visit.alloy("view", {"name": "cart", "data": {"items": 2}})

    assert sorted(told) == ["requestBody", "responseBody"]
    assert views(edge) == [(visit.url(PAGE), "", "cart")]
