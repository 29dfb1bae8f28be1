"""
JavaScript of the guides in real pages, and their HTML: all blocks of a guide one after the other,
with the local edge in the place of theirs. tests/guides.py says which blocks these are.
"""

import re

import pytest

from alloy_web.cli.main import main
from alloy_web.devserver import scenarios
from tests.browser.pages import CONFIG, ROOT, direct_page
from tests.browser.support import sent, wait_until
from tests.guides import blocks
from tests.unit.cli.kit import AEM

# What the guides leave to the reader.
NAMES = f'const orgId = "{CONFIG["orgId"]}", datastreamId = "d";'
CONFIGURE = 'await alloy("configure", {orgId, datastreamId});'
# {guide: (what comes before its blocks, what comes after, what of it arrives)}
ROWS = {
    "advertising": (
        'const xdm = {eventType: "a.view"};', "", ["a.view"]),
    "caching": ("const self = {}, importScripts = () => {};", "", []),
    "conversation": (CONFIGURE + """
        const ended = Promise.withResolvers();
        const show = ({state}) => { if (state === "completed") ended.resolve(); };
        const showFailure = (text) => ended.reject(text);""",
        "await ended.promise;", [""]),
    "delivery": ("", "", []),
    "javascript-module": ("", "", ["web.webpagedetails.pageViews"]),
    "media": (
        'const video = document.createElement("video");',
        'video.dispatchEvent(new Event("playing"));',
        ["media.sessionStart", "media.sessionStart", "media.play", "media.play"]),
    "other-words": ("", "", [
        "web.webpagedetails.pageViews", "commerce.purchases", "login"]),
    "rules": (
        CONFIGURE + """
        const heard = Promise.withResolvers();
        const showCards = (cards) => { if (cards.length) heard.resolve(); };""",
        "await heard.promise; await unsubscribe();", ["", "decisioning.propositionDisplay"]),
    # The view, and that nothing is in its place.
    "views": (CONFIGURE, "", [
        "decisioning.propositionDisplay", "web.webpagedetails.pageViews"]),
}
PARTNERS = ("example.com", "pixel.everesttech.net", "www.everestjs.net")


def scenario_of(guide, visit):
    """What the edge plays: for the guide of rules, the cards of `inbox` in a place of this page."""
    if guide != "rules":
        return "conversation" if guide == "conversation" else "empty"
    cards = scenarios.load("inbox")["offers"][0]["propositions"][0]
    cards["scope"] = visit.url("/t/page").replace("http:", "web:") + "#inbox"
    return {"name": "cards", "offers": [{"propositions": [cards]}]}


def local(code):
    """The code with the local edge, files of this site, and names that a page may take twice."""
    code = code.replace('alloy("configure", {', """alloy("configure", {
        edgeDomain: location.host, thirdPartyCookiesEnabled: false,""")
    code = code.replace(
        '"web://shop.example.com/#inbox"', "`web://${location.host}${location.pathname}#inbox`")
    return re.sub(
        r'^import (.*) from "(?:https://your\.site/dist/alloy\.module\.js|alloy-web)";',
        r'const \1 = await import("/dist/alloy.module.js");', code, flags=re.M)


def kinds(edge):
    """Types of events that came, in any order; "" for those without."""
    return sorted(event.get("xdm", {}).get("eventType", "") for request in edge.events()
                  for event in request["body"].get("events", []))


@pytest.mark.parametrize("guide", ROWS)
def test_the_javascript_of_a_guide_runs_as_it_stands_there(visit, edge, guide):
    before, after, expected = ROWS[guide]
    edge.set_scenario(scenario_of(guide, visit))
    for host in PARTNERS if guide == "advertising" else ():
        visit.allow_host(host)
        visit.page.route(f"https://{host}/**", lambda route: route.abort())
    visit.open(direct_page(configure=None))
    visit.ready()
    # A name may be in two blocks, unless it is asked for afterwards.
    code = blocks(f"docs/{guide}.md", "js")
    if not after:
        # Each instance has an organisation and a datastream of its own.
        own = 'const orgId = "%024X@AdobeOrg", datastreamId = "%d";'
        code = [f"{{\n{own % (number, number)}\n{each}}}" for number, each in enumerate(code)]
    run(visit, before + "\n" + "\n".join(code) + "\n" + after)

    wait_until(lambda: len(kinds(edge)) >= len(expected))
    assert kinds(edge) == sorted(expected)


def run(visit, code):
    """Run this in the page, to its end; what it throws is raised here."""
    visit.page.evaluate(f"""() => {{
      const work = async () => {{ {NAMES}\n{local(code)} }};
      window.ended = "";
      work().then(() => {{ ended = "well"; }}, (error) => {{ ended = String(error.stack); }});
    }}""")
    visit.page.wait_for_function("ended")
    assert visit.page.evaluate("ended") == "well"


def test_the_first_page_waits_for_consent_and_then_tells_what_happens(visit, edge):
    [html], [purchase] = blocks("docs/index.md", "html"), blocks("docs/index.md", "js")
    base_code = (ROOT / "static/dist/base_code.js").read_text("utf-8")
    visit.open("<!doctype html>" + local(html).replace(
        "/* the text of base_code.js */", base_code) + f"<script>{purchase}</script>")
    visit.ready()
    before = edge.events()
    visit.alloy("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "in"}}]})

    wait_until(lambda: len(kinds(edge)) >= 2)
    assert before == []
    assert kinds(edge) == ["purchase", "web.webpagedetails.pageViews"]


def test_a_pilot_loads_one_of_the_two_scripts_and_the_same_one_again(visit, edge):
    [html], [pilot, _] = blocks("docs/moving-over.md", "html"), blocks("docs/moving-over.md", "js")
    visit.at_start("Math.random = () => 0.09;")
    page = direct_page(f"<script>{pilot}</script>", {"autoViews": True}, script=None)
    visit.open(page)
    edge.wait_for(1, action="interact")
    assert visit.page.evaluate("localStorage.getItem('alloy-pilot')") == "ours"

    # When all are moved over, the line of the guide is in its place.
    visit.open(page.replace(f"<script>{pilot}</script>", html))
    assert len(edge.wait_for(2, action="interact")) == 2


# What a site of AEM's boilerplate has: the head, a module, the SDK beside it, and a view.
AEM_HEAD = '<!doctype html><head><script src="/aem/scripts/scripts.js" type="module"></script>'
AEM_VIEW = """
await loaded;
alloy("setConsent", { consent: [
  { standard: "Adobe", version: "1.0", value: { general: "in" } }] });
alloy("sendEvent", { renderDecisions: true, xdm: { eventType: "web.webpagedetails.pageViews" } });
"""


def test_a_site_of_aem_edge_delivery_imports_what_the_guide_has_it_bundle(visit, edge, tmp_path):
    _, call = blocks("docs/moving-over.md", "js")
    assert main(["bundle", str(tmp_path / "scripts"), "--json"]) == 0
    [second] = (tmp_path / "scripts").glob("alloy.extras-*.js")
    options = f"""{{ edgeDomain: location.host, thirdPartyCookiesEnabled: false,
      secondFile: "/aem/scripts/{second.name}","""
    function = AEM.partition("const alloyLoadedPromise")[0]
    (tmp_path / "scripts/scripts.js").write_text(
        function + call.replace("{", options, 1) + AEM_VIEW, "utf-8")
    visit.site.add_folder("/aem", tmp_path)
    visit.open(AEM_HEAD + "<h1>Ferns</h1>")

    edge.wait_for(1, action="interact")
    [view] = sent(edge)
    assert (view.type, view.path) == ("web.webpagedetails.pageViews", "/t/page")
    # By the second file, whose address is that of the guide.
    assert visit.alloy("evaluateRulesets", {}) == {"propositions": []}


# As a library of Tags does it with an SDK that the page has: it knows names of instances, not
# where they come from, and gives them the settings of its extension, rules and actions.
TAGS = """
for (const [name, datastreamId] of [["alloy", "first"], ["shop", "second"]]) {
  if (!window.__alloyNS.includes(name)) throw new Error("no instance " + name);
  const instance = window[name];
  instance("configure", { orgId: datastreamId + "@AdobeOrg", datastreamId,
    edgeDomain: location.host, thirdPartyCookiesEnabled: false,
    onBeforeEventSend: ({ data }) => { data.from = "tags"; } });
  document.addEventListener("DOMContentLoaded", () => instance("sendEvent", {
    renderDecisions: true, xdm: { eventType: "web.webpagedetails.pageViews" }, data: {} }));
}
"""


@pytest.mark.parametrize("is_late", [False, True])
def test_a_library_that_knows_instances_by_their_names_finds_ours(visit, edge, is_late):
    base_code = (ROOT / "static/dist/base_code.js").read_text("utf-8")
    assert base_code.count('["alloy"]') == 1
    ours = f'<script src="/dist/alloy.js" {"defer" if is_late else ""}></script>'
    scripts = [f"<script>{TAGS}</script>", ours]
    visit.open(
        "<!doctype html><head><script>"
        + base_code.replace('["alloy"]', '["alloy", "shop"]') + "</script>"
        + "".join(scripts if is_late else reversed(scripts))
    )

    edge.wait_for(2, action="interact")
    told = [(request["query"]["configId"], request["body"]["events"][0]["data"])
            for request in edge.events()]
    assert sorted(told) == [("first", {"from": "tags"}), ("second", {"from": "tags"})]


def test_the_page_of_pyscript_has_commands_and_a_hook_in_python(visit, edge):
    page, tag = blocks("docs/pyscript.md", "html")
    [more], [main_text] = blocks("docs/pyscript.md", "json"), blocks("docs/pyscript.md", "python")
    packages = re.search(r'"packages": \[[^]]*\]', page)[0]
    before = "from alloy_web import install\n\ninstall()\n"
    assert before in page
    main_text = main_text.replace("…@AdobeOrg", CONFIG["orgId"]).replace(
        '"datastreamId": "…"', '"datastreamId": "d", "edgeDomain": js.location.host, '
        '"thirdPartyCookiesEnabled": False, "autoViews": False')
    main_text = main_text.replace('"gold"', '"gold", "email": "a@b.example"')
    visit.open("<!doctype html>" + page.replace(packages, more.strip()).replace(
        before, "import js\n" + main_text))

    [view] = edge.wait_for(1, action="interact")
    assert view["body"]["events"][0]["data"] == {"plan": "gold"}
    assert tag.strip() == '<script src="/dist/alloy.js" async></script>'
