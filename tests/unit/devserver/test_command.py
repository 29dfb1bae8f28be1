"""`python -m alloy_web.devserver` as a process."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from .kit import PATIENCE_S, get

ROOT = Path(__file__).resolve().parents[3]


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "alloy_web.devserver", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind exist on POSIX only")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_it_prints_one_line_serves_and_ends_well(tmp_path, name):
    (tmp_path / "index.html").write_text("hello", "utf-8")
    process = start("--port", "0", "--site", str(tmp_path), "--scenario", "down")
    line = process.stdout.readline()
    url = line.removeprefix("serving ").strip()
    page = get(url).text
    scenario = get(url + "_edge/scenario").json()["scenario"]["name"]
    process.send_signal(getattr(signal, name))
    out, err = process.communicate(timeout=PATIENCE_S)

    assert line.startswith("serving http://127.0.0.1:")
    assert line.endswith("/\n")
    assert (page, scenario) == ("hello", "down")
    assert (process.returncode, out, err) == (0, "", "")


def test_a_port_in_use_is_told_in_one_line(server):
    process = start("--port", str(server.port))
    out, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1
    assert out == ""
    assert err.startswith(f"Port {server.port} cannot be used: ")
    assert err.endswith("Choose another with --port.\n")
    assert err.count("\n") == 1


def test_a_scenario_nobody_knows_is_told(tmp_path):
    process = start("--scenario", "dmeo")
    _, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1
    assert err.startswith("There is no scenario 'dmeo'. Did you mean \"demo\"?")


def test_a_database_that_cannot_be_opened_is_told(tmp_path):
    process = start("--port", "0", "--database", str(tmp_path / "no" / "such.db"))
    _, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1
    assert "cannot be used: unable to open database file" in err


def test_another_programs_database_is_told_in_one_line(tmp_path):
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE events (day TEXT)")
    process = start("--port", "0", "--database", str(file))
    _, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1
    assert err == (
        f'The database {file} cannot be used: its table "events" is another one, with day\n'
    )


def test_hosts_are_allowed_by_name(tmp_path):
    process = start("--port", "0", "--allow-host", "desk.example.test")
    url = process.stdout.readline().removeprefix("serving ").strip()
    codes = [
        get(url + "_edge/events", headers={"host": host}).status_code
        for host in ("desk.example.test:80", "evil.example")
    ]
    process.terminate()
    process.communicate(timeout=PATIENCE_S)

    assert codes == [200, 403]
