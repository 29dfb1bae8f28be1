"""
The tables of docs/matrix.md: what the tests of views and of leaving counted, by the run itself.

`python build.py test --matrix` runs those tests in every engine, and then puts what they counted
between the two markers. A figure that is not the expected one stands out, and its test has failed.
"""

import re

BEGIN, END = "<!-- matrix: written by `build.py test --matrix` -->", "<!-- matrix: end -->"
NONE = "-"

CHROMIUM = "Views in Chromium, by each router, with each loader (direct, `mpy`, `py`)"
ENGINES = "Views in each engine, by all routers, with the direct loader"
LEAVING = "Last words: how many arrived, in fifty rounds (of `event` and `sendEvent`: twice fifty)"


class Matrix:
    """Counts, as they come: for each table, row and column one for each loader or router."""

    def __init__(self):
        self._tables = {CHROMIUM: {}, ENGINES: {}, LEAVING: {}}
        self.browsers = {}

    def count(self, table, row, column, found, expected):
        """`found` and `expected` are texts or numbers; the cell shows all that was found."""
        cells = self._tables[table].setdefault(row, {})
        cells.setdefault(column, []).append((str(found), str(found) == str(expected)))

    def markdown(self):
        browsers = ", ".join(f"{name} {version}" for name, version in self.browsers.items())
        parts = [f"Browsers: {browsers}."]
        for title, rows in self._tables.items():
            if rows:
                parts.append(f"{title}:\n\n" + "\n".join(_lines(rows)))
        return "\n\n".join(parts)

    def write(self, path):
        """Put the tables between the markers of this file."""
        text = path.read_text(encoding="utf-8")
        pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
        whole = f"{BEGIN}\n{self.markdown()}\n{END}"
        written, times = re.subn(pattern, lambda found: whole, text, flags=re.DOTALL)
        if times != 1:
            raise ValueError(f"{path.name} has {times} places for the matrix")
        path.write_text(written, encoding="utf-8")


def _lines(rows):
    columns = list(dict.fromkeys(column for cells in rows.values() for column in cells))
    yield "| | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for row, cells in rows.items():
        yield f"| {row} | " + " | ".join(_cell(cells.get(column)) for column in columns) + " |"


def _cell(counted):
    if not counted:
        return NONE
    shown = [found if is_right else f"**{found}**" for found, is_right in counted]
    return shown[0] if len(set(shown)) == 1 else " / ".join(shown)
