"""
Exactly one view for each navigation, whatever causes it, whatever router makes it, however the SDK
is loaded: small real applications, walked through.

With `--matrix` all of it runs, and the counts become tables in docs/matrix.md. Title, URL and
referrer are compared too: a view that tells the page before counts as none.
"""

import pytest

from tests.browser import apps
from tests.browser.alone import launched
from tests.browser.apps import CART, HOME
from tests.browser.matrix import CHROMIUM, ENGINES
from tests.browser.support import views, wait_for_views

pytestmark = pytest.mark.matrix

ELSEWHERE = "/t/elsewhere"
# Longer than any route settles; and enough where another step follows, since a view too many would
# then stand before the next one.
SETTLED_MS, SHORTLY_MS = 700, 200
NO_NAVIGATION = "Object.defineProperty(window, 'navigation', {value: undefined});"
OPEN_DOCUMENT = "() => { document.open(); document.write('<h1>New</h1>'); document.close(); }"
# Chromium says why.
NOT_RESTORED = "JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)"
FRAME = """() => {
  const frame = document.createElement("iframe");
  frame.src = "/t/elsewhere";
  frame.onload = () => {
    frame.onload = null;
    frame.contentWindow.history.pushState({}, "", "/t/elsewhere/a");
    frame.contentWindow.location.hash = "#/b";
  };
  document.body.append(frame);
}"""
# What the prerendered page says of itself, and when the visitor goes there.
TELL_PRERENDERED = """<script>
  document.addEventListener("alloy:ready", () => {
    alloy("event", {type: "first", data: {wasPrerendering: document.prerendering}});
    const seen = () => setTimeout(() => alloy("event", {type: "seen"}), 700);
    if (document.prerendering) document.addEventListener("prerenderingchange", seen);
    else seen();
  });
</script>"""
START = """<!doctype html><title>start</title>
<script type="speculationrules">
  {"prerender": [{"urls": ["/t/shop"], "eagerness": "immediate"}]}
</script>
<script>
  // MicroPython under PyScript only starts when the page is seen: no event tells when to go there.
  const patience = Date.now() + PATIENCE_MS;
  setInterval(async () => {
    const {events} = await (await fetch("/_edge/events")).json();
    if (events.length || Date.now() > patience) location.href = "/t/shop";
  }, 100);
</script>"""


@pytest.fixture(scope="module")
def browser(engine, playwright, request):
    """As everywhere, but with the back/forward cache on."""
    headed = request.config.getoption("--headed")
    browser = engine.launch(playwright, headed=headed, back_forward_cache=True)
    yield browser
    browser.close()


class Walk:
    """One page, one cause after the other; what was told of each is compared and counted."""

    def __init__(self, visit, edge, router, count):
        self.visit, self.edge, self._count = visit, edge, count
        self.home = visit.url(HOME)
        self.cart = visit.url(HOME + "#/cart" if router == "hash" else CART)
        # location.replace("#") leaves the sign behind.
        self.replaced = self.home + "#" if router == "hash" else self.home
        self.is_plain = router == "plain"
        self.has_hash_routes = router == "hash"
        self.wrong = []

    def step(self, cause, act, *expected):
        """Do it, and expect these views: (URL, referrer, name, which is the title)."""
        before = len(views(self.edge))
        act()
        try:
            wait_for_views(self.edge, before + len(expected), timeout_s=30)
        except TimeoutError:
            pass
        self.visit.page.wait_for_timeout(SHORTLY_MS if expected else SETTLED_MS)
        told = views(self.edge)[before:]
        counted = len(told)
        if told != list(expected):
            self.wrong.append(f"{cause}: expected {list(expected)}, got {told}")
            # As many as expected, but they tell of another page.
            counted = "other" if counted == len(expected) else counted
        self._count(cause, counted, len(expected))

    def run(self, script):
        return lambda: self.visit.page.evaluate(f"() => {{ {script}; }}")

    def load(self):
        self.visit.goto(HOME)
        self.visit.ready()

    def all(self):
        home, cart = self.home, self.cart
        # A page load tells no fragment of where it came from, and a traversal keeps its referrer.
        back = "" if self.is_plain else cart
        self.step("load", self.load, (home, "", "Home"))
        self.step("link (push)", lambda: self.visit.page.click("#to-cart"), (cart, home, "Cart"))
        self.step("back", self.run("history.back()"), (home, back, "Home"))
        self.step("forward", self.run("history.forward()"), (cart, home, "Cart"))
        if not self.has_hash_routes:
            self.step("hash of a section", self.run("location.hash = '#section'"))
        left = cart if self.is_plain or self.has_hash_routes else cart + "#section"
        self.step("replace", self.run("replaceRoute()"), (self.replaced, left, "Home"))
        self.step("an iframe's routes", lambda: self.visit.page.evaluate(FRAME))
        loaded = cart if self.is_plain else ""
        self.step("reload", self.reload, (self.replaced, loaded, "Home"))
        # What is kept the browser decides: under load it lets a page go at times.
        for _ in range(3):
            self.step("out of the back/forward cache", self.away, (self.replaced, loaded, "Home"))
            if self.visit.page.evaluate("window.kept === true"):
                break
        else:
            self.wrong.append(f"not kept in the cache: {self.visit.page.evaluate(NOT_RESTORED)}")
        self.step("document.open", lambda: self.visit.page.evaluate(OPEN_DOCUMENT))
        assert not self.wrong, "\n".join(self.wrong)

    def reload(self):
        self.visit.page.reload()
        self.visit.ready()

    def away(self):
        page = self.visit.page
        page.evaluate(f"() => {{ window.kept = true; location.href = '{ELSEWHERE}'; }}")
        page.wait_for_url(f"**{ELSEWHERE}")
        # A page out of the cache is not loaded again, so there is no load to wait for.
        page.evaluate("() => { history.back(); }")


def walk(visit, edge, router, count):
    edge.add_page(ELSEWHERE, "<!doctype html><title>elsewhere</title>")
    Walk(visit, edge, router, count).all()


def combinations(loaders, quick=(), core=(), routers=(*apps.ROUTERS, "python")):
    """(router, loader): those of `core` run in every engine, those not `quick` only with --full."""
    pairs = [(router, loader) for loader in loaders for router in routers]
    return [
        pytest.param(*pair, marks=_marks(pair[0], quick, core))
        for pair in pairs
        if pair != ("python", "direct")
    ]


def _marks(router, quick, core):
    if router in core:
        return [pytest.mark.core]
    return [] if router in quick else [pytest.mark.full]


# How a page starts has less to do with its router.
STARTS = combinations(["direct"], quick=["react"]) + combinations(
    ["mpy", "py"], routers=["plain", "react", "python"]
)


def needs_navigation(visit, edge):
    edge.add_page(ELSEWHERE, "<!doctype html><title>elsewhere</title>")
    visit.goto(ELSEWHERE)
    if not visit.page.evaluate("'navigation' in window"):
        pytest.skip("this engine has no Navigation API")
    edge.reset()


@pytest.mark.parametrize(
    ("router", "loader"),
    combinations(["direct"], quick=apps.ROUTERS, core=["plain", "history"]),
)
def test_one_view_for_each_navigation(visit, edge, engine, matrix, router, loader):
    if router == "navigation":
        needs_navigation(visit, edge)
    apps.serve(edge, router, loader)

    def count(cause, found, expected):
        matrix.count(ENGINES, cause, engine.title, found, expected)
        if engine.name == "chromium":
            matrix.count(CHROMIUM, cause, apps.TITLES[router], found, expected)

    walk(visit, edge, router, count)


@pytest.mark.parametrize(
    ("router", "loader"), combinations(["mpy"], quick=["python"]) + combinations(["py"])
)
@pytest.mark.engines("chromium")
def test_one_view_for_each_navigation_under_pyscript(visit, edge, matrix, router, loader):
    apps.serve(edge, router, loader)

    def count(cause, found, expected):
        matrix.count(CHROMIUM, cause, apps.TITLES[router], found, expected)

    walk(visit, edge, router, count)


@pytest.mark.parametrize(
    ("router", "loader"),
    combinations(
        ["direct"], quick=["history", "react"], routers=sorted({*apps.ROUTERS} - {"navigation"})
    ),
)
@pytest.mark.engines("chromium")
def test_one_view_for_each_navigation_without_the_navigation_api(
    visit, edge, matrix, router, loader
):
    visit.at_start(NO_NAVIGATION)
    apps.serve(edge, router, loader)

    def count(cause, found, expected):
        matrix.count(ENGINES, cause, "Chromium without Navigation API", found, expected)

    walk(visit, edge, router, count)


@pytest.mark.parametrize(("router", "loader"), STARTS)
@pytest.mark.engines("chromium")
def test_one_view_for_a_page_in_the_background(visit, edge, matrix, router, loader):
    visit.at_start("Object.defineProperty(document, 'visibilityState', {value: 'hidden'});")
    apps.serve(edge, router, loader)
    visit.goto(HOME)
    visit.ready()
    wait_for_views(edge, 1, timeout_s=30)
    visit.page.wait_for_timeout(SETTLED_MS)

    matrix.count(CHROMIUM, "in the background", apps.TITLES[router], len(views(edge)), 1)
    assert views(edge) == [(visit.url(HOME), "", "Home")]


@pytest.mark.parametrize(("router", "loader"), STARTS)
@pytest.mark.engines("chromium")
def test_one_view_for_a_page_that_was_prerendered(engine, edge, matrix, tmp_path, router, loader):
    """Without a driver: the browser prerenders nothing while one is attached."""
    apps.serve(edge, router, loader, head=TELL_PRERENDERED)
    patience_ms = 8000 if loader == "mpy" else 120_000
    edge.add_page("/t/start", START.replace("PATIENCE_MS", str(patience_ms)))
    with launched(engine, tmp_path, edge.url + "t/start", {}):
        edge.wait_for(lambda event: '"seen"' in event["body_text"], timeout_s=180)

    unseen = edge.events()[0]["body"]["events"][0]
    if loader != "mpy":
        assert unseen["data"] == {"wasPrerendering": True}, "no view while nobody sees it"
    matrix.count(CHROMIUM, "prerendered, then seen", apps.TITLES[router], len(views(edge)), 1)
    assert [name for _, _, name in views(edge)] == ["Home"]
