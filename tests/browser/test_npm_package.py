"""The package as npm packs and installs it, in pages: built by Vite and webpack, and as it is."""

import json
import mimetypes
import subprocess
from pathlib import Path

import pytest

from alloy_web.buildtools import npm_package
from alloy_web.buildtools.environment import ROOT, node, npm
from tests.browser.pages import CONFIG

# That webpack takes the module is tried in test_ways_to_load.py too.
BUNDLERS = pytest.mark.parametrize(
    "bundler", ["vite", pytest.param("webpack", marks=pytest.mark.full)]
)
BUILDER = str(Path(__file__).with_name("bundlers.mjs"))
AT = "/t/built/"
ENTRY = """
import { createInstance } from "alloy-web";
const alloy = createInstance({ name: "shop" });
alloy("configure", Object.assign({ edgeDomain: location.host }, %s));
window.told = alloy("event", { type: "viewStart", data: { plan: "gold" } });
"""
HTML = (
    "<!doctype html><title>Shop</title><h1>Hello</h1>"
    '<script type="module" src="./entry.js"></script>'
)


@pytest.fixture(scope="module")
def installed(dist, tmp_path_factory):
    """A folder in which npm has installed the tarball."""
    folder = tmp_path_factory.mktemp("site")
    made = tmp_path_factory.mktemp("made")
    npm_package.write(made)
    (folder / "package.json").write_text('{"name": "site", "private": true}')
    quiet = ["--offline", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([*npm(), "install", *quiet, npm_package.pack(made)], cwd=folder, check=True)
    return folder


def options():
    return json.dumps({**CONFIG, "autoViews": False})


def opened(visit, folder, html):
    """Serve the files of a folder below `AT`, and go to its page."""
    for file in folder.rglob("*.*"):
        kind = {"content-type": mimetypes.guess_type(file.name)[0] or "text/plain"}
        path = AT + file.relative_to(folder).as_posix()
        visit.site.add_page(path, file.read_text("utf-8"), kind)
    visit.site.add_page(AT + "index.html", html)
    visit.goto(AT + "index.html")


def holds(visit, edge):
    result = visit.page.evaluate("window.told")

    view = edge.wait_for(1, action="interact")[0]
    assert view["body"] == result["requestBody"]
    assert view["body"]["events"][0]["data"] == {"plan": "gold"}


@BUNDLERS
def test_a_site_is_built_with_it(visit, edge, installed, bundler):
    folder = installed / bundler
    folder.mkdir()
    (folder / "entry.js").write_text(ENTRY % options(), "utf-8")
    (folder / "index.html").write_text(HTML, "utf-8")
    subprocess.run([node(), BUILDER, bundler, str(folder), AT], check=True, cwd=ROOT)

    opened(visit, folder / "built", (folder / "built/index.html").read_text("utf-8"))

    holds(visit, edge)


@BUNDLERS
def test_a_build_keeps_the_script_and_drops_a_module_that_nobody_uses(installed, bundler):
    folder = installed / f"{bundler}-effects"
    folder.mkdir()
    (folder / "index.html").write_text(HTML, "utf-8")
    sizes = []
    for entry in ('import { createInstance } from "alloy-web";', 'import "alloy-web/alloy.js";'):
        (folder / "entry.js").write_text(entry, "utf-8")
        subprocess.run([node(), BUILDER, bundler, str(folder), AT], check=True, cwd=ROOT)
        scripts = (folder / "built").rglob("*.js")
        sizes.append(sum(file.stat().st_size for file in scripts))

    dropped, kept = sizes
    assert dropped < 5_000
    assert kept > 150_000


def test_a_page_imports_it_as_it_is(visit, edge, installed):
    where = json.dumps({"imports": {"alloy-web": "./alloy.module.js"}})
    html = HTML.replace(
        '<script type="module" src="./entry.js">',
        f'<script type="importmap">{where}</script><script type="module">{ENTRY % options()}',
    )

    opened(visit, installed / "node_modules/alloy-web", html)

    holds(visit, edge)
