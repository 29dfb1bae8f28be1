"""The server in a thread, as tests use it."""

import socket

import httpx
import pytest

from alloy_web.devserver.server import ConnectionProtocol, Server

from .kit import PATIENCE_S, VERIFY, get, send, view


def test_the_server_listens_on_this_machine_at_a_port_of_its_own():
    with Server(scenario="empty") as one, Server(scenario="empty") as two:
        assert one.port != two.port
        assert one.url == f"http://127.0.0.1:{one.port}/"
        assert send(two, view()).status_code == 200
        assert one.events() == []


def test_no_part_of_an_answer_waits_for_the_one_before_to_be_acknowledged(monkeypatch):
    # Asked at once: a moment later the connection may be closed.
    without_delay = []
    made = ConnectionProtocol.connection_made

    def noting(protocol, transport):
        connection = transport.get_extra_info("socket")
        without_delay.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        made(protocol, transport)

    monkeypatch.setattr(ConnectionProtocol, "connection_made", noting)
    with Server() as server:
        get(server.url)

    assert without_delay == [1]


def test_a_stopped_server_answers_no_more_and_its_port_is_free():
    with Server(scenario="empty") as server:
        assert send(server, view()).status_code == 200
    server.stop()

    with pytest.raises(httpx.ConnectError):
        send(server, view())
    with Server(scenario="empty", port=server.port) as again:
        assert send(again, view()).status_code == 200


def test_a_port_in_use_is_an_error_at_once(server):
    with pytest.raises(OSError):
        Server(port=server.port)


def test_stopping_does_not_wait_for_an_idle_connection(caplog):
    with (
        httpx.Client(timeout=PATIENCE_S, verify=VERIFY) as client,
        Server(scenario="empty") as server,
    ):
        client.get(server.url + "_edge/events")
        server.stop()

    # Had it been waited for in vain, uvicorn would say so.
    assert caplog.records == []


def test_wait_for_a_number_gives_all_events(server):
    send(server, view("/a"))
    send(server, view("/b"), action="collect")

    assert len(server.wait_for(2)) == 2
    assert [event["action"] for event in server.wait_for(1, action="collect")] == ["collect"]


def test_wait_for_a_function_gives_the_first_event_it_is_true_for(server):
    send(server, view("/a"))
    send(server, view("/b"), action="collect")

    assert server.wait_for(lambda event: event["action"] == "collect")["action"] == "collect"


def test_wait_for_tells_what_came_in_when_time_is_over(server):
    send(server, "bad")

    with pytest.raises(TimeoutError) as caught:
        server.wait_for(2, timeout_s=0.05)
    assert str(caught.value) == "No 2 events after 0.05 s. Came in: interact 400."


def test_a_page_is_served_where_it_was_added_with_its_headers(server):
    url = server.add_page(
        "/test/one", "<h1>één</h1>", {"Content-Security-Policy": "default-src 'self'"}
    )
    response = get(url)

    assert response.text == "<h1>één</h1>"
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-security-policy"] == "default-src 'self'"
    assert response.headers["cache-control"] == "no-cache"


def test_a_page_added_again_takes_the_place_of_the_first(server):
    server.add_page("/test/two", "first")
    server.add_page("/test/two", "second", {"Cache-Control": "no-store"})
    response = get(server.url + "test/two")

    assert (response.text, response.headers["cache-control"]) == ("second", "no-store")


def test_the_server_speaks_https_with_a_certificate_made_at_start():
    with Server(scenario="empty", tls_names=["edge.example.test"]) as server:
        assert server.url == f"https://127.0.0.1:{server.port}/"
        context = server.certificate.trusting_context()
        assert get(server.url + "_edge/events", verify=context).json()["events"] == []
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            get(server.url + "_edge/events")
