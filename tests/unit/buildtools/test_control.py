"""The vendor's script, which the tests and the benchmark fetch when they first need it."""

import base64
import hashlib
import io
import tarfile

import pytest

from alloy_web.buildtools import control
from alloy_web.buildtools.console import BuildError


@pytest.fixture
def registry(monkeypatch, tmp_path):
    """What it answers, as a list; whoever asks must be the only one, and is noted in `asked`."""
    fcntl = pytest.importorskip("fcntl")
    busy, asked = tmp_path / "lock", []

    def pack(command, name, cwd):
        with busy.open() as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        asked.append(command[-4:-1] + [name])
        (tmp_path / "made/adobe-alloy-2.33.1.tgz").write_bytes(packed("alloy();"))

    monkeypatch.setattr(control, "BUSY", busy)
    monkeypatch.setattr(control, "FOLDER", tmp_path / "made")
    monkeypatch.setattr(control, "SCRIPT", tmp_path / "made/alloy.js")
    monkeypatch.setattr(control, "run", pack)
    known = base64.b64encode(hashlib.sha512(packed("alloy();")).digest()).decode()
    monkeypatch.setattr(control, "INTEGRITY", "sha512-" + known)
    return asked


def packed(code):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        entry = tarfile.TarInfo("package/dist/alloy.min.js")
        entry.size = len(code)
        archive.addfile(entry, io.BytesIO(code.encode()))
    return made.getvalue()


def test_it_is_fetched_once_and_by_one_process_at_a_time(registry):
    made = [control.prepare(), control.prepare()]

    assert [path.read_text() for path in made] == ["alloy();", "alloy();"]
    assert registry == [["pack", "@adobe/alloy@2.33.1", "--silent", "npm pack @adobe/alloy"]]
    assert [path.name for path in made[0].parent.iterdir()] == ["alloy.js"]


def test_another_package_than_the_known_one_is_refused_and_asked_for_again(registry, monkeypatch):
    known = control.INTEGRITY
    monkeypatch.setattr(control, "INTEGRITY", "sha512-other")
    with pytest.raises(BuildError, match=r"adobe-alloy-2.33.1.tgz is not the one we know: sha512-"):
        control.prepare()
    monkeypatch.setattr(control, "INTEGRITY", known)

    assert control.prepare().read_text() == "alloy();"
    assert len(registry) == 2
