"""
Functions in expressions: lambdas and their parameters, and comprehensions, which hand arrow
functions to the library.
"""

import ast

from alloy_web.buildtools import scopes
from alloy_web.buildtools.compiler import types
from alloy_web.buildtools.compiler.names import Scope
from alloy_web.buildtools.compiler.operators import Operators
from alloy_web.buildtools.compiler.program import Signature


class Arrows(Operators):
    def _expr_Lambda(self, node):
        return self.arrow(node.args, lambda: f"({self.expr(node.body)})", node)

    def arrow(self, given, write_body, node, body=(), bound=()):
        """A function that has the `this` of the one around."""
        names = scopes.arguments(ast.Lambda(given, ast.Constant(None)))
        before = self.defaults_before(given)
        inner = Scope([*names, *bound], body=body, parameters=self.parameter_types(given))
        # Temporaries belong to the function around: an arrow's are used up where they are made.
        inner.temporaries = self.scopes[-1].temporaries if self.scopes else []
        self.scopes.append(inner)
        head = self.parameters(given, before, node)
        written = f"({head}) => {write_body()}"
        self.scopes.pop()
        return self.with_defaults(written, before)

    # ---- Parameters

    def parameter_types(self, given):
        found = dict.fromkeys(each.arg for each in [*given.args, *given.kwonlyargs])
        if given.vararg:
            found[given.vararg.arg] = "tuple"
        if given.kwarg:
            found[given.kwarg.arg] = "dict"
        return found

    def defaults_before(self, given):
        """
        Defaults that have to be worked out once, where the function is defined: `{name of the
        parameter: JavaScript}`.
        """
        found = {}
        for name, default in self._defaults(given):
            if not self._is_constant(default):
                found[name] = self.expr(default)
        return found

    def _defaults(self, given):
        """[(parameter, its default)]"""
        named = [each.arg for each in given.args][len(given.args) - len(given.defaults) :]
        pairs = list(zip(named, given.defaults, strict=True))
        only = [each.arg for each in given.kwonlyargs]
        pairs += zip(only, given.kw_defaults, strict=True)
        return [(name, default) for name, default in pairs if default is not None]

    def _is_constant(self, node):
        """Does it not matter when this is worked out, or how often?"""
        if isinstance(node, (ast.Constant, ast.Tuple)):
            return all(self._is_constant(each) for each in getattr(node, "elts", ()))
        if isinstance(node, ast.UnaryOp):
            return self._is_constant(node.operand)
        if isinstance(node, ast.Name):
            means = self.meaning(node.id)
            return means[0] == "builtin" or (
                means[0] == "global"
                and (self.unit.function(means[1]) or self.unit.class_named(means[1]))
            )
        return False

    def parameters(self, given, before, node):
        signature = Signature(given)
        defaults = dict(self._defaults(given))
        parts = []
        for name in signature.order:
            own = self.identifier(name)
            if name in before:
                parts.append(f"{own} = {own}$0")
            elif name in defaults:
                parts.append(f"{own} = {self.expr(defaults[name])}")
            elif name == signature.keywords:
                parts.append(f"{own} = {{__proto__: null}}")
            else:
                parts.append(own)
        if signature.starred:
            parts.append("..." + self.identifier(signature.starred))
        return ", ".join(parts)

    def with_defaults(self, written, before):
        if not before:
            return f"({written})"
        names = ", ".join(self.identifier(name) + "$0" for name in before)
        return f"(({names}) => {written})({', '.join(before.values())})"

    # ---- Comprehensions

    def _expr_ListComp(self, node):
        return self.comprehension(node.generators, lambda: self.expr(node.elt), node)

    def _expr_GeneratorExp(self, node):
        self.refuse(
            node,
            "a generator expression outside any(…), all(…), join(…) and the like",
            "Write a list: [… for …]",
        )

    def _expr_SetComp(self, node):
        return f"{self.lib('set')}({self._expr_ListComp(node)})"

    def _expr_DictComp(self, node):
        def pair():
            return f"[{self.key(node.key)}, {self.expr(node.value)}]"

        return f"{self.lib('dict')}({self.comprehension(node.generators, pair, node)})"

    def comprehension(self, generators, write, node):
        """Nested calls of the library, one for each `for`."""
        first, *rest = generators
        source = self.array(first.iter)

        def inner():
            return self.comprehension(rest, write, node) if rest else write()

        each = self.with_target(first, inner)
        name = "flat" if rest else "map"
        if not first.ifs:
            return f"{self.lib(name)}({source}, {each})"
        test = self.with_target(
            first, lambda: " && ".join(self.condition(test) for test in first.ifs)
        )
        return f"{self.lib(name)}({source}, {each}, {test})"

    def with_target(self, generator, write):
        """An arrow function with the target of a `for` as its parameter."""
        bound = sorted(scopes.variables([generator.target]))
        value = ("element", generator.iter)
        inner = Scope(bound)
        inner.temporaries = self.scopes[-1].temporaries if self.scopes else []
        inner.types = self.element_types(generator.target, value)
        self.scopes.append(inner)
        if isinstance(generator.target, ast.Name):
            head = self.identifier(generator.target.id)
        else:
            head = self.pattern(generator.target)
        written = f"({head}) => ({write()})"
        self.scopes.pop()
        return written

    def element_types(self, target, value):
        if not isinstance(target, ast.Name):
            return {}
        found = types.element(self.type_of(value[1]))
        return {target.id: found}

    def pattern(self, target):
        parts = []
        for each in target.elts:
            if isinstance(each, (ast.Tuple, ast.List)):
                parts.append(self.pattern(each))
            elif isinstance(each, ast.Name):
                parts.append(self.identifier(each.id))
            else:
                self.refuse(target, "this target", "Unpack in a line of its own")
        return f"[{', '.join(parts)}]"
