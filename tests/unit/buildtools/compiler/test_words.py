"""Which words stand in the second file, and what is left of them in the first."""

import json
import re

import pytest

from alloy_web.buildtools.compiler import linking, words
from alloy_web.buildtools.compiler.sourcemap import without_marks
from alloy_web.buildtools.console import BuildError

WORDING = """
def words(text):
    return text
"""
ERRORS = """
class AlloyError(Exception):
    pass

class CommandError(AlloyError):
    pass

class NetworkError(AlloyError):
    pass
"""
SECOND = """
def bring(components, parts):
    return components
"""
EXTRAS = """
from alloy_web.errors import CommandError

def hello(name):
    raise CommandError("The second file says " + name)

EXTRAS = (
    hello,
)
"""
FIRST = """
from alloy_web.errors import CommandError, NetworkError
from alloy_web.wording import words

def start(bridge):
    """


def two_files(*lines):
    """`(the first file, the second, [words])` of a program with these lines."""
    texts = {
        "app/own_engine": FIRST + "\n    ".join(lines) + "\n", "app/second": SECOND,
        "app/extras": EXTRAS, "app/parts": "PARTS = {}\n", "errors": ERRORS, "wording": WORDING,
    }
    compiler = linking.Compiler(
        {f"alloy_web/{name}.py": text.encode() for name, text in texts.items()}, wide=False
    )
    compiler.unit.words = words.find(module.tree for module in compiler.unit.order)
    first, second, said = words.taken_out(*map(without_marks, linking.in_two(compiler)))
    return first, second, [json.loads(each) for each in said]


def test_an_error_in_a_call_has_marks_in_the_first_file_and_its_words_are_told_apart():
    first, _, said = two_files(
        "name = str(bridge)", 'raise CommandError("There is no " + name + " of this kind")',
    )

    assert said == ["There is no ", " of this kind"]
    assert re.findall(r'"\\u007f\w\w"', first) == ['"\\u007faa"', '"\\u007fab"']
    assert "There is no" not in first


def test_the_same_words_stand_there_once():
    first, _, said = two_files(
        'if bridge:', '    raise CommandError("It is not there")',
        'raise ValueError("It is not there")',
    )

    assert said == ["It is not there"]
    assert first.count('"\\u007faa"') == 2


def test_what_goes_wrong_without_a_mistake_of_the_site_keeps_its_words():
    first, _, said = two_files('raise NetworkError("The network failed")')

    assert said == []
    assert '"The network failed"' in first


def test_only_words_are_taken_and_no_keys_names_or_values():
    first, _, said = two_files(
        'found = {"a key of it": "a value of it"}',
        'raise CommandError(found["a key of it"] + "; got this" + found.get("another key", "-"))',
    )

    assert said == ["; got this"]
    assert first.count('"a key of it"') == 2
    assert '"another key"' in first


def test_what_words_is_called_with_is_taken_and_nothing_of_the_call_is_left():
    first, _, said = two_files('return words("it has " + str(bridge) + " too much")')

    assert said == ["it has ", " too much"]
    assert "wording" not in first


def test_the_second_file_has_its_own_words_where_they_are_used():
    _, second, said = two_files("return None")

    assert said == []
    assert '"The second file says "' in second


def test_a_mark_is_made_of_two_letters():
    lines = [f'    raise CommandError("Number {number}")' for number in range(28)]

    first, _, said = two_files(*[part for line in lines for part in ("if bridge:", line)])

    assert len(said) == 28
    assert '"\\u007faz"' in first
    assert '"\\u007fbb"' in first


def test_more_words_than_marks_are_refused():
    literals = [f'"\\u007fword {number}\\u007f"' for number in range(677)]

    assert len(words.taken_out("\n".join(literals[:676]), "")[2]) == 676
    with pytest.raises(BuildError, match="677 words stand in the second file"):
        words.taken_out("\n".join(literals), "")
