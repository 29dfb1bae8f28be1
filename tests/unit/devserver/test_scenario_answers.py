"""How a scenario changes what is answered, over real HTTP."""

import asyncio

import httpx
import pytest

from alloy_web.devserver.faults import Late

from .kit import ORG, REQUEST_ID, get, offered, payloads, post, send, stored, view


def play(server, *answers):
    server.set_scenario({"name": "test", "answers": list(answers)})


def test_a_status_is_answered_in_the_edges_error_form(server):
    play(server, {"status": 503, "headers": {"Retry-After": "1"}})
    response = send(server, view())

    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.json()["title"] == "Service Unavailable"
    assert response.json()["type"] == "https://ns.adobe.com/aep/errors/EXEG-0201-503"


def test_an_answer_with_times_gives_way_to_the_usual_one(server):
    play(server, {"status": 429, "times": 2})

    assert [send(server, view()).status_code for _ in range(3)] == [429, 429, 200]


def test_nth_counts_good_requests_of_one_action(server):
    play(server, {"when": {"action": "interact", "nth": 2}, "status": 500})
    codes = [send(server, view()).status_code]
    send(server, "malformed")
    send(server, view(), action="collect")
    codes += [send(server, view()).status_code for _ in range(2)]

    assert codes == [200, 500, 200]


@pytest.mark.parametrize(
    ("when", "hits"),
    [
        ({"path": "/shop/*"}, True),
        ({"path": "/blog/*"}, False),
        ({"path": ["/blog/*", "/shop/cart"]}, True),
        ({"view": "CART"}, True),
        ({"view": "home"}, False),
        ({"type": "web.*"}, True),
        ({"type": "commerce.*"}, False),
        ({"scope": "web://localhost:8000/*"}, True),
        ({"scope": "banner"}, False),
        ({"action": ["interact", "collect"]}, True),
        ({"action": "collect"}, False),
        ({"path": "/shop/*", "view": "home"}, False),
        ({}, True),
    ],
)
def test_when_needs_everything_it_names(server, when, hits):
    play(server, {"when": when, "status": 500})
    body = view(
        "/shop/cart?x=1", scopes=["__view__", "web://localhost:8000/shop"], view_name="Cart"
    )

    assert (send(server, body).status_code == 500) is hits


def test_words_about_events_never_hold_for_requests_without_events(server):
    play(server, {"when": {"path": "*"}, "status": 500})

    assert send(server, {}, action="identity/acquire").status_code == 200


def test_offers_may_depend_on_how_many_requests_came_before(server):
    banner = {"id": "AT:1", "scope": "__view__", "items": [{"id": "1", "schema": "s"}]}
    server.set_scenario(
        {"name": "later", "offers": [{"when": {"nth": 2}, "propositions": [banner]}]}
    )

    assert [offered(send(server, view())) for _ in range(3)] == [[], ["AT:1"], []]


def test_a_body_replaces_the_answer_as_json_or_as_text(server):
    play(server, {"times": 1, "body": {"handle": 5}}, {"body": "<p>hello", "status": 418})
    first, second = send(server, view()), send(server, view())

    assert (first.status_code, first.json()) == (200, {"handle": 5})
    assert (second.status_code, second.text) == (418, "<p>hello")


def test_handles_come_besides_the_usual_ones_or_instead(server):
    session = {"type": "media-analytics:new-session", "payload": [{"sessionId": "s-1"}]}
    play(server, {"times": 1, "handle": [session]}, {"replace_handle": [session]})
    first, second = send(server, view()), send(server, view())

    assert payloads(first, "media-analytics:new-session") == [{"sessionId": "s-1"}]
    assert f"{ORG}_identity" in stored(first)
    assert second.json()["handle"] == [session]


def test_an_answer_may_set_no_cookies(server):
    play(server, {"cookies": False})
    response = send(server, view())

    assert stored(response) == {}
    assert len(payloads(response, "identity:result")) == 1


def test_warnings_stay_a_200_and_errors_make_a_207(server):
    server.set_scenario("errors")
    first, second = send(server, view()), send(server, view())

    assert (first.status_code, "warnings" in first.json(), "errors" in first.json()) == (
        200,
        True,
        False,
    )
    assert (second.status_code, "warnings" in second.json(), "errors" in second.json()) == (
        207,
        True,
        True,
    )


def test_a_header_set_to_null_is_left_out(server):
    play(server, {"headers": {"X-Adobe-Edge": None, "X-More": "1"}})
    response = send(server, view())

    assert "x-adobe-edge" not in response.headers
    assert response.headers["x-more"] == "1"


def test_a_delay_holds_the_answer_back_as_long_as_it_says():
    waited, sent = [], []

    class Patience:
        async def wait(self, receive, timeout_s=None):
            waited.append((timeout_s, list(sent)))

    async def response(scope, receive, send):
        sent.append("answer")

    asyncio.run(Late(response, Patience(), 150)({}, None, None))

    assert waited == [(0.15, [])]
    assert sent == ["answer"]


def test_an_answer_with_a_delay_comes(server):
    play(server, {"delay_ms": 1})

    assert send(server, view()).status_code == 200


@pytest.mark.parametrize("status", [204, 205, 304])
@pytest.mark.parametrize("more", [{}, {"body": "text"}, {"fault": "garbage"}])
def test_a_status_that_has_no_body_in_http_is_answered_without(server, caplog, status, more):
    play(server, {"status": status, **more})
    response = send(server, view())

    assert (response.status_code, response.content) == (status, b"")
    assert caplog.records == []


def test_a_text_that_utf_8_cannot_write_is_answered_all_the_same(server):
    play(server, {"body": "half \ud800 a pair"})

    assert send(server, view()).text == "half ? a pair"


def test_the_scenario_is_changed_over_http_by_name_or_whole(server):
    url = server.url + "_edge/scenario"
    message = {"web": {"title": "Sale"}}
    whole = {"name": "mine", "answers": [{"status": 404}], "push": [message]}

    assert post(url, content="down").json()["scenario"]["name"] == "down"
    assert send(server, view()).status_code == 503
    assert post(url, json="slow").json()["scenario"]["name"] == "slow"
    assert post(url, json={"name": "demo"}).json()["scenario"]["offers"]
    assert post(url, json=whole).json()["scenario"] == whole
    assert send(server, view()).status_code == 404
    assert get(url).json() == {
        "scenario": whole,
        "names": [
            "conversation", "demo", "down", "empty", "errors", "every-action", "inbox", "slow",
        ],
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "../demo",
        "demo.json",
        "5",
        "[]",
        '{"name": 5, "answers": 1}',
        "[" * 100_000 + "]" * 100_000,
        '{"name": "deep", "offers": %s1%s}' % ('{"a":' * 500, "}" * 500),
        "x" * 500_000,
        " " * (10 * 1024 * 1024) + '"down"',
    ],
    ids=range(11),
)
def test_a_scenario_that_cannot_be_used_changes_nothing(server, text):
    response = post(server.url + "_edge/scenario", content=text)

    assert response.status_code == 400
    assert 0 < len(response.json()["error"]) < 300
    assert get(server.url + "_edge/scenario").json()["scenario"]["name"] == "empty"


def converse(server, path):
    address = f"{server.url}{path}/conversations?configId=c&requestId={REQUEST_ID}&sessionId=s"
    return post(address, content='{"events": [{"xdm": {"a": 1}}]}')


def test_an_answer_may_come_piece_by_piece_and_end_in_the_middle_of_a_letter(server):
    pieces = ["a€", 5, {"hex": "e2 82"}, "b"]
    play(server, {"when": {"action": "conversations"}, "stream": pieces})

    for path in ("brand-concierge", "brand-concierge/va6", "brand-concierge-voice"):
        response = converse(server, path)

        assert response.headers["content-type"] == "text/event-stream;charset=utf-8"
        assert response.content == "a€".encode() + b"\xe2\x82b"
    hints = [event["hint"] for event in server.events("conversations")]
    assert hints == [None, "va6", None]


def test_a_stream_may_be_cut(server):
    play(server, {"stream": ["data: a"], "fault": "cut"})

    with pytest.raises(httpx.RemoteProtocolError):
        converse(server, "brand-concierge")


def test_a_conversation_without_an_answer_is_one_without_content(server):
    response = converse(server, "brand-concierge")

    assert (response.status_code, response.content) == (204, b"")
