"""Where content goes: selectors of offers, and elements that come late."""

import pytest

from tests.browser.offers import dom, offer, scenario, show
from tests.browser.pages import direct_page

OWN_EDGE = {"thirdPartyCookiesEnabled": False}

SHADOW = """
<div class="card"></div><div class="card"></div><div class="card"></div>
<script>
  for (const [index, card] of document.querySelectorAll(".card").entries()) {
    const root = card.attachShadow({ mode: "open" });
    root.innerHTML = "<p class=t>" + index + "</p><section><p class=t>deep</p></section>";
  }
</script>"""


def opened(visit, body):
    visit.open(direct_page(body, configure=OWN_EDGE))
    visit.ready()


@pytest.mark.parametrize(
    "selector, changed",
    [
        ("#a > p:eq(1)", [1]),
        ("#a > p:eq(2)", [2]),
        ("#a p", [0, 1, 2, 3]),
        ("#a > :eq(3) > p", [3]),
        ("BODY > *:eq(0) > DIV:eq(0) > P:eq(0)", [3]),
        ("#a div:eq(0) p", [3]),
    ],
)
def test_eq_picks_one_of_the_matches(visit, edge, selector, changed):
    opened(visit, "<main id=a><p>0</p><p>1</p><p>2</p><div><p>3</p></div></main>")

    show(visit, edge, dom("setText", selector, "new"))

    texts = visit.page.evaluate("Array.from(document.querySelectorAll('p'), (p) => p.textContent)")
    assert [index for index in range(4) if texts[index] == "new"] == changed


def test_an_id_may_begin_with_a_digit_beside_an_eq(visit, edge):
    opened(visit, "<main id='1a'><p>0</p></main>")

    show(visit, edge, dom("setText", "#1a > p:eq(0)", "new"))

    assert visit.text("p") == "new"


@pytest.mark.parametrize(
    "selector, where",
    [
        (".card:shadow .t", [0, 0]),
        (".card:eq(2):shadow > .t", [2, 0]),
        (".card:eq(1):shadow > section > .t", [1, 1]),
        (".card:eq(1):shadow .t:eq(1)", [1, 1]),
    ],
)
def test_shadow_roots_are_entered(visit, edge, selector, where):
    opened(visit, SHADOW)

    show(visit, edge, dom("setText", selector, "new"))

    assert visit.page.evaluate(
        """([card, text]) => {
          const root = document.querySelectorAll(".card")[card].shadowRoot;
          return root.querySelectorAll(".t")[text].textContent;
        }""",
        where,
    ) == "new"


def test_what_hosts_a_shadow_root_may_be_the_target(visit, edge):
    opened(visit, SHADOW)

    show(visit, edge, dom("setAttribute", ".card:eq(1):shadow", {"title": "new"}))

    assert visit.page.evaluate("document.querySelectorAll('.card')[1].title") == "new"


def test_elements_that_come_late_are_waited_for_by_one_observer(visit, edge):
    visit.open(direct_page("<main></main>", configure=OWN_EDGE, head="""<script>
      window.observers = 0;
      const observe = MutationObserver.prototype.observe;
      MutationObserver.prototype.observe = function (...args) {
        window.observers++;
        return observe.apply(this, args);
      };
    </script>"""))
    visit.ready()
    ids = [f"late{number}" for number in range(10)]
    edge.set_scenario(scenario(offer(*[dom("setText", f"#{one}", "new", one) for one in ids])))
    before = visit.page.evaluate("observers")
    visit.alloy("sendEvent", {"renderDecisions": True})
    assert visit.page.evaluate("observers") == before + 1

    for one in ids:
        visit.page.evaluate(
            "(id) => document.body.append(Object.assign(document.createElement('p'), { id }))", one
        )

    visit.page.wait_for_function("document.body.textContent.trim() === 'new'.repeat(10)")


def test_an_element_that_comes_late_in_a_shadow_root_is_found(visit, edge):
    opened(visit, SHADOW)
    edge.set_scenario(scenario(offer(dom("setText", ".card:shadow .late", "new"))))
    visit.alloy("sendEvent", {"renderDecisions": True})

    visit.page.evaluate(
        "document.querySelector('.card').shadowRoot.innerHTML += '<p class=late></p>'"
    )

    visit.page.wait_for_function(
        "document.querySelector('.card').shadowRoot.querySelector('.late').textContent === 'new'"
    )


def test_an_element_that_comes_after_the_view_is_not_changed(visit, edge):
    opened(visit, "")
    edge.set_scenario(scenario(offer(dom("setText", "#late", "of the older view"))))
    visit.alloy("event", {"type": "viewStart"})
    edge.set_scenario("empty")

    visit.alloy("event", {"type": "viewStart"})
    visit.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=late>own</p>')")

    visit.page.wait_for_timeout(100)
    assert visit.text("#late") == "own"


def test_a_selector_that_is_none_is_told_and_the_rest_is_shown(visit, edge):
    opened(visit, "<p>old</p>")
    visit.alloy("setDebug", {"enabled": True})

    show(visit, edge, dom("setText", "p[[", "x"), dom("setText", "p", "new", item_id="2"))

    assert visit.text("p") == "new"
    assert any("p[[" in text for text in visit.debug_texts("warning"))
