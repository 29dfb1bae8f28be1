"""
Programs that nobody thought of: made at random in the dialect, run on CPython and compiled under
Node. What they give, or which exception they raise, is the same.

Node is started once for many programs, since a start takes longer than all of them.
"""

import ast
import random
import re

import pytest

from tests.unit.buildtools.compiler.kit import in_cpython, run

# Of each kind, so that operations meet what they are for, and what they are not for.
TEXTS = [
    '""',
    '"a"',
    '"b,c"',
    '" x "',
    '"12"',
    '"-3"',
    '"\\u00e9"',
    '"__proto__"',
    '"$&"',
    '"ab" * 2',
]
NUMBERS = ["0", "1", "-1", "2", "3", "7", "1.5", "-0.25", "True", "False"]
LISTS = ["[]", "[1, 2, 3]", '["a", "b"]', "[[1], [2]]", "(1, 2)", "()", '("a", None)', "[None]"]
DICTS = ["{}", '{"a": 1}', '{"b": [1], "a": {"c": None}}', '{"__proto__": 2}', '{"x": "y", "z": 0}']
NOTHING = ["None"]
NAMES = ["t", "n", "l", "d", "u", "v", "w"]
BINARY = [
    "+",
    "-",
    "*",
    "//",
    "%",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
    "and",
    "or",
    "in",
    "not in",
    "is",
    "&",
    "|",
    "^",
]
OF_TEXT = [
    "{}.lower()",
    "{}.upper()",
    "{}.strip()",
    '{}.split(",")',
    "{}.split()",
    '{}.partition(",")',
    "{}.startswith({})",
    "{}.endswith({})",
    "{}.replace({}, {})",
    "{}.find({})",
    "{}.isdigit()",
    "{}.join({})",
    "{}.count({})",
    "int({})",
    # What bytes can do is less than in Python: the programs see what is in them.
    "list({}.encode())",
    "{}.rstrip({})",
    '{}.rpartition(",")',
]
OF_LIST = [
    "len({})",
    "{}[0]",
    "{}[-1]",
    "{}[1:]",
    "{}[:{}]",
    "list({})",
    "sorted({})",
    "tuple({})",
    "[x for x in {}]",
    "[x for x in {} if x]",
    "any({})",
    "all(x == {} for x in {})",
    "list(reversed({}))",
    "{}[{}]",
    "max({})",
    "min({}, {})",
    "{}.index({})",
    "sum({})",
]
OF_DICT = [
    '{}.get("a")',
    "{}.get({}, {})",
    '{}["a"]',
    "len({})",
    "list({})",
    "list({}.items())",
    "{} | {}",
    "dict({})",
    "sorted({})",
    "{{k: {} for k in {}}}",
]
OF_ANY = [
    "str({})",
    "repr({})",
    "bool({})",
    "(not {})",
    "(-{})",
    "type({}).__name__",
    "abs({})",
    "isinstance({}, (str, int))",
    "isinstance({}, (list, dict))",
    "({} if {} else {})",
    "[{}, {}]",
    "({}, {})",
    '{{"k": {}, "a": {}}}',
    "f(lambda: {})",
    "g({}, {})",
    "divmod({}, {})",
    # Large numbers only where they make nothing long.
    "({} & 2**33 + 5)",
    "({} | 2**40)",
    "(2**45 + 3) // ({})",
    "({} ^ 2**31)",
    "-2**35 % ({})",
    '"%s|%s" % ({}, {})',
    "hasattr({}, 'nothing')",
    "callable({})",
    "json.loads(json.dumps({}))",
]

HEAD = """
import json


def f(call):
    try:
        return call()
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        return "caught " + type(error).__name__


def g(a, b=2, *, c=3):
    return [a, b, c]


"""


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def expression(self, depth):
        choose = self.random.choice
        if depth == 0 or self.random.random() < 0.2:
            return choose(choose([TEXTS, NUMBERS, LISTS, DICTS, NOTHING, NAMES, NAMES]))
        if self.random.random() < 0.4:
            return f"({self.expression(depth - 1)} {choose(BINARY)} {self.expression(depth - 1)})"
        form = choose(choose([OF_TEXT, OF_LIST, OF_DICT, OF_ANY]))
        places = form.replace("{{", "").replace("}}", "").count("{}")
        inner = [f"({self.expression(depth - 1)})" for _ in range(places)]
        return form.format(*inner)

    def statement(self, depth, pad):
        e = self.expression
        name = self.random.choice(["u", "v", "w"])
        kind = self.random.randrange(12)
        if kind < 3:
            return [f"{pad}{name} = {e(2)}"]
        if kind == 3:
            return [f"{pad}{name} += {e(1)}"]
        if kind == 4:
            return [f"{pad}l.append({e(2)})"]
        if kind == 5:
            return [f"{pad}d[{e(1)}] = {e(1)}"]
        if depth == 0:
            return [f"{pad}seen.append({name})"]
        inside = self.block(depth - 1, pad + "    ")
        if kind == 6:
            return [
                f"{pad}if {e(2)}:",
                *inside,
                f"{pad}else:",
                *self.block(depth - 1, pad + "    "),
            ]
        if kind == 7:
            # Of a copy: a list that grows while it is gone through has no end.
            return [f"{pad}for {name} in list({e(1)}):", *inside]
        if kind == 8:
            return [
                f"{pad}try:",
                *inside,
                f"{pad}except (TypeError, ValueError) as error:",
                f"{pad}    seen.append(type(error).__name__)",
            ]
        if kind == 9:
            return [
                f"{pad}try:",
                *inside,
                f"{pad}except Exception as error:",
                f"{pad}    seen.append(type(error).__name__)",
                f"{pad}else:",
                *self.block(depth - 1, pad + "    "),
                f"{pad}finally:",
                f"{pad}    seen.append({name})",
            ]
        if kind == 10:
            return [f"{pad}u, v = {e(2)}"]
        return [f"{pad}seen.append(f(lambda: {e(2)}))"]

    def block(self, depth, pad):
        lines = []
        for _ in range(self.random.randint(1, 3)):
            lines += self.statement(depth, pad)
        return lines

    def program(self):
        lines = [
            "def main():",
            f"    t = {self.random.choice(TEXTS)}",
            f"    n = {self.random.choice(NUMBERS)}",
            f"    l = {self.random.choice(LISTS)}",
            f"    d = {self.random.choice(DICTS)}",
            "    u = v = w = None",
            "    seen = []",
            *self.block(2, "    "),
            *self.block(2, "    "),
            "    return seen + [t, n, l, d, u, v, w]",
        ]
        return HEAD + "\n".join(lines) + "\n"


def compare(seeds):
    """Programs of these seeds that differ, with both outcomes."""
    sources = {seed: Writer(seed).program() for seed in seeds}
    expected = {seed: in_cpython(with_late_methods(each)) for seed, each in sources.items()}
    # What one number type cannot tell: whole floats, and whole numbers beyond 53 bits.
    wanted = [seed for seed in seeds if not _is_beyond(expected[seed][1])]
    found = run([sources[seed] for seed in wanted])
    different = []
    for seed, outcome in zip(wanted, found, strict=True):
        # What fails in Python may fail to compile, and so does a key that is seen to be True.
        may_fail = expected[seed][0] == "raised" or KEY in outcome[1] or PLACES in outcome[1]
        is_sooner = outcome[0] == "refused" and may_fail
        if not _are_alike(expected[seed], outcome) and not is_sooner:
            body = sources[seed].removeprefix(HEAD)
            different.append(f"seed {seed}\n{body}Python:   {expected[seed]}\ncompiled: {outcome}")
    return different


KEY = "a dict's key that is true or false"
# Of `text % values`, which the program may have caught.
PLACES = "places. Give as many"


def _are_alike(one, other):
    one, other = _same_keys(one), _same_keys(other)
    if one == other or not re.search(r"'\d+': ", one[1]):
        return one == other
    # JavaScript lists such a key before all others.
    return one[0] == other[0] and _ordered(one[1]) == _ordered(other[1])


def _ordered(text):
    """What a value shows, with the keys of its dicts in order."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            rows = zip(node.keys, node.values, strict=True)
            rows = sorted(rows, key=lambda row: ast.dump(row[0]))
            node.keys, node.values = [row[0] for row in rows], [row[1] for row in rows]
    return ast.unparse(tree)


def _same_keys(outcome):
    """True is 1 as a key: which of them a dict shows, it does not remember when compiled."""
    return outcome[0], outcome[1].replace("True:", "1:").replace("False:", "0:")


class _LateMethods(ast.NodeTransformer):
    def visit_Call(self, node):
        self.generic_visit(node)
        called = node.func
        if isinstance(called, ast.Attribute):
            given = [called.value, ast.Constant(called.attr), *node.args]
            node = ast.Call(ast.Name("late", ast.Load()), given, node.keywords)
        return node


LATE = """
def late(owner, name, *arguments):
    return getattr(owner, name)(*arguments)
"""


def with_late_methods(source):
    """
    A program for CPython that looks a method up after it has worked out what it is called with,
    as compiled programs do. Python does so before, and tells of another failure where both fail.
    """
    tree = _LateMethods().visit(ast.parse(source))
    tree.body = [*ast.parse(LATE).body, *tree.body]
    return ast.fix_missing_locations(tree)


def _is_beyond(text):
    words = "".join(letter if letter in "0123456789.e+-" else " " for letter in text).split()
    return any(
        word.endswith(".0") or len(word.strip("-")) > 15 or "e" in word
        for word in words
        if any(letter.isdigit() for letter in word)
    )


def test_three_hundred_programs_give_what_python_gives():
    different = compare(range(300))

    assert not different, f"{len(different)}:\n" + "\n\n".join(different[:5])


@pytest.mark.full
@pytest.mark.parametrize("start", range(1000, 21000, 1000))
def test_twenty_thousand_programs_give_what_python_gives(start):
    different = compare(range(start, start + 1000))

    assert not different, f"{len(different)}:\n" + "\n\n".join(different[:5])
