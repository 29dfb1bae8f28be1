"""The demo site, put together: what each page gets from the template, and what is refused."""

import re

import pytest

from alloy_web.buildtools import demo
from alloy_web.buildtools.console import BuildError

PAGES = {
    "/": "Overview",
    "/direct/": "Direct",
    "/mpy/": "PyScript mpy",
    "/py/": "PyScript py",
    "/spa/": "One-page app",
    "/app/": "Own Python",
    "/more/": "Cards and more",
    "/push/": "Push notifications",
}


@pytest.fixture(scope="module")
def files():
    return demo.files(demo.SOURCE, "9.8.7")


def page(files, path):
    return files[path[1:] + "index.html"].decode()


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_there_is_a_page_at_each_of_these_addresses_and_nowhere_else(files):
    found = {"/" + name.removesuffix("index.html") for name in files if name.endswith(".html")}

    assert found == set(PAGES)


@pytest.mark.parametrize("path", PAGES)
def test_the_navigation_leads_to_all_pages_and_says_which_this_one_is(files, path):
    html = page(files, path)
    links = re.findall(r'<li><a href="(.*?)"( aria-current="page")?>(.*?)</a></li>', html)

    assert {address: name for address, _, name in links} == PAGES
    assert [address for address, current, _ in links if current] == [path]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_the_template_is_left_in_a_page(files, path):
    assert re.findall("{[{%#]", page(files, path)) == []


@pytest.mark.parametrize("path", ["/mpy/", "/py/", "/app/"])
def test_python_comes_from_the_wheel_of_this_very_version(files, path):
    wheels = re.findall(r"/dist/(alloy_web-.*?\.whl)", page(files, path))

    assert wheels == ["alloy_web-9.8.7-0page-py3-none-any.whl"]


def test_files_beside_the_pages_are_what_they_were(files):
    assert files["app/main.py"] == (demo.SOURCE / "app/main.py").read_bytes()
    assert files["spa/.spa"] == b""
    assert not [name for name in files if name.startswith(demo.TEMPLATES)]


def test_what_the_inspector_has_as_well_is_one_file(files):
    for name in ("look.css", "logo.svg"):
        assert files["demo/" + name] == (demo.INSPECTOR / name).read_bytes()
        assert "/demo/" + name in page(files, "/")
        assert "/_edge/page/" + name in (demo.INSPECTOR / "index.html").read_text("utf-8")


def test_each_colour_that_a_style_uses_is_one_that_there_is(files):
    look = files["demo/look.css"].decode()
    styles = [
        look, files["demo/demo.css"].decode(), (demo.INSPECTOR / "inspector.css").read_text("utf-8")
    ]
    colours = re.findall("  (--[a-z-]+):", look)

    assert "--teal" in colours
    assert "--mono" in colours
    for style in styles:
        assert set(re.findall(r"var\((--[a-z-]+)", style)) <= {*colours}, style[:60]


@pytest.mark.parametrize(
    ("mistake", "problem"),
    [
        ("{{ tilte }}", "'tilte' is undefined"),
        ("{% include 'shop.htm' %}", "shop.htm"),
        ("{% block main %}", "Unexpected end of template"),
    ],
)
def test_a_mistake_in_a_page_stops_the_build_and_names_the_page(tmp_path, mistake, problem):
    write(tmp_path, {"index.html": "", "direct/index.html": mistake})

    with pytest.raises(BuildError) as caught:
        demo.files(tmp_path)

    assert str(caught.value).startswith("static/site/direct/index.html: ")
    assert problem in str(caught.value)
