"""
However a page gets hold of `alloy.js` or `alloy.module.js`, a view is sent, answered and shown.

Both have everything in them, so nothing may depend on where they come from, on what runs them as
what, or on what stands around them in the same file.
"""

import json
import mimetypes
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from alloy_web.buildtools import environment, javascript
from tests.browser.pages import ROOT, direct_page
from tests.browser.test_loading import GREETING

ALLOY = ROOT / "static/dist/alloy.js"
MODULE = ROOT / "static/dist/alloy.module.js"
QUIET = {"autoViews": False}
BODY = '<h1 id="greeting">Hello</h1>'

# Whoever holds the page is told what was sent, and what then stands in it.
TELL = """
const tell = (told) => parent.postMessage(JSON.stringify(told), "*");
const view = (alloy) => alloy("event", {type: "viewStart"}).then(
  ({requestBody}) => tell({sent: requestBody, shown: document.querySelector("h1").textContent}),
  (error) => tell({failed: String(error)}),
);
"""


def script(text):
    return f"<script>{text}</script>"


def fetched(work):
    """A script that has the text of alloy.js as `text`."""
    answer = "fetch('/dist/alloy.js').then((answer) => answer.text())"
    return script(f"{answer}.then((text) => {{ {work} }});")


def injected(url):
    made = "const tag = document.createElement('script');"
    return f"{made} tag.src = {url}; document.head.append(tag);"


HEAR = script("addEventListener('message', ({data}) => { window.told = JSON.parse(data); });")
DATA = "'data:text/javascript,' + encodeURIComponent(text)"
BLOB = "URL.createObjectURL(new Blob([text], {type: 'text/javascript'}))"
STRICT_EVAL = '(function () { "use strict"; eval(text); })();'
LATE = "addEventListener('load', () => setTimeout(() => { %s }));"

# [alloy.js] is the text of the script, [elsewhere] another origin.
WAYS = {
    "a tag that blocks": '<script src="/dist/alloy.js"></script>',
    "an async tag": '<script async src="/dist/alloy.js"></script>',
    "a deferred tag": '<script defer src="/dist/alloy.js"></script>',
    "a module's tag": '<script type="module" src="/dist/alloy.js"></script>',
    "import()": script('import("../dist/alloy.js");'),
    "import() of a module": '<script type="module">await import("/dist/alloy.js");</script>',
    "import of a module": '<script type="module">import "/dist/alloy.js";</script>',
    "inline": script("[alloy.js]"),
    "inline as a module": '<script type="module">[alloy.js]</script>',
    "behind a script without a last semicolon": script("var own = function () {}\n[alloy.js]"),
    "behind one without a last line break": script("var own = function () {};[alloy.js]"),
    "in front of a script": script("[alloy.js](function () {})();"),
    "in a strict file": script('"use strict";\n[alloy.js]'),
    "twice": '<script src="/dist/alloy.js"></script><script src="/dist/alloy.js"></script>',
    "eval": fetched("(0, eval)(text);"),
    "eval in a strict function": fetched(STRICT_EVAL),
    "new Function": fetched("new Function(text)();"),
    "a blob's tag": fetched(injected(BLOB)),
    "import() of a blob": fetched(f"import({BLOB});"),
    "a data: address": fetched(injected(DATA)),
    "injected after the load": script(LATE % injected("'/dist/alloy.js'")),
    "document.write": script(
        "document.write('<script src=/dist/alloy.js><' + '/script>');"
    ),
    "another origin without CORS": '<script src="[elsewhere]/closed/alloy.js"></script>',
    "another origin with CORS": '<script crossorigin src="[elsewhere]/open/alloy.js"></script>',
    "import() from another origin": script('import("[elsewhere]/open/alloy.js");'),
    "a redirect to another origin": '<script src="[elsewhere]/moved/alloy.js"></script>',
}
CORE = ["a deferred tag", "import()", "inline as a module", "a blob's tag"]

TAG = WAYS["a tag that blocks"]
POLICIES = {
    "a nonce alone": "script-src 'nonce-r4nd0m'",
    "Trusted Types": "require-trusted-types-for 'script'; trusted-types alloy_web",
    "a sandbox": "sandbox allow-scripts",
}


@pytest.fixture
def elsewhere(dist):
    """Another origin: `/open/` with CORS, `/closed/` without, and `/moved/` leads to `/closed/`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            _, kind, name = self.path.split("/")
            self.send_response(302 if kind == "moved" else 200)
            if kind == "moved":
                self.send_header("location", f"http://localhost:{port}/closed/{name}")
            if kind == "open":
                self.send_header("access-control-allow-origin", "*")
            self.send_header("content-type", "text/javascript")
            self.end_headers()
            self.wfile.write(b"" if kind == "moved" else ALLOY.read_bytes())

        def log_message(self, *parts):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    server.server_close()


def page(way, edge_host=None):
    """A page that sends its view by itself; `edge_host` where it has none of its own."""
    config = {**QUIET, **({"edgeDomain": edge_host} if edge_host else {})}
    return direct_page(BODY + script(TELL + "view(alloy);") + way, config, HEAR, script=None)


def holds(visit, edge):
    """The view has been sent, answered and shown."""
    told = None
    # A policy may forbid what `wait_for_function` of the driver does.
    for _ in range(2000):
        told = told or visit.page.evaluate("() => window.told")
        if told:
            break
        visit.page.wait_for_timeout(50)
    assert "failed" not in told, told["failed"]
    assert told["shown"] == "Hello Ada"
    assert edge.wait_for(1, action="interact")[0]["body"] == told["sent"]


@pytest.mark.parametrize(
    "way", [pytest.param(way, marks=pytest.mark.core) if way in CORE else way for way in WAYS]
)
def test_a_view_is_shown_however_the_script_comes(visit, edge, elsewhere, way):
    edge.set_scenario(GREETING)
    text = WAYS[way].replace("[elsewhere]", elsewhere)

    visit.open(page(text.replace("[alloy.js]", ALLOY.read_text(encoding="utf-8"))))

    holds(visit, edge)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_view_is_shown_under_a_policy(visit, edge, policy):
    edge.set_scenario(GREETING)
    text = page(TAG).replace("<script", '<script nonce="r4nd0m"')

    visit.open(text, headers={"content-security-policy": POLICIES[policy]})

    holds(visit, edge)


def test_a_view_is_shown_in_a_sandboxed_frame(visit, edge):
    edge.set_scenario(GREETING)
    visit.site.add_page("/t/frame", page(TAG))

    visit.open(f'<!doctype html>{HEAR}<iframe sandbox="allow-scripts" src="/t/frame"></iframe>')

    holds(visit, edge)


@pytest.mark.engines("chromium", "firefox")
def test_a_view_is_shown_in_a_file_on_disk(visit, edge, tmp_path):
    edge.set_scenario(GREETING)
    host = visit.site.url.split("/")[2]
    file = tmp_path / "page.html"
    file.write_text(page('<script src="alloy.js"></script>', host), encoding="utf-8")
    (tmp_path / "alloy.js").write_bytes(ALLOY.read_bytes())

    visit.page.goto(file.as_uri())

    holds(visit, edge)


# ---- The module, joined with code of the page's

USE = """
const { createInstance, createCustomInstance } = sdk;
const alloy = createInstance({ name: "bundled" });
alloy("configure", {
  datastreamId: "d", orgId: "0123456789ABCDEF01234567@AdobeOrg", edgeDomain: location.host,
  thirdPartyCookiesEnabled: false, autoViews: false,
});
window.names = Object.keys(sdk).sort();
window.kinds = [typeof createInstance, typeof createCustomInstance, typeof sdk.components];
view(alloy);
"""
NAMES = ["components", "createCustomInstance", "createInstance"]
KINDS = ["function", "function", "object"]


def bundled(entry, text, *options):
    """What esbuild makes of a module of the page's."""
    entry.write_text(text, encoding="utf-8")
    return javascript._run(javascript.MODERN, str(entry), "--bundle", *options).decode()


BUNDLES = {
    "as a script": ("--format=iife", script("%s")),
    "as a small script": ("--format=iife --minify", script("%s")),
    "as a module": ("--format=esm --minify", '<script type="module">%s</script>'),
}


@pytest.mark.parametrize("bundle", BUNDLES)
def test_a_view_is_shown_where_the_module_is_bundled(visit, edge, tmp_path, bundle):
    edge.set_scenario(GREETING)
    options, tag = BUNDLES[bundle]
    source = f"import * as sdk from {json.dumps(MODULE.as_posix())};{USE}"
    text = bundled(tmp_path / "entry.js", source, *options.split())

    visit.open(f"<!doctype html>{HEAR}{BODY}{script(TELL)}{tag % text}")

    holds(visit, edge)
    assert visit.page.evaluate("[window.names, window.kinds]") == [NAMES, KINDS]


def test_a_bundle_may_hold_the_script_of_the_named_instance(visit, edge, tmp_path):
    """As a page's own build joins it: imported for what it does."""
    edge.set_scenario(GREETING)
    source = f"import {json.dumps(ALLOY.as_posix())};"
    text = bundled(tmp_path / "entry.js", source, "--minify", "--format=iife")

    visit.open(page(script(text)))

    holds(visit, edge)


# ---- What a site's own build makes of a page

BUILDER = str(Path(__file__).with_name("bundlers.mjs"))
AT = "/t/built/"
HAS_ENTRY = '<script type="module" src="./entry.js"></script>'


def open_built(visit, folder, bundler, html, entry):
    """Build a page with `entry.js` beside our scripts, and go to what becomes of it."""
    for file in (ALLOY, MODULE, *MODULE.parent.glob("alloy.extras-*.js")):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "entry.js").write_text(entry, encoding="utf-8")
    (folder / "index.html").write_text(html, encoding="utf-8")
    program = [environment.node(), BUILDER, bundler, str(folder), AT]
    subprocess.run(program, check=True, cwd=ROOT)
    for file in (folder / "built").rglob("*.*"):
        path = AT + file.relative_to(folder / "built").as_posix()
        kind = {"content-type": mimetypes.guess_type(file.name)[0]}
        visit.site.add_page(path, file.read_text(encoding="utf-8"), kind)
    visit.goto(AT + "index.html")


IMPORTS = {
    "import": 'import * as sdk from "./alloy.module.js";' + USE,
    "import()": 'import("./alloy.module.js").then((sdk) => {%s});' % USE,
}


# The package of npm is imported so in test_npm_package.py.
@pytest.mark.parametrize("way", [pytest.param("import", marks=pytest.mark.full), "import()"])
@pytest.mark.parametrize("bundler", ["vite", "webpack"])
def test_a_view_is_shown_where_a_site_is_built_with_the_module(
    visit, edge, tmp_path, bundler, way
):
    edge.set_scenario(GREETING)
    html = f"<!doctype html>{HEAR}{BODY}{script(TELL)}{HAS_ENTRY}"

    open_built(visit, tmp_path, bundler, html, IMPORTS[way])

    holds(visit, edge)
    assert visit.page.evaluate("[window.names, window.kinds]") == [NAMES, KINDS]


@pytest.mark.parametrize("bundler", ["vite", pytest.param("webpack", marks=pytest.mark.full)])
def test_a_view_is_shown_where_a_site_is_built_with_the_script(visit, edge, tmp_path, bundler):
    """Of the named instance, imported for what it does."""
    edge.set_scenario(GREETING)

    open_built(visit, tmp_path, bundler, page(HAS_ENTRY), 'import "./alloy.js";')

    holds(visit, edge)
