"""HAR and JSON, out and in: what leaves the inspector and what it takes."""

import json

import pytest

from .kit import get, post, send, view, with_cookies

ORG = "kndctr_0123456789ABCDEF01234567_AdobeOrg"


def exported(server, form, **query):
    return get(f"{server.url}_edge/export/{form}", params=query)


def imported(server, text):
    headers = {"content-type": "application/json"}
    return post(server.url + "_edge/import", content=text, headers=headers)


def entry(**changes):
    """What a browser's developer tools write of one request."""
    return {
        "startedDateTime": "2026-05-01T12:00:00.000+02:00",
        "_resourceType": "fetch",
        "request": {
            "method": "POST",
            "url": "https://edge.example.test/ee/va6/v1/interact?configId=ds-1&requestId=r",
            "headers": [
                {"name": ":authority", "value": "edge.example.test"},
                {"name": "Cookie", "value": "secret-cookie"},
                {"name": "Authorization", "value": "secret-word"},
                {"name": "Content-Type", "value": "text/plain"},
            ],
            "postData": {"mimeType": "text/plain", "text": json.dumps(view("/har"))},
        },
        "response": {
            "status": 200,
            "headers": [{"name": "Set-Cookie", "value": "secret-cookie"}],
            "content": {"mimeType": "application/json", "text": '{"handle": []}'},
        },
        **changes,
    }


def har(*entries):
    return {"log": {"version": "1.2", "entries": list(entries)}}


def test_a_har_leaves_cookies_and_authorization_out_wherever_they_stand(server):
    body = with_cookies(view(), {f"{ORG}_identity": "secret-identity"})
    headers = {"cookie": "secret-cookie=1", "authorization": "secret-word"}
    answer = send(server, body, headers=headers)
    response = exported(server, "har")

    stored = [
        each["value"]
        for handle in answer.json()["handle"]
        if handle["type"] == "state:store"
        for each in handle["payload"]
    ]
    assert stored
    [log_entry] = response.json()["log"]["entries"]
    assert response.headers["content-disposition"] == 'attachment; filename="visit.har"'
    assert "secret" not in response.text
    assert stored[0] not in response.text
    assert log_entry["request"]["method"] == "POST"
    assert log_entry["request"]["url"].startswith(server.url + "ee/v1/interact?configId=ds-1&")
    assert json.loads(log_entry["request"]["postData"]["text"])["events"] == body["events"]
    assert log_entry["response"]["status"] == 200
    answered = json.loads(log_entry["response"]["content"]["text"])
    assert answered["handle"][0]["type"] == "identity:result"


@pytest.mark.parametrize("form", ["har", "json"])
def test_what_was_written_is_read_back(server, form):
    send(server, view("/a"))
    send(server, view("/b"), action="collect", headers={"sec-fetch-mode": "no-cors"})
    send(server, "no json")
    before = server.events()
    text = exported(server, form).text
    post(server.url + "_edge/reset")
    told = imported(server, text)
    after = server.events()

    assert told.json() == {"imported": 3, "ignored": 0}
    for old, new in zip(before, after, strict=True):
        for name in ("received_at", "action", "url", "query", "body", "body_text"):
            assert new[name] == old[name]
        assert new["transport"]["is_beacon"] == old["transport"]["is_beacon"]
        assert new["response"]["status"] == old["response"]["status"]
        assert new["imported"] is True


def test_the_har_of_a_browser_is_read_and_what_is_not_the_edges_is_counted(server):
    page = entry(request={"method": "GET", "url": "https://www.example.test/", "headers": []})
    told = imported(server, json.dumps(har(page, entry(), page)))
    [event] = server.events()

    assert told.json() == {"imported": 1, "ignored": 2}
    assert event["received_at"] == "2026-05-01T10:00:00.000Z"
    assert (event["action"], event["host"]) == ("interact", "edge.example.test")
    assert event["headers"] == {"content-type": "text/plain"}
    assert event["body"] == view("/har")
    assert event["response"]["body"] == {"handle": []}
    assert "secret" not in json.dumps(event)


def test_an_export_is_of_a_visitor_or_a_page(server):
    send(server, view("/a"))
    send(server, view("/b"))
    first, second = (each["response"]["body"] for each in server.events())
    visitor = first["handle"][0]["payload"][0]["id"]

    def count(**query):
        return len(exported(server, "json", **query).json()["events"])

    assert first != second
    assert count() == 2
    assert count(visitor=visitor) == 1
    assert count(page="http://localhost:8000/b") == 1
    assert count(visitor=visitor, page="http://localhost:8000/b") == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Line 1, column 1: the file is no JSON (Expecting value)."),
        ('{"log":\n  nothing}', "Line 2, column 3: the file is no JSON (Expecting value)."),
        (b"{\xff}", "Byte 1: the file is no UTF-8 text."),
        ("[" * 100_000, "The file is no JSON that can be read."),
        ("[" * 300 + "]" * 300, "The file is nested too deeply."),
        ("[]", 'The file is neither a HAR (with "log") nor the inspector\'s JSON (with "events").'),
        ({"log": 5}, "log: expected an object, got 5"),
        ({"log": {}}, "log.entries: missing"),
        ({"log": {"entries": {}}}, "log.entries: expected a list, got {}"),
        (har(), "log.entries: none of its 0 requests went to an Edge Network."),
        (har(entry(), 7), "log.entries[1]: expected an object, got 7"),
        (
            har(entry(startedDateTime="yesterday")),
            "log.entries[0].startedDateTime: expected a time such as 2026-05-01T10:00:00Z, "
            'got "yesterday"',
        ),
        (
            har(entry(), entry(request={"method": "POST", "url": 5})),
            "log.entries[1].request.url: expected a text, got 5",
        ),
        (
            har(entry(response={})),
            "log.entries[0].response.status: missing",
        ),
        (
            har(entry(request={"url": []})),
            "log.entries[0].request.url: expected a text, got [] (and 1 more problem)",
        ),
        ({"events": [{}]}, "events[0].received_at: missing (and 6 more problems)"),
    ],
    ids=range(16),
)
def test_a_file_with_a_mistake_is_one_sentence_with_the_place(server, text, problem):
    send(server, view())
    response = imported(server, text if isinstance(text, (str, bytes)) else json.dumps(text))

    assert response.status_code == 400
    assert response.json() == {"error": problem}
    assert len(server.events()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"_visitor": 5},
        {"_beacon": "yes", "_resourceType": 7},
        {"request": {"method": "POST", "url": "https://[/v1/interact", "headers": []}},
        {"response": {"status": 0, "content": {"text": "%%%", "encoding": "base64"}}},
        {"response": {"status": 200, "content": {"text": "not json"}}},
    ],
    ids=range(5),
)
def test_oddities_of_a_har_are_no_trouble_later(server, changed):
    imported(server, json.dumps(har(entry(), entry(**changed))))

    for event in server.events():
        assert get(f"{server.url}_edge/events/{event['id']}").status_code == 200
    for form in ("har", "json", "test"):
        assert exported(server, form).status_code == 200


def test_a_form_that_is_none_is_told(server):
    response = exported(server, "pdf")

    assert (response.status_code, response.text) == (404, "There is no form 'pdf'.\n")
