"""`alloy-web replay`: recorded requests at the local edge."""

import json

import pytest

from alloy_web.testing.edge import Edge

from .kit import run, run_json

REQUEST_ID = "1c5ab1f3-8f0e-4c67-9d1a-2b3c4d5e6f70"
URL = f"https://edge.adobedc.net/ee/va6/v1/interact?configId=ds&requestId={REQUEST_ID}"


def entry(url=URL, event=None, method="POST"):
    event = event or {"xdm": {"eventType": "web.webpagedetails.pageViews", "_id": "e1"}}
    return {
        "startedDateTime": "2026-05-01T10:00:00.000Z",
        "request": {"method": method, "url": url,
                    "postData": {"text": json.dumps({"events": [event]})}},
        "response": {"status": 200},
    }


@pytest.fixture
def har(tmp_path):
    def write(*entries):
        file = tmp_path / "visit.har"
        file.write_text(json.dumps({"log": {"entries": entries}}), "utf-8")
        return file

    return write


def test_good_requests_are_taken(har):
    page = entry("https://shop.example/", method="GET")
    status, told = run_json("replay", har(page, entry()))

    assert status == 0
    assert [(each["action"], each["status"], each["events"]) for each in told["requests"]] == [
        ("interact", 200, 1)
    ]
    assert told["ignored"] == 1


def test_a_request_that_the_edge_refuses_is_told_with_the_place(har):
    status, out, _ = run("replay", har(entry(event={"xdm": "gold"})))

    assert status == 1
    assert "400" in out
    assert "events[0].xdm: expected an object" in out
    assert "1 request, 1 refused, 0 events" in out


def test_an_event_that_was_sent_twice_is_told(har):
    status, told = run_json("replay", har(entry(), entry()))

    assert status == 1
    assert told["duplicates"] == {"e1": 2}


def test_a_scenario_answers(har):
    _, told = run_json("replay", har(entry()), "--scenario", "down")

    assert told["requests"][0]["status"] >= 500


def test_what_the_page_sent_in_a_test_is_taken_again(har):
    """The edge of a test and the replay are one and the same."""
    edge = Edge()
    text = entry()["request"]["postData"]["text"]
    reply = edge.receive(URL, text, False, {}, 0)
    _, told = run_json("replay", har(entry()))

    assert reply["status"] == told["requests"][0]["status"] == 200


@pytest.mark.parametrize("content, told", [
    ('{"log": {"entries": [%s]}}' % json.dumps(entry("https://other.example/collect")),
     "log.entries: none of its 1 requests went to an Edge Network."),
    ('{"log": {"entries": []}}', "none of its 0 requests"),
    ('{"log": {}}', "log.entries: missing"),
    ("{}", "The file is neither a HAR"),
    ("<html>", "Line 1, column 1: the file is no JSON"),
    ("", "the file is no JSON"),
])
def test_what_is_no_har_of_ours_is_refused_in_one_line(tmp_path, content, told):
    file = tmp_path / "other.har"
    file.write_text(content, "utf-8")
    status, out, err = run("replay", file)

    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_scenario_nobody_knows(har):
    status, _, err = run("replay", har(entry()), "--scenario", "dwon")

    assert status == 2
    assert 'Did you mean "down"?' in err
