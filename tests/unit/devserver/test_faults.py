"""Answers that go wrong on purpose."""

import threading

import httpx
import pytest

from alloy_web.devserver.server import Server

from .kit import PATIENCE_S, post, send, view


def in_background(do):
    """Run `do` in a thread; the list gets its result or its exception."""
    outcome = []

    def run():
        try:
            outcome.append(do())
        except httpx.HTTPError as error:
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, outcome


def play(server, *answers):
    server.set_scenario({"name": "test", "answers": list(answers)})


def test_garbage_is_a_200_that_is_no_json(server):
    play(server, {"fault": "garbage"})
    response = send(server, view())

    assert response.status_code == 200
    with pytest.raises(ValueError):
        response.json()


def test_cut_closes_the_connection_without_a_byte(server):
    play(server, {"fault": "cut"})

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        send(server, view())


def test_cut_with_a_status_closes_it_in_the_middle_of_the_body(server):
    play(server, {"fault": "cut", "status": 200, "body": "0123456789"})

    with pytest.raises(httpx.RemoteProtocolError, match=r"received 5 bytes, expected 10"):
        send(server, view())


def test_the_edge_goes_on_after_a_cut(server, caplog):
    play(server, {"fault": "cut", "times": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        send(server, view())

    assert send(server, view()).status_code == 200
    assert caplog.records == []


def test_hang_keeps_the_connection_open_until_reset(server):
    play(server, {"fault": "hang"})
    thread, outcome = in_background(lambda: send(server, view()))
    server.wait_for(1)
    thread.join(0.3)
    still_open = thread.is_alive()
    post(server.url + "_edge/reset")
    thread.join(PATIENCE_S)

    assert still_open
    assert isinstance(outcome[0], httpx.RemoteProtocolError)


def test_reset_from_python_lets_go_too(server):
    play(server, {"fault": "hang"})
    thread, outcome = in_background(lambda: send(server, view()))
    server.wait_for(1)
    server.reset()
    thread.join(PATIENCE_S)

    assert isinstance(outcome[0], httpx.RemoteProtocolError)


@pytest.mark.parametrize("answer", [{"fault": "hang"}, {"delay_ms": 86_400_000}])
def test_stopping_does_not_wait_for_those_who_hang(answer, caplog):
    with Server(scenario={"name": "test", "answers": [answer]}) as server:
        thread, _ = in_background(lambda: send(server, view()))
        server.wait_for(1)

    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    # Had somebody been waited for in vain, uvicorn would say so.
    assert caplog.records == []
