"""Values and their parts: literals, displays, attributes, items."""

import ast
import re

from alloy_web.buildtools.compiler import language
from alloy_web.buildtools.compiler.language import BOOL, TEXT
from alloy_web.buildtools.compiler.names import Names, text_literal
from alloy_web.buildtools.compiler.program import is_implementation
from alloy_web.buildtools.compiler.types import kind
from alloy_web.buildtools.compiler.words import MARK


class Expressions(Names):
    def expr(self, node):
        self.hold(node)
        method = getattr(self, "_expr_" + type(node).__name__, None)
        if method is None:
            self.refuse(node, f"{type(node).__name__} here", "Write it in a line of its own")
        return method(node)

    def arguments(self, nodes):
        return ", ".join(self.spread(node) for node in nodes)

    def spread(self, node):
        if isinstance(node, ast.Starred):
            return "..." + self.array(node.value)
        return self.expr(node)

    def array(self, node):
        """An expression as something that JavaScript goes through."""
        if kind(self.type_of(node)) in ("list", "tuple", "bytes", TEXT):
            return self.expr(node)
        return f"{self.lib('iter')}({self.expr(node)})"

    def _receiver(self, text):
        return text if re.match(r"[\w$.]+$|[\[(]", text) and not text[0].isdigit() else f"({text})"

    # ---- Literals and displays

    def _expr_Constant(self, node):
        value = node.value
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return text_literal(MARK + value + MARK if id(node) in self.unit.words else value)
        if isinstance(value, bytes):
            return f'{self.lib("bytes")}({text_literal(value.decode("latin-1"))}, "latin-1")'
        if isinstance(value, int):
            return repr(value) if abs(value) < 10**21 else repr(float(value))
        return repr(value).replace("inf", "Infinity")

    def _expr_Name(self, node):
        return self.name(node)

    def _expr_NamedExpr(self, node):
        return f"({self.identifier(node.target.id)} = {self.expr(node.value)})"

    def _expr_JoinedStr(self, node):
        parts = []
        for each in node.values:
            if isinstance(each, ast.Constant):
                parts.append(text_literal(each.value))
                continue
            if each.conversion == ord("r"):
                inside = f"{self.lib('repr')}({self.expr(each.value)})"
            elif each.format_spec is not None:
                spec = each.format_spec.values[0].value if each.format_spec.values else ""
                self._check_form(node, spec)
                inside = f"{self.lib('format')}({self.expr(each.value)}, {text_literal(spec)})"
            elif self.type_of(each.value) == TEXT:
                inside = self.expr(each.value)
            else:
                inside = f"{self.lib('str')}({self.expr(each.value)})"
            parts.append(inside)
        if not parts:
            return '""'
        return f"({' + '.join(parts)})" if len(parts) > 1 else parts[0]

    def _check_form(self, node, spec):
        if not re.fullmatch(r"0?\d*[dxX]?", spec):
            self.refuse(node, f'the format "{spec}"', "Known: a width, 0 before it, d, x, X")

    def _expr_Dict(self, node):
        parts = []
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                # As JavaScript's prototype is no key of ours, `__proto__` is one like any other.
                name = text_literal(key.value)
                parts.append(
                    f"{f'[{name}]' if key.value == '__proto__' else name}: {self.expr(value)}"
                )
            elif self.type_of(key) == TEXT:
                parts.append(f"[{self.expr(key)}]: {self.expr(value)}")
            else:
                parts.append(f"[{self.lib('key')}({self.key(key)})]: {self.expr(value)}")
        return "{" + ", ".join(["__proto__: null", *parts]) + "}"

    def key(self, node):
        """A key that a dict gets: none that it would tell otherwise than it was given."""
        if self.type_of(node) == BOOL:
            self.refuse(
                node,
                "a dict's key that is true or false, and would come out as 1 or 0",
                "Write a text, or int(…)",
            )
        return self.expr(node)

    def _expr_Set(self, node):
        return f"{self.lib('set')}([{self.arguments(node.elts)}])"

    def _expr_List(self, node):
        return f"[{self.arguments(node.elts)}]"

    def _expr_Tuple(self, node):
        return f"{self.lib('tuple_')}([{self.arguments(node.elts)}])"

    # ---- Parts of things

    def _expr_Subscript(self, node):
        if isinstance(node.slice, ast.Slice):
            return self._slice(node)
        value = self.expr(node.value)
        return f"{self.lib('get')}({value}, {self.expr(node.slice)})"

    def _slice(self, node):
        parts = [self.expr(node.value)]
        lower, upper = node.slice.lower, node.slice.upper
        if lower is not None or upper is not None:
            parts.append("null" if lower is None else self.expr(lower))
        if upper is not None:
            parts.append(self.expr(upper))
        return f"{self.lib('slice')}({', '.join(parts)})"

    def attribute(self, node):
        """The receiver and the name of an attribute in JavaScript: `this.$name`."""
        if self.is_foreign(node.value):
            return f"{self._receiver(self.expr(node.value))}.{node.attr}"
        self.check_attribute(node)
        value = self.expr(node.value)
        if isinstance(node.value, ast.Name):
            means = self.meaning(node.value.id)
            if means[0] == "global" and self.unit.class_named(means[1]):
                value += ".prototype"
        return f"{self._receiver(value)}.${node.attr}"

    def check_attribute(self, node):
        if self.unit.wide:
            return
        if not self.unit.is_attribute(node.attr) and node.attr not in language.ATTRIBUTES:
            self.refuse(
                node,
                f"no class has an attribute {node.attr}",
                "Set it in __init__, or ask with getattr",
            )

    def _expr_Attribute(self, node):
        if is_implementation(self.module, node):
            return text_literal(language.IMPLEMENTATION)
        target = self.target(node)
        if target:
            return self._of_module(target)
        if node.attr == "__name__":
            inside = node.value
            if (
                isinstance(inside, ast.Call)
                and isinstance(inside.func, ast.Name)
                and (self.meaning(inside.func.id) == ("builtin", "type"))
            ):
                return f"{self.lib('type_name')}({self.expr(inside.args[0])})"
            return f"{self.lib('name')}({self.expr(inside)})"
        if self.is_foreign(node.value):
            return f"{self.lib('js')}({self.attribute(node)})"
        if self._is_super(node.value):
            self.refuse(node, "super() without a call", "Call the method")
        attr = node.attr
        if attr in self.unit.methods and not self._is_own_field(node):
            self.check_attribute(node)
            return f'{self.lib("bound")}({self.expr(node.value)}, /* @__KEY__ */ "${attr}")'
        if not self.unit.is_attribute(attr) and attr in language.METHODS:
            function = self.lib(language.METHODS[attr][0])
            return f"{self.lib('partial')}({function}, {self.expr(node.value)})"
        return self.attribute(node)

    def _is_own_field(self, node):
        """Is this `self.field`, of a class that has no such method?"""
        if not isinstance(node.value, ast.Name) or self.around is None:
            return False
        means = self.meaning(node.value.id)
        is_self = means[0] == "local" and means[1].self_name == node.value.id
        return is_self and not any(
            node.attr in each.methods for each in self.unit.relatives(self.around)
        )

    def _of_module(self, target):
        if target[0] == "global":
            self.uses.add(target[1])
            return target[1]
        return self.lib(target[1])
