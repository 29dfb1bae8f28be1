"""What is run in one process: whatever would otherwise be started, or compiled, in both."""

import pytest

from tests.parallel import share_of

A, B = "tests/portable/test_a.py", "tests/portable/test_b.py"
PAGE = "tests/browser/test_a.py::test_x"


@pytest.mark.parametrize("runtime", ["compiled", "micropython", "pyodide"])
def test_the_portable_tests_of_an_interpreter_stay_together(runtime):
    assert share_of(f"{A}::test_x[{runtime}]") == share_of(f"{B}::test_y[{runtime}]")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{A}::test_x", f"{B}::test_y"),
        (f"{A}::test_x", f"{A}::test_x[compiled]"),
        (f"{A}::test_x[pyodide]", f"{A}::test_x[compiled]"),
        (f"{PAGE}[chromium]", f"{PAGE}[firefox]"),
        (f"{PAGE}[py-chromium]", f"{PAGE}[webkit-py]"),
    ],
)
def test_what_needs_nothing_of_each_other_may_part(one, other):
    assert share_of(one) != share_of(other)


def test_a_file_of_browser_tests_stays_together_in_one_engine():
    assert share_of(f"{PAGE}[chromium]") == share_of("tests/browser/test_a.py::test_y[py-chromium]")
