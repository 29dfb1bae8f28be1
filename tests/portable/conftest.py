"""
Collects every portable test three times: pytest's own item is the run on CPython, and the items
`test_x[micropython]` and `test_x[pyodide]` made here are the runs on the browser's interpreters.
"""

import ast
import re
import sys

import pytest
from _pytest.runner import runtestprotocol

from tests.portable.runtimes import NAMES, ROOT, Runtime, RuntimeMissing

# The files import their helpers by plain name (`from cases import load`), as in the interpreters.
sys.path.insert(0, str(ROOT / "tests" / "portable"))

RUNTIMES = pytest.StashKey()

# What takes a slow interpreter long, and says the same on the others: with --full.
LONG = {
    "micropython": ("test_growth.py", "test_five_thousand_rules_each_hold_once"),
    "pyodide": ("test_growth.py",),
}


def pytest_sessionfinish(session):
    for runtime in session.stash.get(RUNTIMES, {}).values():
        runtime.stop()


@pytest.hookimpl(trylast=True)
def pytest_collect_file(file_path, parent):
    # Last, so that the run on CPython, which explains a failure best, comes before the others.
    if file_path.parent.name == "portable" and file_path.match("test_*.py"):
        return RuntimeFile.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """Tell each runtime what is left after -k and the like, so that it runs nothing else."""
    items = [item for item in session.items if isinstance(item, RuntimeTest)]
    for name, runtime in runtimes(session).items():
        runtime.expect((item.path.stem, item.test) for item in items if item.runtime == name)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """A runtime's test has nothing to set up: one report, where others have three."""
    if not isinstance(item, RuntimeTest) or hasattr(item.config, "workerinput"):
        return None
    hook, where = item.ihook, {"nodeid": item.nodeid, "location": item.location}
    hook.pytest_runtest_logstart(**where)
    for report in runtestprotocol(item, nextitem=nextitem, log=False):
        if report.when == "call" or not report.passed:
            hook.pytest_runtest_logreport(report=report)
    hook.pytest_runtest_logfinish(**where)
    return True


def runtimes(session):
    # Not in pytest_sessionstart: this file is loaded later than that when pytest runs from above.
    if RUNTIMES not in session.stash:
        session.stash[RUNTIMES] = {name: Runtime(name) for name in NAMES}
    return session.stash[RUNTIMES]


class RuntimeFile(pytest.File):
    """One portable file on the browser's interpreters."""

    def collect(self):
        tests = portable_tests(self.path)
        for runtime in NAMES:
            for test in tests:
                name = f"{test.name}[{runtime}]"
                item = RuntimeTest.from_parent(
                    self, name=name, runtime=runtime, test=test.name, line=test.lineno
                )
                if {self.path.name, test.name} & {*LONG.get(runtime, ())}:
                    item.add_marker(pytest.mark.full)
                yield item


class RuntimeTest(pytest.Item):
    """One test on one interpreter."""

    def __init__(self, *, runtime, test, line, **arguments):
        super().__init__(**arguments)
        self.runtime = runtime
        self.test = test
        self.line = line

    def runtest(self):
        try:
            result = runtimes(self.session)[self.runtime].result(self.path.stem, self.test)
        except RuntimeMissing as missing:
            raise FailedInRuntime(str(missing)) from None
        if result["output"]:
            self.add_report_section("call", f"printed on {self.runtime}", result["output"])
        if result["outcome"] in ("failed", "error"):
            raise FailedInRuntime(told(result["text"]))
        if result["outcome"] != "passed":
            raise FailedInRuntime(result["text"])

    def repr_failure(self, excinfo, style=None):
        if isinstance(excinfo.value, FailedInRuntime):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self):
        return self.path, self.line - 1, self.name


class FailedInRuntime(Exception):
    """A test failed inside an interpreter; the text is what it said."""


def portable_tests(path):
    """The test functions of a file, as ast nodes. Whatever only pytest understands is an error."""
    tests, problems = [], []
    for node in ast.parse(path.read_text(encoding="utf-8"), str(path)).body:
        line = f"{path.name}:{node.lineno}: "
        if isinstance(node, (ast.Import, ast.ImportFrom)) and "pytest" in ast.unparse(node):
            problems.append(line + "imports pytest, which is not in the interpreters")
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            problems.append(line + f"class {node.name}: write plain functions")
        if not isinstance(
            node, (ast.FunctionDef, ast.AsyncFunctionDef)
        ) or not node.name.startswith("test"):
            continue
        if isinstance(node, ast.AsyncFunctionDef):
            problems.append(line + f"{node.name} is async: drive the coroutine with flow instead")
        if node.args.args or node.args.kwonlyargs or node.decorator_list:
            problems.append(
                line + f"{node.name} has parameters or decorators, which only pytest understands"
            )
        tests.append(node)
    names = [test.name for test in tests]
    problems += [
        f"{path.name}: {name} is defined twice"
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    if problems:
        raise pytest.Collector.CollectError("\n".join(problems))
    return tests


def told(text):
    """The interpreter's words, the last line first: it says most, and it is what summaries show."""
    lines = with_source(text.splitlines())
    if len(lines) < 3:
        return "\n".join(lines)
    headline = lines[-1].rstrip(": ")
    if headline == "AssertionError":
        headline += ": " + next(
            (line.strip() for line in reversed(lines) if "assert" in line[:11]), "no message"
        )
    return "\n".join([headline, *lines])


def with_source(lines):
    """A traceback without the frames of in_runtime.py and, from MicroPython, with source lines."""
    kept, frame_is_ours = [], False
    for index, line in enumerate(lines):
        frame = re.match(r'  File "/?((?:alloy_web|tests)/[^"]+)", line (\d+)(.*)', line)
        if frame:
            frame_is_ours = frame[1].endswith("/in_runtime.py")
        elif not line.startswith("    "):
            frame_is_ours = False
        if frame_is_ours:
            continue
        kept.append(f'  File "{frame[1]}", line {frame[2]}{frame[3]}' if frame else line)
        if frame and not "".join(lines[index + 1 : index + 2]).startswith("    "):
            kept += source_line(frame[1], int(frame[2]))
    return kept


def source_line(name, number):
    path = ROOT / name
    text = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return ["    " + text[number - 1].strip()] if 0 < number <= len(text) else []
