"""Our own lock file for Pyodide: it names what we serve, and nothing else."""

import pytest

from alloy_web.buildtools import runtimes
from alloy_web.buildtools.console import BuildError

LOCK = {
    "info": {"python": "3.14.2"},
    "packages": {
        "micropip": {
            "name": "micropip",
            "version": "0.11.1",
            "file_name": "micropip-0.11.1-py3-none-any.whl",
            "sha256": "hash of another build",
            "depends": [],
        },
        "pyodide-http": {
            "name": "pyodide-http",
            "version": "0.2.2",
            "file_name": "pyodide_http-0.2.2-py3-none-any.whl",
            "sha256": "hash of another build",
            "depends": [],
        },
        "numpy": {"name": "numpy", "version": "2.0", "depends": []},
    },
    "tool": {},
}


def test_the_lock_has_the_hash_of_the_wheel_that_is_served():
    trimmed = runtimes.trimmed_lock(LOCK, {"pyodide_http-0.2.2-py3-none-any.whl": b"wheel"})

    assert trimmed == {
        "info": {"python": "3.14.2"},
        "packages": {
            "pyodide-http": {
                "name": "pyodide-http",
                "version": "0.2.2",
                "file_name": "pyodide_http-0.2.2-py3-none-any.whl",
                "sha256": "ba59926159d2aa256eb8739b8da7e2b574b960e1202c6d624cbe981cef996c91",
                "depends": [],
            }
        },
    }


def test_another_version_than_pyodide_expects_is_refused():
    with pytest.raises(BuildError, match=r"has micropip 0\.12\.0, Pyodide expects 0\.11\.1"):
        runtimes.trimmed_lock(LOCK, {"micropip-0.12.0-py3-none-any.whl": b""})


def test_a_wheel_pyodide_does_not_know_is_refused():
    with pytest.raises(BuildError, match="has left-pad 1, Pyodide expects no such package"):
        runtimes.trimmed_lock(LOCK, {"left_pad-1-py3-none-any.whl": b""})


def test_a_dependency_that_is_not_served_is_named():
    micropip = {**LOCK["packages"]["micropip"], "depends": ["packaging"]}
    lock = {**LOCK, "packages": {"micropip": micropip}}

    with pytest.raises(BuildError, match=r"pyodide\.lock lacks packaging"):
        runtimes.trimmed_lock(lock, {"micropip-0.11.1-py3-none-any.whl": b""})
