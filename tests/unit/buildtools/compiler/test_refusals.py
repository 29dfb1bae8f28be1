"""What the compiler does not take: it says where, what, and what to write instead."""

import pytest

from alloy_web.buildtools.console import BuildError
from tests.unit.buildtools.compiler.kit import javascript_of


@pytest.mark.parametrize(
    ("python", "message"),
    [
        ("def f(a):\n    return a.nothing\n",
         "program.py:2: no class has an attribute nothing. "
         "Set it in __init__, or ask with getattr"),
        ("def f():\n    return nothing\n",
         "program.py:2: nothing is not defined. Define or import it"),
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
         "program.py:2: a decorator. Call the function that decorates"),
        ("import os\n\n\ndef f():\n    return os.sep\n",
         "program.py:5: os.sep is not in the run-time library. Known of os: nothing"),
        ("def f(a):\n    return '%q' % a\n",
         "program.py:2: the format %q. Known: %s %r %d %x %X, widths with 0"),
        ("def f(a):\n    return f'{a:.2f}'\n",
         'program.py:2: the format ".2f". Known: a width, 0 before it, d, x, X'),
        ("def f(a):\n    return 2**53 + 1 + 9007199254740993\n",
         "program.py:2: 9007199254740993 does not fit a number of JavaScript's. "
         "Write it as a float, or as text"),
        ("def f(a):\n    with a:\n        return 1\n",
         "program.py:2: With, which is not in the dialect. See CONTRIBUTING.md"),
    ],
)
def test_a_construct_that_stops_the_build(python, message):
    with pytest.raises(BuildError) as refused:
        javascript_of(python, "f")

    assert str(refused.value) == message
