"""The record: what came in, and what was answered."""

import json
import socket
import sqlite3
from contextlib import closing

import httpx
import pytest

from alloy_web.devserver.server import Server
from alloy_web.devserver.store import Store, StoreError

from .kit import REQUEST_ID, ecid, get, post, send, view


def test_an_event_is_recorded_with_request_transport_and_answer(server):
    headers = {"origin": "http://localhost:9000", "sec-fetch-mode": "cors", "x-secret": "1"}
    response = send(server, view("/spa/"), prefix="ee/or2", headers=headers)
    [event] = get(server.url + "_edge/events").json()["events"]

    assert event["action"] == "interact"
    assert event["hint"] == "or2"
    assert event["url"] == f"/ee/or2/v1/interact?configId=ds-1&requestId={REQUEST_ID}"
    assert event["query"] == {"configId": "ds-1", "requestId": REQUEST_ID}
    assert event["headers"]["content-type"] == "text/plain; charset=UTF-8"
    assert event["headers"]["origin"] == "http://localhost:9000"
    assert "x-secret" not in event["headers"]
    assert event["body"] == view("/spa/")
    assert json.loads(event["body_text"]) == view("/spa/")
    assert event["transport"]["is_beacon"] is False
    assert event["response"]["status"] == 200
    assert event["response"]["body"]["handle"][0]["payload"][0]["id"] == ecid(response)
    assert event["received_at"].endswith("Z")


def test_a_beacon_is_known_by_its_fetch_mode(server):
    send(server, view(), action="collect", headers={"sec-fetch-mode": "no-cors"})

    assert server.events()[0]["transport"]["is_beacon"] is True


def test_malformed_requests_are_recorded_as_they_came(server):
    send(server, "not json")

    [event] = server.events()
    assert (event["body_text"], event["body"], event["response"]["status"]) == (
        "not json",
        None,
        400,
    )


def test_a_request_swallowed_by_a_fault_is_recorded_with_the_fault(server):
    server.set_scenario({"name": "cut", "answers": [{"fault": "cut"}]})
    with pytest.raises(httpx.RemoteProtocolError):
        send(server, view())

    [event] = server.events()
    assert event["response"]["fault"] == "cut"


def test_a_request_broken_off_in_its_body_is_recorded(server):
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(
            b"POST /ee/v1/interact?configId=a HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
        )

    [event] = server.wait_for(1)
    assert event["body_text"] == "{"


def test_events_are_newest_last_and_can_be_chosen_by_action_and_id(server):
    send(server, view("/a"))
    send(server, view("/b"), action="collect")
    send(server, view("/c"))
    events = server.events()

    def ids(query):
        return [
            event["id"] for event in get(f"{server.url}_edge/events?{query}").json()["events"]
        ]

    a, b, c = [event["id"] for event in events]
    assert a < b < c
    assert ids("action=interact") == [a, c]
    assert ids(f"after={a}") == [b, c]
    assert get(server.url + "_edge/events?after=x").status_code == 400


def test_reset_forgets_the_events_and_goes_back_to_the_start_scenario(server):
    server.set_scenario("down")
    send(server, view())
    reply = post(server.url + "_edge/reset")

    assert reply.json()["scenario"]["name"] == "empty"
    assert server.events() == []
    assert send(server, view()).status_code == 200


def test_half_a_surrogate_pair_is_recorded_like_any_text(server):
    send(server, '{"events": [{"xdm": {"eventType": "\\ud800"}}]}')

    [event] = get(server.url + "_edge/events").json()["events"]
    assert event["body"]["events"][0]["xdm"]["eventType"] == "\ud800"


def test_a_database_file_has_rows_for_people_with_an_sql_prompt(tmp_path):
    database = tmp_path / "events.db"
    with Server(scenario="empty", database=str(database)) as server:
        send(server, view("/spa/"))

    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT action, config_id, request_id, event_type, page_url, status FROM events"
        )
        assert rows.fetchall() == [
            (
                "interact",
                "ds-1",
                REQUEST_ID,
                "web.webpagedetails.pageViews",
                "http://localhost:8000/spa/",
                200,
            )
        ]


def test_a_database_file_keeps_what_earlier_runs_wrote(tmp_path):
    for page in ("/a", "/b"):
        with Server(scenario="empty", database=str(tmp_path / "events.db")) as server:
            send(server, view(page))
            seen = [
                event["body"]["events"][0]["xdm"]["web"]["webPageDetails"]["URL"]
                for event in server.events()
            ]

    assert seen == ["http://localhost:8000/a", "http://localhost:8000/b"]


@pytest.mark.parametrize("after", ["9" * 19, "9" * 5000, "-1", "1.5", "٣"])
def test_an_id_that_none_can_have_is_refused(server, after):
    response = get(server.url + "_edge/events", params={"after": after})

    assert response.status_code == 400
    assert response.json()["error"].startswith("after: expected a number, got ")
    assert len(response.json()["error"]) < 200


def foreign(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE events (day TEXT, guests INTEGER)")


def of_another_program(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE rooms (number INTEGER)")
        connection.execute("CREATE TABLE guests (name TEXT)")


def torn(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE other (text TEXT)")
        rows = [("x" * 3000,)] * 20
        connection.executemany("INSERT INTO other VALUES (?)", rows)
        connection.commit()
    content = bytearray(file.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    file.write_bytes(content)


def text(file):
    file.write_text("no database at all, but a text of some length\n" * 10)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (foreign, 'its table "events" is another one, with day, guests'),
        (of_another_program, "it is another program's, with the tables guests, rooms"),
        (torn, "it is damaged"),
        (text, "file is not a database"),
        (lambda file: file.mkdir(), "unable to open database file"),
    ],
    ids=["foreign", "of another program", "torn", "text", "folder"],
)
def test_a_database_that_is_not_the_edges_is_told_and_left_alone(tmp_path, make, why):
    file = tmp_path / "events.db"
    make(file)
    before = file.read_bytes() if file.is_file() else None

    with pytest.raises(StoreError) as caught:
        Store(str(file))

    assert str(caught.value) == f"The database {file} cannot be used: {why}"
    assert before is None or file.read_bytes() == before


def test_a_database_that_fails_later_is_told_to_who_asks(tmp_path, caplog):
    file = tmp_path / "events.db"
    with Server(scenario="empty", database=str(file)) as server:
        send(server, view())
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("UPDATE events SET record = 'no JSON'")
            connection.commit()
        seen = get(server.url + "_edge/events")
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("DROP TABLE events")
        refused = send(server, view(), headers={"origin": "http://localhost"})

    assert seen.status_code == 500
    assert seen.json()["error"].startswith(f"The database {file} cannot be used: ")
    assert refused.status_code == 500
    assert refused.json()["detail"] == f"The database {file} cannot be used: no such table: events"
    assert refused.headers["access-control-allow-origin"] == "http://localhost"
    assert caplog.records == []


def test_events_that_came_twice_are_told_by_their_id(server):
    for ids in ("ab", "bc", "b"):
        send(server, {"events": [{"xdm": {"_id": each}} for each in ids]}, action="collect")

    assert get(server.url + "_edge/events").json()["duplicates"] == {"b": 3}
