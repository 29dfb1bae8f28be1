"""docs/specification.md: what the short names mean that comments, tests and guides cite."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AREAS = (
    "ADV", "ALPHA", "AUD", "CFG", "CLK", "CMD", "CON", "CONV", "CTX", "EDGE", "ID", "MEDIA", "PERS",
    "PUSH", "RULE",
)
CITED = re.compile(rf"\b(?:{'|'.join(AREAS)})-\d\d\b")
LISTED = re.compile(r"^\| ([A-Z]+-\d\d) \| (.+) \|$", re.MULTILINE)
WHO_CITES = (
    "alloy_web/**/*.py", "static/*.js", "static/*/*.js", "tests/**/*.py", "tests/**/*.json",
    "docs/*.md",
)
# Made by the build, or recorded: not written by people.
MADE = ("static/dist", "alloy_web/dist", "tests/parity/recorded")


def listed():
    return LISTED.findall((ROOT / "docs/specification.md").read_text(encoding="utf-8"))


def cited():
    """`{name: a file that cites it}`."""
    found = {}
    for pattern in WHO_CITES:
        for file in ROOT.glob(pattern):
            path = file.relative_to(ROOT).as_posix()
            if not path.startswith((*MADE, "docs/specification.md")):
                found |= dict.fromkeys(CITED.findall(file.read_text(encoding="utf-8")), path)
    return found


def test_each_name_that_is_cited_is_listed():
    names = [name for name, _ in listed()]

    assert {name: file for name, file in cited().items() if name not in names} == {}


def test_each_name_is_listed_once_with_its_subject():
    names = [name for name, subject in listed() if subject.strip()]

    assert len(names) == len(set(names)) > 200
