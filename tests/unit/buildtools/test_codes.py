"""The codes of the ledger: each that the source has stands in the table, and has its page."""

import ast
import re

from alloy_web.buildtools import codes
from alloy_web.buildtools.tables import ROOT
from alloy_web.engine import ledger

KINDS = {name.partition(".")[0] for name in codes.CODES if "." in name}
FILES = [*(ROOT / "alloy_web/engine").glob("*.py"), ROOT / "alloy_web/app/instance.py"]


def written_codes():
    found = {f"edge.{status}" for status in ledger._STATUSES} | {"ok"}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            text = getattr(node, "value", None)
            is_code = isinstance(text, str) and re.fullmatch(r"([a-z]+)\.[a-z]+", text)
            if is_code and is_code[1] in KINDS:
                found.add(text)
    return found


def test_each_code_of_the_source_is_in_the_table_and_no_other():
    assert written_codes() == set(codes.CODES)


def test_the_pages_are_what_the_table_says():
    current = {file.name: file.read_text(encoding="utf-8") for file in codes.FOLDER.glob("*.md")}

    assert current == codes.pages(), "docs/codes/ is stale: python build.py reference"


def test_each_code_says_how_it_ends_why_and_what_to_do():
    for code, told in codes.CODES.items():
        assert len(told) == 3, code
        assert all(told), code
