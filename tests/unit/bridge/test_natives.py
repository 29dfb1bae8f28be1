"""What the bridge and the loaders read of the page's globals."""

import json
import subprocess
from pathlib import Path

from alloy_web.buildtools import environment

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
