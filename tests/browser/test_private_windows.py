"""
Private windows keep what is not sent, as long as they are open: a visit of several pages in one,
counted at the edge. Without a driver, whose windows are another kind.
"""

import pytest

from tests.browser.alone import KNOWN, launched
from tests.browser.matrix import KEPT
from tests.browser.pages import direct_page
from tests.browser.support import sent, wait_until

pytestmark = [pytest.mark.matrix, pytest.mark.full]

# Two pages make fifty events each, and go on; the third says that it is there, and whether the
# window knows of an earlier one with this profile.
PAGE = """<script>(async () => {
  const page = Number(location.search.slice(1));
  const make = (number) => alloy("event", {type: "acme.kept", data: {number}}).catch(() => {});
  if (page < 2) {
    await Promise.all([...Array(50).keys()].map((number) => make(page * 50 + number)));
    localStorage.visited = "yes";
    location.search = page + 1;
  } else {
    alloy("event", {type: "acme.there", data: {visited: localStorage.visited || "no"}});
  }
})();</script>"""
CUTS = {"name": "cuts", "answers": [{"when": {"type": "acme.kept"}, "fault": "cut"}]}


def test_a_private_window_keeps_what_the_network_did_not_take(
    engine, edge, matrix, tmp_path, display
):
    edge.set_scenario(CUTS)
    url = edge.add_page("/t/private", direct_page(PAGE, configure={"keepUnsent": True}), KNOWN)
    with launched(engine, tmp_path, url + "?0", display, is_private=True) as browser:
        assert visited(edge) == "yes"
        edge.set_scenario("empty")
        wait_until(lambda: len(taken(edge)) == 100)
        browser.terminate()
        browser.wait(60)
    arrived = len(taken(edge))
    edge.reset()
    with launched(engine, tmp_path, url + "?2", display, is_private=True):
        assert visited(edge) == "no", "it was no private window"

    row = "a private window: the network fails during two pages, and is back for the third"
    matrix.count(KEPT, row, engine.title, f"{arrived} of 100", "100 of 100")
    assert arrived == 100


def visited(edge):
    """What the third page says."""
    there = lambda: sent(edge).where(type="acme.there")  # noqa: E731
    wait_until(there, 300)
    return there()[0].data["visited"]


def taken(edge):
    """The numbers of the events that the edge took."""
    return {
        event.data["number"] for event in sent(edge).where(type="acme.kept")
        if "fault" not in event.request["response"]
    }
