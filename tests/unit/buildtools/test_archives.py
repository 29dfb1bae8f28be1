"""The page wheel and the zip file."""

import io
import subprocess
import sys
import zipfile

from alloy_web.buildtools import archives

NOTICE = {"NOTICE": b"by others too"}
FILES = {"alloy_web/__init__.py": b"x = 1\n", "alloy_web/core/__init__.py": b""}


def test_the_wheel_is_named_as_installers_expect():
    assert archives.wheel_name("alloy_web", "0.1.0") == "alloy_web-0.1.0-0page-py3-none-any.whl"


def test_the_wheel_records_every_file_with_hash_and_size():
    files = read(archives.wheel("alloy_web", "0.1.0", FILES, NOTICE))
    record = files["alloy_web-0.1.0.dist-info/RECORD"]

    lines = record.decode().splitlines()
    assert lines[:2] == [
        "alloy_web/__init__.py,sha256=nia_NpkRxFwkPGhBR7I_yeHc_PJX0pmhxjIBam_NM_Q,6",
        "alloy_web/core/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0",
    ]
    assert lines[4].startswith("alloy_web-0.1.0.dist-info/licenses/NOTICE,sha256=")
    assert lines[-1] == "alloy_web-0.1.0.dist-info/RECORD,,"
    assert len(lines) == 6


def test_no_folder_comes_before_the_one_it_is_in():
    seen = {""}
    for name in read(archives.wheel("alloy_web", "0.1.0", FILES, NOTICE)):
        folder = name.rpartition("/")[0]
        above = folder.rpartition("/")[0]

        assert above in seen, name
        seen.add(folder)


def test_pip_installs_the_wheel(tmp_path):
    wheel = tmp_path / archives.wheel_name("alloy_web", "0.1.0")
    wheel.write_bytes(archives.wheel("alloy_web", "0.1.0", FILES, NOTICE))

    command = ["install", "--quiet", "--no-index", "--no-deps", "--target", tmp_path / "to", wheel]
    subprocess.run([sys.executable, "-m", "pip", *command], check=True)

    assert (tmp_path / "to/alloy_web/__init__.py").read_bytes() == b"x = 1\n"


def test_the_zip_file_keeps_the_order_it_was_given():
    files = {"b/__init__.py": b"", "b/a.py": b"", "a.py": b""}

    assert list(read(archives.zipped(files))) == ["b/__init__.py", "b/a.py", "a.py"]


def test_the_same_files_give_the_same_bytes_on_another_day():
    with zipfile.ZipFile(io.BytesIO(archives.wheel("a", "1", FILES, NOTICE))) as wheel:
        days = {entry.date_time for entry in wheel.infolist()}

    assert days == {(1980, 1, 1, 0, 0, 0)}


def read(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
