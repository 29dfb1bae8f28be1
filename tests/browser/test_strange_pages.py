"""
A page is never ours: it may replace, shadow, freeze, wrap or clobber whatever we might read.

Each row is HTML that stands in the head, behind the base code and before everything else ("first:"
puts it before the base code, "body:" into the body). On each of these pages one view of the load,
one event with lists in it, one click on a link in a form and one view of a route must arrive, and
an offer must be shown in that form.
"""

import json
import re

import pytest

from tests.browser.offers import dom, offer, scenario
from tests.browser.pages import CONFIG, PAGES, ROOT
from tests.browser.support import sent, views

# The names of the browser that something in us reads (tests/unit/bridge/test_natives.py holds that
# it is all of them), and some that a script likes for its own.
NAMES = (
    "screen navigation performance crypto history navigator matchMedia console event URL "
    "URLSearchParams Image Blob CustomEvent MutationObserver DOMParser AbortController Document "
    "Element Node Event History Intl Temporal Visitor adobe trustedTypes Map Set WeakMap WeakSet "
    "Proxy Reflect Symbol RegExp Error TypeError Math Number String Promise JSON Date Uint8Array "
    "TextEncoder TextDecoder fetch setTimeout clearTimeout setInterval clearInterval "
    "isFinite localStorage sessionStorage Object Array DataView Int32Array Uint32Array AbortSignal "
    "PerformanceObserver PerformanceResourceTiming Zone addEventListener removeEventListener atob "
    "decodeURIComponent encodeURIComponent indexedDB isNaN parseInt scrollX scrollY "
    "cookieStore"
).split()

# Without the network nothing can be sent.
NEEDED = ("fetch",)
# These no script can replace, only shadow.
FIXED = ("history", "navigator", "crypto", "localStorage", "sessionStorage", "indexedDB",
         "cookieStore")
REPLACEABLE = [name for name in NAMES if name not in NEEDED + FIXED]


# A function where the browser has one of another meaning.
OTHER = 'function () { return "of the page"; }'


def script(text):
    return f"<script>{text}</script>"


def shadowed(name, value='"of the page"'):
    return script(f"const {name} = {value};")


def replaced(name, value='"of the page"'):
    return script(f"var {name} = {value};")


def fields(*names):
    return "body:" + "".join(f'<input type="hidden" name="{name}">' for name in names)


def images(*names):
    return "body:" + "".join(f'<img name="{name}" alt="">' for name in names)


def named_as_all_of(owner, html):
    """Elements for all the names that the browser knows of `owner`; `html` is made for each."""
    return "body:" + script(f"""{{
      const names = new Set();
      for (let each = {owner}; each; each = Object.getPrototypeOf(each)) {{
        for (const name of Object.getOwnPropertyNames(each)) names.add(name);
      }}
      const made = [...names].map((name) => `{html}`).join("");
      document.currentScript.insertAdjacentHTML("afterend", made);
    }}""")


# A library of 2007: its functions stand in for the language's, and are seen by for-in.
PROTOTYPE = """
Array.from = function (list) { return list ? [].slice.call(list) : []; };
Object.keys = function (object) {
  var keys = [];
  for (var key in object) keys.push(key);
  return keys;
};
Function.prototype.bind = function (owner) {
  var method = this;
  if (arguments.length < 2 && owner === undefined) return this;
  return function () { return method.apply(owner, arguments); };
};
Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };
Array.prototype.entries = function () { return this.slice(); };
Array.prototype.each = function (work) { for (var i = 0; i < this.length; i++) work(this[i], i); };
Array.prototype.toJSON = function () { return "[" + this.join(", ") + "]"; };
String.prototype.toJSON = function () { return '"' + this + '"'; };
Number.prototype.toJSON = function () { return String(this); };
"""

# Whoever calls one of them gets something else.
OTHER_LISTS = """
for (const name of "map filter forEach some every find findIndex includes reduce indexOf flatMap \
flat sort concat at entries keys values".split(" ")) {
  if (name !== "values") Array.prototype[name] = function () { return "of the page"; };
}
"""

OTHER_TEXTS = """
for (const name of "startsWith endsWith includes trim trimStart trimEnd padStart padEnd repeat at \
replaceAll codePointAt matchAll".split(" ")) {
  String.prototype[name] = function () { return "of the page"; };
}
"""

FAKE_TIMERS = """
for (const name of ["setTimeout", "setInterval", "requestAnimationFrame"]) {
  window[name] = () => 1;
}
for (const name of ["getEntriesByType", "getEntries", "getEntriesByName"]) {
  performance[name] = () => [];
}
Object.defineProperty(performance, "timing", { value: undefined });
"""

ROUTER = """
if (window.navigation) Object.defineProperty(window, "navigation", { value: undefined });
window.__push = history.pushState.bind(history);
"""

# What a script of the page may have put in the place of the browser's own.
ODD_METHODS = {
    "methods of maps and sets of another meaning": """
      for (const { prototype } of [Map, Set, WeakMap, WeakSet]) {
        for (const name of ["get", "set", "has", "add", "delete"]) {
          if (prototype[name]) prototype[name] = function () { return "of the page"; };
        }
      }
    """,
}
ODD_BROWSER = {
    "timers that ring at once": "window.setTimeout = (work) => { work(); return 1; };",
    "a Navigation API that takes no listeners": """
      if (window.navigation) navigation.addEventListener = () => { throw Error("private"); };
    """,
    "a clock that goes back": "{ let now = Date.now(); Date.now = () => now -= 36e5; }",
    "answers whose headers have only get": """{
      const { fetch } = window;
      const of = ({ status, headers }, text) => ({
        status, text: async () => text, headers: { get: (name) => headers.get(name) },
      });
      window.fetch = async (...args) => {
        const answer = await fetch(...args);
        return of(answer, await answer.text());
      };
    }""",
}

ROWS = {
    "an old library": script(PROTOTYPE),
    "an old library, first": "first:" + script(PROTOTYPE),
    "Array.from that takes no function": script(
        "Array.from = function (x) { return [].slice.call(x) };"
    ),
    "no Array.from": script("delete Array.from;"),
    "methods of arrays of another meaning": script(OTHER_LISTS),
    "methods of texts of another meaning": script(OTHER_TEXTS),
    "additions to all arrays": script(
        "Array.prototype.last = function () { return this[this.length - 1]; };"
    ),
    "toJSON of all lists": script("Array.prototype.toJSON = function () { return 'a list'; };"),
    "toJSON of all objects": script("Object.prototype.toJSON = function () { return 'a thing'; };"),
    "toJSON of all texts": script(
        "String.prototype.toJSON = Number.prototype.toJSON = function () { return 'a text'; };"
    ),
    "additions to all objects": script(
        "Object.prototype.extend = function () {}; Object.prototype.value = 'of the page';"
        "Object.prototype.each = function () {}; Object.prototype.nonce = 'of the page';"
    ),
    "get and set of all objects": script(
        "Object.prototype.get = function () {}; Object.prototype.set = function () {};"
    ),
    "Object.keys with what is inherited": script(
        "Object.prototype.extend = function () {};"
        "Object.keys = function (o) { var all = []; for (var k in o) all.push(k); return all; };"
    ),
    "JSON of another meaning": script(
        "JSON = { parse: () => 'of the page', stringify: () => 'of the page' };"
    ),
    "JSON with other functions": script("JSON.parse = JSON.stringify = () => 'of the page';"),
    "a Promise that fails": script(
        "Promise = function () { throw Error('of the page'); }; Promise.all = Promise.race = null;"
    ),
    "a Promise of a library": script(
        "{ const Native = Promise; window.Promise = class Deferred { constructor(work) {"
        " const inner = new Native(work); this.then = inner.then.bind(inner);"
        " this.catch = inner.catch.bind(inner); } }; }"
    ),
    "bind of another meaning": script(
        "Function.prototype.bind = function () { return 'of the page'; };"
    ),
    "a text of functions of another meaning": script(
        "Function.prototype.toString = function () { return 'of the page'; };"
    ),
    "no crypto.randomUUID": script(
        "Object.defineProperty(crypto, 'randomUUID', { value: undefined });"
    ),
    "a screen of its own": script("var screen = { width: 'wide', height: 'high' };"),
    "no screen": script("var screen = null;"),
    "a console without functions": script("console = { log() {} };"),
    "no console": script("console = null;"),
    "a console that fails": script(
        "console.warn = console.error = () => { throw Error('loud'); };"
    ),
    "all names are elements": "first:" + "".join(
        f'<link id="{name}">' for name in NAMES if name not in NEEDED
    ),
    "no Navigation API, and an element of this name": (
        "first:" + script("delete window.navigation;") + '<link id="navigation">'
    ),
    "a field named nodeName": fields("nodeName"),
    "a field named parentNode": fields("parentNode"),
    "a field named id": fields("id"),
    "an image named documentElement": images("documentElement"),
    "fields named as properties of nodes": fields(
        "nodeName", "nodeType", "nodeValue", "parentNode", "children", "firstElementChild",
        "nextElementSibling", "lastChild", "previousSibling", "isConnected", "ownerDocument",
        "innerText", "textContent", "host",
    ),
    "fields named as properties of elements": fields(
        "id", "style", "type", "href", "protocol", "download", "onclick", "role", "src", "name",
        "className", "shadowRoot", "tagName", "title", "hostname",
    ),
    "fields named as methods of elements": fields(
        "getAttribute", "setAttribute", "hasAttribute", "removeAttribute", "matches", "closest",
        "querySelector", "querySelectorAll", "appendChild", "insertBefore", "remove", "before",
        "after", "append", "prepend", "contains", "addEventListener", "replaceChildren", "focus",
    ),
    "an image named cookie": images("cookie"),
    "a form named cookie": 'body:<form name="cookie"></form>',
    "images named as properties of the document": images(
        "cookie", "title", "body", "head", "documentElement", "referrer", "readyState", "location",
        "visibilityState", "prerendering", "baseURI", "currentScript", "activeElement", "nodeType",
        "defaultView", "characterSet", "URL", "domain",
    ),
    "images named as methods of the document": images(
        "querySelector", "querySelectorAll", "getElementById", "getElementsByTagName",
        "createElement", "createEvent", "addEventListener", "dispatchEvent", "appendChild",
    ),
    "fields named as all that a form has": named_as_all_of(
        "document.forms[0]", '<input type="hidden" name="${name}">'
    ),
    "images named as all that the document has": named_as_all_of(
        "document", '<img name="${name}" alt="">'
    ),
    "frozen lists": script("Object.freeze(Array.prototype);"),
    "frozen objects": script("Object.freeze(Object.prototype);"),
    "everything frozen": script(
        "for (const each of [Object, Array, String, Function, Error, Promise, Map, RegExp, Date])"
        " { Object.freeze(each); Object.freeze(each.prototype); }"
    ),
    "a frozen history": script(
        "Object.freeze(History.prototype); Object.freeze(history);"
    ),
    "a frozen list of monitors": script("window.__alloyMonitors = Object.freeze([{}]);"),
    "monitors that cannot be read": script(
        "Object.defineProperty(window, '__alloyMonitors', { get() { throw Error('private'); } });"
    ),
    "a frozen list of names": script("Object.freeze(window.__alloyNS);"),
    "a frozen queue": "body:" + script("Object.freeze(alloy.q);"),
    "a frozen alloy": script("Object.freeze(alloy);"),
    "fake timers": script(FAKE_TIMERS),
    "timers that fail": script("setTimeout = setInterval = () => { throw Error('no timers'); };"),
    "functions that bind made": script("""
      const bound = (value) => (() => value).bind(null);
      window.setTimeout = bound(1);
      JSON.parse = JSON.stringify = Array.isArray = bound("of the page");
      Object.keys = Date.now = bound(["of the page"]);
    """),
    "a router that took pushState before us": script(ROUTER),
    "a Date of its own": script("{ const Was = Date; window.Date = class extends Was {}; }"),
    "a Date that makes no dates": script("Date = { now: () => 1764417600000 };"),
    "a clock that tells no time": script("Date.now = () => undefined;"),
    "an AbortController of its own": script(
        "window.AbortController = function () { this.signal = {}; this.abort = () => {}; };"
    ),
    "timers of a monitor in a browser without another clock": script("""
      delete AbortSignal.timeout;
      { const was = setTimeout; window.setTimeout = (work, ms) => was(work, ms); }
    """),
    "matchMedia that fails": script("matchMedia = () => { throw Error('no media'); };"),
    "listeners have an element of their name": "first:" + '<link id="addEventListener">',
    "hasOwnProperty of another meaning": script(
        "Object.prototype.hasOwnProperty = () => { throw Error('no properties'); };"
    ),
    "listeners are a variable": "".join(
        replaced(name) for name in ("addEventListener", "removeEventListener")
    ),
    # Without the Navigation API routes are noticed by listeners of the window.
    "listeners are a function of another meaning": script(ROUTER) + "".join(
        replaced(name, OTHER) for name in ("addEventListener", "removeEventListener")
    ),
    "odd methods": script("".join(ODD_METHODS.values())),
    "an odd browser": "first:" + script("".join(ODD_BROWSER.values())),
    **{name: script(text) for name, text in ODD_METHODS.items()},
    **{name: "first:" + script(text) for name, text in ODD_BROWSER.items()},
    "all names shadowed": "".join(shadowed(name) for name in NAMES),
    "all names shadowed by nothing": "".join(shadowed(name, "null") for name in NAMES),
    "all names replaced": "".join(replaced(name) for name in REPLACEABLE),
    "all names replaced by functions": "".join(replaced(name, OTHER) for name in REPLACEABLE),
    "all names replaced by nothing": "".join(replaced(name, "null") for name in REPLACEABLE),
}
# The last of these, name by name: to see which it was.
SINGLE = {
    **{f"{name} shadowed": shadowed(name) for name in NAMES},
    **{f"{name} replaced": replaced(name) for name in REPLACEABLE},
    **{f"{name} replaced by a function": replaced(name, OTHER) for name in REPLACEABLE},
}
# What of these another row has too: apart, which tells what it was, only with --full.
ALSO_IN_OTHERS = (
    "an old library, first", "Array.from that takes no function", "no Array.from",
    "additions to all arrays", "toJSON of all lists", "toJSON of all texts",
    "Object.keys with what is inherited", "JSON with other functions",
    "a screen of its own", "no screen", "a console without functions", "no console",
    "a field named nodeName", "a field named parentNode", "a field named id",
    "an image named documentElement", "fields named as properties of nodes",
    "fields named as properties of elements", "fields named as methods of elements",
    "an image named cookie", "a form named cookie", "images named as properties of the document",
    "images named as methods of the document", "frozen lists", "frozen objects",
    "a Date of its own", "listeners have an element of their name", "listeners are a variable",
    *ODD_METHODS, *ODD_BROWSER,
)
# What most strange pages are; of these, what engines may see differently.
COMMON = (
    "an old library", "all names shadowed", "all names replaced", "all names are elements",
    "fields named as all that a form has", "images named as all that the document has",
    "frozen lists", "fake timers", "a router that took pushState before us", "an odd browser",
)
IN_EVERY_ENGINE = (
    "functions that bind made", "odd methods", "an odd browser",
    "all names shadowed", "all names replaced", "all names are elements",
    "a router that took pushState before us",
)

# The form of the page gets an offer, whatever its fields are called.
OFFERS = scenario(offer(dom("appendHtml", "form", '<b id="shown">An offer</b>')))


@pytest.fixture(autouse=True)
def offers(edge):
    edge.set_scenario(OFFERS)


# What the visitor and the page's own code do. It has its tools from before the strange part.
VISIT = """<script>
(() => {
  const later = setTimeout.bind(window);
  const listen = document.addEventListener.bind(document);
  const find = document.getElementById.bind(document);
  const { history } = window;
  const { pushState } = history;
  const loaded = new Promise((resolve) => addEventListener("load", resolve));
  listen("click", (event) => event.preventDefault());
  listen("alloy:ready", async () => {
    await loaded;
    const _acme = { list: ["a", 1, { b: [] }], text: "é" };
    alloy("event", { type: "of.the.page", xdm: { _acme } });
    later(() => find("link").click(), 50);
    later(() => (window.__push || pushState).call(history, {}, "", "/t/route"), 100);
    later(() => find("link").click(), 350);
    const look = (left) => {
      if (!find("shown") && left) later(look, 50, left - 1);
      else alloy("event", { type: "of.the.offer", xdm: { _acme: { shown: !!find("shown") } } });
    };
    look(100);
  });
})();
</script>"""
LINK = """<form><p><a id="link" href="https://elsewhere.test/a?b=c">Away</a></p>%s</form>"""
VIEW = "web.webpagedetails.pageViews"
CLICK = "web.webinteraction.linkClicks"


def strange_page(strange, snippet="base_code"):
    body = LINK % strange.removeprefix("body:") if strange.startswith("body:") else LINK % ""
    first = strange.removeprefix("first:") if strange.startswith("first:") else ""
    head = "" if first or strange.startswith("body:") else strange
    base_code = (ROOT / f"static/dist/{snippet}.js").read_text(encoding="utf-8")
    # With nothing of the language's in it.
    options = json.dumps({**CONFIG, "autoViews": True, "keepUnsent": True})[:-1]
    options += ", edgeDomain: location.host}"
    configure = script(f'alloy("configure", {options});')
    return (
        f"<!doctype html><html><head><title>test page</title>{VISIT}{first}{script(base_code)}"
        f"{head}{configure}</head><body>{body}"
        '<script async src="/dist/alloy.js"></script></body></html>'
    )


def check_and_leave(visit, edge):
    check(visit, edge)
    # What the page logged is told by the next one: WebKit's driver cannot ask in a strange one.
    visit.open("<!doctype html><title>a plain page</title>", "/t/plain")


def check(visit, edge):
    """What must have arrived, whatever the page is like."""
    edge.wait_for(
        lambda _: len(views(edge)) >= 2 and len(sent(edge).clicks) >= 2
        and sent(edge).where(type="of.the.offer"),
    )
    own = sent(edge).one(type="of.the.page")
    offered = sent(edge).one(type="of.the.offer")

    assert [url for url, _, _ in views(edge)] == [visit.url("/t/page"), visit.url("/t/route")]
    assert offered.xdm["_acme"] == {"shown": True}
    assert own.xdm["_acme"] == {"list": ["a", 1, {"b": []}], "text": "é"}
    for click in sent(edge).where(type=CLICK):
        assert click.xdm["web"]["webInteraction"] == {
            "name": "Away",
            "region": "BODY",
            "type": "exit",
            "URL": "https://elsewhere.test/a?b=c",
            "linkClicks": {"value": 1},
        }


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=(
        pytest.mark.core if name in IN_EVERY_ENGINE
        else pytest.mark.full if name in ALSO_IN_OTHERS else ()
    ))
    for name in ROWS
])
def test_a_strange_page_is_served_as_any_other(visit, edge, name):
    visit.open(strange_page(ROWS[name]))

    check_and_leave(visit, edge)


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=() if name in COMMON else pytest.mark.full) for name in ROWS
])
def test_with_the_first_flight_it_is_so_too(visit, edge, name):
    """Whatever the snippet does not understand it leaves to the SDK."""
    visit.open(strange_page(ROWS[name], "first_flight"))

    check_and_leave(visit, edge)


# PyScript itself stumbles over most of the others.
@pytest.mark.parametrize("name", [
    "fields named as properties of elements", "a screen of its own",
    *(pytest.param(name, marks=pytest.mark.full) for name in (
        "a field named nodeName", "fields named as properties of nodes",
        "fields named as methods of elements", "an image named cookie",
    )),
])
@pytest.mark.parametrize("loader", ["mpy", pytest.param("py", marks=pytest.mark.full)])
def test_under_pyscript_it_is_so_too(visit, edge, loader, name):
    strange = ROWS[name]
    body = LINK % (strange.removeprefix("body:") if strange.startswith("body:") else "")
    head = VISIT + ("" if strange.startswith("body:") else strange)
    visit.open(PAGES[loader](body, configure={"autoViews": True}, head=head))

    check_and_leave(visit, edge)


@pytest.mark.full
@pytest.mark.parametrize("name", SINGLE)
def test_no_name_of_the_page_is_in_the_way(visit, edge, name):
    visit.open(strange_page(SINGLE[name]))

    check_and_leave(visit, edge)


def test_a_call_into_a_queue_that_the_page_froze_is_rejected_with_a_reason(visit, edge):
    note = script(
        "Object.freeze(alloy.q);"
        'alloy("event", { type: "lost" }).catch((error) => { window.__why = String(error); });'
    )
    visit.open(strange_page("body:" + note))

    check(visit, edge)

    # The engines have words of their own.
    why = visit.page.evaluate("window.__why")
    assert re.match("TypeError.*(extensible|non-writable|readonly)", why)


ZONE = """
const pending = new Set();
const natives = { setTimeout, clearTimeout };
window.Zone = { __symbol__: (name) => "__of_zone_" + name };
for (const name in natives) window["__of_zone_" + name] = natives[name];
window.setTimeout = (work, delay) => {
  const id = natives.setTimeout.call(window, () => { pending.delete(id); work(); }, delay);
  pending.add(id);
  return id;
};
window.clearTimeout = (id) => { pending.delete(id); natives.clearTimeout.call(window, id); };
// Not asked from outside: a driver may have timers in the page for that.
addEventListener("pagehide", () => { sessionStorage.pending = pending.size; });
"""


@pytest.mark.parametrize("place", ["", "first:"])
def test_an_application_is_not_kept_busy_by_timers_of_ours(visit, edge, place):
    """Zone.js counts the timers of an application, and takes it for busy while one is pending."""
    visit.open(strange_page(place + script(ZONE)))

    check_and_leave(visit, edge)

    assert visit.page.evaluate("sessionStorage.pending") == "0"


def test_a_route_that_nobody_told_of_is_noticed_at_the_next_click(visit, edge):
    visit.open(strange_page(script(ROUTER.replace("window.__push", "const own"))
                            + script("addEventListener('away', () => own({}, '', '/t/quiet'));")))
    check(visit, edge)

    visit.page.evaluate("dispatchEvent(new Event('away'))")
    visit.page.evaluate("document.getElementById('link').click()")

    edge.wait_for(lambda _: len(views(edge)) == 3)
    assert views(edge)[2][:2] == (visit.url("/t/quiet"), visit.url("/t/route"))


def test_what_has_taken_the_name_is_named(visit, edge):
    """The page's own calls fail before anything of ours can run."""
    visit.expect_page_error("alloy is not a function")
    visit.open(strange_page("first:" + '</head><section id="alloy"></section>'))

    # An async script is carried out before the page is loaded.
    visit.page.wait_for_function("document.readyState === 'complete'")
    [said] = [text for text in visit.console_texts("error") if "[alloy]" in text]

    assert said == (
        "[alloy] window.alloy is not what the base code makes, so it cannot be called. "
        'The name is taken by: <section id="alloy"></section>'
    )


def test_a_guard_of_the_page_stays_before_its_cookies(visit, edge):
    guard = script("""
      const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
      Object.defineProperty(document, "cookie", { configurable: true,
        get() { return get.call(document); }, set(text) { (window.__kept ||= []).push(text); } });
    """)
    visit.open(strange_page(guard))

    check(visit, edge)

    assert any("kndctr_" in text for text in visit.page.evaluate("window.__kept"))
    assert visit.page.context.cookies() == []
