"""
What compiled programs give, beside what Python gives: each line is an expression and its repr, or
the exception it raises. Both are asked, CPython and Node.
"""

from tests.unit.buildtools.compiler.kit import in_cpython, run

SETUP = '''
class Point:
    kind = "point"

    def __init__(self, x, y=2):
        self.x = x
        self.y = y
        self.log = []

    def __str__(self):
        return "<" + str(self.x) + ">"

    def sum(self, more=0):
        return self.x + self.y + more

    @property
    def double(self):
        return self.x * 2

    def note(self, *parts):
        self.log.append(parts)
        return len(parts)


class Point3(Point):
    kind = "point3"

    def __init__(self, x, z):
        self.z = z
        super().__init__(x)

    def sum(self, more=0):
        return super().sum(more) + self.z


class Caller:
    def __init__(self):
        self.times = 0

    def __call__(self, value):
        self.times += 1
        return [value, self.times]


class Mine(ValueError):
    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


def raise_it(error):
    raise error


def caught(function):
    try:
        return function()
    except KeyError as error:
        return "key " + str(error)
    except (TypeError, ValueError) as error:
        return type(error).__name__ + " " + str(error)
    finally:
        order.append("finally")


order = []


def with_else(value):
    try:
        found = int(value)
    except ValueError:
        return "no"
    else:
        return found + 1


def late():
    found = []
    for index in range(3):
        found.append(lambda: index)
    return [each() for each in found]


def early():
    found = []
    for index in range(3):
        found.append(lambda index=index: index)
    return [each() for each in found]


def change_meanwhile():
    d = {"a": 1, "b": 2}
    for key in d:
        d[key + "!"] = 1
    return d


def drive(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


class Waits:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        yield self
        return self.value


async def inner(value):
    return await Waits(value) + 1


async def outer():
    try:
        return await inner(1) + await inner(2)
    finally:
        order.append("outer")


def rest(first, *others, last=0):
    return [first, others, last]


def unpacked():
    first, *others = [1, 2, 3]
    return first, others


def add_in_place():
    a = [1]
    b = a
    b += [2]
    return a


def keyed(key):
    d = {key: "a", (key, 2): "b"}
    return [list(d), key in d, d[key], d[int(key)]]


def with_end(values, wanted):
    for each in values:
        if each == wanted:
            found = "there"
            break
    else:
        found = "not there"
    return found


def nested():
    total = []
    for row in ((1, 2), (3, 4)):
        for cell in row:
            if cell == 3:
                break
            total.append(cell)
    return total
'''

EXPRESSIONS = """
bool({}), bool([]), bool(""), bool(0), bool(None), bool(()), bool(0.0), bool(" "), bool([0])
[] or "x", {} or [], "" and 1, 0 or None, [1] and [2], {} or 0 or "z"
1 + True, True == 1, False == 0, True + True, 1 == "1", None == 0, "" == 0
[1, [2, {"a": (3,)}]] == [1, [2, {"a": (3,)}]], [1] == (1,), {"a": 1} == {"a": True}
{"__proto__": 1, "constructor": 2}["__proto__"], "toString" in {}, {}.get("constructor")
{"a": 1}["b"]
[1, 2][5]
"abc"[-1], "abc"[1:], "abc"[:-1], "abc"[5:], "abc"[-2:2], [1, 2, 3][1:], (1, 2)[0:1]
"abc"[3]
"a" + 1
1 + "a"
[1] + (2,)
[1] + [2], (1,) + (2, 3), "a" * 3, 3 * [0], "ab" * 0, [1] * -1
-7 // 2, 7 // -2, -7 % 3, 7 % -3, divmod(-7, 3), 7 % 3, -1 % 86400000, 2 ** 10
1 // 0
1 % 0
5 & 3, 5 | 8, 6 ^ 3, 1 << 40, (1 << 40) >> 8, 2**45 & 2**45 + 1, -1 & 255, -8 >> 1, 2**40 | 1
(4294967295 * 16777619) & 0xFFFFFFFF, ((2166136261 ^ 97) * 16777619) & 0xFFFFFFFF
int("12"), int(" -3 "), int("ff", 16), int(3.9), int(-3.9), int("1_000"), int(True)
int("")
int("1.5")
int("0x10", 16), int("z", 36)
int("8", 8)
int(None)
float("1.5"), float(" 2e3 ") == 2000, float("inf"), float("-Infinity"), str(float("nan"))
float("x")
str(1.5), str(1e21), str(1e-7), repr("a'b"), repr('a"b'), repr("a\\nb\\\\"), str(None), str(True)
str([1, "a", None, True, (1,), {"k": "v"}]), str(()), str({}), repr("\\x00\\x7f"), repr("\\ud800")
"%s-%02d-%04d%%" % ("a", 7, 12), "%s" % "x", "%x %X" % (255, 255), "%r" % ("a",), "%3d|" % 5
"%d" % "x"
"%s %s" % ("a",)
"%s" % (1, 2)
f"{255:08x}", f"{1}{'a'}", f"{5:3d}|"
"a,b,,c".split(","), "a b  c ".split(), "".split(), "".split(","), "a,b,c".split(",", 1)
"a  b c".split(None, 1), "a-b-c".rsplit("-", 1), "abc".partition("b"), "abc".partition("x")
"abcb".rpartition("b"), "abc".rpartition("x")
"abc".partition("")
"aXbX".replace("X", "$&"), "aaa".replace("a", "b", 2), "ab".replace("", "-"), "a.b".replace(".", "")
max([None]), min([{}]), max(({"a": 1},))
max([None, None])
"".strip([None])
"".lstrip(("a",))
"".rstrip(1)
" a ".strip(), "xxaxx".strip("x"), "/a/".rstrip("/"), "0012".lstrip("0"), "\\ufeffa".strip()
"abc".find("c"), "abc".find("z"), "abcabc".rfind("b"), "abc".index("b"), "aab".count("a")
"abc".index("z")
"abc".startswith("a"), "abc".startswith(("x", "ab")), "abc".endswith("bc"), "abc".endswith("")
"123".isdigit(), "".isdigit(), "1a".isdigit(), "\\u00b2".isdigit(), "\\u0661".isdigit()
"ÄB".lower(), "äß".upper(), "İ".lower(), "ABC".lower().upper()
",".join(["a", "b"]), "".join([]), "-".join(("x",)), ",".join({"k": 1}), "".join(c for c in "abc")
",".join(["a", 1])
ord("a"), ord("é"), chr(233), chr(128512) == "\\U0001f600", hex(255)
ord("ab")
chr(-1)
"é".encode("utf-8"), b"\\xc3\\xa9".decode("utf-8"), "a".encode(), bytes([1, 2]), bytes(3), b"ab"[0]
"\\ud800".encode("utf-8")
b"\\xff".decode("utf-8")
bytes([256])
str(b"ab", "ascii"), b"a" in b"ba", 97 in b"ab", b"a" + b"b", bytearray(b"x") == b"x", list(b"ab")
sorted(["b", "a", "C"]), sorted([3, 1, 2]), sorted({"b": 1, "a": 2}), sorted([(2, "a"), (1, "b")])
sorted(["\\uffff", "\\U0001f600", "z"]) == ["z", "\\uffff", "\\U0001f600"], sorted("ba")
sorted(["bb", "a", "ccc"], key=len), sorted([1, 2, 3], reverse=True), sorted([True, 0, 2])
sorted([1, "a"])
min(3, 1, 2), max([1, 5, 2]), min("b", "a"), min([2.5, 1])
max([])
sum([1, 2]), abs(-3), round(2.5), round(3.5), round(-0.5), abs(-1.5)
list(range(3)), list(range(1, 7, 2)), list(range(3, 0, -1)), list(reversed([1, 2])), tuple([1])
list(zip([1, 2], "ab")), list(enumerate(["a"], 1)), [*"ab"], list({"a": 1}), list((1, 2))
[x * 2 for x in [1, 2, 3] if x > 1], [a + b for a, b in [(1, 2)]], {k: 1 for k in "ab"}
[x + y for x in "ab" for y in "cd"], any(x > 1 for x in [1, 2]), all(x for x in []), any([])
{"a": 1} | {"b": 2}, list({"a": 1}.items()), list({"a": 1}.values()), {"a": 1}.pop("a")
{"a": 1}.pop("b", 5), {}.setdefault("a", []), dict([("a", 1)]), dict({"x": 1}, y=2), dict(a=1)
{}.pop("x")
{1: "a", "1": "b", (1, "x"): "c", None: "d", 1.5: "e"}, {1: "a"}[True], {0: 1}.get(False)
keyed(1), keyed(0)
keyed(True), keyed(False)
list({True}), list({1, True}), list({True, 1}), [x for x in {False, 2}], {True} | {1}, {True} == {1}
{[]: 1}
{"b": 1, "a": 2, "c": 3}, [*{"z": 1, "a": 2}]
{"a": 1} in [{"a": 1}], 1 in {1: 2}, "b" in "abc", None in [None], (1,) in [(1,)], [] in []
1 in "abc"
5 in 5
None.x
None[0]
len(5)
for_ in []
1 < "a"
[1, 2] < [1, 3], (1,) < (1, 2), "a" < "b", True < 2, "a" < "\\U0001f600", 1 < 2 < 3, 3 > 2 > 2
None < 1
isinstance(True, int), isinstance(1, bool), isinstance("a", (int, str)), isinstance(None, dict)
isinstance([], (list, tuple)), isinstance((), list), isinstance(Mine("a", 1), Exception)
type(1).__name__, type("a").__name__, type([]).__name__, type(()).__name__, type({}).__name__
type(None).__name__, type(True).__name__, type(Mine("m", 1)).__name__
type(Mine('m', 1)).__name__, type(Point(1)).__name__, type(Point3(1, 2)).__name__
Point(1).sum(), Point3(1, 5).sum(1), Point(4).double, str(Point(3)), Point3.kind, Point3(1, 2).kind
[each(7).sum() for each in (Point,)], Point(1).note("a", 2), isinstance(Point3(1, 2), Point)
[bound() for bound in [Point(1).sum]], getattr(Point(1), "x"), getattr(Point(1), "nope", 9)
getattr(Point(1), "nope")
hasattr(Point(1), "sum"), hasattr(Point(1), "zz"), getattr(None, "x", 3)
callable(Caller()), callable(5), callable(Point), callable(len)
[Caller()(5), [c(1) for c in [Caller()] for _ in "ab"]]
caught(lambda: raise_it(KeyError("k"))), caught(lambda: raise_it(Mine("m", 5))), caught(lambda: 4)
caught(lambda: raise_it(TypeError)), str(ValueError()), str(KeyError())
str(ValueError("a", 1)), repr(ValueError("a")), Mine("a", 3).code, Mine("a", 3).args
with_else("3"), with_else("x"), with_end("abc", "b"), with_end("abc", "x"), late(), early(), order
change_meanwhile()
drive(outer()), order[-1]
rest(1), rest(1, 2, 3), rest(1, 2, last=5), rest(1, *[2, 3]), unpacked(), add_in_place(), nested()
raise_it(RuntimeError("x"))
raise_it(5)
len({1, 2, 1}), 1 in {1, 2}, {"a"} == {"a"}, len(set("aab")), sorted({3, 1}), {1, 2} & {2}
[1, 2, 3].index(2), [1, 2].count(1), [3, 1][::1] if False else 0
[1].index(5)
[None][0].count(1)
{"a": 1}.count("a")
[5][0].index(5)
[].pop()
[] * 2**40, 2**40 * (), "" * 2**40
"abc" == "abc" != "abx", not [] and not {}, not "a", 1 if [] else 2, -True, - (3)
-"a"
2.5 // 1, 7.5 % 2, 1 / 2, 0.1 + 0.2, 1e16 + 1, 10**15 * 1000, 1.5 * 2 == 3
""".strip().splitlines()

# What is one number type cannot tell 2.0 from 2; these lines say it with what it shows.
ONE_NUMBER_TYPE = {
    "2.5 // 1, 7.5 % 2, 1 / 2, 0.1 + 0.2, 1e16 + 1, 10**15 * 1000, 1.5 * 2 == 3":
        "(2, 1.5, 0.5, 0.30000000000000004, 10000000000000000, 1000000000000000000, True)",
    "{1: \"a\", \"1\": \"b\", (1, \"x\"): \"c\", None: \"d\", 1.5: \"e\"}, {1: \"a\"}[True], "
    "{0: 1}.get(False)": "({'1': 'b', 1: 'a', (1, 'x'): 'c', None: 'd', 1.5: 'e'}, 'a', 1)",
}
# Only exceptions have their names, which the page is told; the rest would be bytes for nobody.
NAMES_OF_CLASSES = {
    "type(Mine('m', 1)).__name__, type(Point(1)).__name__, type(Point3(1, 2)).__name__":
        "('Mine', 'object', 'object')",
}
# A dict finds True as it finds 1, and tells it as 1. The build refuses what it sees of that.
KEYS_OF_TRUTH = {
    "keyed(True), keyed(False)":
        "([[1, (1, 2)], True, 'a', 'a'], [[0, (0, 2)], True, 'a', 'a'])",
}
DIFFERENT = ONE_NUMBER_TYPE | KEYS_OF_TRUTH | NAMES_OF_CLASSES


def programs():
    skipped = ("for_ in []", "[1, 2, 3].index(2), [1, 2].count(1), [3, 1][::1] if False else 0",
               "None.x")
    return [line for line in EXPRESSIONS if line not in skipped]


def test_expressions_give_what_python_gives():
    lines = programs()
    sources = [f"{SETUP}\n\ndef main():\n    return [{line}]\n" for line in lines]
    found = run(sources)

    different = []
    for line, source, outcome in zip(lines, sources, found, strict=True):
        expected = in_cpython(source)
        if line in DIFFERENT:
            expected = ("value", f"[{DIFFERENT[line][1:-1]}]")
        if outcome[0] == "refused" and expected[0] == "raised":
            # What cannot work is told sooner.
            continue
        if outcome != expected:
            different.append(f"{line}\n  Python:   {expected}\n  compiled: {outcome}")

    assert not different, "\n".join(different)
