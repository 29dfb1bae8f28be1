"""The form of scenarios: what is accepted, and how problems are told."""

import json

import pytest

from alloy_web.devserver import scenarios


@pytest.mark.parametrize(
    "name",
    ["conversation", "demo", "down", "empty", "errors", "every-action", "inbox", "slow"],
)
def test_every_scenario_that_comes_along_is_good_and_says_what_it_is_about(name):
    scenario = scenarios.named(name)

    assert scenario["name"] == name
    assert scenario["about"].endswith(".")


def test_all_problems_are_told_with_place_value_and_nearest_word():
    with pytest.raises(scenarios.ScenarioError) as caught:
        scenarios.checked(
            {
                "name": "mine",
                "offer": [],
                "offers": [{"propositions": [{"id": "AT:1", "items": []}]}],
                "answers": [
                    {"when": {"nth": 0, "path": 5}, "times": True},
                    {"fault": "explode", "delay_ms": -1, "status": True},
                    "down",
                ],
            }
        )

    assert str(caught.value).splitlines() == [
        "Scenario mine: 9 problems",
        '  - offer: not a word of scenarios. Did you mean "offers"? '
        "Known: name, about, orgs, hint, third_party, offers, answers, push.",
        "  - offers[0].propositions[0].scope: missing",
        "  - answers[0].when.nth: expected a number from 1, got 0",
        "  - answers[0].when.path: expected a text or a list of texts, got 5",
        "  - answers[0].times: expected a number from 1, got true",
        '  - answers[1].fault: expected one of hang, cut, garbage, got "explode"',
        "  - answers[1].delay_ms: expected a number from 0 to 86400000, got -1",
        "  - answers[1].status: expected a number from 200 to 599, got true",
        '  - answers[2]: expected an object, got "down"',
    ]


def test_a_push_message_has_the_form_that_the_worker_shows():
    buttons = [{"label": "Look", "type": "WEBURL", "uri": 5}, {"type": "WEBURL"}]
    messages = [
        {"web": {"title": "Sale", "tag": "sale"}, "id": 1},
        {"web": {"title": "Sale", "actions": {"buttons": buttons}, "interaction": "/shop"}},
        {"web": {"body": 5}},
        {},
    ]

    with pytest.raises(scenarios.ScenarioError) as caught:
        scenarios.checked({"name": "mine", "push": messages})

    assert str(caught.value).splitlines() == [
        "Scenario mine: 6 problems",
        "  - push[1].web.actions.buttons[0].uri: expected a text, got 5",
        "  - push[1].web.actions.buttons[1].label: missing",
        '  - push[1].web.interaction: expected an object, got "/shop"',
        "  - push[2].web.body: expected a text, got 5",
        "  - push[2].web.title: missing",
        "  - push[3].web: missing",
    ]


def test_a_name_nobody_knows_is_told_with_the_nearest():
    with pytest.raises(scenarios.ScenarioError) as caught:
        scenarios.named("dmeo")

    assert str(caught.value) == (
        "There is no scenario 'dmeo'. Did you mean \"demo\"? "
        "Known: conversation, demo, down, empty, errors, every-action, inbox, slow."
    )


def test_offers_can_be_taken_from_another_scenario_by_name():
    mine = scenarios.checked({"name": "mine", "offers": "demo", "answers": []})

    assert mine["offers"] == scenarios.named("demo")["offers"]


def test_a_file_of_ones_own_is_loaded_by_its_path(tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"name": "mine"}), "utf-8")

    assert scenarios.load(str(file)) == {"name": "mine"}
    assert scenarios.load(file) == {"name": "mine"}


def test_a_file_that_is_missing_or_no_json_is_named(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")

    for file in (broken, tmp_path / "missing.json"):
        with pytest.raises(scenarios.ScenarioError) as caught:
            scenarios.load(file)
        assert str(caught.value).startswith(f"Scenario {file}: ")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-More": "1\r\nSet-Cookie: a=b"},
        {"X-More": "1\n"},
        {"X-More": "\0"},
        {"X-More": " 1"},
        {"X-More": "€"},
        {"X-More: 1\r\nX-Other": "1"},
        {"X More": "1"},
        {"": "1"},
        {"Content-Length": "5"},
        {"Transfer-Encoding": "chunked"},
        {"X-More": 5},
    ],
)
def test_a_header_that_http_cannot_carry_is_refused(headers):
    with pytest.raises(scenarios.ScenarioError, match="headers: expected an object of"):
        scenarios.checked({"name": "mine", "answers": [{"headers": headers}]})


@pytest.mark.parametrize("org", ["A\r\nSet-Cookie: a=b", "A; Domain=example.com", "", "Ä@AdobeOrg"])
def test_an_organisation_that_no_cookie_can_be_named_after_is_refused(org):
    with pytest.raises(scenarios.ScenarioError, match="orgs: expected an object of organisations"):
        scenarios.checked({"name": "mine", "orgs": {"ds-1": org}})


@pytest.mark.parametrize("delay_ms", [86_400_001, 10**400])
def test_a_delay_beyond_a_day_is_refused(delay_ms):
    with pytest.raises(scenarios.ScenarioError, match="expected a number from 0 to 86400000, got"):
        scenarios.checked({"name": "mine", "answers": [{"delay_ms": delay_ms}]})


@pytest.mark.parametrize("depth", [201, 2_000, 200_000])
def test_a_file_that_is_nested_too_deep_is_told_in_a_sentence(tmp_path, depth):
    file = tmp_path / "deep.json"
    file.write_text('{"name": "deep", "answers": [{"body": %s%s}]}' % ("[" * depth, "]" * depth))

    with pytest.raises(scenarios.ScenarioError) as caught:
        scenarios.load(file)

    assert str(caught.value).startswith(f"Scenario {file}: ")
    assert str(caught.value).endswith("nested in more than 200 levels")


def test_of_many_problems_the_first_are_told():
    with pytest.raises(scenarios.ScenarioError) as caught:
        scenarios.checked({"name": "mine"} | {f"word{n}" * 1000: n for n in range(1000)})

    lines = str(caught.value).splitlines()
    assert lines[0] == "Scenario mine: at least 20 problems"
    assert len(lines) == 21
    assert max(map(len, lines)) < 250


@pytest.mark.parametrize("piece", [-1, 1.5, None, [], {"hex": "e"}, {"hex": ""}, {"hex": 5}, {}])
def test_a_piece_of_a_stream_is_text_bytes_or_a_time(piece):
    with pytest.raises(scenarios.ScenarioError, match="stream: expected a list of texts"):
        scenarios.checked({"name": "mine", "answers": [{"stream": ["a", piece]}]})
