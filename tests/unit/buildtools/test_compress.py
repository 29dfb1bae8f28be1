"""Compressed forms: which files get them, and that they are made once."""

import gzip

import brotli
import pytest

from alloy_web.buildtools import compress

TEXT = b"alloy " * 1000


def test_every_file_gets_both_forms(tmp_path):
    packed = compress.compressed({"a.js": TEXT}, cache=tmp_path)

    assert sorted(packed) == ["a.js.br", "a.js.gz"]
    assert brotli.decompress(packed["a.js.br"]) == TEXT
    assert gzip.decompress(packed["a.js.gz"]) == TEXT


def test_archives_are_left_as_they_are(tmp_path):
    assert compress.compressed({"a.whl": TEXT, "a.zip": TEXT}, cache=tmp_path) == {}


def test_the_same_content_is_compressed_once_whatever_its_name(tmp_path, monkeypatch):
    first = compress.compressed({"a.js": TEXT}, cache=tmp_path)
    monkeypatch.setattr(brotli, "compress", refuse)
    monkeypatch.setattr(gzip, "compress", refuse)

    second = compress.compressed({"b.js": TEXT}, cache=tmp_path)

    assert second["b.js.br"] == first["a.js.br"]


def test_a_large_file_made_quickly_is_made_small_the_next_time(tmp_path, monkeypatch):
    qualities = []
    monkeypatch.setattr(compress, "LARGE_BYTES", 100)
    monkeypatch.setattr(brotli, "compress", lambda _, quality: qualities.append(quality) or b"")

    compress.compressed({"a.wasm": TEXT}, cache=tmp_path)
    compress.compressed({"a.wasm": TEXT}, smallest=True, cache=tmp_path)
    compress.compressed({"a.wasm": TEXT}, cache=tmp_path)

    assert qualities == [9, 11]


def refuse(*arguments, **options):
    pytest.fail("compressed a second time")
