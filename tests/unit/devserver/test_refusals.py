"""What the local edge has against malformed requests, in the edge's own form."""

import pytest

from .kit import REQUEST_ID, send, view

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
