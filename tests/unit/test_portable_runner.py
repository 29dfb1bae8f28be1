"""The runner of the portable tests: what it does with an interpreter that is slow, or hangs."""

import os
import shutil
import signal
import threading
import time

import pytest

from tests.portable import runtimes

PATIENCE_S = 300


@pytest.fixture
def root(tmp_path):
    """A project with two files of tests; `test_for_ever` never ends."""
    portable = tmp_path / "tests/portable"
    portable.mkdir(parents=True)
    (tmp_path / "alloy_web").mkdir()
    (tmp_path / "node_modules").symlink_to(runtimes.ROOT / "node_modules")
    shutil.copy(runtimes.ROOT / "tests/portable/in_runtime.py", portable)
    (portable / "test_one.py").write_text(
        "def test_for_ever():\n while True: pass\ndef test_good(): pass\n"
    )
    (portable / "test_two.py").write_text("def test_good(): pass\n")
    return tmp_path


@pytest.fixture
def runtime(root):
    runtime = runtimes.Runtime("micropython", root, work_s=3)
    yield runtime
    runtime.stop()


def test_a_test_that_works_for_too_long_is_given_up_with_its_file_and_no_other(runtime):
    runtime.expect([("test_one", "test_for_ever"), ("test_one", "test_good")])

    endless = runtime.result("test_one", "test_for_ever")
    assert endless["outcome"] == "died"
    assert endless["text"] == "the interpreter died: no answer after 3 s of work"
    assert runtime.result("test_one", "test_good")["outcome"] == "lost"
    assert runtime.result("test_two", "test_good")["outcome"] == "passed"


@pytest.mark.skipif(os.name != "posix", reason="a process is held by a signal")
def test_an_interpreter_that_the_machine_gives_no_time_is_waited_for(runtime):
    """Held for longer than it may work; it goes on as if nothing had been."""
    results = []
    asking = threading.Thread(
        target=lambda: results.append(runtime.result("test_two", "test_good")), daemon=True
    )
    asking.start()
    while runtime.process is None:
        time.sleep(0.01)
    os.kill(runtime.process.pid, signal.SIGSTOP)
    time.sleep(5)
    still_asked = not results
    os.kill(runtime.process.pid, signal.SIGCONT)
    asking.join(PATIENCE_S)

    assert still_asked
    assert results == [{"outcome": "passed", "text": "", "output": ""}]


def test_an_interpreter_that_does_nothing_is_given_up(root, monkeypatch):
    """As one that waits for what never comes, when it starts."""
    runtime = runtimes.Runtime("micropython", root, idle_s=2)
    (root / "tests/portable/in_runtime.py").write_text(
        "import js\njs.eval('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)')\n"
    )

    died = runtime.result("test_two", "test_good")
    runtime.stop()

    assert died["outcome"] == "died"
    assert died["text"] == "the interpreter died: no answer, and no work for 2 s"
