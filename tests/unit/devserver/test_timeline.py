"""What the inspector shows of a request: a line of the timeline, and what the edge makes of it."""

import json

import httpx
import pytest

from .kit import PATIENCE_S, VERIFY, ecid, get, post, send, view, with_cookies


def record(server):
    """The last request, as `/_edge/events/<id>` tells of it."""
    return get(f"{server.url}_edge/events/{server.events()[-1]['id']}").json()


def event(kind, **xdm):
    return {"events": [{"xdm": {"eventType": kind, **xdm}}]}


def test_a_view_in_one_line(server):
    ecid_given = ecid(send(server, view("/cart?a=1")))
    row = record(server)["row"]

    del row["id"], row["at"], row["bytes"]
    assert row == {
        "action": "interact",
        "kinds": ["view"],
        "title": "View of /cart?a=1",
        "visitor": ecid_given,
        "page": "http://localhost:8000/cart?a=1",
        "status": 200,
        "beacon": False,
        "event_ids": [""],
        "types": ["web.webpagedetails.pageViews"],
        "problem": "",
        "fault": "",
        "imported": False,
    }


@pytest.mark.parametrize(
    ("action", "body", "kinds", "title"),
    [
        ("interact", event("cart.opened"), ["event"], "cart.opened"),
        ("interact", {"events": [{"xdm": {}}]}, ["event"], "An event without a type"),
        (
            "collect",
            event("web.webinteraction.linkClicks", web={"webInteraction": {"name": "Pay"}}),
            ["click"],
            "Click on “Pay”",
        ),
        (
            "collect",
            event(
                "decisioning.propositionDisplay",
                _experience={"decisioning": {"propositions": [{"id": "a"}, {"id": "b"}]}},
            ),
            ["display"],
            "2 offers shown",
        ),
        (
            "interact",
            {"events": [*view()["events"], *event("cart.opened")["events"]]},
            ["view", "event"],
            "View of /direct/ and 1 more",
        ),
        (
            "privacy/set-consent",
            {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": "out"}}]},
            ["consent"],
            "Consent: out",
        ),
        ("identity/acquire", {}, ["identity"], "Who is this?"),
        ("interact", {"events": [1, {"xdm": 7}]}, ["event"], "An event without a type"),
        ("interact", [], [], "A request that cannot be read"),
    ],
)
def test_each_kind_of_request_has_its_words(server, action, body, kinds, title):
    send(server, json.dumps(body), action=action)
    row = record(server)["row"]

    assert (row["kinds"], row["title"]) == (kinds, title)


def test_a_refused_request_tells_the_reason_and_the_path(server):
    body = view()
    body["events"][0]["xdm"]["identityMap"] = {"Email": [{"id": 1}]}
    send(server, body)
    seen = record(server)

    why = "events[0].xdm.identityMap.Email: expected a list of objects with the text id"
    assert (seen["row"]["status"], seen["row"]["problem"]) == (400, why)
    assert seen["reading"] == [
        {"about": "Refused", "says": why, "path": "events[0].xdm.identityMap.Email"}
    ]


@pytest.mark.parametrize("value", [None, 0, "a", [], {}, [[]], {"a": {"b": [1]}}])
@pytest.mark.parametrize(
    "path",
    [
        ("events",),
        ("consent",),
        ("meta",),
        ("meta", "state"),
        ("meta", "state", "entries"),
        ("meta", "configOverrides"),
        ("xdm", "identityMap"),
        ("events", 0, "xdm"),
        ("events", 0, "xdm", "eventType"),
        ("events", 0, "xdm", "web"),
        ("events", 0, "xdm", "web", "webPageDetails", "URL"),
        ("events", 0, "xdm", "identityMap", "FPID"),
        ("events", 0, "query", "personalization"),
        ("events", 0, "query", "personalization", "decisionScopes"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
@pytest.mark.parametrize("action", ["interact", "privacy/set-consent"])
def test_whatever_came_is_shown(server, action, path, value):
    body = {**view(), "xdm": {}, "consent": []}
    at = body
    for step in path[:-1]:
        at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
    at[path[-1]] = value
    send(server, body, action=action)
    seen = record(server)

    assert seen["row"]["action"] == action
    assert seen["event"]["body"] == body


def said(server):
    return [f"{each['about']}: {each['says']}" for each in record(server)["reading"]]


def test_what_the_edge_makes_of_a_first_view(server):
    item = {"schema": "https://ns.adobe.com/personalization/html-content-item"}
    proposition = {"id": "AT:greeting", "scope": "__view__", "items": [item]}
    server.set_scenario({"name": "one", "offers": [{"propositions": [proposition]}]})
    given = ecid(send(server, view("/direct/", scopes=["__view__", "hero"])))
    org = "kndctr_0123456789ABCDEF01234567_AdobeOrg"

    assert said(server) == [
        f"Visitor: New: the answer gives the ECID {given}.",
        "Consent: No choice is known; the datastream decides.",
        "Offers: __view__ gets AT:greeting.",
        "Offers: hero gets nothing.",
        f"Cookies: The page keeps {org}_cluster, {org}_identity.",
        "Region: Further requests go to va6.",
    ]


def test_what_the_edge_makes_of_consent_and_overrides(server):
    org = "kndctr_0123456789ABCDEF01234567_AdobeOrg"
    body = with_cookies(view(scopes=[]), {f"{org}_consent": "general=out"})
    body["meta"]["configOverrides"] = {
        "com_adobe_target": {"enabled": False},
        "com_adobe_analytics": {"reportSuites": ["a"]},
    }
    body["meta"]["sdkConfig"] = {"datastream": {"original": "ds-0"}}
    send(server, body)

    assert said(server)[1:5] == [
        "Consent: The visitor opted out: a real edge keeps nothing of this.",
        "Override: com_adobe_analytics is configured by the request.",
        "Override: com_adobe_target gets nothing.",
        "Override: The datastream ds-1 takes the place of ds-0.",
    ]


def test_faults_come_before_the_scenario_and_go_when_they_are_used_up(server):
    faults = [{"when": {"action": "interact"}, "status": 503, "times": 2}, {"status": 418}]
    state = post(server.url + "_edge/faults", json=faults).json()
    answered = [send(server, view()).status_code for _ in range(3)]
    others = send(server, view(), action="collect").status_code

    assert state["faults"] == faults
    assert answered == [503, 503, 418]
    assert others == 418
    assert post(server.url + "_edge/faults", json=[]).json()["faults"] == []
    assert send(server, view()).status_code == 200


def test_a_fault_with_mistakes_is_told_with_their_places_and_changes_nothing(server):
    post(server.url + "_edge/faults", json=[{"status": 503}])
    response = post(server.url + "_edge/faults", json=[{"status": 5}, {"faults": "cut"}])

    assert response.status_code == 400
    told = response.json()["error"].splitlines()
    assert told[0] == "Faults: 2 problems"
    assert told[1] == "  - [0].status: expected a number from 200 to 599, got 5"
    assert told[2].startswith('  - [1].faults: not a word of faults. Did you mean "fault"?')
    assert send(server, view()).status_code == 503


def test_a_scenario_is_checked_without_being_played(server):
    def problems(text):
        headers = {"content-type": "application/json"}
        return post(server.url + "_edge/check", content=text, headers=headers).json()["problems"]

    assert problems('{"name": "mine", "answers": [{"status": 503}]}') == []
    assert problems('{"name": "mine",\n "answers": [{"status": 5}]}') == [
        "Scenario mine: 1 problem",
        "answers[0].status: expected a number from 200 to 599, got 5",
    ]
    assert problems('{"name": "mine",\n "answers": ]}') == [
        "Line 2, column 13: no JSON (Expecting value)."
    ]
    assert get(server.url + "_edge/scenario").json()["scenario"]["name"] == "empty"


def test_a_search_finds_words_in_what_was_sent_and_answered_in_any_case(server):
    for body in (event("a", web={"plan": "GÖLD"}), event("b"), event("c", plan="göld")):
        send(server, json.dumps(body, ensure_ascii=False))
    one, two, three = [each["id"] for each in server.events()]

    def found(text):
        return get(server.url + "_edge/search", params={"q": text}).json()["ids"]

    assert found("Göld") == [one, three]
    assert found('"b"') == [two]
    assert found("locationHint") == [one, two, three]
    assert found("nobody") == []


class Listener:
    """An open stream of events, as a browser reads it."""

    def __init__(self, server, last_id=None):
        headers = {} if last_id is None else {"last-event-id": last_id}
        self._client = httpx.Client(timeout=PATIENCE_S, verify=VERIFY)
        url = server.url + "_edge/live"
        self._open = self._client.stream("GET", url, headers=headers)

    def __enter__(self):
        self._lines = self._open.__enter__().iter_lines()
        return self

    def __exit__(self, *error):
        self._open.__exit__(*error)
        self._client.close()

    def next(self, name):
        """`(id, data)` of the next message of that name."""
        message = {}
        for line in self._lines:
            if line:
                key, _, value = line.partition(": ")
                message[key] = value
            elif message.get("event") == name:
                return message.get("id"), json.loads(message["data"])
            else:
                message = {}
        raise AssertionError("the stream ended")


def test_who_listens_hears_what_is_there_and_what_comes(server):
    send(server, event("a"))
    with Listener(server) as listener:
        _, first = listener.next("rows")
        send(server, event("b"))
        number, then = listener.next("rows")

    assert [row["title"] for row in first["rows"]] == ["a"]
    assert [row["title"] for row in then["rows"]] == ["b"]
    assert then["epoch"] == first["epoch"]
    assert number == f"{first['epoch']}:{then['rows'][0]['id']}"


def test_who_comes_back_hears_only_what_is_new(server):
    send(server, event("a"))
    with Listener(server) as listener:
        number, _ = listener.next("rows")
    send(server, event("b"))
    with Listener(server, last_id=number) as listener:
        _, news = listener.next("rows")

    assert [row["title"] for row in news["rows"]] == ["b"]


@pytest.mark.parametrize("last_id", ["", "x", "x:y", "x:" + "9" * 5000, "x:-1"])
def test_who_comes_with_an_id_that_is_none_hears_all(server, last_id):
    send(server, event("a"))
    with Listener(server, last_id=last_id) as listener:
        _, news = listener.next("rows")

    assert [row["title"] for row in news["rows"]] == ["a"]


def test_who_listens_hears_that_all_was_forgotten(server):
    send(server, event("a"))
    with Listener(server) as listener:
        _, before = listener.next("rows")
        post(server.url + "_edge/reset")
        _, after = listener.next("rows")

    assert after["rows"] == []
    assert after["epoch"] != before["epoch"]


def test_who_listens_hears_the_scenario_and_its_faults(server):
    with Listener(server) as listener:
        _, first = listener.next("state")
        server.set_scenario("down")
        _, then = listener.next("state")
        post(server.url + "_edge/faults", json=[{"status": 503, "times": 1}])
        _, last = listener.next("state")

    assert (first["scenario"], first["faults"]) == ("empty", [])
    assert (then["scenario"], then["faults"]) == ("down", [])
    assert last["faults"] == [{"status": 503, "times": 1}]


def test_many_rows_come_in_batches_in_their_order(server):
    records = [{**each, "received_at": "2026-01-01T00:00:00.000Z"} for each in recorded(600)]
    post(server.url + "_edge/import", json={"events": records})
    with Listener(server) as listener:
        batches = [listener.next("rows")[1]["rows"] for _ in range(3)]

    assert [len(batch) for batch in batches] == [250, 250, 100]
    ids = [row["id"] for batch in batches for row in batch]
    assert ids == sorted(ids)


def recorded(count):
    return [
        {
            "action": "interact", "url": "/ee/v1/interact", "query": {}, "headers": {},
            "body_text": json.dumps(event(f"number {number}")), "response": {"status": 200},
        }
        for number in range(count)
    ]  # fmt: skip


def test_the_ledger_of_a_page_is_kept_the_last_of_each_load(server):
    headers = {"origin": "http://localhost:3000"}
    told = {"page": "http://localhost:3000/", "instance": "alloy", "load": "1"}
    for count in (1, 2):
        ledger = {**told, "explained": {"counts": {"answered": count}}}
        sent = post(server.url + "_edge/ledgers", json=ledger, headers=headers)
    [kept] = get(server.url + "_edge/ledgers").json()["ledgers"]

    assert sent.status_code == 200
    assert kept.pop("at").endswith("Z")
    assert kept == {**told, "explained": {"counts": {"answered": 2}}}


@pytest.mark.parametrize(
    ("explained", "lost"),
    [
        ({"counts": {"answered": 4, "declined": 2, "failed": 1, "kept": 5}}, 3),
        ({"counts": {"failed": "9", "invalid": [1], "dropped": None, "unloaded": 1}}, 1),
        ({"counts": "many"}, 0),
        ({"counts": None}, 0),
        ({}, 0),
    ],
)
def test_who_listens_hears_how_much_a_page_has_lost(server, explained, lost):
    told = {"page": "http://localhost/b", "pages": ["http://localhost/a", "http://localhost/b"],
            "instance": "alloy", "load": "1"}
    with Listener(server) as listener:
        listener.next("state")
        sent = post(server.url + "_edge/ledgers", json={**told, "explained": explained})
        _, state = listener.next("state")

    assert sent.json() == {}
    [ledger] = state["ledgers"]
    assert ledger.pop("at").endswith("Z")
    assert ledger == {"page": "http://localhost/b", "instance": "alloy", "load": "1", "lost": lost}


def test_a_ledger_with_a_mistake_is_told_and_not_kept(server):
    response = post(server.url + "_edge/ledgers", json={"page": 1})

    assert response.status_code == 400
    assert response.json()["error"] == "page: expected a text, got 1"
    assert get(server.url + "_edge/ledgers").json()["ledgers"] == []


def test_a_request_that_is_not_there_is_told(server):
    for number in ("0", "x", "9" * 5000):
        assert "There is no request" in get(f"{server.url}_edge/events/{number}").json()["error"]
