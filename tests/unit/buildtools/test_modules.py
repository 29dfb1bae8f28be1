"""Which modules a page gets, in which order, and the container of the direct loader."""

import json

import pytest

from alloy_web.buildtools import modules
from alloy_web.buildtools.console import BuildError


def test_pages_get_no_edge_and_no_build_tools(tmp_path):
    write(tmp_path, "__init__.py", "flow.py", "devserver/__init__.py", "buildtools/__init__.py")

    assert list(modules.page_modules(tmp_path)) == ["alloy_web/__init__.py", "alloy_web/flow.py"]


def test_a_folder_comes_after_the_one_it_is_in_and_begins_with_its_init(tmp_path):
    write(
        tmp_path,
        "hosts/browser/__init__.py",
        "hosts/browser/Zoo.py",
        "hosts/__init__.py",
        "hosts/contract.py",
        "__init__.py",
        "boot.py",
    )

    assert list(modules.page_modules(tmp_path)) == [
        "alloy_web/__init__.py",
        "alloy_web/boot.py",
        "alloy_web/hosts/__init__.py",
        "alloy_web/hosts/contract.py",
        "alloy_web/hosts/browser/__init__.py",
        "alloy_web/hosts/browser/Zoo.py",
    ]


def test_a_folder_without_an_init_is_refused(tmp_path):
    write(tmp_path, "__init__.py", "core/merge.py")

    with pytest.raises(BuildError, match=r"alloy_web.core has no __init__\.py"):
        modules.page_modules(tmp_path)


def test_the_bundle_for_every_visitor_has_no_host_for_tests():
    page = {"alloy_web/hosts/memory.py": b"", "alloy_web/hosts/contract.py": b""}

    assert list(modules.bundle_modules(page)) == ["alloy_web/hosts/contract.py"]


def test_the_container_is_a_table_and_then_the_bytecode_of_each_module():
    content = modules.container({"a/__init__.py": b"", "a/b.py": b"x = 1\n"})

    length = int.from_bytes(content[:4], "little")
    table = json.loads(content[4 : 4 + length])
    assert [path for path, _ in table] == ["a/__init__.mpy", "a/b.mpy"]
    assert len(content) == 4 + length + sum(size for _, size in table)
    # "M", then version 6 of the bytecode, which is MicroPython 1.27's.
    assert content[4 + length :][:2] == b"M\x06"


def test_a_syntax_error_of_micropython_names_the_module():
    with pytest.raises(BuildError, match=r"a/b\.py.*line 2(?s:.*)SyntaxError"):
        modules.bytecode("a/b.py", b"x = 1\ny = [*x]\n")


def write(root, *names):
    for name in names:
        path = root / "alloy_web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
