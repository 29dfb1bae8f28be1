"""What is in static/dist/, as build.py has written it: names, sizes, hashes, nothing left over."""

import base64
import hashlib
import json
import re
import zipfile

import brotli
import pytest

from alloy_web import __version__
from alloy_web.buildtools import dist, folders

# Whoever runs it alone looks at what the sources make, and not at an older build.
pytestmark = pytest.mark.usefixtures("dist")
KIND_OF_NAMES = [
    r"NOTICES\.txt",
    r"alloy-[0-9a-f]{8}\.js",
    r"alloy\.js",
    r"alloy\.module\.js",
    r"alloy\.sw\.js",
    r"alloy_web\.zip",
    rf"alloy_web-{re.escape(__version__)}-0page-py3-none-any\.whl",
    rf"alloy_web_extras-{re.escape(__version__)}-0page-py3-none-any\.whl",
    r"base_code\.js",
    r"first_flight\.js",
    r"head\.html",
    r"micropython/micropython\.mjs",
    r"micropython/micropython\.wasm",
    r"pyodide/micropip-0\.11\.1-py3-none-any\.whl",
    r"pyodide/pyodide-lock\.json",
    r"pyodide/pyodide\.asm\.mjs",
    r"pyodide/pyodide\.asm\.wasm",
    r"pyodide/pyodide\.mjs",
    r"pyodide/pyodide_http-0\.2\.2-py3-none-any\.whl",
    r"pyodide/python_stdlib\.zip",
    r"pyscript/core\.js",
]


@pytest.fixture(scope="module")
def listed():
    manifest = json.loads((dist.DIST / "manifest.json").read_text())
    return {each["name"]: each for each in manifest["files"]}


def test_everything_a_page_can_load_is_there_once(listed):
    for kind in KIND_OF_NAMES:
        assert len([name for name in listed if re.fullmatch(kind, name)]) == 1, kind


def test_what_runs_when_a_page_loads_is_compiled_while_it_comes_and_the_rest_when_it_is_called():
    first_lines = {
        kind: file.read_text(encoding="utf-8").splitlines()[0][:40]
        for kind in ("alloy.js", "alloy.module.js", "alloy.extras-*.js", "alloy.push.js")
        for file in dist.DIST.glob(kind)
    }

    hint = "//# allFunctionsCalledOnLoad"
    assert [kind for kind in first_lines if first_lines[kind] == hint] == [
        "alloy.js", "alloy.module.js",
    ]


def test_the_manifest_is_true(listed):
    for name, told in listed.items():
        content = (dist.DIST / name).read_bytes()
        digest = base64.b64encode(hashlib.sha384(content).digest()).decode()

        assert told["bytes"] == len(content)
        assert told["integrity"] == f"sha384-{digest}"


def test_every_compressed_form_is_that_of_its_file(listed):
    for name, told in listed.items():
        packed = dist.DIST / f"{name}.br"
        if packed.exists():
            assert brotli.decompress(packed.read_bytes()) == (dist.DIST / name).read_bytes()
            assert told["brotli"] == packed.stat().st_size
        else:
            assert name.endswith((".whl", ".zip"))


def test_the_package_has_the_direct_way_and_what_it_has_is_true(listed):
    manifest = json.loads((dist.SHIPPED / "manifest.json").read_text())
    told = {each["name"]: each for each in manifest["files"]}

    assert {"alloy.js", "alloy.module.js", "base_code.js", "first_flight.js"} < {*told}
    assert {file.name for file in dist.SHIPPED.iterdir()} == {"manifest.json", *told}
    for name, each in told.items():
        assert (dist.SHIPPED / name).read_bytes() == (dist.DIST / name).read_bytes()
        # No sizes over the wire: those depend on how long the compressor was given.
        assert each == {key: listed[name][key] for key in ("name", "for", "bytes", "integrity")}


def test_nothing_is_left_from_an_earlier_build(listed):
    expected = {"manifest.json", *listed}
    # But for what was published, and caches may still name.
    expected |= {*dist._read_published()}
    expected |= {name + suffix for name in expected for suffix in (".br", ".gz")}

    found = {
        file.relative_to(dist.DIST).as_posix() for file in dist.DIST.rglob("*") if file.is_file()
    }

    assert found <= expected


@pytest.mark.parametrize("script", ["alloy.js", "alloy.module.js"])
def test_a_script_asks_for_no_other_file_but_the_second(script):
    text = (dist.DIST / script).read_text()

    assert "__ALLOY_" not in text
    text = re.sub(r'import\("\./alloy\.extras-[0-9a-f]{8}\.js"\)', "", text)
    assert not re.search(r"import\(|import\.meta|WebAssembly", text)


def test_the_loader_that_names_its_content_is_the_loader(listed):
    [named] = [name for name in listed if re.fullmatch(r"alloy-\w{8}\.js", name)]

    assert (dist.DIST / named).read_bytes() == (dist.DIST / "alloy.js").read_bytes()


@pytest.mark.parametrize(
    ("group", "most"),
    [("loader", 55_850), ("second", 21_900), ("wheel", 83_600), ("second wheel", 21_060)],
)
def test_no_part_grows_unnoticed(listed, group, most):
    """
    Compressed bytes. Who raises a number says in the commit what visitors get for it. They move by
    a hundred with the letters of the build's hash.
    """
    parts = {each["integrity"]: each["brotli"] for each in listed.values() if each["for"] == group}

    assert sum(parts.values()) <= most


def test_the_base_code_is_small_enough_to_stand_in_every_page(listed):
    assert listed["base_code.js"]["bytes"] <= 1900


def test_the_first_flight_is_small_enough_to_stand_in_every_page(listed):
    assert listed["first_flight.js"]["brotli"] <= 4320


@pytest.mark.parametrize("snippet", ["base_code.js", "first_flight.js"])
def test_a_snippet_can_stand_inline(snippet):
    text = (dist.DIST / snippet).read_text()

    assert text.count('["alloy"]') == 1, "where sites add names"
    for mark in ("__ALLOY_", "</script", "<!--", "\n"):
        assert mark not in text


def test_the_zip_file_holds_what_both_wheels_do():
    in_wheels = {}
    for name in ("alloy_web", "alloy_web_extras"):
        with zipfile.ZipFile(dist.DIST / f"{name}-{__version__}-0page-py3-none-any.whl") as wheel:
            for path in wheel.namelist():
                if ".dist-info/" not in path:
                    in_wheels[path] = wheel.read(path)
    with zipfile.ZipFile(dist.DIST / "alloy_web.zip") as archive:
        assert {path: archive.read(path) for path in archive.namelist()} == in_wheels
    assert {"alloy_web/bridge.js", "alloy_web_extras.py"} <= set(in_wheels)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("alloy_web", "Apache License"),
        ("@micropython/micropython-webassembly-pyscript", "Damien P. George"),
        ("pyodide", "Mozilla Public License Version 2.0"),
        ("CPython", "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2"),
        ("Emscripten", "Emscripten authors"),
        ("musl", "Rich Felker"),
        ("@pyscript/core", "Apache License"),
        ("polyscript", "Apache License"),
        ("coincident", "Permission is hereby granted"),
        ("codedent", "Andrea Giammarchi"),
        ("micropip", "Apache License"),
        ("pyodide_http", "MIT License"),
    ],
)
def test_the_notices_have_the_license_of_everything_that_is_served(what, words):
    line = "=" * 78
    parts = (dist.DIST / "NOTICES.txt").read_text("utf-8").split(line)
    texts = [text for title, text in zip(parts[1::2], parts[2::2], strict=True)
             if re.match(rf"\n{re.escape(what)}\b", title)]  # fmt: skip

    assert len(texts) == 1
    assert words in texts[0]


def test_the_wheel_for_pages_has_the_notice(listed):
    [wheel] = [dist.DIST / name for name in listed if name.startswith("alloy_web-")]
    with zipfile.ZipFile(wheel) as archive:
        folder = f"alloy_web-{__version__}.dist-info"

        assert b"MicroPython" in archive.read(f"{folder}/licenses/NOTICE")
        assert "License-File: NOTICE" in archive.read(f"{folder}/METADATA").decode().splitlines()


def test_writing_again_touches_only_what_changed(tmp_path):
    folders.write(tmp_path, {"same.js": b"1", "changed.js": b"1", "gone/away.js": b"1"})
    before = (tmp_path / "same.js").stat().st_mtime_ns

    folders.write(tmp_path, {"same.js": b"1", "changed.js": b"2"})

    assert (tmp_path / "same.js").stat().st_mtime_ns == before
    assert (tmp_path / "changed.js").read_bytes() == b"2"
    assert not (tmp_path / "gone/away.js").exists()


DAY_S = 86400


def test_files_of_the_last_published_build_stay_until_caches_have_forgotten_them():
    stays = dist.published({}, ["sdk-00000001.bin"], 0)
    assert stays == {"sdk-00000001.bin": None}

    # However old it was when another came, its time begins with that.
    stays = dist.published(stays, ["sdk-00000002.bin"], 100 * DAY_S)
    assert stays == {"sdk-00000002.bin": None, "sdk-00000001.bin": 100 * DAY_S}

    stays = dist.published(stays, ["sdk-00000003.bin"], 130 * DAY_S)
    assert sorted(stays) == ["sdk-00000001.bin", "sdk-00000002.bin", "sdk-00000003.bin"]

    # The first is wanted again, and the second has a day left.
    stays = dist.published(stays, ["sdk-00000001.bin"], 159 * DAY_S)
    assert stays["sdk-00000001.bin"] is None
    assert stays["sdk-00000002.bin"] == 130 * DAY_S

    stays = dist.published(stays, ["sdk-00000001.bin"], 161 * DAY_S)
    assert sorted(stays) == ["sdk-00000001.bin", "sdk-00000003.bin"]


def test_another_build_leaves_what_was_published_where_it_is(tmp_path):
    published = {"sdk-00000001.bin": None, "sdk-00000001.bin.br": None}
    folders.write(tmp_path, dict.fromkeys([*published, "alloy.js"], b"1"))

    folders.write(tmp_path, {"alloy.js": b"2", "sdk-00000002.bin": b"2"}, published)
    folders.write(tmp_path, {"alloy.js": b"3", "sdk-00000003.bin": b"3"}, published)

    found = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert found == {
        "alloy.js": b"3",
        "sdk-00000001.bin": b"1",
        "sdk-00000001.bin.br": b"1",
        "sdk-00000003.bin": b"3",
    }


def test_a_build_with_chosen_features_leaves_the_package_as_it_is(tmp_path, monkeypatch):
    made = {"alloy.js": b"1", "alloy_web.zip": b""}
    for name in ("DIST", "SHIPPED"):
        monkeypatch.setattr(dist, name, tmp_path / name)
    monkeypatch.setattr(dist, "artefacts", lambda features: (dict(made), "a build"))
    monkeypatch.setattr(dist, "_put_into_package", lambda archive: None)
    monkeypatch.setattr(dist, "_read_published", dict)
    monkeypatch.setattr(dist.inventory, "manifest", lambda files, packed, build_hash: b"{}")
    monkeypatch.setattr(dist.compress, "compressed", lambda files, smallest: {})
    dist._build(False, None)
    made["alloy.js"] = b"with all"
    dist._build(False, "all")

    assert (tmp_path / "DIST/alloy.js").read_bytes() == b"with all"
    assert (tmp_path / "SHIPPED/alloy.js").read_bytes() == b"1"
