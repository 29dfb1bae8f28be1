"""
What names mean in a module of a unit, and in its functions: the layer below all that writes
JavaScript.

Each of the layers above (see __init__.py) is a class that writes one kind of thing, and uses those
below it. The text is for readers, whole and unshortened; minifiers make it small. Names of the
library begin with `$`, so do attributes of our classes (`self.name` is `this.$name`), which lets
esbuild shorten them and keeps them apart from JavaScript's own; no variable does.
"""

import ast
import json
from typing import NoReturn

from alloy_web.buildtools import grammar
from alloy_web.buildtools.compiler import language, types
from alloy_web.buildtools.compiler.program import Class, refuse


class Scope:
    """A function, or a module's top level; what it binds, by Python's names."""

    def __init__(self, bound=(), aliases=None, self_name=None, body=(), parameters=()):
        self.bound = set(bound)
        self.aliases = aliases or {}
        # The name that `this` has in a method.
        self.self_name = self_name
        self.self_text = "this"
        self.assigned = types.assigned(body)
        self.parameters = dict(parameters)
        # {name: definition} of the functions in a function.
        self.definitions = {}
        self.is_init = False
        self.has_result = True
        # Variables to declare at its top.
        self.temporaries = []
        # Statements that declare what they assign to, as `id(node)`.
        self.declared_here = frozenset()
        self.types = {}
        # Of each loop around: the variable that says whether it came to its end, if it has an else.
        self.loops = []
        # Names of exceptions being handled, for a bare `raise`.
        self.handled = []


def text_literal(value):
    return json.dumps(value)


class Names(types.Typed):
    """Asks and notes what the pieces of one module need."""

    def __init__(self, unit, module, knowledge):
        self.unit = unit
        self.module = module
        self.knowledge = knowledge
        self.top_aliases = module.aliases(module.tree.body)
        self.scopes = []
        # The class that is being written.
        self.around: Class | None = None
        # {definition: what is known of its scope}
        self._facts = {}
        # {definition: is it a coroutine or a generator?}
        self._generators = {}
        # Global names and functions of the library that the piece being written needs.
        self.uses = set()
        self.library = set()

    def refuse(self, node, what, instead) -> NoReturn:
        refuse(self.module.path, node, what, instead)

    def hold(self, node):
        """The build stops where the dialect has no such thing."""
        for place, what, instead in grammar.left_out(node):
            self.refuse(place, what, instead)

    def lib(self, name):
        self.library.add(name)
        return "$" + name

    def meaning(self, name):
        """
        ("local", scope) | ("module", its name) | ("outside", module) | ("global", name in the
        result) | ("builtin", name) | ("unknown", name).
        """
        for scope in reversed(self.scopes):
            if name in scope.bound:
                return ("local", scope)
            if name in scope.aliases:
                return self._imported(scope.aliases[name])
        if name in self.top_aliases:
            return self._imported(self.top_aliases[name])
        found = self.unit.global_name(self.module.name, name)
        if found:
            return ("global", found)
        if name in self.module.outside:
            return ("outside", self.module.outside[name])
        if name in language.FUNCTIONS or name in language.EXCEPTIONS or name == "super":
            return ("builtin", name)
        if name == "__file__":
            return ("path", self.module.path)
        return ("unknown", name)

    def _imported(self, means):
        if means[0] in ("module", "outside"):
            return means
        found = self.unit.names.get(means[1:])
        return ("global", found) if found else ("unknown", means[2])

    def target(self, node, must=True):
        """
        What an attribute of a module is: ("global", name), ("library", function, type); None.
        `must`: it is used, so it has to be there.
        """
        if not isinstance(node.value, ast.Name):
            return None
        means = self.meaning(node.value.id)
        if means[0] == "module":
            origin = self.module.origin(means[1], node.attr)
            if origin not in self.unit.names:
                if not must:
                    return None
                self.refuse(node, f"{means[1]} has no {node.attr}", "Write a name that it has")
            return ("global", self.unit.names[origin])
        if means[0] == "outside":
            module = means[1]
            known = language.MODULES.get(module, {})
            if node.attr not in known:
                if not must:
                    return None
                self.refuse(
                    node,
                    f"{module}.{node.attr} is not in the run-time library",
                    f"Known of {module}: {', '.join(sorted(known)) or 'nothing'}",
                )
            return ("library", *known[node.attr])
        return None

    def type_of_name(self, name):
        means = self.meaning(name)
        if means[0] == "local":
            scope = means[1]
            if name in scope.parameters:
                return scope.parameters[name]
            return scope.types.get(name)
        if means[0] == "global":
            return self.knowledge.globals.get(means[1])
        return None

    def identifier(self, name):
        return name + "$" if name in language.RESERVED else name

    def name(self, node):
        means = self.meaning(node.id)
        if means[0] == "local":
            if node.id == means[1].self_name:
                return means[1].self_text
            return self.identifier(node.id)
        if means[0] == "global":
            self.uses.add(means[1])
            return means[1]
        if means[0] == "builtin":
            if means[1] in language.EXCEPTIONS:
                return self.lib(means[1])
            return self.lib(language.FUNCTIONS[means[1]][0])
        if means[0] == "path":
            return text_literal(means[1])
        if means[0] in ("module", "outside"):
            self.refuse(node, f"the module {means[1]} as a value", "Name what is in it")
        return self.refuse(node, f"{node.id} is not defined", "Define or import it")

    def temporary(self):
        """A variable for a value that is looked at twice."""
        taken = self.scopes[-1].temporaries
        taken.append(f"$${len(taken)}")
        return taken[-1]

    # ---- What a node is

    def simple(self, node):
        """Can this be looked at twice, or before its turn, without a difference?"""
        if isinstance(node, ast.Constant):
            return True
        return isinstance(node, ast.Name)

    def _is_call_of(self, node, name):
        """Is this a call of a builtin function?"""
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and self.meaning(node.func.id) == ("builtin", name)
        )

    def _is_super(self, node):
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "super"
        )

    def is_foreign(self, node):
        """Is this a JavaScript object, whose names are not ours?"""
        if isinstance(node, ast.Name):
            return node.id in self.unit.foreign
        return isinstance(node, ast.Attribute) and node.attr in self.unit.foreign
