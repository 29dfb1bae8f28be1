"""
One program as two files: what stands in which, what the second is handed, and what is refused.
"""

import json
import subprocess

import pytest

from alloy_web.buildtools import environment, javascript, modules
from alloy_web.buildtools.compiler import linking
from alloy_web.buildtools.compiler.sourcemap import without_marks
from alloy_web.buildtools.console import BuildError

OWN_ENGINE = """
from alloy_web.app.second import brought
from alloy_web.shared import Base, shout, unused_by_the_first

def start(bridge):
    return [shout("first"), brought()]
"""
SECOND = """
_found = []

def bring(components, parts):
    _found.extend(components)

def brought():
    return [each().greet("Ada") for each in _found]
"""
SHARED = """
class Base:
    def greet(self, name):
        return shout(self.word) + " " + name

def shout(text):
    return text.upper()

def unused_by_the_first(text):
    return text.strip() + "!"

def unused_by_both():
    return "nowhere"
"""
EXTRAS = """
from alloy_web.shared import Base, unused_by_the_first
from alloy_web.only import WORD

class Hello(Base):
    def __init__(self):
        self.word = unused_by_the_first(WORD)

EXTRAS = (
    Hello,
)
NAMES = (
    "Hello",
)
"""


def sources(**changes):
    texts = {
        "app/own_engine": OWN_ENGINE, "app/second": SECOND, "shared": SHARED,
        "app/extras": EXTRAS, "app/parts": "PARTS = {}\n", "only": "WORD = ' hello'\n",
    }
    return {f"alloy_web/{name}.py": text.encode() for name, text in {**texts, **changes}.items()}


def two_files(**changes):
    return linking.in_two(linking.Compiler(sources(**changes)))


def test_the_second_file_has_what_only_it_uses():
    first, second = map(without_marks, two_files())

    assert "first" in first and "function shared__shout" in first
    for name in ("Hello", " hello", "function shared__unused_by_the_first"):
        assert name in second
        assert name not in first
    assert "nowhere" not in first + second


def test_both_together_are_the_program(tmp_path):
    first, second = map(without_marks, two_files())
    (tmp_path / "first.mjs").write_text(first, encoding="utf-8")
    (tmp_path / "second.mjs").write_text(second, encoding="utf-8")
    (tmp_path / "main.mjs").write_text(
        """
import { bring, shared, start } from "./first.mjs";
import { extras } from "./second.mjs";
const before = start();
bring(...extras(shared()));
console.log(JSON.stringify([before, start()]));
""",
        encoding="utf-8",
    )
    bundled = tmp_path / "bundled.mjs"
    bundled.write_bytes(javascript.plain_bundle(tmp_path / "main.mjs"))

    said = subprocess.run([environment.node(), str(bundled)], capture_output=True, check=True)

    assert json.loads(said.stdout) == [["FIRST", []], ["FIRST", ["HELLO! Ada"]]]


def test_a_variable_that_changes_is_not_for_both():
    changing = SHARED + "\n_last = ''\n\ndef note(text):\n    global _last\n    _last = text\n"
    reading = EXTRAS.replace("import Base,", "import _last, Base, note,").replace(
        "unused_by_the_first(WORD)", "unused_by_the_first(WORD) + _last"
    )
    using = OWN_ENGINE.replace("import Base,", "import note, Base,").replace(
        'shout("first")', 'note("first")'
    )

    with pytest.raises(BuildError, match="shared___last: both files use it, and it is assigned"):
        two_files(**{"shared": changing, "app/extras": reading, "app/own_engine": using})


# ---- One file, with what was chosen

THREE = """
from alloy_web.features.media import Media, Bridge
from alloy_web.features.rules import Rules

EXTRAS = (
    Rules, Media, Bridge,
)
NAMES = (
    "RulesEngine", "StreamingMedia", "MediaAnalyticsBridge",
)
"""


@pytest.mark.parametrize(
    ("features", "names"),
    [
        ("all", ["RulesEngine", "StreamingMedia", "MediaAnalyticsBridge"]),
        (["streamingMedia"], ["StreamingMedia"]),
        (["MediaAnalyticsBridge", "rulesEngine"], ["RulesEngine", "MediaAnalyticsBridge"]),
        ([], []),
    ],
)
def test_one_file_has_the_features_that_were_chosen_in_their_order(features, names):
    chosen = modules.with_features({modules.EXTRAS: THREE.encode()}, features)

    assert modules.extra_names(chosen) == names
    classes = {"RulesEngine": "Rules", "StreamingMedia": "Media", "MediaAnalyticsBridge": "Bridge"}
    [components] = [
        line for line in chosen[modules.EXTRAS].decode().splitlines() if line.startswith("EXTRAS")
    ]
    assert [name for name in classes if classes[name] in components] == names


def test_a_feature_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(BuildError) as refused:
        modules.with_features({modules.EXTRAS: THREE.encode()}, ["streamingMedia", "radio"])

    assert str(refused.value) == (
        "there is no feature radio. Features: all, rulesEngine, streamingMedia, "
        "mediaAnalyticsBridge"
    )
