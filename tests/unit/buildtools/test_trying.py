"""`build.py try`: a copy is tried, and the table of how it went."""

import subprocess

from alloy_web.buildtools import cli, trying

REPORT = """<testsuites><testsuite>
<testcase name="test_a"/>
<testcase name="test_a[micropython]"/>
<testcase name="test_b[micropython]"><failure message="no"/></testcase>
<testcase name="test_a[pyodide]"><error message="no"/></testcase>
<testcase name="test_c[chromium-py]"><skipped message="here"/></testcase>
<testcase name="test_c[chromium-mpy-value3]"/>
</testsuite></testsuites>"""


def test_each_runtime_has_a_line_of_what_passed():
    rows = {line[:24].strip(): line[24:].split() for line in trying.table(REPORT).splitlines()}

    assert rows == {
        "": ["passed", "failed", "skipped"],
        "without them": ["1", "0", "0"],
        "MicroPython": ["1", "1", "0"],
        "Pyodide": ["0", "1", "0"],
        "PyScript, Pyodide": ["0", "0", "1"],
        "PyScript, MicroPython": ["1", "0", "0"],
    }


def test_a_copy_has_what_git_knows_and_what_is_new_as_it_is_now(tmp_path):
    root, made = tmp_path / "root", tmp_path / "root/.cache/tried"
    (root / "docs").mkdir(parents=True)
    (root / ".gitignore").write_text(".cache\nbuilt\n")
    for name in ("package.json", "docs/a.md", "built", "gone"):
        (root / name).write_text(name)
    subprocess.run(["git", "init", "--quiet", root], check=True)
    subprocess.run(["git", "-C", root, "add", "."], check=True)
    (root / "package.json").write_text("changed")
    (root / "gone").unlink()
    made.mkdir(parents=True)
    (made / "old").write_text("of the time before")

    trying.copy(root, made)

    files = {file.relative_to(made).as_posix() for file in made.rglob("*") if file.is_file()}
    assert files == {".gitignore", "package.json", "docs/a.md"}
    assert (made / "package.json").read_text() == "changed"


def test_versions_that_are_named_are_tried_or_else_the_latest(monkeypatch):
    tried = []
    monkeypatch.setattr(cli.environment, "enter", lambda arguments: None)
    monkeypatch.setattr(trying, "attempt", lambda *given: tried.append(given) or 0)

    cli.main(["try"])
    cli.main(["try", "--pyodide", "315.0.0", "tests/portable"])

    latest = {"pyscript": "latest", "pyodide": "latest", "micropython": "latest"}
    assert tried == [(latest, []), ({"pyodide": "315.0.0"}, ["tests/portable"])]
