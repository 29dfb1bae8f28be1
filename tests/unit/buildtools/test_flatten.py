"""Many modules as one: same behaviour, fewer and shorter names."""

import ast
import textwrap

import pytest

from alloy_web.buildtools import flatten
from alloy_web.buildtools.console import BuildError


def test_modules_become_one_that_does_the_same():
    made = run(
        {
            "pkg/__init__.py": "",
            "pkg/main.py": """
                from pkg import tools
                from pkg.tools import twice as two_times
                def main(number):
                    tools = 1
                    return two_times(number) + tools
                def other():
                    return tools.LIMIT
            """,
            "pkg/tools.py": """
                LIMIT = 40
                def twice(number): return number * 2
            """,
        },
        [("pkg.main", "main"), ("pkg.main", "other")],
    )

    assert made["main"](20) == 41
    assert made["other"]() == 40


def test_a_name_that_is_only_handed_on_is_found_where_it_comes_from():
    made = run(
        {
            "pkg/__init__.py": "from pkg.deep import value",
            "pkg/deep.py": "def value(): return 7",
            "pkg/main.py": "from pkg import value\ndef main(): return value()",
        },
        [("pkg.main", "main"), ("pkg", "value")],
    )

    assert made["main"]() == 7
    assert made["value"]() == 7


def test_the_same_name_in_two_modules_stays_two():
    made = run(
        {
            "one.py": "def _help(): return 1\ndef first(): return _help()",
            "two.py": """
                from one import first
                def _help(): return 2
                def main(): return first(), _help()
            """,
        },
        [("two", "main")],
    )

    assert made["main"]() == (1, 2)


def test_a_variable_hides_no_global_and_no_variable_around_it():
    made = run(
        {
            "pkg/__init__.py": "",
            "pkg/views.py": "def due(): return 'due'\ndef all_due(): return [1, 2]",
            "pkg/main.py": """
                import json
                from pkg import views
                def main(a, A):
                    B = json.loads(a)
                    def inner(json, first=B):
                        names = [views for views in views.all_due()]
                        return [due for due in json if due] + [first, a, A] + names
                    return inner([views.due(), ""])
            """,
        },
        [("pkg.main", "main")],
    )

    assert made["main"]("5", 6) == ["due", 5, "5", 6, 1, 2]


def test_an_exception_and_a_variable_of_a_loop_are_variables():
    made = run(
        {
            "a.py": """
                def error(): return "a function"
                def main(numbers):
                    found = []
                    for number, other in numbers:
                        try:
                            found.append(number / other)
                        except ZeroDivisionError as error:
                            found.append(str(error))
                    return found
            """
        },
        [("a", "main")],
    )

    assert made["main"]([(1, 2), (1, 0)]) == [0.5, "division by zero"]


def test_what_tables_tell_readers_is_left_out():
    modules = {
        "checks.py": """
            class Text:
                def examine(self, value): return value
                def describe(self): return {"kind": "text"}
            class Option:
                def __init__(self, check, default=None, *, about="", ahead=None):
                    self.check = check
                    self.written = default
                    self.default = default
                    self.about = about
                    self.ahead = ahead
            RESULT = Option(Text(), about="What comes back.")
        """,
        "main.py": """
            from checks import RESULT, Option, Text
            OPTION = Option(Text(), 7, about="What it does.", ahead=True)
            def run(command, *, returns=None): return command
            def main(): return run(OPTION.check.examine(OPTION.default), returns=RESULT)
        """,
    }

    text = flat(modules, [("main", "main")])

    assert run(modules, [("main", "main")])["main"]() == 7
    for gone in ("describe", "about", "ahead", "written", "What", "kind", "RESULT", "returns"):
        assert gone not in text, (gone, text)


def test_what_nothing_leads_to_is_left_out_and_constants_stand_where_they_are_used():
    text = flat(
        {
            "a.py": """
                LIMIT = 3
                TABLE = {"limit": LIMIT}
                UNUSED = {}
                def unused(): return UNUSED
                def main(): return LIMIT, TABLE
            """
        },
        [("a", "main")],
    )

    assert text == "a__TABLE={'limit':3}\ndef a__main():\n return(3,a__TABLE)\n"


def test_annotations_cost_nothing():
    annotated = flat(
        {
            "a.py": """
                TYPE_CHECKING = False
                if TYPE_CHECKING:
                    from typing import Any
                    from b import Other
                TABLE: dict[str, int] = {}
                class Kept:
                    name: str
                    code: int | str = 1
                    def __init__(self, other: "Other | None" = None, *rest: int, **more: object):
                        self.other: Other | None = other
                        self.late: Any
                async def main(kept: "Kept") -> dict:
                    found: list
                    found = [TABLE, kept]
                    return found
            """,
            "b.py": "class Other: pass",
        },
        [("a", "main"), ("a", "Kept")],
    )
    bare = flat(
        {
            "a.py": """
                TABLE = {}
                class Kept:
                    code = 1
                    def __init__(self, other=None, *rest, **more):
                        self.other = other
                async def main(kept):
                    found = [TABLE, kept]
                    return found
            """
        },
        [("a", "main"), ("a", "Kept")],
    )

    assert annotated == bare


def test_a_constant_that_changes_is_none():
    made = run(
        {
            "a.py": """
                _count = 0
                def main():
                    global _count
                    _count += 1
                    return _count
            """
        },
        [("a", "main")],
    )

    assert [made["main"](), made["main"]()] == [1, 2]


def test_parameters_that_a_call_gives_by_name_keep_their_names():
    text = flat(
        {"a.py": "def main(text, *, depth): return main(text + '', depth=depth)"}, [("a", "main")]
    )

    assert text == "def a__main(a,*,depth):\n return a__main(a+'',depth=depth)\n"


def test_short_names_for_globals_and_private_attributes_but_not_for_exceptions():
    text = flat(
        {
            "a.py": """
                class LostError(Exception):
                    pass
                class Thing:
                    def __init__(self):
                        self._inner = getattr(self, "_do_it")
                        self.outer = 1
                    def _do_it(self):
                        self._again()
                        raise LostError
                    def _again(self):
                        self._kept = self._inner
            """
        },
        [("a", "Thing")],
        shorten="all",
        kept=["_kept"],
    )

    assert "class LostError(Exception)" in text
    assert "class A:" in text
    assert "a.outer=1" in text
    assert "def _do_it(a)" in text
    assert "a._kept=a." in text
    assert "_inner" not in text
    assert "_again" not in text


def test_public_names_can_stay_for_tracebacks():
    text = flat(
        {"pkg/links.py": "def _help(): return 1\ndef find(): return _help()"},
        [("pkg.links", "find")],
        shorten="private",
    )

    assert text == "def A():\n return 1\ndef links__find():\n return A()\n"


def test_names_of_functions_can_stay_for_tracebacks_and_those_of_private_fields_get_short():
    text = flat(
        {"pkg/links.py": """
            class Links:
                def __init__(self):
                    self._seen = self._count = 0

                def _count(self):
                    return self._seen

            def find(): return Links()
        """},
        [("pkg.links", "find")],
        shorten="fields",
    )

    assert "a.A=a._count=0" in text
    assert " def _count(a):\n  return a.A\n" in text
    assert "def links__find()" in text


@pytest.mark.parametrize(
    "code",
    [
        """x = 'a  b = c, "d"' + "it's , so" """,
        "x = ' \\\\' + ' \\' , '",
        "x = f'{a:04x} , {b!r}  {c} = '",
        "x = 'a' in b and c or 'd' not in e",
        "x = -a - -b, not c, *d, a if b else (c)",
        "x = lambda a, *b, c=1: (yield)",
        "async def f(a):\n    await (a)\n    return -1",
        "for a, b in (c):\n    if a is not b:\n        x[a:b, -1] = {**c, 'd': 1}",
    ],
)
def test_the_spaces_that_go_mean_nothing(code):
    tree = ast.parse(code)

    made = flatten.source(tree).decode()

    assert ast.dump(ast.parse(made)) == ast.dump(tree)
    assert len(made) < len(code)


def test_what_functions_import_late_is_a_part_of_its_own():
    sources = {
        "pkg/__init__.py": "",
        "pkg/errors.py": "class Lost(Exception): pass",
        "pkg/main.py": """
            import json
            from pkg import errors
            def main(text):
                from pkg import engine
                return engine.run(json.loads(text))
            def fails():
                raise errors.Lost
        """,
        "pkg/engine.py": """
            import json
            from pkg.errors import Lost
            FAILURE = Lost
            def run(value): return json.dumps([value, FAILURE.__name__])
        """,
    }
    entries = [("pkg.main", "main"), ("pkg.main", "fails")]

    trees, names = flatten.flatten(dedented(sources), entries, "core", {"pkg.engine": "engine"})

    assert flatten.source(trees["core"]).decode() == (
        "import json\nclass Lost(Exception):\n pass\n"
        "def main__main(a):\n from engine import engine__run\n"
        " return engine__run(json.loads(a))\ndef main__fails():\n raise Lost\n"
    )
    assert flatten.source(trees["engine"]).decode() == (
        "import json\nfrom core import Lost\nengine__FAILURE=Lost\n"
        "def engine__run(a):\n return json.dumps([a,engine__FAILURE.__name__])\n"
    )
    assert names["pkg.engine", "run"] == "engine__run"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def main(): return [b]", "main.py:2: the module pkg.b as a value"),
        ("def main(): return b.missing", "main.py:2: pkg.b has no missing"),
        ("import pkg.b", "main.py:2: import without from"),
        ("def main(x):\n def inner():\n  nonlocal x", "main.py:4: nonlocal"),
        ("def main(x): return main(**x)", r"main.py:2: \*\* in a call"),
        ("def main():\n class Inner: pass", "main.py:3: a class in a function"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_its_place(code, reason):
    sources = {"pkg/__init__.py": "", "pkg/b.py": "", "main.py": "from pkg import b\n" + code}

    with pytest.raises(BuildError, match=reason):
        flat(sources, [])


def test_modules_that_need_each_other_at_their_top_levels_are_refused():
    sources = {"a.py": "from b import y\nx = 1", "b.py": "from a import x\ny = 1"}

    with pytest.raises(BuildError, match="a → b → a"):
        flat(sources, [])


def flat(sources, entries, **options):
    """The text of the joined modules."""
    trees, _ = flatten.flatten(dedented(sources), entries, "flat", **options)
    return flatten.source(trees["flat"]).decode()


def run(sources, entries):
    """What the joined modules define, by the names it had."""
    trees, names = flatten.flatten(dedented(sources), entries, "flat", shorten="all")
    space = {}
    exec(flatten.source(trees["flat"]), space)
    return {name: space[inner] for (_, name), inner in names.items()}


def dedented(sources):
    return {path: textwrap.dedent(text) for path, text in sources.items()}
