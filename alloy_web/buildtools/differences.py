"""
`docs/differences.md`: what of our SDK differs from the vendor's, from the known differences of the
parity tests (`tests/parity/differences.json`). A difference that is not there fails those tests.
"""

import json

from alloy_web.buildtools import tables
from alloy_web.buildtools.environment import ROOT

SOURCE = ROOT / "tests/parity/differences.json"
FILE = ROOT / "docs/differences.md"
# As the known differences have them, and as a reader does.
KINDS = {
    "ours on purpose": "On purpose",
    "newer baseline": "As later releases of the vendor's do",
}
_MOST_CASES = 3

_HEAD = """\
# What differs from the vendor's SDK

The same scripted pages run with the vendor's published script and with ours, and requests, results,
cookies and pages are compared. What is listed here differs; anything else fails our tests.
*The control* is the vendor's script; names such as CLK-11 are those of the specification that the
source cites. This page is made by `python build.py reference`.
"""


def written():
    """The text of the page."""
    known = json.loads(SOURCE.read_text(encoding="utf-8"))
    parts = [_HEAD]
    for kind, title in KINDS.items():
        parts.append(f"## {title}\n")
        parts.append("| What | Seen in |\n|---|---|\n" + "".join(_rows(known, kind)))
    parts.append("## Options of earlier days\n")
    parts.append("They are taken, and a warning says what to use.\n")
    rows = [f"| `{old}` | {text} |\n" for old, text in tables.older().items()]
    parts.append("| Option | Today |\n|---|---|\n" + "".join(rows))
    return "\n".join(parts)


def _rows(known, kind):
    cases = {}
    for each in known:
        if each["kind"] == kind:
            named = cases.setdefault(each["why"], [])
            seen = ["every page"] if each["cases"] == "all" else each["cases"]
            named += [case for case in seen if case not in named]
    for why, named in cases.items():
        shown = ", ".join(named[:_MOST_CASES])
        more = f", and {len(named) - _MOST_CASES} more" if len(named) > _MOST_CASES else ""
        yield f"| {_cell(why)} | {_cell(shown + more)} |\n"


def _cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;")
