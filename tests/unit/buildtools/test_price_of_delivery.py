"""What the outbox and the ledger cost every page: `alloy.js` with them and without."""

import shutil
import statistics

import brotli
import pytest

from alloy_web.buildtools import dist
from alloy_web.buildtools.environment import ROOT

# What the rest of the engine asks of them, and nothing behind it.
NO_OUTBOX = """
class Outbox:
    def __init__(self, tools, limits, ledger):
        self.size = 0

    def start(self):
        pass

    def put(self, request):
        pass

    def recheck(self, request):
        pass

    def finish(self, request):
        pass

    def fail(self, request, error, code):
        return ""

    def is_gone(self, request):
        return False

    def leave(self, is_online):
        pass
"""
NO_LEDGER = """
class Line:
    def __init__(self):
        self.has_event = False
        self.delivery = {}
        self.event_id = ""
        self.key = ""
        self.at_ms = 0
        self.number = 0

    def move(self, state, code=""):
        pass


class Ledger:
    def __init__(self, host, logger):
        pass

    def call(self, command, options):
        return Line()

    def taken_over(self, event_id, kind, at_ms):
        return Line()

    def follow(self, line, request):
        pass

    def finish(self, line):
        pass

    def fail(self, line, error):
        pass

    def leave(self, is_online, is_failing):
        return []

    def come_back(self):
        pass

    def outlive(self, memory, consent):
        pass

    def explain(self, number):
        return [], {"open": 0}


def code_of(error, is_online):
    return ""
"""


@pytest.mark.full
def test_outbox_and_ledger_are_3_kilobytes_of_the_first_file(tmp_path):
    shutil.copytree(ROOT / "alloy_web", tmp_path / "alloy_web")
    (tmp_path / "alloy_web/engine/outbox.py").write_text(NO_OUTBOX)
    (tmp_path / "alloy_web/engine/envelopes.py").unlink()
    (tmp_path / "alloy_web/engine/ledger.py").write_text(NO_LEDGER)

    assert _size(ROOT, tmp_path / "whole") - _size(tmp_path, tmp_path / "less") <= 3000


def _size(root, folder):
    folder.mkdir()
    files, _, _ = dist.compiled_files(root, folder, None, [])
    # A letter more may be 70 bytes less: the median of some shifts says what the content weighs.
    return statistics.median(
        len(brotli.compress(b"/*%s*/" % (b"ab12" * shift) + files["alloy.js"], quality=11))
        for shift in range(9)
    )
