"""Which modules a page gets, in which order and in which form."""

import re

import pytest

from alloy_web.buildtools import modules
from alloy_web.buildtools.console import BuildError


def test_pages_get_no_edge_no_command_and_no_build_tools(tmp_path):
    write(tmp_path, "__init__.py", "flow.py", "devserver/__init__.py", "buildtools/__init__.py")
    write(tmp_path, "cli/__init__.py", "__main__.py", "testing/__init__.py")

    assert list(modules.page_modules(tmp_path)) == ["alloy_web/__init__.py", "alloy_web/flow.py"]


def test_a_folder_comes_after_the_one_it_is_in_and_begins_with_its_init(tmp_path):
    write(
        tmp_path,
        "hosts/browser/__init__.py",
        "hosts/browser/Zoo.py",
        "hosts/__init__.py",
        "hosts/contract.py",
        "__init__.py",
        "flow.py",
    )

    assert list(modules.page_modules(tmp_path)) == [
        "alloy_web/__init__.py",
        "alloy_web/flow.py",
        "alloy_web/hosts/__init__.py",
        "alloy_web/hosts/contract.py",
        "alloy_web/hosts/browser/__init__.py",
        "alloy_web/hosts/browser/Zoo.py",
    ]


def test_a_folder_without_an_init_is_refused(tmp_path):
    write(tmp_path, "__init__.py", "core/merge.py")

    with pytest.raises(BuildError, match=r"alloy_web.core has no __init__\.py"):
        modules.page_modules(tmp_path)


def test_pages_with_pyscript_get_the_public_names_and_an_engine_and_extras_for_when_needed():
    made = modules.package(
        {
            "alloy_web/__init__.py": (
                "def install(name='alloy'):\n from alloy_web.app import own_engine\n"
                " own_engine.start(name)"
            ),
            "alloy_web/errors.py": "class AlloyError(Exception): pass",
            "alloy_web/app/__init__.py": "",
            "alloy_web/app/own_engine.py": (
                "from alloy_web.app import extras\n"
                "def start(bridge):\n from alloy_web.app.extras import EXTRAS\n"
                " return [bridge, extras.NAMES, EXTRAS]"
            ),
            "alloy_web/app/extras.py": "NAMES = ('A',)\ndef a(): pass\nEXTRAS = (a,)",
            "alloy_web/hosts/memory/host.py": "import re",
            "alloy_web/testing/offers.py": "import bs4",
        }
    )

    [build] = re.findall(r"BUILD='(\w{8})'", made["alloy_web/_page.py"].decode())
    assert {path: text.decode() for path, text in made.items()} == {
        "alloy_web/__init__.py": "from alloy_web._page import alloy_web__install as install\n",
        "alloy_web/errors.py": "from alloy_web._page import AlloyError as AlloyError\n",
        "alloy_web/_page.py": (
            "def alloy_web__install(name='alloy'):\n"
            " from alloy_web._engine import own_engine__start\n"
            " own_engine__start(name)\nclass AlloyError(Exception):\n pass\n"
            f"BUILD='{build}'\n"
        ),
        "alloy_web/_engine.py": (
            "extras__NAMES=('A',)\ndef own_engine__start(a):\n"
            " from alloy_web_extras import extras__EXTRAS\n"
            " return[a,extras__NAMES,extras__EXTRAS]\n"
        ),
        "alloy_web_extras.py": (
            f"from alloy_web._page import BUILD\nif BUILD!='{build}':\n"
            " from alloy_web.errors import AlloyError\n"
            f" raise AlloyError('alloy_web_extras is of the build {build}, alloy_web of '\n"
            "  +BUILD+'. Name wheels of one build in `packages`')\n"
            "def extras__a():\n pass\nextras__EXTRAS=(extras__a,)\n"
        ),
    }


def write(root, *names):
    for name in names:
        path = root / "alloy_web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
