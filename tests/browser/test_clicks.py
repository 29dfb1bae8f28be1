"""Clicks on links of every kind: what arrives of them, and that the page is left in peace."""

import pytest

from tests.browser.pages import direct_page

# name of the test: HTML, what is done, and what is told of it: name, type, URL (None: the page's).
IN_SHADOW = """<div id="host"></div><script>
  document.querySelector("#host").attachShadow({mode: "open"}).innerHTML =
    '<a id="x" href="/t/there"><b>In the shadow</b></a>';
</script>"""
FRESH = """<div id="place"></div><script>
  function render() { place.innerHTML = '<a id="x" href="/t/there">Fresh</a>'; }
</script>"""
REMOVED = """<div><a id="x" href="/t/there">Removed</a></div><script>
  document.querySelector("#x").addEventListener("click", (event) => event.currentTarget.remove());
</script>"""
MAP = """<img usemap="#m" src="/demo/logo.svg" width="90" height="90" alt="">
<map name="m"><area id="x" shape="rect" coords="0,0,90,90" href="/t/there" alt="An area"></map>"""
SVG = """<svg width="90" height="30"><a id="x" {}="/t/there"><text y="20">Drawn</text></a></svg>"""
SVG_OUT = SVG.replace("/t/there", "https://other.test/map").format("href")
LISTENED = """<a id="x" {}>Open</a><script>
  document.querySelector("#x").addEventListener("click", () => {{}});
</script>"""
NESTED = '<a id="x" href="/t/there"><span><i><b id="deep">Deep</b></i></span></a>'

KINDS = {
    "a link": ('<a id="x" href="/t/there">There</a>', "#x", {}, "There", "other", "/t/there"),
    "nested": (NESTED, "#deep", {}, "Deep", "other", "/t/there"),
    "in a shadow root": (IN_SHADOW, "#x b", {}, "In the shadow", "other", "/t/there"),
    "rendered a moment ago": (FRESH, "#x", {}, "Fresh", "other", "/t/there"),
    "removed by its own handler": (REMOVED, "#x", {}, "Removed", "other", "/t/there"),
    "with a modifier": (
        '<a id="x" href="/t/there">Mod</a>', "#x", {"modifiers": ["Control"]}, "Mod", "other",
        "/t/there",
    ),
    "with the middle button": (
        '<a id="x" href="/t/there">Mid</a>', "#x", {"button": "middle"}, "Mid", "other", "/t/there",
    ),
    "in a tab of its own": (
        '<a id="x" target="_blank" href="/t/there">Tab</a>', "#x", {}, "Tab", "other", "/t/there",
    ),
    "a download": (
        '<a id="x" download href="/t/file.bin">File</a>', "#x", {}, "File", "other", "/t/file.bin",
    ),
    "a download with a name": (
        '<a id="x" download="a.bin" href="/t/f">File</a>', "#x", {}, "File", "download", "/t/f",
    ),
    "mail": ('<a id="x" href="mailto:a@b.c">Mail</a>', "#x", {}, "Mail", "exit", "mailto:a@b.c"),
    "telephone": ('<a id="x" href="tel:+34">Call</a>', "#x", {}, "Call", "exit", "tel:+34"),
    "in SVG": (SVG.format("href"), "#x text", {}, "Drawn", "other", "/t/there"),
    "in older SVG": (SVG.format("xlink:href"), "#x text", {}, "Drawn", "other", "/t/there"),
    "in SVG, to another site": (
        SVG_OUT, "#x text", {}, "Drawn", "exit", "https://other.test/map",
    ),
    "with an empty address": (LISTENED.format('href=""'), "#x", {}, "Open", "other", None),
    "with an address that has no text": (LISTENED.format("href"), "#x", {}, "Open", "other", None),
    "with an empty address and the middle button": (
        LISTENED.format('href=""'), "#x", {"button": "middle"}, "Open", "other", None,
    ),
    "a file made by the page": (
        '<a id="x" download="a.csv" href="data:text/csv,shoe;10">Prices</a>', "#x", {}, "Prices",
        "download", "data:",
    ),
    "in an image map": (MAP, "img", {}, "An area", "other", "/t/there"),
    "a button": ('<form><button id="x">Send</button></form>', "#x", {}, "Send", "other", None),
}

# Notes whether anyone prevented what a click does, and then does so itself where the page would
# go to another program, or away.
STAY = """<script>
  window.prevented = [];
  for (const type of ["click", "auxclick"]) addEventListener(type, (event) => {
    prevented.push(event.defaultPrevented);
    event.preventDefault();
  });
</script>"""


def clicks(edge):
    found = []
    for request in edge.events():
        for event in request["body"]["events"]:
            if event["xdm"].get("eventType") == "web.webinteraction.linkClicks":
                found.append(event["xdm"]["web"]["webInteraction"])
    return found


def open_page(visit, body):
    visit.open(direct_page(f"<main>{body}{STAY}</main>"))
    visit.ready()


# What engines may see differently.
COMMON = (
    "in a shadow root", "with a modifier", "with the middle button", "in SVG", "in an image map",
)


@pytest.mark.parametrize("kind", [
    pytest.param(kind, marks=pytest.mark.core if kind in COMMON else ()) for kind in sorted(KINDS)
])
def test_a_click_is_told_once_and_nothing_is_prevented(visit, edge, kind):
    body, selector, options, name, link_type, url = KINDS[kind]
    open_page(visit, body)
    visit.page.evaluate("() => { if (window.render) render(); }")

    visit.page.click(selector, **options)
    edge.wait_for(lambda event: clicks(edge))
    visit.page.wait_for_timeout(50)

    [told] = clicks(edge)
    whole = visit.url(url) if url and url.startswith("/") else url or visit.url("/t/page")
    assert (told["name"], told["type"], told["URL"]) == (name, link_type, whole)
    assert visit.page.evaluate("prevented") == [False]


@pytest.mark.core
def test_the_keyboard_clicks_too(visit, edge):
    open_page(visit, '<a id="x" href="/t/there">Keys</a>')
    visit.page.focus("#x")
    visit.page.keyboard.press("Enter")

    edge.wait_for(lambda event: clicks(edge))
    assert [told["name"] for told in clicks(edge)] == ["Keys"]


# WebKit's driver lets go of the left button, whichever was pressed.
@pytest.mark.engines("chromium", "firefox")
def test_the_other_buttons_and_places_are_no_clicks_on_links(visit, edge):
    open_page(visit, '<a id="x" href="/t/there">There</a> <button id="b" type="button">No</button>')
    visit.page.click("#x", button="right")
    visit.page.click("#b", button="middle")
    visit.page.click("#b")
    visit.page.wait_for_timeout(300)

    assert edge.events() == []


def test_the_name_of_a_link_is_bounded_and_keeps_what_was_typed_to_itself(visit, edge):
    fields = '<input id="i"><textarea id="t"></textarea><select><option>One</option></select>'
    open_page(visit, f'<a id="x" href="/t/there"><b>Long</b> {"word " * 5000}{fields}</a>')
    visit.page.fill("#i", "my secret")
    visit.page.fill("#t", "my other secret")
    visit.page.click("#x b")
    edge.wait_for(lambda event: clicks(edge))

    [told] = clicks(edge)
    assert len(told["name"]) <= 1000
    assert "secret" not in edge.events()[0]["body_text"]


def test_no_content_of_a_file_that_the_page_made_leaves_it(visit, edge):
    open_page(visit, '<a id="x" download="a.csv">Prices</a> <a id="y"><img></a>')
    visit.page.evaluate("""() => {
      // An address of more than a megabyte is none in Firefox.
      const row = "secret;1\\n".repeat(80000);
      document.querySelector("#x").href = "data:text/csv," + encodeURIComponent(row);
      document.querySelector("#y").href = "/t/there#" + row;
      document.querySelector("#y img").src = "data:image/svg+xml," + encodeURIComponent(row);
    }""")

    visit.page.click("#x")
    visit.page.evaluate("document.querySelector('#y').click()")
    edge.wait_for(lambda event: len(clicks(edge)) == 2)

    [made, long] = clicks(edge)
    assert (made["URL"], made["type"], made["name"]) == ("data:", "download", "Prices")
    start = visit.url("/t/there#secret;1")
    assert long["URL"].startswith(start) and len(long["URL"]) == 2048 and long["URL"][-1] == "…"
    assert long["name"] == "data:"


def test_a_field_without_words_does_not_tell_its_value(visit, edge):
    open_page(visit, '<a id="x" href="/t/there" title="A field"><input id="i" value="preset"></a>')
    visit.page.fill("#i", "my secret")
    visit.page.click("#i")
    edge.wait_for(lambda event: clicks(edge))

    assert clicks(edge)[0]["name"] == "A field"
    assert "secret" not in edge.events()[0]["body_text"]


def test_what_would_be_told_of_no_element_is_nothing_and_no_error(visit, edge):
    visit.open(direct_page('<a id="x" href="/t/there">There</a>'))
    visit.ready()

    told = visit.page.evaluate("""() => {
      const odd = [undefined, null, 5, "text", {}, { nodeType: 1 }, document, window];
      return [document.querySelector("#x"), ...odd].map((each) => {
        try { return ___getLinkDetails(each) || null; } catch (error) { return "threw"; }
      });
    }""")

    assert told[0]["linkName"] == "There"
    assert [each for each in told[1:] if each] == []
