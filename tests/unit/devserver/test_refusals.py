"""What the local edge has against malformed requests, in the edge's own form."""

import base64
import tracemalloc

import pytest

from alloy_web.devserver import identity, incoming

from .kit import ORG, REQUEST_ID, post, send, view, with_cookies

EVENT = {"xdm": {}}


def test_a_refusal_has_the_edges_form(server):
    response = send(server, view(), query={"requestId": REQUEST_ID})

    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "https://ns.adobe.com/aep/errors/EXEG-0003-400",
        "status": 400,
        "title": "Invalid datastream ID",
        "detail": "The parameter configId is missing.",
        "report": {"requestId": REQUEST_ID},
    }


@pytest.mark.parametrize(
    "request_id", [None, "", "42", REQUEST_ID + "0", REQUEST_ID.replace("-", "")]
)
def test_a_request_id_that_is_no_uuid_is_refused(server, request_id):
    query = {"configId": "ds-1"} | ({} if request_id is None else {"requestId": request_id})
    response = send(server, view(), query=query)

    assert response.status_code == 400
    assert response.json()["detail"] == f"requestId: expected a uuid, got {request_id!r}"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[]",
        '"text"',
        "null",
        "NaN",
        '{"events": [{"xdm": {"a": NaN}}]}',
        b"\xff\xfe{}",
        "[" * 300,
    ],
)
def test_a_body_that_is_no_json_object_is_refused(server, body):
    response = send(server, body)

    assert response.status_code == 400
    assert response.json()["report"]["errors"][0].startswith("body: expected a JSON object")


@pytest.mark.parametrize("depth", [201, 900, 100_000])
def test_a_body_nested_too_deeply_is_refused(server, depth):
    body = '{"events":[{"data":' + '{"a":' * depth + "1" + "}" * depth + "}]}"

    assert send(server, body).status_code == 400


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, "events: expected a list of objects with at least one"),
        ({"events": []}, "events: expected a list of objects with at least one"),
        ({"events": [1]}, "events: expected a list of objects with at least one"),
        ({"events": [{"xdm": "text"}]}, "events[0].xdm: expected an object"),
        ({"events": [EVENT, {"data": []}]}, "events[1].data: expected an object"),
        ({"events": [EVENT], "meta": None}, "meta: expected an object"),
        ({"events": [EVENT], "xdm": {"identityMap": []}}, "xdm.identityMap: expected an object"),
        (
            {"events": [{"xdm": {"identityMap": {"Email": [{"id": 1}]}}}]},
            "events[0].xdm.identityMap.Email: expected a list of objects with the text id",
        ),
        (
            {"events": [EVENT], "meta": {"state": {"entries": [{"key": "a"}]}}},
            "meta.state.entries[0]: expected an object with the texts key and value",
        ),
        (
            {
                "events": [EVENT],
                "meta": {"configOverrides": {"com_adobe_target": {"enabled": True}}},
            },
            "meta.configOverrides.com_adobe_target.enabled: true is not allowed, leave it out",
        ),
        (
            {"events": [{"query": {"personalization": {"decisionScopes": "__view__"}}}]},
            "events[0].query.personalization.decisionScopes: expected a list of texts",
        ),
        (
            {"events": [EVENT], "query": {"identity": {"fetch": 5}}},
            "query.identity.fetch: expected a list of texts",
        ),
    ],
)
@pytest.mark.parametrize("action", ["interact", "collect"])
def test_what_is_wrong_with_an_event_request_is_named_by_its_path(server, action, body, problem):
    response = send(server, body, action=action)

    assert response.status_code == 400
    assert response.json()["type"] == "https://ns.adobe.com/aep/errors/EXEG-0103-400"
    assert response.json()["report"]["errors"] == [problem]


def test_all_problems_are_told_at_once(server):
    response = send(server, {"events": [], "meta": 1}, query={"configId": "ds-1", "requestId": "x"})

    assert response.json()["report"]["errors"] == [
        "requestId: expected a uuid, got 'x'",
        "events: expected a list of objects with at least one",
        "meta: expected an object",
    ]


def test_a_bad_request_id_is_told_even_when_the_body_cannot_be_read(server):
    response = send(server, "bad", query={"configId": "ds-1", "requestId": "x"})

    assert response.json()["report"]["errors"] == [
        "requestId: expected a uuid, got 'x'",
        "body: expected a JSON object of at most 200 levels, got no JSON",
    ]


def test_overrides_that_switch_off_are_fine(server):
    body = {**view(), "meta": {"configOverrides": {"com_adobe_target": {"enabled": False}}}}

    assert send(server, body).status_code == 200


def test_consent_without_a_list_is_malformed(server):
    response = send(server, {"consent": []}, action="privacy/set-consent")

    assert response.status_code == 400
    assert response.json()["detail"] == "consent: expected a list of objects with at least one"


def test_consent_nobody_can_read_is_unprocessable(server):
    body = {"consent": [{"standard": "IAB TCF", "version": "2.0", "value": ""}]}
    response = send(server, body, action="privacy/set-consent")

    assert response.status_code == 422
    assert response.json()["type"] == "https://ns.adobe.com/aep/errors/EXEG-0104-422"
    assert response.json()["report"]["errors"] == [
        "consent[0]: value: the consent string must not be empty"
    ]


def test_an_action_nobody_knows_is_not_found(server):
    response = send(server, view(), action="interactt")

    assert response.status_code == 404
    assert response.json()["detail"] == "There is no action 'interactt'."


@pytest.mark.parametrize("way", ["with its length", "in pieces"])
def test_a_body_of_more_than_ten_megabytes_is_refused_and_not_kept(server, way):
    data = b'"' + b"x" * (10 * 1024 * 1024) + b'"'
    pieces = (data[at : at + 1_000_000] for at in range(0, len(data), 1_000_000))
    response = post(
        f"{server.url}ee/v1/interact?configId=ds-1&requestId={REQUEST_ID}",
        content=data if way == "with its length" else pieces,
    )

    assert response.status_code == 413
    assert response.json()["detail"] == "The body is longer than 10485760 bytes."
    [event] = server.events()
    assert (event["body_text"], event["response"]["status"]) == ("", 413)


@pytest.mark.parametrize(
    ("collection", "problem"),
    [
        ({"sessionID": "s", "playhead": 7}, "eventType: expected 'media.play' at this address"),
        ({"playhead": 7}, "mediaCollection.sessionID: expected a non-empty text"),
        ({"sessionID": "s", "playhead": 7.5}, "mediaCollection.playhead: expected a whole number"),
        (None, "mediaCollection.sessionID: expected a non-empty text"),
    ],
)
def test_a_media_event_that_does_not_tell_its_session_is_refused(server, collection, problem):
    event = {"xdm": {"eventType": "media.ping", "mediaCollection": collection}}
    response = send(server, {"events": [event]}, action="play", prefix="ee/va")

    assert response.status_code == 400
    assert f"events[0].xdm.{problem}" in response.json()["detail"]


def test_of_many_problems_the_first_are_told_each_in_a_line(server):
    body = view()
    body["identityMap"] = {f"{n}" + "x" * 1000: "no list" for n in range(1000)}
    response = send(server, body)

    errors = response.json()["report"]["errors"]
    assert response.status_code == 400
    assert len(errors) == 21
    assert errors[-1] == "and 980 more"
    assert max(map(len, errors)) == 303


def test_a_long_key_above_many_others_costs_no_more_than_its_length():
    body = {"k" * 100_000: {str(n): {} for n in range(1000)}}
    request = {
        "action": "interact", "sub_path": "", "query": {"requestId": REQUEST_ID},
        "body": {"events": [EVENT], "meta": {"configOverrides": body}},
    }  # fmt: skip
    tracemalloc.start()
    found = incoming.problems(request)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == []
    assert most < 2_000_000


def test_an_identity_cookie_with_a_number_that_does_not_end_is_none():
    message = b"\x08" + b"\xff" * 1000 + b"\x01" + identity._bytes_field(1, b"1" * 38)
    value = base64.urlsafe_b64encode(message).decode()

    assert identity.read_cookie(value) is None


@pytest.mark.parametrize(
    "org", ["A\r\nset-cookie: b=c", "A; Domain=example.com", "Ä", "A" * 5000]
)
def test_a_cookie_in_the_body_of_no_organisation_names_none(server, org):
    body = with_cookies(view(), {f"kndctr_{org}_identity": "x"})
    body["meta"]["state"]["domain"] = "example.test"
    response = send(server, body, headers={"host": "edge.example.test"})

    assert response.status_code == 200
    names = [cookie.partition("=")[0] for cookie in response.headers.get_list("set-cookie")]
    assert names == [f"{ORG}_identity", f"{ORG}_cluster"]
