"""
The blocks of code of docs/: what runs each of them, and why the others are not run.

Blocks are also read, whether they run or not (tests/unit/test_guides.py): JavaScript and Python
parse, commands and options are those of the SDK, and lines for a shell are ones that their command
takes.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in DOCS.glob("*.md"))
# A fence may stand in a list.
_BLOCK = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```$", re.S | re.M)

BROWSER = "tests/browser/test_guides.py"
SERVER = "tests/unit/server/test_guide.py"
WORKERS = "tests/browser/test_workers.py"
NOTEBOOKS = "tests/browser/test_notebooks.py"
KIT = "tests/unit/testing/test_documentation.py"
SHELL = "tests/unit/cli/test_guides.py"

INSTALLS = "not run: it installs from a package index"
SHOWS = "not run: it is what something prints"
# {guide: {language: an entry for each of its blocks}}
RUN_BY = {
    "advertising": {"js": [BROWSER, BROWSER]},
    "caching": {"js": [
        BROWSER, "not run: the worker of another site, and an address of its own",
    ]},
    "command-line": {"": [SHELL, SHELL]},
    "commands": {"": [SHOWS]},
    "content-security-policy": {"": ["tests/browser/test_content_policies.py"]},
    "conversation": {"js": [BROWSER]},
    "delivery": {"js": [BROWSER, BROWSER]},
    "index": {"": ["tests/unit/testing/test_outside.py"], "html": [BROWSER], "js": [BROWSER]},
    "inspector": {
        "": [INSTALLS, INSTALLS], "js": ["tests/unit/devserver/test_inspector_docs.py"],
    },
    "javascript-module": {"js": [BROWSER, BROWSER]},
    "media": {"js": [BROWSER, BROWSER, BROWSER]},
    "moving-over": {"html": [BROWSER], "js": [BROWSER, BROWSER]},
    "other-words": {"js": [BROWSER]},
    "policy": {"": [
        "not run: it fetches the next versions, and runs all tests",
        "not run: it would tag this repository (tests/unit/buildtools/test_releasing.py has one)",
    ]},
    "push": {"js": [
        "not run: asks for a permission that a driven browser does not (test_push.py gives it)",
        "not run: two lines of two places, a worker and a page",
    ]},
    "pyscript": {"html": [BROWSER, BROWSER], "json": [BROWSER], "python": [BROWSER]},
    "rules": {"": [KIT], "js": [BROWSER, BROWSER], "python": [KIT]},
    "second-file": {"": ["not run: builds what tests/unit/buildtools/test_dist.py builds"]},
    "servers": {"": [INSTALLS], "python": [SERVER, SERVER, SERVER, SERVER, SERVER]},
    "testing": {
        "": [INSTALLS, INSTALLS, INSTALLS], "python": [KIT] * 9, "text": [KIT],
    },
    "views": {"js": [BROWSER]},
    "workers": {
        "html": [WORKERS, NOTEBOOKS],
        "js": [WORKERS, WORKERS, "not run: the script of the cell below, which is run"],
        "python": [
            WORKERS, "not run: the first lines of the cell below, which is run", NOTEBOOKS,
            NOTEBOOKS, NOTEBOOKS,
        ],
    },
}


def blocks(page, *languages):
    """The text of each block of code of a page, `docs/index.md`, in one of these languages."""
    text = (ROOT / page).read_text("utf-8")
    return [body for _, language, body in _BLOCK.findall(text) if language in languages]


def counted():
    """{guide: {language: how many blocks it has}}, of guides that have some."""
    found = {}
    for page in PAGES:
        name = page.removeprefix("docs/").removesuffix(".md")
        for _, language, _ in _BLOCK.findall((ROOT / page).read_text("utf-8")):
            of_guide = found.setdefault(name, {})
            of_guide[language] = of_guide.get(language, 0) + 1
    return found
