"""
The whole program, as the compiler sees it before it writes a line: its modules, the name that each
of their definitions has in the result, the classes with their methods and fields, and what can be
known of types.

A unit is a set of modules compiled together. Tests are a second unit: they see the SDK, but nothing
in them changes what is known of it, so that the text of the SDK is the one that is shipped.
"""

import ast
from typing import NoReturn

from alloy_web.buildtools import flatten, scopes
from alloy_web.buildtools.compiler import language
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.grammar import PROPERTY


class Signature:
    """The parameters of a function, without `self`; and their order in JavaScript."""

    def __init__(self, arguments, skip=0):
        self.positional = [each.arg for each in [*arguments.posonlyargs, *arguments.args]][skip:]
        self.keyword_only = [each.arg for each in arguments.kwonlyargs]
        self.starred = arguments.vararg.arg if arguments.vararg else None
        self.keywords = arguments.kwarg.arg if arguments.kwarg else None
        defaults = arguments.defaults
        with_default = self.positional[len(self.positional) - len(defaults) :] if defaults else []
        self.optional = set(with_default) | {
            name
            for name, default in zip(self.keyword_only, arguments.kw_defaults, strict=True)
            if default is not None
        }
        # Named ones first, the rest last, where JavaScript has it.
        self.order = [*self.positional, *self.keyword_only]
        if self.keywords:
            self.order.append(self.keywords)

    @property
    def is_plain(self):
        """Can it be called by position alone, by whoever does not know it?"""
        return not (self.starred and (self.keyword_only or self.keywords))

    def same_layout(self, other):
        return (self.order, self.starred, self.keywords) == (
            other.order,
            other.starred,
            other.keywords,
        )


def _parameters(text):
    function = ast.parse(f"lambda {text}: None", mode="eval").body
    assert isinstance(function, ast.Lambda)
    return function.args


ANYTHING = Signature(_parameters("*given"))
NOTHING = Signature(_parameters(""))


class Class:
    def __init__(self, node, module, name):
        self.node = node
        self.module = module
        self.name = name
        self.methods = {each.name: each for each in node.body if isinstance(each, scopes.FUNCTIONS)}
        self.variables = scopes.variables(
            [each for each in node.body if not isinstance(each, scopes.FUNCTIONS)]
        )
        self.bases = []


def _lineage(found):
    """A class, what it inherits from, and so on, as far as these are classes of the program."""
    inside = [each for base in found.bases if isinstance(base, Class) for each in _lineage(base)]
    return [found, *inside]


class Unit:
    """Modules compiled together, with what they may use: the unit below, or None."""

    def __init__(self, sources, below=None, foreign=(), wide=False):
        self.below = below
        # Names of variables and attributes that hold JavaScript objects.
        self.foreign = frozenset(foreign)
        # May it use what only tests may?
        self.wide = wide
        self.own = {
            module.name: module for module in (flatten.Module(*item) for item in sources.items())
        }
        self.modules = {**(below.modules if below else {}), **self.own}
        for module in self.own.values():
            module.modules = self.modules
        for module in self.own.values():
            module.resolve()
        self.order = flatten.in_order(self.own)
        self.names = dict(below.names) if below else {}
        self._name_globals()
        self.classes = {}
        self.functions = {}
        # {name of a method: its signatures}
        self.methods = {name: list(found) for name, found in below.methods.items()} if below else {}
        self.async_methods = dict(below.async_methods) if below else {}
        self.fields = set(below.fields) if below else set()
        self.properties = set(below.properties) if below else set()
        # {global name: True or False} of variables that are that and nothing else.
        self.flags = dict(below.flags) if below else {}
        # Names of functions and methods that are only called by statements, which look at no
        # result: of this unit, and of the unit below.
        self.resultless = set()
        self.resultless_below = below.resultless | below.resultless_below if below else set()
        # Names of methods that nothing in the program says; see linking.py.
        self.uncalled = set()
        # The constants that stand in another file; see words.py.
        self.words = set()
        self._find_definitions()
        self._find_flags()
        self._find_resultless()

    def global_name(self, module, name):
        """The name in the result of what a module calls `name`, or None."""
        return self.names.get((module, name))

    def function(self, name):
        """The definition of a global function or class of the result, and its unit; or None."""
        unit = self
        while unit:
            if name in unit.functions:
                return unit.functions[name]
            unit = unit.below
        return None

    def class_named(self, name):
        unit = self
        while unit:
            if name in unit.classes:
                return unit.classes[name]
            unit = unit.below
        return None

    def relatives(self, found):
        """A class, and those that it inherits from or that inherit from it."""
        return [
            each for each in self.classes.values()
            if found in _lineage(each) or each in _lineage(found)
        ]

    def constructor(self, found):
        """The signature of a class when it is called."""
        while isinstance(found, Class):
            if "__init__" in found.methods:
                return Signature(found.methods["__init__"].args, 1)
            if not found.bases:
                return NOTHING
            found = found.bases[0]
        return ANYTHING

    def _name_globals(self):
        taken = set(self.names.values())
        for module in self.order:
            last = module.name.split(".")[-1]
            for name in sorted(module.names):
                given = name if name in module.classes else f"{last}__{name}"
                while given in taken or given in language.RESERVED:
                    given += "_"
                taken.add(given)
                self.names[module.name, name] = given

    def _find_definitions(self):
        for module in self.order:
            for node in scopes.walk(module.tree):
                if isinstance(node, ast.ClassDef):
                    self._add_class(module, node)
                elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                    self.fields.add(node.attr)
                elif isinstance(node, ast.Call) and getattr(node.func, "id", None) == "hasattr":
                    self._add_asked(node)
            for node in module.tree.body:
                if isinstance(node, scopes.FUNCTIONS):
                    self.functions[self.names[module.name, node.name]] = node
        for found in self.classes.values():
            for base in found.node.bases:
                if isinstance(base, ast.Name):
                    found.bases.append(self._base(found.module, base.id))

    def _add_asked(self, node):
        """Who asks whether there is such an attribute may use it."""
        name = node.args[1]
        if isinstance(name, ast.Constant) and name.value not in language.METHODS:
            self.fields.add(name.value)

    def _base(self, module, name):
        means = module.aliases(module.tree.body).get(name)
        origin = means[1:] if means else (module.name, name)
        given = self.names.get(origin)
        return (given and self.class_named(given)) or name

    def _add_class(self, module, node):
        at_top = node in module.tree.body
        name = self.names[module.name, node.name] if at_top else f"{node.name}:{node.lineno}"
        found = Class(node, module, name)
        self.classes[name] = found
        self.fields |= found.variables
        for method in found.methods.values():
            if any(getattr(each, "id", None) == PROPERTY for each in method.decorator_list):
                self.properties.add(method.name)
                continue
            self.methods.setdefault(method.name, []).append(Signature(method.args, 1))
            is_async = isinstance(method, ast.AsyncFunctionDef)
            self.async_methods.setdefault(method.name, set()).add(is_async)

    def _find_flags(self):
        for module in self.order:
            changed = module.reassigned()
            for node in module.tree.body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    name = node.targets[0].id
                    value = truth_of_constant(module, node.value)
                    if value is not None and name not in changed:
                        self.flags[self.names[module.name, name]] = value

    def _find_resultless(self):
        """By the name alone, whatever has it."""
        statements, called, others = set(), set(), set()
        for module in self.order:
            for node in scopes.walk(module.tree):
                if isinstance(node, ast.Expr):
                    value = node.value.value if isinstance(node.value, ast.Await) else node.value
                    if isinstance(value, ast.Call):
                        # What is walked through next.
                        statements.add(value.func)
                name = getattr(node, "id", None) or getattr(node, "attr", None)
                if name:
                    (called if node in statements else others).add(name)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    # It may be asked for by name.
                    others.add(node.value)
        self.resultless = {
            name for name in called - others - self.resultless_below if not name.startswith("__")
        }

    def is_attribute(self, name):
        return name in self.fields or name in self.methods or name in self.properties


def is_implementation(module, node):
    """`sys.implementation.name`, which some code asks for MicroPython."""
    return module.outside.get("sys") == "sys" and ast.unparse(node) == "sys.implementation.name"


def truth_of_constant(module, node):
    """True or False, where that is all that an expression can be and it shows; else None."""
    match node:
        case ast.Constant(value=bool(value)):
            return value
        case ast.Compare(left, [ast.Eq() | ast.NotEq() as op], [ast.Constant(value=name)]):
            if is_implementation(module, left):
                return (name == language.IMPLEMENTATION) == isinstance(op, ast.Eq)
    return None


def refuse(path, node, what, instead) -> NoReturn:
    """The build stops: what was found, where, and what to write instead."""
    raise BuildError(f"{path}:{node.lineno}: {what}. {instead}")
