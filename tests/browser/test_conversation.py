"""Conversations in real pages: answers that come piece by piece, over a real network."""

import json

import pytest

from tests.browser.pages import CORE_LOADERS, PAGES, direct_page

SAY = """(options) => {
  window.heard = [];
  return alloy("sendConversationEvent", Object.assign({
    onStreamResponse: (told) => { heard.push(told); },
  }, options)).then((result) => JSON.stringify(result), (error) => error.message);
}"""


def play(edge, *pieces, **words):
    rule = {"when": {"action": "conversations"}, "stream": list(pieces), **words}
    edge.set_scenario({"name": "test", "answers": [rule]})


def block(*payload):
    handle = {"type": "brand-concierge:conversation", "payload": list(payload)}
    return "data: " + json.dumps({"handle": [handle]}, ensure_ascii=False) + "\n\n"


def heard(visit, count):
    """What the page heard, once that is so much."""
    visit.page.wait_for_function("(count) => heard.length >= count", arg=count)
    return visit.page.evaluate("heard")


def opened(visit, **options):
    visit.open(direct_page(configure=options))
    visit.ready()


@pytest.mark.parametrize("way", CORE_LOADERS)
def test_an_answer_is_heard_as_it_comes_wherever_it_is_cut(visit, edge, way):
    edge.set_scenario("conversation")
    visit.open(PAGES[way]())
    visit.ready()

    assert visit.page.evaluate(SAY, {"message": "What does it cost?"}) == "{}"

    assert heard(visit, 2) == [
        [{"response": {"message": "It costs 5 €"}, "state": "in-progress"}],
        [{"response": {"message": "It costs 5 € today."}, "state": "completed"}],
    ]
    sent = edge.wait_for(1, action="conversations")[0]
    assert sent["headers"]["content-type"] == "text/plain"
    assert sent["headers"]["accept"] == "text/event-stream"
    assert sent["cookies"] == {}
    said = sent["body"]["events"][0]["query"]["conversation"]
    assert said["message"] == "What does it cost?"


def test_letters_may_be_cut_at_any_byte(visit, edge):
    data = block("é€😀").encode()
    pieces = []
    for byte in data:
        pieces += [{"hex": f"{byte:02x}"}]
    play(edge, *pieces)
    opened(visit)

    visit.page.evaluate(SAY, {"message": "a"})

    assert heard(visit, 1) == [["é€😀"]]


def test_half_a_letter_at_the_end_is_told_as_what_cannot_be_read(visit, edge):
    play(edge, block(1), "data: ", {"hex": "e2 82"})
    opened(visit)

    visit.page.evaluate(SAY, {"message": "a"})

    told = heard(visit, 2)
    assert told[0] == [1]
    assert told[1]["error"]["message"].startswith("The answer holds what cannot be read")


def test_what_comes_before_the_end_is_heard_before_it(visit, edge):
    play(edge, block("first"), fault="hang")
    opened(visit)

    assert visit.page.evaluate(SAY, {"message": "a"}) == "{}"

    assert heard(visit, 1) == [["first"]]


def test_a_connection_that_breaks_is_told_once(visit, edge):
    # What comes together with the end of the connection, a browser may drop.
    play(edge, block(1), 300, fault="cut")
    opened(visit)

    visit.page.evaluate(SAY, {"message": "a"})

    told = heard(visit, 2)
    assert told[0] == [1]
    assert told[1]["error"]["message"]


def test_garbage_ends_the_conversation_with_one_error(visit, edge):
    play(edge, "data: {nonsense\n\n", block(2), fault="hang")
    opened(visit)

    visit.page.evaluate(SAY, {"message": "a"})

    [told] = heard(visit, 1)
    assert told["error"]["message"].startswith("The answer holds what cannot be read")


def test_an_edge_that_refuses_is_asked_again(visit, edge):
    answers = [
        {"when": {"action": "conversations", "nth": 1}, "status": 500},
        {"when": {"action": "conversations"}, "stream": [block("at last")]},
    ]
    edge.set_scenario({"name": "test", "answers": answers})
    opened(visit)

    assert visit.page.evaluate(SAY, {"message": "a"}) == "{}"

    assert heard(visit, 1) == [["at last"]]
    first, second = edge.wait_for(2, action="conversations")
    assert first["url"] == second["url"]


def test_a_session_is_kept_from_page_to_page_where_the_site_wants_it(visit, edge):
    name = "kndctr_0123456789ABCDEF01234567_AdobeOrg_bc_session_id"
    item = {"key": name, "value": "session 1", "maxAge": 1800}
    handle = [{"type": "state:store", "payload": [item]}]
    play(edge, "data: " + json.dumps({"handle": handle}) + "\n\n")
    sticky = {"conversation": {"stickyConversationSession": True}}
    opened(visit, **sticky)
    visit.page.evaluate(SAY, {"message": "a"})
    visit.page.wait_for_function("(name) => document.cookie.includes(name)", arg=name)

    opened(visit, **sticky)
    visit.page.evaluate(SAY, {"message": "b"})

    first, second = edge.wait_for(2, action="conversations")
    assert first["query"]["sessionId"] != "session 1"
    assert second["query"]["sessionId"] == "session 1"
