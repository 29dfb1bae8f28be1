"""Stamps tell whether work has to be done again."""

from alloy_web.buildtools import stamps


def test_work_is_done_once_and_again_when_a_file_has_changed(tmp_path):
    source, stamp = tmp_path / "source", tmp_path / "folder/stamp"
    source.write_text("one")
    before = stamps.fingerprint([source])
    assert not stamps.is_current(stamp, before)

    stamps.write(stamp, before)
    assert stamps.is_current(stamp, stamps.fingerprint([source]))

    source.write_text("two")
    assert not stamps.is_current(stamp, stamps.fingerprint([source]))


def test_a_renamed_file_and_another_fact_change_the_fingerprint(tmp_path):
    (tmp_path / "a").write_text("one")
    (tmp_path / "b").write_text("one")

    assert stamps.fingerprint([tmp_path / "a"]) != stamps.fingerprint([tmp_path / "b"])
    assert stamps.fingerprint([], "3.11") != stamps.fingerprint([], "3.12")


def test_content_moved_from_one_file_to_the_next_changes_the_fingerprint(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("ab")
    two.write_text("c")
    before = stamps.fingerprint([one, two])

    one.write_text("a")
    two.write_text("bc")

    assert stamps.fingerprint([one, two]) != before
