"""
Content under strict policies: the content security policy of the README, and Trusted Types.

Under these, style and handler attributes inside of offers do not work; everything else does.
"""

import pytest

from tests.browser.offers import dom, show
from tests.browser.pages import direct_page

CONFIG = {"thirdPartyCookiesEnabled": False, "prehidingStyle": "#a { visibility: hidden }"}
NONCE = "r4nd0m"
CSP = (
    "default-src 'self'; "
    f"script-src 'self' 'nonce-{NONCE}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{NONCE}'; "
    "img-src 'self' data:; frame-src blob:; object-src 'none'; base-uri 'none'"
)
TRUSTED = CSP + "; require-trusted-types-for 'script'; trusted-types alloy_web"

OFFERS = [
    dom("setHtml", "#a", "<style>#a b { color: rgb(1, 2, 3) }</style><b>x</b>"
        "<script>window.ran = (window.ran || 0) + 1</script>"
        "<script src='/t/remote.js'></script>", prehidingSelector="#a"),
    dom("setStyle", "#b", {"color": "rgb(4, 5, 6)", "priority": "important"}, "2"),
    dom("setAttribute", "#c", {"title": "t", "style": "margin: 3px"}, "3"),
    dom("setText", "#c", "text", "4"),
]


def opened(visit, policy):
    visit.site.add_page("/t/remote.js", "window.remote = true;",
                        headers={"content-type": "text/javascript"})
    page = direct_page("<p id=a></p><p id=b></p><p id=c></p>", configure=CONFIG)
    # What an inline script of a real page has; the file of the loader comes from the same host.
    page = page.replace("<script>", f'<script nonce="{NONCE}">')
    visit.open(page, headers={"content-security-policy": policy})
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


@pytest.mark.parametrize("policy", [CSP, TRUSTED], ids=["csp", "trusted-types"])
def test_offers_are_shown_under_a_strict_policy(visit, edge, policy):
    opened(visit, policy)

    show(visit, edge, *OFFERS)

    visit.page.wait_for_function("window.remote")
    assert look(visit) == [
        1, True, "rgb(1, 2, 3)", "rgb(4, 5, 6)", "3px", "t", "text", "visible",
    ]
    refused = [text for text in visit.console_texts("error") if "Content Security" in text]
    assert refused == []


@pytest.mark.engines("chromium")
def test_without_the_policy_of_ours_text_and_attributes_are_still_shown(visit, edge):
    opened(visit, TRUSTED.replace("trusted-types alloy_web", "trusted-types somebody_else"))

    show(visit, edge, *OFFERS)
    show(visit, edge, *OFFERS)

    assert visit.text("#c") == "text"
    assert visit.page.get_attribute("#c", "title") == "t"
    assert visit.page.evaluate("document.querySelector('#a').innerHTML") == ""
    told = [text for text in visit.console_texts("warning") if "trusted-types alloy_web" in text]
    assert len(told) == 1
    assert visit.page.evaluate(
        "getComputedStyle(document.querySelector('#a')).visibility"
    ) == "visible"
