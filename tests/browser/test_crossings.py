"""What an event costs: how often Python asks the page, and what the page tells it."""

import pytest

from tests.browser.pages import mpy_page

# The bridge of a PyScript page passes by the window, where its calls can be counted.
COUNT = """<script>
window.asked = [];
let bridge;
Object.defineProperty(window, "__alloyBridge", {
  configurable: true,
  get: () => bridge,
  set(value) {
    bridge = value;
    const { call } = value;
    bridge.call = (verb, ...rest) => {
      const told = call(verb, ...rest);
      asked.push([verb, told]);
      return told;
    };
  },
});
</script>"""

SEND_ONE = """async () => {
  asked.length = 0;
  await alloy("sendEvent", {xdm: {eventType: "acme.counted"}});
  return asked;
}"""


@pytest.fixture
def counted(visit):
    visit.open(mpy_page(head=COUNT, configure={"keepUnsent": False}))
    visit.ready()
    visit.alloy("sendEvent")
    visit.alloy("sendEvent")
    return visit


def test_who_asks_again_in_one_turn_is_told_what_was_said(visit):
    visit.open(mpy_page(head=COUNT, configure={"keepUnsent": False}))
    visit.ready()

    asked = [verb for verb, told in visit.page.evaluate("asked")]

    # Two, as Python code of the page makes the instance, which has no turns. One to configure it,
    # whatever asks then, and one for the first event.
    assert asked[:asked.index("post")].count("page") == 4


def test_an_event_asks_the_page_three_times(counted, edge):
    edge.set_scenario({"name": "no cookies", "answers": [{"when": {}, "cookies": False}]})

    asked = counted.page.evaluate(SEND_ONE)

    assert [verb for verb, told in asked] == ["page", "post", "settle"]


def test_each_cookie_that_an_answer_brings_is_one_more_and_all_are_read_once(counted):
    asked = counted.page.evaluate(SEND_ONE)

    assert [verb for verb, told in asked] == [
        "page", "post", "setCookie", "setCookie", "moment", "settle",
    ]


def test_to_keep_an_event_until_it_is_taken_is_three_more(visit, edge):
    visit.open(mpy_page(head=COUNT))
    visit.ready()
    visit.alloy("sendEvent")
    visit.alloy("sendEvent")
    edge.set_scenario({"name": "no cookies", "answers": [{"when": {}, "cookies": False}]})

    # The outbox looks for others' events by a timer of its own, once in these: the other two have
    # what an event costs.
    asked = min((visit.page.evaluate(SEND_ONE) for _ in range(3)), key=len)

    assert [verb for verb, told in asked] == [
        "page", "storageKeys", "storageSet", "post", "storageRemove", "settle",
    ]


def test_the_page_tells_only_what_is_new(counted):
    counted.page.evaluate(SEND_ONE)
    _, told = counted.page.evaluate(SEND_ONE)[0]
    counted.page.evaluate("document.title = 'Another'")
    _, told_after = counted.page.evaluate(SEND_ONE)[0]

    assert "nowMs" in told and "title" not in told and "cookies" not in told
    assert '"title":"Another"' in told_after


def test_what_a_hook_does_to_the_cookies_counts_for_the_same_event(visit, edge):
    hook = """<script>
    const onBeforeEventSend = () => {
      if (window.moves) document.cookie = "kndctr_0123456789ABCDEF01234567_AdobeOrg_cluster=irl1";
    };
    alloy("configure", {
      datastreamId: "d", orgId: "0123456789ABCDEF01234567@AdobeOrg", edgeDomain: location.host,
      thirdPartyCookiesEnabled: false, onBeforeEventSend,
    });
    </script>"""
    visit.open(mpy_page(configure=None, head=hook))
    visit.ready()
    visit.alloy("sendEvent")
    visit.page.evaluate("window.moves = true")

    visit.alloy("sendEvent")

    assert "/ee/irl1/v1/interact" in edge.wait_for(2, action="interact")[-1]["url"]
