"""A browser does what the dry run does: the table of tests/dry_run_cases.py, in a page."""

import re

from tests.browser.pages import direct_page
from tests.dry_run_cases import ACTIONS, SELECTORS, offers

BODY = """(html) => {
  const holder = document.querySelector("main");
  holder.innerHTML = html;
}"""


def test_offers_change_the_page_as_in_the_dry_run(visit, edge):
    visit.open(direct_page("<main></main>"))
    visit.ready()
    found = {}
    for name, html, actions, _ in ACTIONS:
        visit.page.evaluate(BODY, html)
        visit.page.evaluate("""async ([propositions]) => {
          const shown = alloy("applyPropositions", { propositions });
          await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, 200))]);
        }""", [offers(actions)])
        shown = visit.page.evaluate("document.querySelector('main').innerHTML")
        found[name] = re.sub(r' data-adobe-proposition-ids="[^"]*"', "", shown)

    assert found == {name: expected for name, _, _, expected in ACTIONS}


def test_selectors_match_as_in_the_dry_run(visit, edge):
    visit.open("<!doctype html><main></main>")
    found = {}
    for selector, html, _ in SELECTORS:
        visit.page.evaluate(BODY, html)
        found[selector] = visit.page.evaluate("""(css) => {
          try {
            const elements = [...document.querySelectorAll(css)];
            return elements.map((element) => element.id).filter(Boolean);
          } catch (error) {
            return "refused";
          }
        }""", selector)

    assert found == {
        selector: ["x"] if expected is None else expected for selector, _, expected in SELECTORS
    }
