"""CONTRIBUTING.md: the way of a command leads through files and functions that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Steps of the walk: its numbered list.
STEP = re.compile(r"^(\d+)\. (.+?)(?=^\d+\. |\n\n)", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`([\w/]+\.(?:py|js))`")
NAME = re.compile(r"`(?:window\.)?(_?[a-z]\w*)`")


# The page's.
FOREIGN = ("alloy", "onBeforeEventSend")


def steps():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    walk = text.partition("### The walk")[2].partition("\n### ")[0]
    return {int(number): step for number, step in STEP.findall(walk)}


def source(name):
    for folder in ("", "alloy_web"):
        if (ROOT / folder / name).is_file():
            return (ROOT / folder / name).read_text(encoding="utf-8")
    raise AssertionError(f"there is no {name}")


def defines(text, name):
    python = rf"def {name}\("
    javascript = rf"function {name}\(|(?:const|let) {name}\b|^ +(?:async )?{name}[(:,]"
    return re.search(f"{python}|{javascript}", text, re.MULTILINE)


def test_each_step_of_the_walk_names_what_is_there():
    found = {}
    for number, step in steps().items():
        texts = [source(name) for name in FILE.findall(step)]
        for name in NAME.findall(step):
            if name not in FOREIGN and not any(defines(text, name) for text in texts):
                found[number] = name

    assert sorted(steps()) == list(range(1, 13))
    assert found == {}
