"""What the bridge and the loaders read of the page's globals."""

import json
import re
import subprocess
from pathlib import Path

from alloy_web.buildtools import environment
from tests.browser.test_strange_pages import NAMES

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "static"
# The snippet has these modules too, and does without what natives.js brings: it stands back.
SNIPPETS = ("requests.js", "zone.js")
# No script of a page can declare or replace one of these.
SAFE = {"window", "document", "location", "undefined", "NaN", "Infinity"}
# An image of the page may have any name that the document has; dom.js goes by it. What stands here
# comes before that, and goes on without.
ALSO_SAFE = {"natives.js": {"document.createElement", "document.documentElement"}}


def bare_names(files):
    """{name of the file: names that it reads and does not declare or import}"""
    program = [environment.node(), str(Path(__file__).with_name("globals.mjs")), *map(str, files)]
    printed = subprocess.run(program, check=True, capture_output=True, cwd=ROOT, text=True).stdout
    return {
        Path(file).name: {name for name in names if not name.startswith("__ALLOY_")}
        - ALSO_SAFE.get(Path(file).name, set())
        for file, names in json.loads(printed).items()
    }


def test_no_module_reads_a_global_that_a_page_may_have_taken():
    modules = [file for file in (STATIC / "bridge").glob("*.js") if file.name not in SNIPPETS]
    loaders = ("loader", "module", "runtime")

    found = bare_names(modules + [STATIC / f"{name}.js" for name in loaders])

    assert {file: sorted(names - SAFE) for file, names in found.items() if names - SAFE} == {}


def test_the_library_of_compiled_python_reads_none_either():
    found = bare_names((STATIC / "python").glob("*.js"))

    assert {file: sorted(names - SAFE) for file, names in found.items() if names - SAFE} == {}


# How the window is asked for what the browser has there.
ASKED = re.compile(
    r'(?:\bwindow\.|\b(?:take|browsers)\(\s*"|\bcall\(window, ")([A-Za-z]\w*)'
    r"|\{([^{}]*)\} = window;"
)
COMMENT = re.compile(r"^\s*(//|/?\*).*$", re.MULTILINE)
# Libraries of partners, what only tests have, and what json.js takes, which is a text.
NOT_OF_THE_BROWSER = {"ID5", "ats", "process", "null"}


def names_read():
    """All names of the browser that a page's script of ours reads, bare or of the window."""
    modules = [file for folder in ("bridge", "snippet", "python") for file in
               (STATIC / folder).glob("*.js")]
    scripts = ("base_code", "first_flight", "loader", "module", "runtime", "extras")
    files = modules + [STATIC / f"{name}.js" for name in scripts]
    found = {name.split(".")[0] for names in bare_names(files).values() for name in names}
    for file in files:
        for name, several in ASKED.findall(COMMENT.sub("", file.read_text(encoding="utf-8"))):
            found |= {name} if name else {part.split("=")[0].strip() for part in several.split(",")}
    return {name for name in found if not name.startswith("__")} - SAFE - NOT_OF_THE_BROWSER


def test_whatever_is_read_has_rows_among_the_strange_pages():
    read = names_read()

    assert {"URL", "screen", "atob", "Zone", "navigation"} <= read
    assert sorted(read - {*NAMES}) == []


def test_a_bare_global_would_be_seen(tmp_path):
    module = tmp_path / "strange.js"
    module.write_text(
        'import { JSON } from "./natives.js";\n'
        "export const read = ({ screen }) => [JSON, screen, new URL(location), { Map }];\n"
        "function own(name) { return name.URL + Image.length + window.screen; }\n"
        "const title = (of) => of.title + document.title + ((document) => document.URL)(of);\n"
    )

    assert bare_names([module])["strange.js"] == {
        "Image", "Map", "URL", "document", "document.title", "location", "window",
    }
