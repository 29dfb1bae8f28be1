"""Offers put into HTML: as the page would have done it, or left to the page."""

import re
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from alloy_web.features.rendering import planning
from alloy_web.server.head import drop_places
from alloy_web.server.html import LeftToPage, Page, Unreadable
from alloy_web.server.source import without_marks
from alloy_web.testing import render
from tests.unit.server.kit import NS, item, offer

SHELL = "<!DOCTYPE html><html><head><title>T</title></head><body>%s</body></html>"
AFTER = "<script>//end</script>"


def offered(*items, scope="__view__"):
    plan = planning.plan(
        [offer("p", *items, scope=scope)], lambda one: True, lambda data: "no messages"
    )
    return [
        (planning.name_of(each["proposition"], each["item"]), each["action"])
        for each in plan.entries
    ]


def changed(html, *items, nonce=""):
    page = Page(html, nonce)
    for name, action in offered(*items):
        page.carry_out(action, name)
    ours = AFTER.replace(">", f' nonce="{nonce}">', 1) if nonce else AFTER
    return page.finish("//end").replace(ours, "")


def body(html):
    return html.split("<body>")[1].split("</body>")[0]


@pytest.mark.parametrize(
    "kind, content, expected",
    [
        ("setHtml", "1<b>2</b>", '<p id="a" {M}>1<b>2</b></p><i>z</i>'),
        ("appendHtml", "<b>2</b>", '<p id="a" {A}>x<u>y</u><b {+}>2</b></p><i>z</i>'),
        ("prependHtml", "1<b>2</b>", '<p id="a" {T}>x1<b {M}>2</b><u>y</u></p><i>z</i>'),
        ("customCode", "<b>2</b>", '<p id="a">x<b {M}>2</b><u>y</u></p><i>z</i>'),
        ("insertBefore", "1<b>2</b>", '1<b {M}>2</b><p id="a" {T}>x<u>y</u></p><i>z</i>'),
        ("insertAfter", "1<b>2</b>", '<p id="a" {T}>x<u>y</u></p>1<b {M}>2</b><i>z</i>'),
        ("replaceHtml", "<b>2</b>", "<b {M}>2</b><i>z</i>"),
        ("setText", "a < b", '<p id="a" {M}>a &lt; b</p><i>z</i>'),
        ("setAttribute", {"lang": 'd"e'}, '<p id="a" lang="d&quot;e" {M}>x<u>y</u></p><i>z</i>'),
        ("setStyle", {"color": "red", "priority": "important"},
         '<p id="a" style="color: red !important;" {M}>x<u>y</u></p><i>z</i>'),
        ("move", {"left": 1}, '<p id="a" style="left: 1px;" {M}>x<u>y</u></p><i>z</i>'),
        ("remove", None, "<i>z</i>"),
        ("collectInteractions", None, '<p id="a" {M}>x<u>y</u></p><i>z</i>'),
    ],
)
def test_each_action_does_what_the_page_would_do_and_marks_its_elements(kind, content, expected):
    html = changed(
        SHELL % '<p id="a">x<u>y</u></p><i>z</i>', item(type=kind, selector="#a", content=content)
    )

    expected = (
        expected.replace("{M}", 'data-alloy-adopted="p/1"')
        .replace("{+}", 'data-alloy-adopted="+p/1"')
        .replace("{A}", 'data-alloy-adopted="p/1 @p/1" data-adobe-proposition-ids=",1"')
        .replace("{T}", 'data-alloy-adopted="@p/1" data-adobe-proposition-ids=",1"')
    )
    assert body(html) == expected


ALIKE = [
    item(type="setHtml", selector="#a", content="1<b>2</b>"),
    item(type="appendHtml", selector="li", content="<b>2</b>t"),
    item(type="prependHtml", selector="ul", content="<li>0</li>"),
    item(type="insertBefore", selector="li:nth-child(2)", content="<li>x</li>"),
    item(type="insertAfter", selector="#a", content="t<b>2</b>"),
    item(type="replaceHtml", selector="#a", content="<b>2</b>"),
    item(type="setText", selector="#a", content="<"),
    item(type="setStyle", selector="#a", content={"color": "red"}),
    item(type="rearrange", selector="ul", content={"from": 0, "to": 2}),
    item(type="rearrange", selector="ul", content={"from": 2, "to": 0}),
    item(type="remove", selector="ul > li:first-child"),
    item(type="setText", selector="LI:eq(1)", content="second"),
    item(type="setText", selector="[data-x='a:b']", content="quoted"),
]


@pytest.mark.parametrize("one", ALIKE, ids=lambda one: one["data"]["type"])
def test_it_is_what_the_kit_for_tests_does_too(one):
    html = SHELL % '<p id="a" data-x="a:b">x<u>y</u></p><ul><li>1</li><li>2</li><li>3</li></ul>'

    assert tree(changed(html, one)) == tree(render([offer("p", one)], html).html)


# What the kit's parser, and what the server's, makes of HTML, as docs/servers.md has it.
DOCUMENT = Path(__file__).parents[3] / "docs/servers.md"
READ = re.findall(
    r"^\| `(<.+?)` \| (?:`(.+?)`|nothing) \| (?:`(.+?)`|nothing) \|$",
    DOCUMENT.read_text("utf-8"), re.MULTILINE,
)


@pytest.mark.parametrize("inside, ours, kits", READ)
def test_the_document_says_where_the_kit_reads_otherwise(inside, ours, kits):
    server = LexborHTMLParser(SHELL % inside, scripting=True)
    kit = BeautifulSoup(SHELL % inside, "html5lib")

    def found(selector):
        return selector and [bool(server.css(selector)), bool(kit.select(selector))]

    assert found(ours) in ("", [True, False])
    assert found(kits) in ("", [False, True])
    assert ours or kits


def test_the_document_has_all_of_these_cases():
    assert len(READ) == 6


LEFT = [
    ("setHtml", "#a", "<script>1</script>", "it has a script"),
    ("appendHtml", "#a", "<ScRiPt src=x></script>", "it has a script"),
    ("setHtml", "#a", "<svg><script>1</script></svg>", "it has a script"),
    ("setHtml", "#a", "<template><b>1</b></template>", "it has a template"),
    ("insertAfter", "#a", "<p>1</p><TEMPLATE>1</TEMPLATE>", "it has a template"),
    ("setText", "#later", "x", "no element matches"),
    ("setText", "#a:hover", "x", "what :hover is"),
    ("setText", "#a:has(b)", "x", "what :has is"),
    ("setText", "#a::before", "x", "what : is"),
    ("setText", "[", "x", "no selector that is known"),
    ("setText", "#\\31 a", "x", "escapes"),
    ("setText", "ns|p", "x", "namespaces"),
    ("setText", "#a:shadow b", "x", "shadow root"),
    ("setText", "ul:eq(0) > li", "x", "steps after :eq"),
    ("setText", "style", "x</style><script>1</script>", "text in <style>"),
    ("setText", "#raw", "</textarea><script>1</script>", "text in <textarea>"),
    ("setHtml", "title", "x", "takes no other HTML"),
    ("appendHtml", "table", "<b>x</b>", "takes no other HTML"),
    ("insertBefore", "td", "<b>x</b>", "takes no other HTML"),
    ("insertBefore", "html", "<b>x</b>", "no place around"),
    ("setAttribute", "#a", {"x><script": "1"}, "no attribute can be called"),
    ("setAttribute", "#a", {"": "1"}, "no attribute can be called"),
    ("setAttribute", "script", {"src": "x"}, "attributes of <script>"),
    ("setImageSource", "#a", "x.png", "it is no image"),
    ("rearrange", "ul", {"from": 0, "to": 9}, "no such children"),
    ("remove", "body", None, "a page without it"),
]


@pytest.mark.parametrize("kind, selector, content, why", LEFT)
def test_what_a_server_cannot_know_or_must_not_do_is_left_to_the_page(kind, selector, content, why):
    html = SHELL % (
        '<p id="a">x</p><ul><li>1</li></ul><table><tbody><tr><td>1</td></tr></tbody></table>'
        '<textarea id="raw"></textarea><style>a{}</style><script>1</script>'
    )
    page = Page(html)
    (name, action), = offered(item(type=kind, selector=selector, content=content))

    with pytest.raises(LeftToPage, match=why):
        page.carry_out(action, name)

    assert page.finish("//end").replace(AFTER, "") == html


OTHERWISE = [
    # What a paragraph, a link, a button, a form or an item of a list would be ended by, or refuse.
    ("<p id=a>x</p>", "setHtml", "<div>1</div>"),
    ("<p><b id=a>x</b></p>", "setHtml", "<h2>1</h2>"),
    ("<p><b id=a>x</b></p>", "insertAfter", "<ul><li>1</ul>"),
    ("<a href=x><b id=a>x</b></a>", "appendHtml", "<a href=y>1</a>"),
    ("<button><b id=a>x</b></button>", "appendHtml", "<button>1</button>"),
    ("<form><b id=a>x</b></form>", "setHtml", "<form><input></form>"),
    ("<ul><li id=a>x</li></ul>", "setHtml", "<li>1</li>"),
    ("<h1 id=a>x</h1>", "setHtml", "<h2>1</h2>"),
]


@pytest.mark.parametrize("inside, kind, content", OTHERWISE)
@pytest.mark.parametrize("shell", [SHELL, SHELL.replace("</head>", "").replace("<body>", "")])
def test_html_that_would_be_read_otherwise_where_it_is_put_is_left_to_the_page(
    shell, inside, kind, content
):
    page = Page(shell % f"<div>{inside}</div>")
    ((name, action),) = offered(item(type=kind, selector="#a", content=content))

    with pytest.raises(LeftToPage, match="would be read otherwise"):
        page.carry_out(action, name)


FINE = [
    ("<p id=a>x</p>", "insertAfter", "<div>1</div>"), ("<p id=a>x</p>", "setHtml", "<b>1</b>2"),
    ("<ul id=a><li>x</li></ul>", "appendHtml", "<li>1<li>2"),
    ("<form><p id=a>x</p></form>", "setHtml", "<input><button>1</button>"),
    ("<table><tr><td><p id=a>x</p></td></tr></table>", "insertBefore", "<h2>1</h2>"),
    ("<div id=a>x</div>", "setHtml", "<table><tr><td>1</table><pre>1</pre><svg><path/></svg>"),
]


@pytest.mark.parametrize("inside, kind, content", FINE)
def test_html_that_has_its_place_there_is_put_in(inside, kind, content):
    html = SHELL % f"<div>{inside}</div>"

    assert "data-alloy-adopted" in changed(
        html, item(type=kind, selector="#a", content=content)
    )


# ---- What a browser would make of it, before and after


def tree(html):
    """The page as a parser like a browser's has it, without what is ours."""
    soup = BeautifulSoup(html.removeprefix("\ufeff"), "html5lib")
    for script in soup.select("head > script"):
        if script.string == "//end":
            script.extract()
    for name in ("data-alloy-adopted", "data-adobe-proposition-ids"):
        for element in soup.select(f"[{name}]"):
            del element[name]
    # html5lib reads <noscript> as a browser without scripts.
    return soup.decode()


SAME = {
    "no doctype": "<html><head></head><body><p>1</body></html>",
    "older doctype": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
                     '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html><body>1</body></html>',
    "quirks": '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN"><html><p><table><tr><td>1</table>',
    "comment before": "<!-- a --><!doctype html><html><body>1</body></html><!-- b -->",
    "byte order mark": "\ufeff<!doctype html><html><body>1",
    "unclosed": "<!doctype html><html><body><p>1<p>2<ul><li>3<li>4<div><b>5",
    "misnested": "<!doctype html><html><body><b>1<i>2</b>3</i><a href=1>4<a href=2>5</a>",
    "pre": "<!doctype html><html><body><pre>\n\n1\n</pre><textarea>\n\n\n2</textarea>",
    "table": "<!doctype html><html><body><table>0<tr><td>1<td>2</table>",
    "select": "<!doctype html><html><body><select><option>1<option selected>2</select>",
    "entities": "<!doctype html><html><body title='a&quot;b&amp;lt;'>"
                "&lt;b&gt; &amp;amp; &nbsp;&copy; é",
    "raw text": "<!doctype html><html><head><style>a>b{}</style><script>if(a<b&&c)'<!--'"
                "</script></head><body>1</body></html>",
    "attributes": "<!doctype html><html><body @click=a :b='c' data-x hidden ID=d>1",
    "template": "<!doctype html><html><body><template><tr><td>1</td></tr></template>2",
    "svg": "<!doctype html><html><body><svg viewBox='0 0 1 1'><path d='M0'/><a xlink:href='#b'>"
           "<foreignObject><p>1</p></foreignObject></a></svg>",
    "math": "<!doctype html><html><body><math><mi>x</mi><mo>+</mo></math>",
    "custom elements": "<!doctype html><html><body><my-card slot=a><span>1</span></my-card>",
    "text after the end": "<!doctype html><html><body>1</body></html>\n2",
    "forms": "<!doctype html><html><body><form action=a><input value='<b>'></form>",
    "frames in it": "<!doctype html><html><body><iframe src=a><p>1</p></iframe>",
    "conditional comment": "<!doctype html><html><head><!--[if IE]><p>1</p><![endif]--></head>",
}


@pytest.mark.parametrize("name", sorted(SAME))
def test_a_page_that_is_read_and_written_again_is_the_same_to_a_browser(name):
    html = SAME[name]

    written = Page(html).finish("//end")

    assert tree(written) == tree(html)
    assert written.startswith("\ufeff") == html.startswith("\ufeff")


def test_what_stands_for_browsers_without_scripts_stays_as_it_was_written():
    noscript = '<noscript><img src="x?a=1&b=2"></noscript>'
    html = f"<!doctype html><html><head>{noscript}<title>1</title></head><body>{noscript}</body>"

    written = Page(html).finish("//end")

    assert written.count(noscript) == 2
    assert written.index("<title>") < written.index("</head>")


UNREADABLE = [
    "<html>" + "<div>" * 100_000, "<html>" + "<div>" * 20_000 + "</div>" * 20_000,
    "<html>" + "</x>" * 5000 + "<b>" * 100_000, "<html>" + "<svg>" * 100_000,
    "<html><meta charset=iso-8859-1>", "<html><meta http-equiv=Content-Type content='a;charset=x'>",
    "", "<p>a part</p>", "{}", "<html><plaintext>1", "<html><frameset><frame></frameset></html>",
    # No end of a head, and forms in each other, which are not there when it is read again.
    "<!doctype html><html><p><form><div></form><form></div>",
]


@pytest.mark.parametrize("html", UNREADABLE)
def test_html_that_cannot_take_a_script_without_a_change_is_left_as_it_is(html):
    with pytest.raises(Unreadable):
        Page(html)


# Written again these would mean something else. Of the last one the style would end, and the image
# would be one.
UNWRITABLE = [
    "<button><table><button>", "<script><!--<script>", "<form><div></form><form></div>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style>"
    "</mglyph></form></mtext></math>",
]


@pytest.mark.parametrize("inside", UNWRITABLE)
def test_html_that_cannot_be_written_again_takes_offers_where_their_place_is_known(inside):
    html = SHELL % f"<p>1</p><p id='a'>2</p>{inside}"
    page = Page(html)
    ((name, known),) = offered(item(type="setText", selector="#a", content="For you"))
    ((_, unknown),) = offered(item(type="setText", selector="p:first-child", content="For you"))

    with pytest.raises(LeftToPage, match="place in the text is not known, and it means something"):
        page.carry_out(unknown, name)
    page.carry_out(known, name)

    assert page.finish("//end") == html.replace("</head>", f"{AFTER}</head>").replace(
        "<p id='a'>2</p>", '<p id="a" data-alloy-adopted="p/1">For you</p>'
    )


# ---- What the head says before the rest is read

HEADS = [
    "<title>", "</title>", "<meta charset=utf-8>", "<meta charset=latin1>", "<script>", "</script>",
    "<meta http-equiv=content-security-policy content='default-src x'>", "</head>", "</HEAD >",
    "<!--", "-->", "<template>", "</template>", "<noscript>", "</noscript>", "<style>", "</style>",
    "<link id=x>", "<p>", "<div", " id='a'", ">", "'", "<body>", "1", "<frameset>", "<select>",
    "<svg>", "<base href=x>", " ", "\n", "\u00a0", "<html lang=en>", "data-alloy-adopted=1",
]


def as_read(html):
    try:
        page = Page(html)
    except Unreadable as why:
        return str(why)
    # What it says of its policy, it says before it is read.
    policies = page.policies()
    with suppress(Unreadable):
        page.read()
    return policies, page.finish("//end")


def is_same(found, at_once, html):
    """A page that cannot be read, and whose head says where, takes the script alone."""
    is_alone = isinstance(at_once, str) and found[1].replace(AFTER, "") == html
    return found == at_once or (is_alone and found[1].count(AFTER) == 1)


# What stands behind a head and decides, and what only looks like its end.
TANGLED = "<form><div></form><form></div>"
SAID_LATER = [
    "</head><body><frameset></frameset>", "</head><body><meta charset=latin1>",
    f"</head><body><p data-alloy-adopted=1>{TANGLED}", f"</head><meta name=x><body>{TANGLED}",
    f"<title></head><body></title></head><body>{TANGLED}", f"<!--</head><body>--><p>{TANGLED}",
    f"<script>'</head><body>'</script><link></head><body>{TANGLED}",
    f"<template></head><body></template>{TANGLED}", f"<p></head><body>{TANGLED}",
]


@pytest.mark.parametrize("rest", SAID_LATER)
def test_what_is_read_later_comes_to_the_same(rest):
    html = "<!doctype html><html><head>" + rest
    with patch("alloy_web.server.html.read_head", lambda text: (None, None)):
        at_once = as_read(html)

    assert is_same(as_read(html), at_once, html)


@given(
    st.lists(st.sampled_from(HEADS), max_size=8), st.sampled_from(["", " ", "\n", "<!-- -->", "x"]),
    st.lists(st.sampled_from([*HEADS, "<table>", "<form>", "</form>"]), max_size=8),
)
def test_a_page_whose_head_is_read_first_is_the_page_that_is_read_at_once(head, between, rest):
    start = "<!doctype html><html><head>" + "".join(head)
    for end in (f"</head>{between}<body>", "<body>"):
        html = start + end + "".join(rest)
        with patch("alloy_web.server.html.read_head", lambda text: (None, None)):
            at_once = as_read(html)

        assert is_same(as_read(html), at_once, html)


def test_a_script_in_the_head_that_speaks_of_its_end_does_not_put_ours_behind_the_page():
    html = "<!doctype html><html><head><script>'</head'</script><link id=x><body>1</body></html>"

    written = Page(html).finish("//end")

    assert written.index("//end") < written.index("<body>")


def test_what_speaks_of_the_end_of_the_head_is_as_it_was_in_a_page_that_is_written_again():
    html = SHELL.replace(">T<", ">a</head>b<") % (
        "<p title='</head>'>x</p><textarea></head></textarea>"
    )

    written = changed(html, item(type="setText", selector="p", content="y"))

    assert "<title>a&lt;/head&gt;b</title>" in written
    assert body(written).endswith("<textarea>&lt;/head&gt;</textarea>")
    assert "meta" not in written


# ---- The text of the page, where it stays as it is


WRITTEN = """<!DOCTYPE html>
<html lang=en>
<head>
<meta charset='utf-8'>
<script>var html = '<p id="hero">1</p></head>'; id= 1 < 2</script>
</head>
<body class = 'x'>
<!-- <p id="hero">2</p> -->
<img src=a.png alt='<p id="hero">3</p>'/><br/>
<h1 id="hero">Hello</h1>
<ul id=list><li class='a'>1</li>\r\n<li hidden>&#39;2&#39;<img src='x'/></li></ul> text &copy;
<p>last <b id='b'>it&apos;s</b>
</body>
</html>
"""
MARKS = 'data-alloy-adopted="p/1"'
ANCHOR = 'data-alloy-adopted="@p/1" data-adobe-proposition-ids=",1"'
ONE_PLACE = [
    ("setText", "#hero", "x", '<h1 id="hero">Hello</h1>', f'<h1 id="hero" {MARKS}>x</h1>'),
    ("remove", "#hero", None, '<h1 id="hero">Hello</h1>', ""),
    ("replaceHtml", "#hero", "<u>1</u>2", '<h1 id="hero">Hello</h1>', f"<u {MARKS}>1</u>2"),
    ("insertBefore", "#hero", "<u>1</u>", '<h1 id="hero">Hello</h1>',
     f'<u {MARKS}>1</u><h1 id="hero" {ANCHOR}>Hello</h1>'),
    # Behind the text that follows, as the page would do it.
    ("insertAfter", "#hero", "<u>1</u>", '<h1 id="hero">Hello</h1>\n',
     f'<h1 id="hero" {ANCHOR}>Hello</h1>\n<u {MARKS}>1</u>'),
    ("insertAfter", "#list", "<u>1</u>", "<ul id=list><li class='a'>1</li>\r\n<li hidden>&#39;2"
     "&#39;<img src='x'/></li></ul> text &copy;\n",
     f'<ul id="list" {ANCHOR}><li class="a">1</li>\n<li hidden="">\'2\'<img src="x"></li></ul>'
     f" text ©\n<u {MARKS}>1</u>"),
    ("setText", "#list > li:first-child", "x", "<ul id=list><li class='a'>1</li>\r\n<li hidden>"
     "&#39;2&#39;<img src='x'/></li></ul>",
     f'<ul id="list"><li class="a" {MARKS}>x</li>\n<li hidden="">\'2\'<img src="x"></li></ul>'),
    ("setStyle", "b", {"color": "red"}, "<b id='b'>it&apos;s</b>",
     f'<b id="b" style="color: red;" {MARKS}>it\'s</b>'),
]


@pytest.mark.parametrize("kind, selector, content, before, after", ONE_PLACE)
def test_an_offer_changes_its_element_and_no_other_letter_of_the_page(
    kind, selector, content, before, after
):
    page = Page(WRITTEN)
    ((name, action),) = offered(item(type=kind, selector=selector, content=content))
    page.carry_out(action, name)

    written = page.finish("//end")

    assert WRITTEN.count(before) == 1
    # The first one stands in a script.
    start, _, rest = WRITTEN.replace(before, after).rpartition("</head>")
    assert written == f"{start}{AFTER}</head>{rest}"


@pytest.mark.parametrize("inert", [
    '<p title=\'<b id="a">1</b>\'>0</p>', '<p title=" id=a">0</p>', "<p title= id=a>0</p>",
    '<!-- <b id="a">1</b> -->', '<textarea><b id="a">1</b></textarea>',
    '<script>x = \'<b id="a">1</b>\'</script>', '<noscript><b id="a">1</b></noscript>',
    '<style><b id="a">1</b></style>', '<title><b id="a">1</b></title>',
])
@pytest.mark.parametrize("element", ['<b id="a">1</b>', "<b id=a>1</b>", "<b id=&#97;>1</b>"])
def test_what_only_looks_like_the_element_is_never_taken_for_it(inert, element):
    offers = [item(type="setText", selector="#a", content="\"' onerror=alert(1) x='")]

    for html in (SHELL % (inert + element), SHELL % (element + inert)):
        soup = BeautifulSoup(changed(html, *offers), "html5lib")
        before = BeautifulSoup(html, "html5lib")

        assert soup.select_one("b[data-alloy-adopted]").text == "\"' onerror=alert(1) x='"
        for one in (soup, before):
            one.select_one("#a:not(noscript *)").extract()
        assert soup.decode() == before.decode()


@pytest.mark.parametrize("inside", [
    "<p id=a>1<div>2</div></p>", "<b id=a>1<p>2</b>3</p>", "<ul id=a><li>1<li>2</ul>",
    "<table><tr><td id=a>1</td></tr></table>", "<a id=a>1<a>2</a></a>", "<P ID='a'>1",
    "<p id=a><select><option>1</select></p>", "<div id=a><svg/></div>",
])
def test_an_element_whose_end_is_not_for_sure_is_changed_in_the_tree(inside):
    one = item(type="setAttribute", selector="#a", content={"lang": "en"})
    html = SHELL % f"{inside}<i>4</i>"

    assert tree(changed(html, one)) == tree(render([offer("p", one)], html).html)


def test_an_empty_line_at_the_start_of_an_element_that_is_changed_stays():
    one = item(type="setAttribute", selector="#a", content={"lang": "en"})

    written = changed(SHELL % "<pre id=a>\n\n1</pre>", one)

    assert body(written) == f'<pre id="a" lang="en" {MARKS}>\n\n1</pre>'


def test_a_page_that_is_too_deep_takes_the_script_and_no_offer():
    html = SHELL % ("<p id=a>1</p>" + "<div>" * 1000)
    page = Page(html)
    ((name, action),) = offered(item(type="setText", selector="#a", content="For you"))

    with pytest.raises(LeftToPage, match="too deep"):
        page.carry_out(action, name)

    assert page.finish("//end") == html.replace("</head>", f"{AFTER}</head>")


def test_a_head_that_is_too_deep_is_not_read():
    with pytest.raises(Unreadable, match="too deep"):
        Page(SHELL.replace("<title>", "<template>" * 600 + "</template>" * 600 + "<title>"))


def test_many_tags_that_nothing_closes_are_no_depth():
    html = SHELL % (
        "<br><img src=x><p>1<hr>" * 900 + "<ul>" + "<li>1" * 900 + "</ul><svg>"
        + '<path d="M0"/>' * 900 + "</svg>" + "<table>" + "<tr><td>1" * 900 + "</table>"
        + "<!-- 1 -->" * 900 + "<div>" * 300 + "<p id=a>x</p>" + "</div>" * 300
    )

    assert ">y</p>" in changed(html, item(type="setText", selector="#a", content="y"))


def test_marks_that_were_in_the_page_before_are_nobodys():
    html = changed(
        SHELL % '<p id="a">x</p><b data-alloy-adopted="p/1">forged</b>',
        item(type="setText", selector="#a", content="y"),
    )

    assert body(html) == '<p id="a" data-alloy-adopted="p/1">y</p><b>forged</b>'


def test_a_page_with_such_marks_that_cannot_be_written_again_takes_no_offer():
    page = Page(SHELL % f"<p id=a data-alloy-adopted=x>1</p>{TANGLED}")
    ((name, action),) = offered(item(type="setText", selector="#a", content="For you"))

    for _ in range(2):
        with pytest.raises(LeftToPage, match="means something else"):
            page.carry_out(action, name)


def test_offers_that_double_what_they_are_for_come_to_an_end():
    page = Page(SHELL % "<i>1</i>")
    ((name, action),) = offered(item(type="insertAfter", selector="i", content="<i>1</i>"))
    for _ in range(9):
        page.carry_out(action, name)

    with pytest.raises(LeftToPage, match="no more elements"):
        page.carry_out(action, name)

    assert page.finish("//end").count("<i") == 512


def test_styles_of_offers_get_the_nonce():
    html = changed(
        SHELL % '<p id="a">x</p>',
        item(type="insertAfter", selector="#a", content="<style>a{}</style>"),
        nonce="n0",
    )

    assert '<style nonce="n0" data-alloy-adopted="p/1">a{}</style>' in html


def test_content_for_the_head_is_markup_of_a_few_kinds():
    html = changed(
        SHELL % "", item(type="setText", selector="HEAD", content="<style>a{}</style><p>1</p>2")
    )

    assert '<head data-alloy-adopted="p/1 @p/1" data-adobe-proposition-ids=",1">' in html
    assert '<style data-alloy-adopted="+p/1">a{}</style>' in html
    assert "<p>1</p>" not in html


PIECES = [
    "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<ul><li>", "</ul>", "1",
    "<form>", "</form>", "<svg>", "</svg>", "<style>", "</style>", "<!--",
    "-->", "<math>", "<mtext>", "<select>", "<option>", "<pre>\n", "&lt;", "&", "<textarea>\n\n",
    "</textarea>", "<script>", "</script>", "<img src=x>", "<h1>", "<div", " id='a'", ">", '"', "'",
    "<title>", "</title>", "<foreignObject>", "<template>", "</template>", "<button>", "\r\n",
]
# Where these stand in each other the wrong way, browsers mend it; and mend it again.
MENDED = ["<b>", "</b>", "<a href=x>", "</a>", "<i onclick=x>", "</i>"]


@given(st.lists(st.sampled_from([*PIECES, *MENDED]), max_size=14))
def test_whatever_stands_in_a_page_what_runs_in_it_is_the_same_afterwards(pieces):
    html = "<!doctype html><html><head></head><body>" + "".join(pieces)
    try:
        written = Page(html).finish("//end")
    except Unreadable:
        return

    def running(text):
        page = LexborHTMLParser(text, scripting=True)
        found = page.css("script, style, img, iframe, svg, math")
        return [(each.tag, each.text()) for each in found if each.text() != "//end"]

    assert running(written) == running(html)


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_whatever_stands_in_a_page_it_is_the_same_when_it_is_written_again_or_it_is_left(pieces):
    html = "<!doctype html><html><head></head><body>" + "".join(pieces)
    try:
        written = Page(html).finish("//end")
    except Unreadable:
        return

    again = Page(written).finish("//end")
    assert again.replace(AFTER, "") == written.replace(AFTER, "")


def test_a_schema_of_html_with_a_place_is_put_in_too():
    one = {"id": "1", "schema": NS + "html-content-item",
           "data": {"type": "setHtml", "selector": "#a", "content": "<b>1</b>"}}

    assert '<p id="a" data-alloy-adopted="p/1"><b>1</b></p>' in changed(
        SHELL % '<p id="a">x</p>', one
    )


# ---- Offers by id: looked up in an index


BY_ID = [
    item(type="setText", selector="#a", content="1"),
    item(type="setText", selector="#a > p", content="2"),
    item(type="setText", selector="#b .x", content="3"),
    item(type="setHtml", selector="#c", content="<b id='a' class=x>4</b>"),
    item(type="setHtml", selector="#b", content="5"),
    item(type="insertAfter", selector="#b", content="<p id = c>6<i>7</i></p>"),
    item(type="appendHtml", selector="#d", content="<b>8</b>"),
    item(type="setAttribute", selector="#c", content={"id": "d"}),
    item(type="remove", selector="#b"),
    item(type="replaceHtml", selector="#d", content="<u id=b>9</u>"),
    item(type="rearrange", selector="#a", content={"from": 0, "to": 1}),
    item(type="setText", selector="#a:eq(1)", content="10"),
    item(type="setText", selector="#a ~ p", content="11"),
    item(type="setText", selector="#a, #b", content="12"),
    item(type="setText", selector="#A", content="13"),
]
# Ids that are there once, twice, in each other, and that differ in the case of their letters.
INSIDE = [
    "<div id=a><p class=x>0</p><i id=b><b class=x>0</b></i></div><p>0</p><p id=c>0</p><p id=d>0",
    "<div id=a><p>0<b id=d>0</b></p><p>0</p></div><div id=a><p>0</p></div><p id=b>0",
    "<div id=a><div id=a><p>0</p></div></div><div id=b><i id=c>0</i><b class=x>0</b></div>",
    "<div id=A><p>0</p></div><p id=a>0</p><ul id=B><li class=x id=c><u id=d>0</u></ul>",
]


@pytest.mark.parametrize("doctype", ["<!doctype html>", "<!DOCTYPE HTML>", ""])
@pytest.mark.parametrize("inside", INSIDE)
def test_offers_by_id_come_to_what_they_come_to_without_an_index(inside, doctype):
    html = f"{doctype}<html><head></head><body>{inside}</body></html>"
    for first in BY_ID:
        for second in BY_ID:
            indexed, looked_for = Page(html), Page(html)
            looked_for.read()
            looked_for._finder._by_id = {}
            actions = offered(first, second)

            ours = [outcome(indexed, *each) for each in actions]
            assert ours == [outcome(looked_for, *each) for each in actions], (first, second)
            assert indexed.finish("//end") == looked_for.finish("//end"), (first, second)


@pytest.mark.parametrize("inside", INSIDE)
def test_offers_come_to_the_same_in_the_text_and_in_a_page_that_is_written_again(inside):
    html = f"<!doctype html><html><head></head><body>{inside}</body></html>"
    for first in BY_ID:
        for second in BY_ID:
            in_text, again = Page(html), Page(html)
            again.read()
            again._write_again()

            ours = [outcome(in_text, *each) for each in offered(first, second)]
            assert ours == [outcome(again, *each) for each in offered(first, second)]
            assert tree(in_text.finish("//end")) == tree(again.finish("//end")), (first, second)


IDS = ["<p id=a>", "<div id=b>", "</div>", "<b id='a'>", "</b>", "<i class=x>", "</i>", " id=c"]


@given(st.lists(st.sampled_from([*PIECES, *IDS]), max_size=14), st.sampled_from(BY_ID))
def test_an_offer_for_whatever_page_comes_to_the_same_in_the_text(pieces, one):
    html = "<!doctype html><html><head></head><body>" + "".join(pieces)
    in_text, again = Page(html), Page(html)
    again.read()
    try:
        again._write_again()
    except Unreadable:
        return
    ((name, action),) = offered(one)

    assert outcome(in_text, name, action) == outcome(again, name, action)

    def read(page):
        return LexborHTMLParser(page.finish("//end"), scripting=True).html

    assert read(in_text) == read(again)


OFFERED = [
    "<p>", "</p>", "<b>", "</b>", "<div>", "</div>", "<a href=x>", "</a>", "<li>", "<ul>", "</ul>",
    "<form>", "</form>", "<table><tr><td>", "</table>", "<h1>", "1", "&lt;", "<button>",
]
AROUND = ["<p>%s</p>", "<a href=y>%s</a>", "<form>%s</form>", "<ul><li>%s</li></ul>", "<h2>%s</h2>",
          "<table><tbody><tr><td>%s</td></tr></tbody></table>", "<div>%s</div>"]


@given(
    st.lists(st.sampled_from(OFFERED), max_size=6), st.lists(st.sampled_from(AROUND), max_size=2),
    st.sampled_from(["setHtml", "appendHtml", "insertBefore", "insertAfter", "replaceHtml"]),
    st.sampled_from(["p", "b", "div", "a", "button", "h1"]),
)
def test_whatever_is_put_in_is_read_as_it_was_put_in(pieces, around, kind, tag):
    inside = f'<{tag} id="a">x</{tag}>'
    for one in around:
        inside = one % inside
    html = SHELL % inside
    page = Page(html)
    if LexborHTMLParser(html, scripting=True).html != html:
        return
    ((name, action),) = offered(item(type=kind, selector="#a", content="".join(pieces)))
    if isinstance(outcome(page, name, action), str):
        return

    drop_places(page._tree)
    meant = without_marks(page._tree.html)
    read = LexborHTMLParser(page.finish("//end").replace(AFTER, ""), scripting=True)
    assert read.html == meant


def outcome(page, name, action):
    try:
        return page.carry_out(action, name)
    except LeftToPage as reason:
        return str(reason)
