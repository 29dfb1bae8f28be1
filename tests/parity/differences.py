"""
How two recordings differ, and which of the differences are known.

Known ones stand in `differences.json`, each with its reason:

    {"cases": "all" or ["name", …],    none where no case can show it
     "shown by": "name",               with "all": the case that must meet it
     "path": "requests[*].body.events[*].xdm.implementationDetails.name",
     "theirs": …, "ours": …,        left out: whatever is there; "(absent)": nothing is there
     "kind": "ours on purpose" or "newer baseline",
     "why": "one sentence"}

In a path `*` is one name or index. Where the order of keys is the page's or the server's own
(ORDERED), it is compared, too: a difference in it has the object's path and ` (order)` after it.

An entry has to be met in every case it names, one with "all" in the case it is shown by; else it is
out of date, and that is a failure too.
"""

import json
import re
from pathlib import Path

FILE = Path(__file__).with_name("differences.json")
ABSENT = "(absent)"
KINDS = ("ours on purpose", "newer baseline")

# What the page gave, what an offer brought, what a function of the page's saw: whoever reads it may
# notice the order of its keys. What stands around it, and what they add to (the context,
# identities, a media event), scripts put together as they like.
ORDERED = re.compile(
    r"""requests\[\d+\]\.body\.(
          events\[\d+\]\.(data(?!\.__adobe)
            | xdm\.(?!(_experience | web | device | environment | placeContext
                | implementationDetails | identityMap | mediaCollection)\b)\w+
            | xdm\._experience\.decisioning\.propositions\[\d+\]\.scopeDetails )
        | meta\.configOverrides | consent | identityMap )
      | outcomes\[\d+\]\.resolved\.(
          (propositions|decisions)\[\d+\]\.(items\[\d+\]\.data | scopeDetails) | destinations )
      | observed""",
    re.VERBOSE,
)


def differences(theirs, ours, path=""):
    """[(path, theirs, ours), …] of the places where the two differ."""
    # What has another id is another thing: all of it differs, and not each of its fields.
    if type(theirs) is type(ours) is dict and theirs.get("id") == ours.get("id"):
        found = []
        for key in sorted({*theirs, *ours}):
            below = f"{path}.{key}" if path else key
            found += differences(theirs.get(key, ABSENT), ours.get(key, ABSENT), below)
        orders = [", ".join(key for key in side if key in theirs and key in ours)
                  for side in (theirs, ours)]
        if ORDERED.match(path) and orders[0] != orders[1]:
            found.append((f"{path} (order)", *orders))
        return found
    if type(theirs) is type(ours) is list:
        found = []
        for index in range(max(len(theirs), len(ours))):
            pair = [side[index] if index < len(side) else ABSENT for side in (theirs, ours)]
            found += differences(*pair, f"{path}[{index}]")
        return found
    # JSON's true is not 1, and 1.0 is 1.
    same = theirs == ours and isinstance(theirs, bool) == isinstance(ours, bool)
    return [] if same else [(path, theirs, ours)]


class Known:
    """The entries of the file."""

    def __init__(self, entries=None):
        self.entries = json.loads(FILE.read_text("utf-8")) if entries is None else entries

    def unknown(self, case, found):
        """Those of a case's differences that stand nowhere."""
        return [
            difference for difference in found
            if not any(_fits(entry, case, difference) for entry in self.entries)
        ]

    def outdated(self, case, found):
        """The entries that the case must meet, but which are none of its differences: sentences."""
        return [
            f"{_place(number, entry)}: matches nothing any more in {case!r}"
            for number, entry in enumerate(self.entries, 1)
            if case in _must_be_met_in(entry)
            and not any(_fits(entry, case, difference) for difference in found)
        ]

    def problems(self, cases):
        """What is wrong with the file, as sentences; `cases` are the names of all there are."""
        found = []
        for number, entry in enumerate(self.entries, 1):
            if entry.get("kind") not in KINDS or not entry.get("why"):
                kinds = ", ".join(KINDS)
                found.append(f"{_place(number, entry)}: needs a kind ({kinds}) and a why")
            found += [
                f"{_place(number, entry)}: there is no case {name!r}"
                for name in _must_be_met_in(entry) if name not in cases
            ]
        return found


def _place(number, entry):
    return f"entry {number} ({entry.get('path')})"


def _must_be_met_in(entry):
    return [entry.get("shown by")] if entry["cases"] == "all" else entry["cases"]


def _fits(entry, case, difference):
    path, theirs, ours = difference
    if entry["cases"] != "all" and case not in entry["cases"]:
        return False
    pattern = re.escape(entry["path"]).replace(r"\*", r"[^.\[\]]+")
    return (
        re.fullmatch(pattern, path) is not None
        and entry.get("theirs", theirs) == theirs
        and entry.get("ours", ours) == ours
    )
