"""
JavaScript of the guides in real pages, and their HTML: all blocks of a guide one after the other,
with the local edge in the place of theirs. tests/guides.py says which blocks these are.
"""

import re
from pathlib import Path

import pytest

from tests.browser.pages import CONFIG, ROOT, direct_page
from tests.browser.support import sent, wait_until
from tests.guides import RUN_BY, blocks
from tests.unit.cli.kit import AEM

HERE = Path(__file__).relative_to(ROOT).as_posix()
# What the guides leave to the reader.
NAMES = f'const orgId = "{CONFIG["orgId"]}", datastreamId = "d", shown = [];'
CONFIGURE = 'await alloy("configure", {orgId, datastreamId});'
# {guide: (what comes before its blocks, what comes after, what of it arrives)}
ROWS = {
    "conversation": (CONFIGURE + """
        const ended = Promise.withResolvers();
        const show = ({state}) => { if (state === "completed") ended.resolve(); };
        const showFailure = (text) => ended.reject(text);""",
        "await ended.promise;", ["conversations"]),
    "javascript-module": ("", "", ["web.webpagedetails.pageViews"]),
    "media": (
        'const video = document.createElement("video");',
        'video.dispatchEvent(new Event("playing"));',
        ["media.sessionStart", "media.sessionStart", "media.play", "media.play"]),
    "other-words": ("", "", [
        "web.webpagedetails.pageViews", "commerce.purchases", "login"]),
    "rules": (CONFIGURE + "const showCards = (cards) => shown.push(cards);", "await unsubscribe();",
              [""]),
    "views": (CONFIGURE, "", ["web.webpagedetails.pageViews"]),
}


def local(code):
    """The code with the local edge, files of this site, and names that a page may take twice."""
    code = code.replace('alloy("configure", {', """alloy("configure", {
        edgeDomain: location.host, thirdPartyCookiesEnabled: false,""")
    return re.sub(
        r'^import (.*) from "(?:https://your\.site/dist/alloy\.module\.js|alloy-web)";',
        r'const \1 = await import("/dist/alloy.module.js");', code, flags=re.M)


def kinds(edge):
    """What came, in any order: types of events, or the action where there is no event's."""
    return sorted(
        body["xdm"].get("eventType", "") if "xdm" in body else request["action"]
        for request in edge.events() for body in request["body"]["events"]
    )


@pytest.mark.parametrize("guide", ROWS)
def test_the_javascript_of_a_guide_runs_as_it_stands_there(visit, edge, guide):
    before, after, expected = ROWS[guide]
    edge.set_scenario({"conversation": "conversation", "rules": "inbox"}.get(guide, "empty"))
    visit.open(direct_page(configure=None))
    visit.ready()
    code = "".join(f"{{{local(each)}}}\n" for each in blocks(f"docs/{guide}.md", "js"))
    if after:
        # Its names are asked for after it.
        code = "".join(local(each) for each in blocks(f"docs/{guide}.md", "js"))
    visit.page.evaluate(f"async () => {{ {NAMES} {before}\n{code}\n{after} }}")

    wait_until(lambda: len(kinds(edge)) >= len(expected))
    assert kinds(edge) == sorted(expected)
