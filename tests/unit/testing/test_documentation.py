"""Every block of Python in docs/testing.md is a test that passes; what fails reads as it says."""

import re
from pathlib import Path

import pytest

import alloy_web.testing.visitor  # noqa: F401
from alloy_web.devserver import scenarios
from tests.guides import blocks

TEXT = (Path(__file__).resolve().parents[3] / "docs/testing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch):
    """Where a snapshot may be written."""
    monkeypatch.delenv("CI", raising=False)


def run(pytester, text, *arguments):
    pytester.makepyfile(test_docs=text)
    return pytester.runpytest_inprocess(
        "-p", "alloy_web.testing.plugin", "-p", "no:cacheprovider", *arguments
    )


def python_blocks():
    return [text for language, text in BLOCKS if language == "python"]


def test_every_block_of_python_passes(pytester):
    result = run(pytester, "\n\n".join(python_blocks()))

    count = sum(len(re.findall(r"^(?:async )?def test_", text, re.M)) for text in python_blocks())
    assert count >= 10
    result.assert_outcomes(passed=count)


def test_rules_are_tried_as_the_guide_shows(capsys):
    # docs/rules.md; the two cards of the scenario `inbox`.
    cards = scenarios.load("inbox")["offers"][0]["propositions"][0]
    [code], [shown] = blocks("docs/rules.md", "python"), blocks("docs/rules.md", "")
    exec(code, {"rulesets": cards})

    assert capsys.readouterr().out == shown


def test_a_renamed_field_fails_as_the_page_shows(pytester):
    (shown,) = [text for language, text in BLOCKS if language == "text"]
    renamed = python_blocks()[0].replace('"purchaseID": "7"', '"purchaseId": "7"')

    result = run(pytester, renamed)

    result.assert_outcomes(failed=1)
    said = "\n".join(line.removeprefix("E").strip() for line in result.outlines)
    for line in shown.strip().splitlines():
        assert line.strip() in said


def test_every_option_and_marker_that_the_page_names_is_there(pytester):
    options = pytester.runpytest_inprocess("-p", "alloy_web.testing.plugin", "--help").outlines
    markers = pytester.runpytest_inprocess("-p", "alloy_web.testing.plugin", "--markers").outlines

    for name in set(re.findall(r"--alloy-[a-z-]+", TEXT)):
        assert any(name in line for line in options), name
    for name in set(re.findall(r"pytest\.mark\.(alloy_\w+)", TEXT)):
        assert any(name in line for line in markers), name
