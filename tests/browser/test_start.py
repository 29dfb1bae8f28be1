"""The direct loader's start: each file once, checked, and compiled as it comes."""

import re

import pytest

from alloy_web.devserver.site import Site
from tests.browser.pages import ROOT, direct_page

TAG = '<script async src="/dist/alloy.js"></script>'
FILES = {
    r"alloy-[0-9a-f]{8}\.js", r"micropython-[0-9a-f]{8}\.wasm", r"sdk-[0-9a-f]{8}\.bin",
}  # fmt: skip
NONCE = "r4nd0m"


def hinted_page(origin=""):
    """A page with the lines that the build writes, for another origin as docs/caching.md says."""
    head = (ROOT / "static/dist/head.html").read_text(encoding="utf-8")
    if origin:
        head = head.replace("/dist/", origin + "/dist/")
        head = head.replace(' as=', " crossorigin as=").replace("async", "async crossorigin")
    return direct_page().replace(TAG, head)


@pytest.fixture
def asked(monkeypatch):
    """The files that the server was asked for, each as often as it was."""
    names = []
    response = Site.response

    def noting(site, request):
        if "/dist/" in request.url.path:
            names.append(request.url.path.split("/dist/")[1])
        return response(site, request)

    monkeypatch.setattr(Site, "response", noting)
    return names


def test_with_the_lines_of_the_build_every_file_is_asked_for_once(visit, asked):
    visit.open(hinted_page())
    visit.ready()

    assert len(asked) == len(FILES)
    for kind in FILES:
        assert len([name for name in asked if re.fullmatch(kind, name)]) == 1, kind
    assert visit.console_texts("warning") == []


def test_the_lines_hold_where_the_files_are_on_another_origin(visit, asked):
    other = visit.site.url.rstrip("/").replace("127.0.0.1", "localhost")
    visit.open(hinted_page(other))
    visit.ready()

    assert other not in visit.page.url
    assert len(asked) == len(FILES)


def test_the_tag_alone_asks_for_every_file_once(visit, asked):
    visit.open(direct_page())
    visit.ready()

    assert len(asked) == len(FILES)


def test_a_strict_policy_lets_the_loader_start_python(visit):
    page = direct_page().replace("<script", f'<script nonce="{NONCE}"')
    policy = f"script-src 'nonce-{NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'; object-src 'none'"
    visit.open(page, headers={"content-security-policy": policy})
    visit.ready()

    assert [text for text in visit.console_texts("error") if "Content" in text] == []


@pytest.mark.parametrize("kind", ["wasm", "bin"])
@pytest.mark.engines("chromium", "firefox")
def test_a_file_of_another_content_is_refused(visit, edge, engine, kind):
    visit.page.route(
        f"**/dist/*-*.{kind}",
        lambda route: route.fulfill(response=(got := route.fetch()), body=got.body() + b"\n"),
    )
    visit.open(
        direct_page(
            """<script>
              window.told = [];
              alloy("event", {type: "a"}).catch((error) => told.push(error.message));
            </script>""",
            configure=None,
        )
    )
    if engine.name == "firefox":
        # Says so beside the failure that the loader gets.
        visit.expect_page_error("hashes in the integrity attribute")
    visit.page.wait_for_function("told.length")

    assert visit.page.evaluate("told")[0].startswith(
        "[alloy] Python could not be started in this page, so nothing is sent."
    )
    assert edge.events() == []


@pytest.mark.engines("chromium", "firefox")
def test_a_server_that_does_not_know_webassembly_will_do(visit):
    visit.page.route(
        "**/dist/*-*.wasm",
        lambda route: route.fulfill(
            response=(got := route.fetch()),
            headers={**got.headers, "content-type": "application/octet-stream"},
        ),
    )
    visit.open(direct_page())

    visit.ready()


def test_a_browser_that_lacks_what_the_interpreter_needs_is_called_too_old(visit, edge):
    lacking = """<script>
      WebAssembly.compileStreaming = async () => { throw new WebAssembly.CompileError("no try"); };
    </script>"""
    visit.open(direct_page(head=lacking, configure=None))

    told = visit.alloy("event", {"type": "a"})["rejected"]["message"]

    assert "This browser is too old" in told
    assert "no try" in told
    assert edge.events() == []
