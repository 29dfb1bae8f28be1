"""
The tables of docs/matrix.md: what the tests of views and of leaving counted, by the run itself.

`python build.py test --matrix` runs those tests in every engine, and then puts what they counted
between the two markers; what a run did not count stays as it stands there. A figure that is not the
expected one stands out, and its test has failed.
"""

import re

BEGIN, END = "<!-- matrix: written by `build.py test --matrix` -->", "<!-- matrix: end -->"
NONE = "-"

CHROMIUM = "Views in Chromium, by each router, with each loader (direct, `mpy`, `py`)"
ENGINES = "Views in each engine, by all routers, with the direct loader"
LEAVING = "Last words: how many arrived, in fifty rounds (of `event` and `sendEvent`: twice fifty)"
KEPT = "Events that are kept where they cannot be sent (`keepUnsent`): how many arrived in the end"


class Matrix:
    """Counts, as they come: for each table, row and column one for each loader or router."""

    def __init__(self):
        self._tables = {CHROMIUM: {}, ENGINES: {}, LEAVING: {}, KEPT: {}}
        self.browsers = {}

    def count(self, table, row, column, found, expected):
        """`found` and `expected` are texts or numbers; the cell shows all that was found."""
        cells = self._tables[table].setdefault(row, {})
        cells.setdefault(column, []).append((str(found), str(found) == str(expected)))

    def markdown(self, before=""):
        """The tables; what is only in `before`, an earlier text of them, is taken from there."""
        versions = dict(re.findall(r"(\w+) ([\d.]+\d)", before.partition("\n")[0])) | self.browsers
        browsers = ", ".join(f"{name} {version}" for name, version in versions.items())
        parts = [f"Browsers: {browsers}."]
        for title, counted in self._tables.items():
            rows = _read(title, before)
            for row, cells in counted.items():
                texts = {column: _cell(found) for column, found in cells.items()}
                rows[row] = rows.get(row, {}) | texts
            if rows:
                parts.append(f"{title}:\n\n" + "\n".join(_lines(rows)))
        return "\n\n".join(parts)

    def write(self, path):
        """Put the tables between the markers of this file."""
        text = path.read_text(encoding="utf-8")
        parts = re.split(f"{re.escape(BEGIN)}\n(.*?){re.escape(END)}", text, flags=re.DOTALL)
        if len(parts) != 3:
            raise ValueError(f"{path.name} has {len(parts) // 2} places for the matrix")
        head, before, tail = parts
        written = f"{head}{BEGIN}\n{self.markdown(before.strip())}\n{END}{tail}"
        path.write_text(written, encoding="utf-8")


def _read(title, text):
    """The table of this title as `{row: {column: text}}`; empty where there is none."""
    _, _, table = text.partition(f"{title}:\n\n")
    lines = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in table.partition("\n\n")[0].splitlines()
    ]
    if not lines:
        return {}
    return {line[0]: dict(zip(lines[0][1:], line[1:], strict=True)) for line in lines[2:]}


def _lines(rows):
    columns = list(dict.fromkeys(column for cells in rows.values() for column in cells))
    yield "| | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for row, cells in rows.items():
        yield f"| {row} | " + " | ".join(cells.get(column, NONE) for column in columns) + " |"


def _cell(counted):
    shown = [found if is_right else f"**{found}**" for found, is_right in counted]
    return shown[0] if len(set(shown)) == 1 else " / ".join(shown)
