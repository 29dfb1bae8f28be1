"""The direct loader's start: one file, asked for once."""

import re

import pytest

from alloy_web.devserver.site import Site
from tests.browser.pages import ROOT, direct_page

TAG = '<script async src="/dist/alloy.js"></script>'
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


def test_with_the_lines_of_the_build_one_file_is_asked_for_once(visit, asked):
    visit.open(hinted_page())
    visit.ready()

    [name] = asked
    assert re.fullmatch(r"alloy-[0-9a-f]{8}\.js", name)
    assert visit.console_texts("warning") == []


def test_the_lines_hold_where_the_file_is_on_another_origin(visit, asked):
    other = visit.site.url.rstrip("/").replace("127.0.0.1", "localhost")
    visit.open(hinted_page(other))
    visit.ready()

    assert other not in visit.page.url
    assert len(asked) == 1


def test_the_tag_alone_asks_for_one_file_once(visit, asked):
    visit.open(direct_page())
    visit.ready()

    assert asked == ["alloy.js"]


def test_a_strict_policy_lets_it_start(visit):
    page = direct_page().replace("<script", f'<script nonce="{NONCE}"')
    policy = f"script-src 'nonce-{NONCE}' 'strict-dynamic'; object-src 'none'"
    visit.open(page, headers={"content-security-policy": policy})
    visit.ready()

    assert [text for text in visit.console_texts("error") if "Content" in text] == []


@pytest.mark.engines("chromium")
def test_nothing_is_raised_while_all_goes_well(visit, edge):
    debugger = visit.page.context.new_cdp_session(visit.page)
    raised = []

    def note(told):
        # What drives the page has functions in it, too.
        if "/dist/" in told["callFrames"][0]["url"]:
            raised.append(told["data"])
        debugger.send("Debugger.resume")

    debugger.on("Debugger.paused", note)
    debugger.send("Debugger.enable")
    debugger.send("Debugger.setPauseOnExceptions", {"state": "all"})

    visit.open(direct_page())
    visit.ready()
    visit.alloy("sendEvent", {"xdm": {"eventType": "a"}})

    assert raised == []
