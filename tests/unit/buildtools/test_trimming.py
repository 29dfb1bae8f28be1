"""MicroPython's runtime as only a page can run it."""

import pytest

from alloy_web.buildtools import dist, runtimes
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.trimming import for_pages


def test_what_is_for_node_and_shells_is_gone():
    [built] = dist.DIST.glob("micropython-*.mjs")
    as_it_comes = (runtimes.MICROPYTHON / "micropython.mjs").read_bytes()

    for trace in (b"process.argv", b"require(", b"readFileSync", b"called before runtime init"):
        assert trace in as_it_comes
        assert trace not in built.read_bytes()


def test_a_runtime_of_another_shape_is_refused():
    with pytest.raises(BuildError, match=r"look at alloy_web/buildtools/trimming\.py"):
        for_pages(b"export function loadMicroPython() {}")
