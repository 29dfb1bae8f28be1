"""Each rule of the compiler: Python, and the JavaScript it becomes."""

import pytest

from alloy_web.buildtools.compiler import linking
from tests.unit.buildtools.compiler.kit import expression, javascript_of


@pytest.mark.parametrize(
    ("python", "expected"),
    [
        # What is not known goes through the library.
        ("a + b", "$add(a, b)"),
        ("a - b", "$sub(a, b)"),
        ("a == b", "$eq(a, b)"),
        ("a != b", "!$eq(a, b)"),
        ("a < b", "$lt(a, b)"),
        ("a in b", "$contains(a, b)"),
        ("a[b]", "$get(a, b)"),
        ("a[1:]", "$slice(a, 1)"),
        ("a[:-1]", "$slice(a, null, (-1))"),
        ("not a", "!$truth(a)"),
        ("len(a)", "$len(a)"),
        # What is, becomes JavaScript's own.
        ("len(a) + 1", "($len(a) + 1)"),
        ("len(a) < 3", "($len(a) < 3)"),
        ("str(a) + str(b)", "($str(a) + $str(b))"),
        ('a == "x"', '(a === "x")'),
        ("a is None", "(a === null)"),
        ("a == None", "(a === null)"),
        ('a in ("x", "y")', '(a === "x" || a === "y")'),
        ("len(str(a))", "($str(a)).length"),
        # True is 1, so that a number may equal what is no number to JavaScript.
        ("a == 1", "$eq(a, 1)"),
        # One text in a sum makes all of it text, or it raises.
        ('"(" + a + ")"', '$concat("(", a, ")")'),
        # `and` and `or` give one of what they join.
        ("a or b", "($truth(a) ? a : b)"),
        ("a and b", "($truth(a) ? b : a)"),
        ('a.b() or "x"', '$either(a.$b(), "x")'),
        ("str(a) or str(b)", "($str(a) || $str(b))"),
        ("a if b else c", "($truth(b) ? a : c)"),
        ("1 if a or b else 2", "(($truth(a) || $truth(b)) ? 1 : 2)"),
        # Hashes multiply beyond what a number holds, and keep the lower half.
        ("(a * b) & 0xFFFFFFFF", "$unsigned($mul32(a, b))"),
        ("a & b", "$and_(a, b)"),
        # Sets have no numbers beside them.
        ("a & 255", "$and_bits(a, 255)"),
        # Of text `%` is a format, which a number on the left rules out.
        ("a % 2", "$mod(a, 2)"),
        ("len(a) % 2", "$rest($len(a), 2)"),
        ("10**21", "1e+21"),
        ('float("inf")', "Infinity"),
        ("[]", "[]"),
        ("(a, b)", "$tuple_([a, b])"),
        ('{"a": b, "__proto__": c}', '{__proto__: null, "a": b, ["__proto__"]: c}'),
        ("{a: b}", "{__proto__: null, [$key(a)]: b}"),
        ("[x for x in a]", "$map($iter(a), (x) => (x))"),
        ("[x for x in a if x]", "$map($iter(a), (x) => (x), (x) => ($truth(x)))"),
        ("any(x == b for x in a)", "$any($iter(a), (x) => ($eq(x, b)))"),
        ('"%02d:%s" % (a, b)', '$percent("%02d:%s", $tuple_([a, b]))'),
        ('f"{a}:{b:04x}"', '($str(a) + ":" + $format(b, "04x"))'),
        ("isinstance(a, str)", '(typeof a === "string")'),
        ("isinstance(a, (int, float))", "$is_number(a)"),
        ("isinstance(a, dict)", "$is_dict(a)"),
        ('getattr(a, "b", None)', '$getattr(a, /* @__KEY__ */ "$b", null)'),
        ("type(a).__name__", "$type_name(a)"),
        ("a.append(b)", "$append(a, b)"),
        ("a.lower()", "$lower(a)"),
        ("lambda x: x + 1", "((x) => ($add(x, 1)))"),
        ("lambda x, y=a: y", "((y$0) => (x, y = y$0) => (y))(a)"),
        ("a < b() < c", "($lt(a, ($$0 = b())) && $lt($$0, c))"),
        ("sorted(a, key=b)", "$sorted(a, b)"),
    ],
)
def test_an_expression(python, expected):
    if ".b()" in python or "b()" in python:
        python_class = "class C:\n    def b(self):\n        return 1\n\n\n"
        text = javascript_of(f"{python_class}def f(a, b, c):\n    return {python}")
        found = text[text.index("return ") + 7 : text.rindex(";")]
    else:
        found = expression(python)

    assert found == expected


@pytest.mark.parametrize(
    ("python", "expected"),
    [
        (
            "def f(a):\n    for x in a:\n        b = x\n    return b",
            "function f(a) {\nlet b;\nfor (let x of $iter(a)) {\nb = x;\n}\nreturn b;\n}",
        ),
        (
            "def f(a):\n    for key, value in a.items():\n        key()\n",
            "function f(a) {\n"
            "for (let [key, value] of $items(a)) {\nkey();\n}\nreturn null;\n}",
        ),
        (
            "def f(a):\n    b, _, c = a.partition(':')\n    return c",
            'function f(a) {\nlet [b, _, c] = $partition(a, ":");\nreturn c;\n}',
        ),
        (
            "def f(a):\n    b, c = a\n    return c",
            "function f(a) {\nlet [b, c] = $unpack(a, 2);\nreturn c;\n}",
        ),
        (
            "def f(a):\n    try:\n        a()\n    except ValueError as error:\n        raise\n",
            "function f(a) {\ntry {\na();\n} catch (error) {\nerror = $caught(error);\n"
            "if ((error instanceof $ValueError)) {\nthrow error;\n} else throw error;\n}\n"
            "return null;\n}",
        ),
        (
            "def f(a):\n    a[0] += 1\n",
            "function f(a) {\nlet $$0, $$1;\n$$0 = a;\n$$1 = 0;\n"
            "$put($add_to($get($$0, $$1), 1), $$0, $$1);\nreturn null;\n}",
        ),
        (
            "async def f(a):\n    return await a\n",
            "function* f(a) {\nreturn (yield* $awaited(a));\n}",
        ),
        (
            "def f(*given):\n    for each in given:\n        each()\n",
            "function f(...given) {\nfor (let each of given) {\neach();\n}\nreturn null;\n}",
        ),
        (
            "def f(a, *, b=1, **more):\n    return more\n",
            "function f(a, b = 1, more = {__proto__: null}) {\nreturn more;\n}",
        ),
    ],
)
def test_a_function(python, expected):
    # `f` has the parameters' names plain, since it has a module of its own.
    found = javascript_of(python).replace("function program__f", "function f").replace(
        "function* program__f", "function* f")

    assert found == expected


OF_CLASSES = """
WORD = "word"


class Base:
    def _count(self):
        return 1


class Other:
    def __init__(self, given):
        self._count = None
        self.is_on = False
        self.name = ""
        self.made = None
        self.kept = None
        self.given = given

    @property
    def is_off(self):
        return not self.is_on

    def switch(self):
        self.is_on = True
        self.name = None
        self.made = Other(1)
        self.kept = []

    def _note(self, other):
        other.switch()

    def f(self, other):
        self._note(other)
        return EXPRESSION
"""


@pytest.mark.parametrize(
    ("python", "expected"),
    [
        # All that sets a field is in view, and all that a property returns.
        ("1 if other.is_on else 2", "(other.$is_on ? 1 : 2)"),
        ("1 if other.is_off else 2", "(other.$is_off ? 1 : 2)"),
        # JavaScript finds the same true of None, of texts and of instances.
        ("1 if other.name else 2", "(other.$name ? 1 : 2)"),
        ("other.made and 1", "(other.$made && 1)"),
        ("1 if Other(2) else 2", "(Other(2) ? 1 : 2)"),
        # Not of lists, and not of what nobody knows.
        ("1 if other.kept else 2", "($truth(other.$kept) ? 1 : 2)"),
        ("1 if other.given else 2", "($truth(other.$given) ? 1 : 2)"),
        ("other.given == WORD", "(other.$given === program__WORD)"),
        # A class that has no such method has a field.
        ("self._count", "this.$_count"),
        ("other._count", '$bound(other, /* @__KEY__ */ "$_count")'),
    ],
)
def test_what_is_known_of_fields(python, expected):
    text = javascript_of(OF_CLASSES.replace("EXPRESSION", python), "Other")

    found = text[text.rindex("return ") + 7 :].partition(";")[0]
    assert found == expected


def test_a_function_that_nobody_asks_for_a_result_has_none():
    text = javascript_of(OF_CLASSES.replace("EXPRESSION", "other.switch"), "Other")

    assert "$_note(other) {\nother.$switch();\n}" in text
    # Who has this may call it and look.
    assert "this.$kept = [];\nreturn null;\n}" in text


def test_what_has_no_result_below_gives_none_to_the_unit_above():
    below = linking.Compiler(
        {"below.py": "def note():\n    pass\n\n\ndef main():\n    note()\n"}
    )
    above = linking.Compiler(
        {"above.py": "from below import note\n\n\ndef f():\n    return note()\n"}, below, wide=True
    )

    _, f = above.reachable([above.unit.names["above", "f"]])
    assert "return $js(below__note());" in f.text


@pytest.mark.parametrize(
    ("python", "declared"),
    [
        # Where a variable is first assigned to.
        ("b = a()\nreturn b", ["let b = a();"]),
        ("if a:\n    b = a()\n    return b", ["let b = a();"]),
        ("b, c = a\nreturn b", ["let [b, c] = $unpack(a, 2);"]),
        ("def b():\n    return b\nreturn b", ["let b = (() => {"]),
        ("while a():\n    b = a()\n    b()", ["let b = a();"]),
        ("for b in a:\n    b()", ["for (let b of $iter(a)) {"]),
        (
            "for b, c in a:\n    b()",
            ["for (let $each of $iter(a)) {", "let [b, c] = $unpack($each, 2);"],
        ),
        ("b = [x for x in a]\nreturn [b for _ in b]", ["let b = $map($iter(a), (x) => (x));"]),
        # At the top, if another part of the function has it too,
        ("if a:\n    b = 1\nreturn b", ["let b;"]),
        ("if a:\n    b = 1\nelse:\n    b = 2", ["let b;"]),
        ("for b in a:\n    b()\nreturn b", ["let b;"]),
        ("for b in a:\n    b()\nelse:\n    b()", ["let b, $$0;"]),
        ("try:\n    b = a()\nfinally:\n    a(b)", ["let b;"]),
        ("b = 1\nb, c = a\nreturn c", ["let c;", "let b = 1;"]),
        # or it is looked at before,
        ("while a:\n    a(b)\n    b = 1", ["let b;"]),
        ("while a:\n    if a():\n        b = 1\n    a(b)", ["let b;"]),
        ("def c():\n    return b\nb = 1\nreturn c", ["let b;", "let c = (() => {"]),
        ("b = b + 1", ["let b;"]),
        # or a function keeps it, which sees all that a loop assigns to it.
        ("for b in a:\n    a.append(lambda: b)", ["let b;"]),
        ("while a:\n    b = a()\n    a(lambda: b)", ["let b;"]),
        # The name of an exception is its handler's.
        ("try:\n    a()\nexcept KeyError as b:\n    a(b)", ["} catch (b) {"]),
        (
            "try:\n    a()\nexcept KeyError as b:\n    b = 1\n    raise",
            ["let b;", "} catch ($error) {"],
        ),
        (
            "try:\n    a()\nexcept KeyError as b:\n    a(b)\nexcept TypeError as c:\n    a(c)",
            ["} catch (c) {", "let b = c;"],
        ),
        (
            "try:\n    a()\nexcept KeyError:\n    try:\n        a()\n"
            "    except TypeError:\n        raise\n    raise",
            ["} catch ($error) {", "} catch ($error1) {"],
        ),
    ],
)
def test_a_variable_is_declared_where_nothing_can_tell(python, declared):
    body = "".join(f"    {line}\n" for line in python.split("\n"))
    found = javascript_of(f"def f(a):\n{body}")

    assert [
        line for line in found.split("\n") if "let " in line or "catch (" in line
    ] == declared


@pytest.mark.parametrize(
    "condition",
    [
        "SMALL",
        "not LARGE",
        "SMALL and a",
        "not (LARGE or a)",
        "sys.implementation.name == 'micropython' and a",
    ],
)
def test_what_is_never_done_here_is_left_out(condition):
    """Nor is what only that would need."""
    found = javascript_of(
        "import sys\n\nSMALL = sys.implementation.name == 'micropython'\nLARGE = True\n\n\n"
        f"def f(a):\n    if {condition}:\n        return a\n    return 1\n"
    )

    assert found == "function program__f(a) {\n;\nreturn 1;\n}"


@pytest.mark.parametrize("condition", ["LARGE", "not SMALL", "SMALL or LARGE or a"])
def test_what_follows_a_return_is_left_out(condition):
    found = javascript_of(
        "SMALL = False\nLARGE = True\n\n\n"
        f"def f(a):\n    if {condition}:\n        return 1\n    return a\n"
    )

    assert found == "function program__f(a) {\n{\nreturn 1;\n}\n}"


def test_a_flag_that_changes_is_asked_when_it_runs():
    found = javascript_of(
        "READY = False\n\n\ndef get_ready():\n    global READY\n    READY = True\n\n\n"
        "def f(a):\n    return a if READY else None\n"
    )

    assert "($truth(program__READY) ? a : null)" in found


def test_a_class_is_a_function_that_makes_instances():
    found = javascript_of(
        "class Point:\n"
        "    kind = 'point'\n\n"
        "    def __init__(self, x):\n"
        "        self.x = x\n\n"
        "    @property\n"
        "    def double(self):\n"
        "        return [self.x for _ in 'ab']\n\n"
        "    async def wait(self):\n"
        "        await self.wait()\n"
    )

    assert found == (
        'const Point = /* @__PURE__ */ $class_("", null, {\n'
        "$__init__(x) {\nthis.$x = x;\nreturn this;\n},\n"
        'get $double() {\nreturn $map("ab", (_) => (this.$x));\n},\n'
        "*$wait() {\n(yield* $awaited(this.$wait()));\n}\n"
        '}, {\n$kind: "point"\n});'
    )


@pytest.mark.parametrize(
    ("base", "name"), [("", ""), ("(Plain)", ""), ("(ValueError)", "Mine"), ("(Wrong)", "Mine")]
)
def test_a_class_has_its_name_if_it_is_an_exception(base, name):
    found = javascript_of(
        "class Plain:\n    pass\n\n\nclass Wrong(KeyError):\n    pass\n\n\n"
        f"class Mine{base}:\n    pass\n"
    )

    assert f'const Mine = /* @__PURE__ */ $class_("{name}", ' in found


def test_what_is_asked_of_the_interpreter_is_known():
    found = javascript_of("import sys\n\nIS_SMALL = sys.implementation.name == 'micropython'\n\n\n"
                          "def f():\n    return IS_SMALL\n", "IS_SMALL")

    assert found == "const program__IS_SMALL = false;"


def test_keywords_find_their_places_when_it_is_compiled():
    found = javascript_of(
        "def g(a, b=1, *, c=2, **more):\n    return a\n\n\n"
        "def f(x):\n    return g(x, c=x, d=x)\n"
    )

    assert "program__g(x, undefined, x, {__proto__: null, \"d\": x})" in found


def test_a_keyword_of_a_method_finds_its_place_by_the_methods_of_that_name():
    found = javascript_of(
        "class C:\n    def go(self, a, b=1, c=2):\n        return a\n\n\n"
        "def f(x):\n    return x.go(1, c=3)\n"
    )

    assert "x.$go(1, undefined, 3)" in found


def test_a_method_and_its_namesake_of_a_builtin_type_are_told_apart_when_it_runs():
    found = javascript_of(
        "class C:\n    def get(self, a):\n        return a\n\n\n"
        "def f(x):\n    return x.get(1)\n"
    )

    assert '$method(/* @__KEY__ */ "$get", $get_, x, 1)' in found


def test_what_a_private_field_holds_is_known_by_all_that_is_assigned_to_it():
    found = javascript_of(
        "class C:\n"
        "    def __init__(self):\n        self._count = 0\n\n"
        "    def add(self):\n        self._count += 1\n        return self._count > 3\n"
    )

    assert "this.$_count = this.$_count + 1;" in found
    assert "return (this.$_count > 3);" in found


def test_what_is_assigned_from_outside_is_not_known():
    found = javascript_of(
        "class C:\n    def __init__(self, start):\n        self._count = start\n\n"
        "    def add(self):\n        self._count += 1\n"
    )

    assert "this.$_count = $add_to(this.$_count, 1);" in found
