"""
What can be known of a value before the program runs: from literals, from what builtin functions and
methods return, and from variables, fields and functions that only ever hold such values.

Parameters are not known, whoever calls: the next caller may give something else. Fields and
properties are: all that sets them is in view.
"""

import ast
from collections.abc import Callable

from alloy_web.buildtools import scopes
from alloy_web.buildtools.compiler import language
from alloy_web.buildtools.compiler.language import BOOL, INT, NONE, NUMBER, TEXT
from alloy_web.buildtools.compiler.program import Unit

# Nothing is assigned yet; `None` is: could be anything.
UNSET = "unset"
NUMBERS = (INT, NUMBER)
INSTANCE = "instance"
# One of several of which JavaScript finds the same true as Python.
PLAIN = "plain"
ALIKE = (NONE, BOOL, TEXT, INT, "function", INSTANCE, PLAIN)


def kind(found):
    """`list` of `list[str]`."""
    return found.split("[")[0] if found else None


def element(found):
    """`str` of `list[str]`, and of text, whose letters are texts."""
    if found == TEXT:
        return TEXT
    if kind(found) == "bytes":
        return INT
    if found and found.endswith("]"):
        inside = found[found.index("[") + 1 : -1]
        return None if inside == "pair" else inside
    return None


def join(one, other):
    if one in (UNSET, other):
        return other
    if other == UNSET:
        return one
    if one in NUMBERS and other in NUMBERS:
        return NUMBER
    if one and other and kind(one) == kind(other):
        return kind(one)
    return PLAIN if one in ALIKE and other in ALIKE else None


def joined(found):
    result = UNSET
    for each in found:
        result = join(result, each)
    return None if result == UNSET else result


class Knowledge:
    """
    What is known of the fields, global variables and functions of a unit.

    `resolve(module, scopes, name)` of names.py says what a name means.
    """

    def __init__(self, below=None):
        self.fields = dict(below.fields) if below else {}
        self.globals = dict(below.globals) if below else {}
        self.returns = dict(below.returns) if below else {}


class Typed:
    """The layer that infers, below all that write."""

    # What it asks of the rest; see names.py.
    knowledge: Knowledge
    unit: Unit
    meaning: Callable
    target: Callable
    type_of_name: Callable
    is_foreign: Callable

    def type_of(self, node):
        method = getattr(self, "_type_" + type(node).__name__, None)
        return method(node) if method else None

    def _type_Constant(self, node):
        value = node.value
        if value is None:
            return NONE
        if isinstance(value, bool):
            return BOOL
        if isinstance(value, int):
            return INT
        if isinstance(value, float):
            return INT if value == value and value.is_integer() else NUMBER
        return TEXT if isinstance(value, str) else "bytes" if isinstance(value, bytes) else None

    def _type_JoinedStr(self, node):
        return TEXT

    def _type_Dict(self, node):
        return "dict"

    _type_DictComp = _type_Dict

    def _type_Set(self, node):
        return "set"

    _type_SetComp = _type_Set

    def _elements(self, name, node):
        if not node.elts or any(isinstance(each, ast.Starred) for each in node.elts):
            return name
        inside = joined(self.type_of(each) for each in node.elts)
        return f"{name}[{inside}]" if inside in (TEXT, INT, NUMBER, BOOL) else name

    def _type_List(self, node):
        return "list"

    def _type_Tuple(self, node):
        return self._elements("tuple", node)

    def _type_ListComp(self, node):
        return "list"

    def _type_Compare(self, node):
        return BOOL

    def _type_Lambda(self, node):
        return "function"

    def _type_NamedExpr(self, node):
        return self.type_of(node.value)

    def _type_BoolOp(self, node):
        return joined(self.type_of(each) for each in node.values)

    def _type_IfExp(self, node):
        return join(self.type_of(node.body), self.type_of(node.orelse))

    def _type_UnaryOp(self, node):
        if isinstance(node.op, ast.Not):
            return BOOL
        inside = self.type_of(node.operand)
        return INT if inside in (INT, BOOL) or isinstance(node.op, ast.Invert) else NUMBER

    def _type_BinOp(self, node):
        left, right = self.type_of(node.left), self.type_of(node.right)
        if UNSET in (left, right):
            return UNSET
        if isinstance(node.op, ast.Add):
            for found in (left, right):
                if kind(found) in (TEXT, "list", "tuple", "bytes"):
                    return kind(found)
        if isinstance(node.op, ast.Mod) and left in (TEXT, "bytes"):
            return left
        if isinstance(node.op, ast.Mult):
            for found in (left, right):
                if kind(found) in (TEXT, "list", "tuple", "bytes"):
                    return kind(found)
        if isinstance(node.op, (ast.BitOr, ast.BitAnd, ast.BitXor)):
            return INT if INT in (left, right) else "dict" if "dict" in (left, right) else None
        if isinstance(node.op, (ast.LShift, ast.RShift)):
            return INT
        whole = (INT, BOOL)
        if isinstance(node.op, ast.Div):
            return NUMBER
        if left in whole and right in whole and not isinstance(node.op, ast.Pow):
            return INT
        numeric = (*NUMBERS, BOOL)
        if left in numeric or right in numeric:
            # Whatever the other is, it is a number or this raises.
            return (
                NUMBER
                if not isinstance(node.op, ast.Mult)
                else (NUMBER if left in numeric and right in numeric else None)
            )
        return None

    def _type_Name(self, node):
        return self.type_of_name(node.id)

    def _type_Attribute(self, node):
        if node.attr == "__name__":
            return TEXT
        target = self.target(node, must=False)
        if target:
            return self.knowledge.globals.get(target[1]) if target[0] == "global" else None
        return None if self.is_foreign(node.value) else self.knowledge.fields.get(node.attr)

    def _type_Subscript(self, node):
        found = self.type_of(node.value)
        if found == UNSET:
            return UNSET
        if isinstance(node.slice, ast.Slice):
            return found if kind(found) in (TEXT, "list", "tuple", "bytes") else None
        return element(found)

    def _type_Call(self, node):
        called = node.func
        if isinstance(called, ast.Name):
            means = self.meaning(called.id)
            if means[0] == "builtin" and called.id in language.FUNCTIONS:
                return self._type_of_builtin(called.id, node)
            if means[0] == "global":
                return self._type_of_called(means[1])
            return None
        if isinstance(called, ast.Attribute):
            target = self.target(called, must=False)
            if target and target[0] == "global":
                return self._type_of_called(target[1])
            if target and target[0] == "library":
                return target[2]
            if called.attr in language.METHODS and not self.unit.is_attribute(called.attr):
                return language.METHODS[called.attr][1]
        return None

    def _type_of_called(self, name):
        return INSTANCE if self.unit.class_named(name) else self.knowledge.returns.get(name)

    def _type_of_builtin(self, name, node):
        if name in ("min", "max"):
            if len(node.args) == 1:
                return element(self.type_of(node.args[0]))
            found = joined(self.type_of(each) for each in node.args)
            return found if found in (*NUMBERS, TEXT) else None
        if name == "round" and len(node.args) == 2:
            return NUMBER
        if name in ("list", "sorted", "reversed", "tuple") and len(node.args) == 1:
            inside = element(self.type_of(node.args[0]))
            name = "tuple" if name == "tuple" else "list"
            return f"{name}[{inside}]" if inside else name
        if name == "abs":
            inside = self.type_of(node.args[0]) if node.args else None
            return INT if inside in (INT, BOOL) else NUMBER
        return language.FUNCTIONS[name][1]


def assigned(body):
    """
    `{name: [what is assigned]}` of the variables of a scope: a node; or ("element", node) where the
    variable goes through one; or None for what nobody knows.
    """
    found = {}

    def put(target, value):
        if isinstance(target, ast.Name):
            found.setdefault(target.id, []).append(value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else None
            for index, each in enumerate(target.elts):
                if isinstance(each, ast.Starred):
                    put(each.value, None)
                elif values is not None and len(values) == len(target.elts):
                    put(each, values[index])
                else:
                    put(each, ("element", value) if isinstance(value, ast.AST) else None)

    for node in scopes.own_nodes(body):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                put(target, node.value)
        elif isinstance(node, ast.AugAssign):
            if isinstance(node.target, ast.Name):
                put(node.target, ast.BinOp(node.target, node.op, node.value))
        elif isinstance(node, ast.NamedExpr):
            put(node.target, node.value)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            put(node.target, ("element", node.iter))
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.setdefault(node.name, []).append(None)
        elif isinstance(node, ast.With):
            for item in node.items:
                if item.optional_vars is not None:
                    put(item.optional_vars, None)
        elif isinstance(node, scopes.DEFINITIONS):
            found.setdefault(node.name, []).append(None)
        elif isinstance(node, scopes.IMPORTS):
            for name in scopes.imported([node]):
                found.setdefault(name, []).append(None)
    return found
