"""
Content under strict policies: the header of the documentation, word by word, and Trusted Types.

Under these, style and handler attributes inside of offers do not work; everything else does.
"""

from pathlib import Path

import pytest

from tests.browser.offers import NS, displays, dom, offer, scenario, show
from tests.browser.pages import direct_page

CONFIG = {"thirdPartyCookiesEnabled": False, "prehidingStyle": "#a { visibility: hidden }"}
GUIDE = Path(__file__).parents[2] / "docs/content-security-policy.md"
NAME, _, TRUSTED = next(
    block for block in GUIDE.read_text("utf-8").split("```") if "Content-Security-Policy" in block
).strip().partition(":")
TRUSTED = " ".join(TRUSTED.split())
CSP = TRUSTED.partition("; require-trusted-types-for")[0]
NONCE = "R4nd0m"

OFFERS = [
    dom("setHtml", "#a", "<style>#a b { color: rgb(1, 2, 3) }</style><b>x</b>"
        "<script>window.ran = (window.ran || 0) + 1</script>"
        "<script src='/t/remote.js'></script>", prehidingSelector="#a"),
    dom("setStyle", "#b", {"color": "rgb(4, 5, 6)", "priority": "important"}, "2"),
    dom("setAttribute", "#c", {"title": "t", "style": "margin: 3px"}, "3"),
    dom("setText", "#c", "text", "4"),
]

MESSAGE = {
    "content": "<style>p { color: rgb(7, 8, 9) }</style><p>Hi</p>"
    "<script>document.title = 'ran'</script>",
    "contentType": "text/html",
    "mobileParameters": {"uiTakeover": True},
}


def opened(visit, policy):
    visit.site.add_page("/t/remote.js", "window.remote = true;",
                        headers={"content-type": "text/javascript"})
    page = direct_page("<p id=a>old</p><p id=b></p><p id=c></p>", configure=CONFIG, head="""<script>
      window.refused = [];
      document.addEventListener("securitypolicyviolation", (event) => {
        refused.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample);
      });
    </script>""")
    # What an inline script of a real page has; the file of the loader comes from the same host.
    page = page.replace("<script>", f'<script nonce="{NONCE}">')
    visit.open(page, headers={NAME: policy})
    visit.ready()


def look(visit):
    return visit.page.evaluate(
        """() => {
          const style = (selector) => getComputedStyle(document.querySelector(selector));
          return [window.ran, window.remote, style("#a b").color, style("#b").color,
                  style("#c").marginLeft, document.querySelector("#c").title,
                  document.querySelector("#c").textContent,
                  style("#a").visibility];
        }"""
    )


def until(visit, expression):
    """`wait_for_function` of the driver is what such a policy forbids."""
    for _ in range(250):
        if visit.page.evaluate(expression):
            return
        visit.page.wait_for_timeout(20)
    pytest.fail(f"never true: {expression}")


def test_the_header_allows_no_evaluation_neither_of_text_nor_of_webassembly():
    [scripts] = [part for part in CSP.split("; ") if part.startswith("script-src ")]

    assert scripts == f"script-src 'self' 'nonce-{NONCE}'"


@pytest.mark.core
@pytest.mark.parametrize("policy", [CSP, TRUSTED], ids=["csp", "trusted-types"])
def test_offers_are_shown_under_a_strict_policy(visit, edge, policy):
    opened(visit, policy)

    show(visit, edge, *OFFERS)

    until(visit, "window.remote")
    assert look(visit) == [
        1, True, "rgb(1, 2, 3)", "rgb(4, 5, 6)", "3px", "t", "text", "visible",
    ]
    assert visit.page.evaluate("window.refused") == []


# Everything that a script of the page can get hold of, and that a new window does not have.
REACHABLE = """() => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const usual = new Set(Reflect.ownKeys(frame.contentWindow));
  frame.remove();
  const isPolicy = (value) => {
    try {
      return value instanceof TrustedTypePolicy;
    } catch (unreadable) {
      return false;
    }
  };
  const seen = new Set([window]);
  const places = [];
  let edge = Reflect.ownKeys(window).filter((key) => !usual.has(key)).map((key) => [[key], window]);
  while (edge.length) {
    const next = [];
    for (const [trail, holder] of edge) {
      let value;
      try {
        value = holder[trail[trail.length - 1]];
      } catch (unreadable) {
        continue;
      }
      if (!value || !/^(object|function)$/.test(typeof value) || seen.has(value)) continue;
      seen.add(value);
      places.push(trail.map(String).join("."));
      if (isPolicy(value)) return trail.map(String);
      if (value instanceof Node || trail.length > 6) continue;
      for (const key of Reflect.ownKeys(value)) next.push([trail.concat(key), value]);
    }
    edge = next;
  }
  return places.includes("alloy") && places.length > 5;
}"""


@pytest.mark.engines("chromium")
def test_no_other_script_gets_hold_of_the_policy(visit, edge):
    opened(visit, TRUSTED)
    show(visit, edge, *OFFERS)
    until(visit, "window.remote")

    assert visit.page.evaluate(REACHABLE) is True


@pytest.mark.parametrize("policy", [CSP, TRUSTED], ids=["csp", "trusted-types"])
def test_messages_and_pixels_are_allowed_by_it(visit, edge, policy):
    visit.site.add_page("/t/pixel", "", headers={"content-type": "image/png"})
    edge.set_scenario({
        **scenario(offer({"id": "m", "schema": NS + "message/in-app", "data": MESSAGE})),
        "answers": [{"handle": [{"type": "identity:exchange", "payload": [
            {"type": "url", "spec": {"url": visit.url("/t/pixel"), "hideReferrer": True}},
        ]}]}],
    })
    opened(visit, policy)

    visit.alloy("sendEvent", {"renderDecisions": True})

    edge.wait_for(lambda event: bool(displays(edge)))
    until(visit, "document.querySelector('#alloy-content-iframe').contentDocument.title === 'ran'")
    assert visit.page.evaluate(
        """() => {
          const inside = document.querySelector("#alloy-content-iframe").contentDocument;
          return inside.defaultView.getComputedStyle(inside.querySelector("p")).color;
        }"""
    ) == "rgb(7, 8, 9)"
    until(visit, """document.querySelector("iframe[name='Adobe Alloy']").contentWindow.performance
      .getEntriesByType("resource").some(({name}) => name.endsWith("/t/pixel"))""")
    assert visit.page.evaluate("window.refused") == []


def test_a_message_that_the_policy_forbids_does_not_cover_the_page(visit, edge, engine):
    if engine.name == "firefox":
        for part in ("creating a Trusted Types policy", "assigning to an injection sink"):
            visit.expect_page_error(part)
    opened(visit, TRUSTED.replace("trusted-types alloy_web", "trusted-types somebody_else"))
    visit.alloy("setDebug", {"enabled": True})

    show(visit, edge, {"id": "m", "schema": NS + "message/in-app", "data": MESSAGE},
         dom("setText", "#c", "text", "2"))

    assert visit.page.query_selector("#alloy-overlay-container") is None
    assert visit.text("#c") == "text"
    assert any("An in-app message could not be shown" in text
               for text in visit.debug_texts("error"))


def test_what_no_nonce_allows_is_left_out_and_the_rest_is_shown(visit, edge, engine):
    if engine.name == "firefox":
        for kind in ("style-src-attr", "script-src-attr"):
            visit.expect_page_error(kind)
    opened(visit, TRUSTED)

    show(visit, edge, dom("setHtml", "#a", "<b style='color: red' onclick='x()'>x</b>"))

    assert visit.text("#a b") == "x"
    refused = visit.page.evaluate("window.refused")
    assert any(text.startswith("style-src-attr") for text in refused), refused


def test_without_the_policy_of_ours_text_and_attributes_are_still_shown(visit, edge, engine):
    if engine.name == "firefox":
        for part in ("creating a Trusted Types policy", "assigning to an injection sink"):
            visit.expect_page_error(part)
    opened(visit, TRUSTED.replace("trusted-types alloy_web", "trusted-types somebody_else"))

    for _ in range(2):
        show(visit, edge, *OFFERS, dom("replaceHtml", "#b", "<b>x</b>", "5"))

    assert visit.text("#c") == "text"
    assert visit.page.get_attribute("#c", "title") == "t"
    # What could not be put in its place stays.
    assert visit.text("#a") == "old"
    assert visit.page.query_selector("#b")
    told = [text for text in visit.debug_texts("warning") if "trusted-types alloy_web" in text]
    assert len(told) == 1
    assert visit.page.evaluate(
        "getComputedStyle(document.querySelector('#a')).visibility"
    ) == "visible"
