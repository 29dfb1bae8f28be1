"""Words that stand in the second file (static/bridge/words.js), under Node."""

import json
import subprocess
from pathlib import Path

from alloy_web.buildtools import environment, javascript

MODULE = Path(__file__).resolve().parents[3] / "static/bridge/words.js"
START = """
import { createWords, quoted } from "%s";
const told = [];
let answer;
let asked = 0;
const words = createWords((url) => {
  asked++;
  told.push("asked " + url);
  return new Promise((resolve) => { answer = resolve; });
});
const put = (...parts) => words.put(parts, (said, missing) => told.push([...said, missing]));
console.warn = (text) => told.push(text);
(async () => {
"""
END = "\nawait null; await null;\n})().then(() => process.stdout.write(JSON.stringify(told)));"


def told(tmp_path, script):
    """What the script tells: what is put, and for which address the file is asked."""
    entry = tmp_path / "entry.mjs"
    entry.write_text(START % MODULE.as_posix() + script + END, encoding="utf-8")
    bundled = tmp_path / "bundled.mjs"
    bundled.write_bytes(javascript.plain_bundle(entry))
    done = subprocess.run([environment.node(), str(bundled)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_text_without_marks_goes_at_once_and_asks_for_nothing(tmp_path):
    assert told(tmp_path, 'put("plain", 5, null);') == [["plain", 5, None, ""]]


def test_a_text_waits_for_its_words_and_what_follows_waits_behind_it(tmp_path):
    script = r"""
    put("\x7faa 5\x7fab");
    put("plain");
    put("\x7fbb.", {a: "\x7faa"});
    words.take(["There are", " of it", ...Array(25), "The end"]);
    put("\x7fab");
    """

    assert told(tmp_path, script) == [
        "asked undefined", ["There are 5 of it", ""], ["plain", ""],
        ["The end.", {"a": "\x7faa"}, ""], [" of it", ""],
    ]


def test_the_address_that_the_page_named_is_asked(tmp_path):
    assert told(tmp_path, r'words.from("/here.js"); put("\x7faa");') == ["asked /here.js"]


def test_where_it_does_not_come_values_are_left_and_it_is_told_why(tmp_path):
    script = r"""
    put("\x7faa: 42");
    answer("It did not come.");
    await null; await null;
    put("\x7faa: 43");
    words.take(["Wrong"]);
    put("\x7faa: 44");
    """

    missing = "\nWords are missing here. It did not come."
    assert told(tmp_path, script) == [
        "asked undefined", "[alloy] Words are missing here. It did not come.",
        [" … : 42", missing], [" … : 43", missing], ["Wrong: 44", ""],
    ]


def test_words_that_are_missing_are_one_gap_and_a_text_that_has_none_is_whole(tmp_path):
    script = r"""
    put("orgId\x7faa\x7fab\x7fac5, got…");
    answer("");
    await null; await null;
    put("plain");
    """

    assert told(tmp_path, script)[2:] == [
        ["orgId … 5, got…", "\nWords are missing here. "], ["plain", ""],
    ]


def test_in_json_words_are_quoted(tmp_path):
    script = r"""
    words.take(['say "this"\n']);
    words.put([JSON.stringify(["\x7faa"])], ([said]) => told.push(JSON.parse(said)), quoted);
    """

    assert told(tmp_path, script) == [['say "this"\n']]


def test_what_is_said_while_others_are_put_comes_after_them(tmp_path):
    script = r"""
    words.put(["\x7faa1"], ([said]) => { told.push(said); put("\x7faa3"); });
    put("\x7faa2");
    words.take(["N"]);
    """

    assert told(tmp_path, script) == ["asked undefined", "N1", ["N2", ""], ["N3", ""]]
