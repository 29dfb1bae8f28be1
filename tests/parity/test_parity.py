"""
Every case with the vendor's published script and with ours: the same requests, the same results.

The cases stand in `cases/`, their words in `script.py`; what differs on purpose in
`differences.json`.
"""

import importlib
import json
from pathlib import Path

import pytest

from tests.parity.differences import differences
from tests.parity.recording import comparable
from tests.parity.script import CASES

for file in sorted(Path(__file__).with_name("cases").glob("*.py")):
    known_before = set(CASES)
    importlib.import_module(f"tests.parity.cases.{file.stem}")
    for name in CASES.keys() - known_before:
        CASES[name].file = file.name


@pytest.mark.parametrize("name", CASES)
def test_ours_does_what_the_control_does(name, stage, control, recorded, known):
    case = CASES[name]
    kept = recorded.of(case.file)
    if name not in kept:
        kept[name] = comparable(stage.play(case, control), case.any_order)
    theirs = kept[name]
    if len(theirs["requests"]) != case.requests:
        pytest.fail(f"The control sent {len(theirs['requests'])} requests, not {case.requests}")
    ours = comparable(stage.play(case, "/dist/alloy.js"), case.any_order)

    found = differences(theirs, ours)

    problems = [*map(_sentence, known.unknown(name, found)), *known.outdated(name, found)]
    assert not problems, "\n".join(problems)


def test_every_known_difference_has_a_reason_and_a_case(known):
    problems = known.problems(list(CASES))

    assert not problems, "\n".join(problems)


def _sentence(difference):
    path, theirs, ours = difference
    return f"{path}: control {json.dumps(theirs)}, ours {json.dumps(ours)}"
