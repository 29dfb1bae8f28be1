"""What the compiler does not take: it says where, what, and what to write instead."""

import ast
import sys
from pathlib import Path

import pytest

from alloy_web.buildtools import dialect, grammar
from alloy_web.buildtools.compiler import linking, names, program
from alloy_web.buildtools.console import BuildError

# (program, what the build says)
REFUSED = [
    ("def f(a):\n    return a.nothing\n",
     "program.py:2: no class has an attribute nothing. "
     "Set it in __init__, or ask with getattr"),
    ("def f():\n    return nothing\n",
     "program.py:2: nothing is not defined. Define or import it"),
    *[(f"def f(a, b):\n    {line}\n",
       "program.py:2: a dict's key that is true or false, and would come out as 1 or 0. "
       "Write a text, or int(…)")
      for line in (
          "return {True: 1}", "return {a == b: 1}", "return {not x: x for x in a}",
          "a[b is None] = 1", "a[False] += 1", "a.setdefault(isinstance(b, str), [])",
          "c = a == b; a[c] = 1",
      )],
    ("def f(a):\n    return a(b=1)\n",
     "program.py:2: b= in a call of what is not known. Give it by position"),
    ("def f(a):\n    return f(b=1)\n",
     "program.py:2: program__f has no parameter b. See its definition"),
    ("def f(a):\n    return f()\n",
     "program.py:2: a is missing in a call of program__f. Give it"),
    ("def f(a):\n    return f(a, a)\n",
     "program.py:2: too many arguments for program__f. See its definition"),
    ("def f(a):\n    return f(**a)\n",
     "program.py:2: ** in a call. Name the arguments"),
    ("class C:\n    def go(self, a, b):\n        return a\n\n\n"
     "class D:\n    def go(self, b, a):\n        return b\n\n\n"
     "def f(x):\n    return x.go(a=1, b=2)\n",
     "program.py:12: a call of go with keywords, which classes define differently. "
     "Give the methods different names"),
    ("def f(a):\n    return [*a, *(x for x in a)]\n",
     "program.py:2: a generator expression outside any(…), all(…), join(…) and the like. "
     "Write a list: [… for …]"),
    ("def f(a):\n    return a[::2]\n",
     "program.py:2: a step in a slice. Write reversed(…), or a loop"),
    ("def f(a):\n    a[1:2] = []\n",
     "program.py:2: a part of a list assigned to. Make a new list"),
    ("def f(a):\n    del a\n", "program.py:2: del of a name. Assign None"),
    ("def f(a):\n    raise ValueError() from a\n",
     "program.py:2: raise … from. Put the cause into the text"),
    ("def f(a=[]):\n    return a\n",
     "program.py:1: a default that calls share. Write None, and make it inside"),
    ("def f():\n    a = 1\n\n    def g():\n        nonlocal a\n        a = 2\n\n    g()\n",
     "program.py:5: nonlocal. Keep it in an object, or in a list"),
    ("def f():\n    class C:\n        pass\n",
     "program.py:2: a class in a function. Put it at the top of the module"),
    ("@print\ndef f():\n    return 1\n",
     "program.py:2: a decorator. Call the function that decorates. Known: property"),
    ("@property\ndef f():\n    return 1\n",
     "program.py:2: a property outside a class. Write a function"),
    ("import os\n\n\ndef f():\n    return os.sep\n",
     "program.py:5: os.sep is not in the run-time library. Known of os: nothing"),
    ("def f(a):\n    return '%q' % a\n",
     "program.py:2: the format %q. Known: %s %r %d %x %X, widths with 0"),
    ("def f(a):\n    return f'{a:.2f}'\n",
     'program.py:2: the format ".2f". Known: a width, 0 before it, d, x, X'),
    ("def f(a):\n    return 2**53 + 1 + 9007199254740993\n",
     "program.py:2: 9007199254740993 does not fit a number of JavaScript's. "
     "Write it as a float, or as text"),
    ("def f():\n    return ...\n",
     "program.py:2: the literal Ellipsis. Write text, bytes or a number"),
    ("def f(a):\n    return {**a}\n",
     "program.py:2: ** in a display. Write one | other"),
    ("def f(a):\n    return f'{a!s}'\n",
     "program.py:2: a conversion in an f-string. Write str(…) or repr(…)"),
    ("def f(a):\n    return ~a\n",
     "program.py:2: the operator Invert. Write it with - or not"),
    ("def f():\n    return ~5\n",
     "program.py:2: the operator Invert. Write it with - or not"),
    ("def f():\n    return +5\n",
     "program.py:2: the operator UAdd. Write it with - or not"),
    ("def f(a):\n    for b in a:\n        a += [x async for x in b]\n",
     "program.py:3: an asynchronous comprehension. Write a loop"),
    ("def f(a):\n    return 1j\n",
     "program.py:2: the literal 1j. Write text, bytes or a number"),
    ("def f(a):\n    return a @ a\n",
     "program.py:2: the operator MatMult. Write a function"),
    ("def f(a):\n    return '%s %s' % (a,)\n",
     "program.py:2: 1 values for 2 places. Give as many"),
    ("class C:\n    def go(self):\n        return super().go\n\n\ndef f():\n"
     "    return C().go()\n",
     "program.py:3: super() without a call. Call the method"),
    ("class C:\n    def go(self):\n        return super()\n\n\ndef f():\n"
     "    return C().go()\n",
     "program.py:3: super() as a value. Call a method of it"),
    ("async def f(a):\n    return [x async for x in a]\n",
     "program.py:2: an asynchronous comprehension. Write a loop"),
    ("def f(a):\n    return [x for x, y[0] in a]\n",
     "program.py:2: this target. Unpack in a line of its own"),
    ("class C:\n    def go(self, a):\n        return a\n\n\ndef f(x):\n"
     "    return x.go(1, 2)\n",
     "program.py:7: 2 arguments for go. See its definition"),
    ("class C:\n    def go(self, a, b=1):\n        return a\n\n\nclass D:\n"
     "    def go(self, b, a=1):\n        return b\n\n\ndef f(x):\n    return x.go(c=2)\n",
     "program.py:12: no go takes c. See its definition"),
    ("def g(a):\n    return a\n\n\ndef f():\n    return g(1, a=2)\n",
     "program.py:6: a of program__g given twice. Give it once"),
    ("def g(a, *, b):\n    return a\n\n\ndef f(x):\n    return g(*x, b=2)\n",
     "program.py:6: * where there are keywords. Give them by position"),
    ("def g(a, b=1):\n    return a\n\n\ndef f(x):\n    return g(*x, b=2)\n",
     "program.py:6: * where there are keywords. Give them by position"),
    ("def f(a):\n    return sorted(a, cmp=1)\n",
     "program.py:2: cmp in a call of sorted. Known: key, reverse"),
    ("def f(a, b):\n    return any(x == y for x in a for y in b)\n",
     "program.py:2: two for in any(…). Write a loop"),
    ("import os\n\n\ndef f():\n    return os\n",
     "program.py:5: the module os as a value. Name what is in it"),
    ("def f():\n    import os\n    return 1\n",
     "program.py:2: import of os. It is not in the run-time library"),
    ("def f():\n    from os import sep\n    return sep\n",
     "program.py:2: import of os. It is not in the run-time library"),
    ("def f(a):\n    @print\n    def g():\n        return 1\n\n    return g\n",
     "program.py:3: a decorator. Call the function that decorates. Known: property"),
    ("class C(dict, list):\n    pass\n\n\ndef f():\n    return C()\n",
     "program.py:1: more than one base, or a metaclass. Have one base"),
    ("@print\nclass C:\n    pass\n\n\ndef f():\n    return C()\n",
     "program.py:2: a decorator of a class. Write the class out"),
    ("class C:\n    if True:\n        a = 1\n\n\ndef f():\n    return C()\n",
     "program.py:2: this in the body of a class. Write methods and variables"),
    ("class C:\n    @print\n    def go(self):\n        return 1\n\n\ndef f():\n"
     "    return C()\n",
     "program.py:3: a decorator. Call the function that decorates. Known: property"),
    ("class C:\n    def go():\n        return 1\n\n\ndef f():\n    return C()\n",
     "program.py:2: a method without self. Write a function"),
    ("def g():\n    return 1\n\n\nclass C:\n    def go(self, a=g()):\n        return 1\n"
     "\n\ndef f():\n    return C()\n",
     "program.py:6: a default of a method that is no constant. Write None"),
    ("class C:\n    def go(self):\n        self = 1\n        return self\n\n\ndef f():\n"
     "    return C()\n",
     "program.py:2: self assigned to. Use another name"),
    ("def f():\n    global a\n    a = 1\n",
     "program.py:3: a is not a variable. Assign to it first"),
    ("import json\n\n\ndef f():\n    json.loads = 1\n",
     "program.py:5: a name of another module assigned to. Write a function"),
    ("def f(a):\n    a[0], b = 1, 2\n",
     "program.py:2: a part of something in an unpacking. Assign in a line of its own"),
    ("def f(a):\n    *b, c = a\n    return c\n",
     "program.py:2: * before the last name of an unpacking. Take slices"),
    ("def f():\n    raise\n",
     "program.py:2: raise outside an except. Name the exception"),
    ("def f(a):\n    try:\n        return 1\n    except a():\n        return 2\n",
     "program.py:4: an exception that is not named. Name a class"),
    ("def f(a):\n    match a:\n        case 1:\n            return 1\n",
     "program.py:2: match. Write if and elif"),
    ("async def f(a):\n    async for x in a:\n        return x\n",
     "program.py:2: async for. Write a loop with await in it"),
    ("async def f(a):\n    async with a:\n        return 1\n",
     "program.py:2: async with. Write try and finally"),
    ("def f(a):\n    try:\n        return 1\n    except* ValueError:\n        pass\n",
     "program.py:2: except*. Write except"),
    ("def f(a):\n    for x, *y in a:\n        return x\n",
     "program.py:2: this target of a for. Unpack in the first line of the loop"),
    ("def f(a):\n    for a[0] in a:\n        return 1\n",
     "program.py:2: this target of a for. Unpack in the first line of the loop"),
    ("def f(a):\n    del a.b\n",
     "program.py:2: del of a name. Assign None"),
    ("def f(a):\n    with a:\n        return 1\n",
     "program.py:2: with. Write try and finally"),
    ("def f(a):\n    a @= a\n    return a\n",
     "program.py:2: the operator MatMult. Write a function"),
    ("def f(a):\n    return len(**a)\n",
     "program.py:2: ** in a call of len. Known: none"),
    ("def g(a, b=1, **k):\n    return a\n\n\ndef f(x):\n    return g(*x, c=2)\n",
     "program.py:6: * where there are keywords. Give them by position"),
    ("def f(a):\n    a[0] = (yield)\n    return a[...]\n",
     "program.py:3: the literal Ellipsis. Write text, bytes or a number"),
    ("class C:\n    def go(self, a, b):\n        return super().go(a=a)\n\n\ndef f():\n"
     "    return C()\n",
     "program.py:3: b is missing in a call of go. Give it"),
    ("def g(a, *, b):\n    return a\n\n\ndef f(x):\n    return g(*x)\n",
     "program.py:6: * where there are keywords. Give them by position"),
    ("def g(a, *rest, b=1):\n    return a\n\n\ndef f(x):\n    return g(*x)\n",
     "program.py:6: * for what program__g has names for. Give that by position"),
    ("def f(a):\n    return a[1:2, 3]\n",
     "program.py:2: Slice here. Write it in a line of its own"),
    ("from package import other\n\n\ndef f():\n    return other.nothing\n",
     "program.py:5: package.other has no nothing. Write a name that it has"),
    ("def f(a):\n    for a[0] in a:\n        return 1\n",
     "program.py:2: this target of a for. Unpack in the first line of the loop"),
]


def build(python):
    """Compile the function `f` of a program beside a module of a package."""
    others = {"package/__init__.py": "", "package/other.py": "def g():\n    return 1\n"}
    compiler = linking.Compiler({"program.py": python} | others)
    compiler.reachable([compiler.unit.names["program", "f"]])


@pytest.mark.parametrize(("python", "message"), REFUSED)
def test_a_construct_that_stops_the_build(python, message):
    with pytest.raises(BuildError) as refused:
        build(python)

    assert str(refused.value) == message


def test_what_syntax_shows_the_dialect_check_refuses_in_the_same_words(monkeypatch):
    """One description (buildtools/grammar.py), so that what `check` lets pass is built."""
    by_grammar = set()
    left_out = grammar.left_out

    def noting(node):
        for place, what, instead in left_out(node):
            by_grammar.add(f"{place.lineno}: {what}. {instead}")
            yield place, what, instead

    monkeypatch.setattr(grammar, "left_out", noting)
    for python, message in REFUSED:
        by_grammar.clear()
        with pytest.raises(BuildError):
            build(python)
        if by_grammar:
            assert by_grammar == {message.removeprefix("program.py:")}
            by_grammar.clear()
            assert message in [
                f"program.py:{line}: {text}" for line, text in dialect.problems_in("a.py", python)
            ]
            assert by_grammar


def test_every_statement_that_is_left_out_is_in_the_table():
    told = " ".join(message for _, message in REFUSED)

    # A type alias is no syntax of older Pythons.
    kinds = set(grammar.STATEMENTS) - {"TypeAlias"}
    assert [kind for kind in kinds if ": " + grammar.STATEMENTS[kind][0] + ". " not in told] == []


def test_every_refusal_of_the_compiler_is_in_the_table(monkeypatch):
    found = set()

    def noting(self, node, what, instead):
        caller = sys._getframe(1)
        found.add((Path(caller.f_code.co_filename).name, caller.f_lineno))
        program.refuse(self.module.path, node, what, instead)

    monkeypatch.setattr(names.Names, "refuse", noting)
    for python, _ in REFUSED:
        with pytest.raises(BuildError):
            build(python)

    assert sorted(places_of_refusals() - found) == []


def places_of_refusals():
    """{(file, line)} where the compiler refuses something."""
    return {
        (file.name, node.lineno)
        for file in Path(names.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "refuse"
    }
