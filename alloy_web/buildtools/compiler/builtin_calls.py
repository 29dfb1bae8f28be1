"""Calls of what Python has by itself: builtin functions, and methods of builtin types."""

import ast

from alloy_web.buildtools.compiler import language
from alloy_web.buildtools.compiler.arrows import Arrows
from alloy_web.buildtools.compiler.language import BOOL, TEXT
from alloy_web.buildtools.compiler.names import text_literal
from alloy_web.buildtools.compiler.types import kind


class BuiltinCalls(Arrows):
    def _call_of_builtin(self, name, node):
        special = getattr(self, "_builtin_" + name, None)
        written = special(node) if special else None
        return written or self._call_of_library(language.FUNCTIONS[name][0], name, node)

    def _call_of_library(self, function, name, node, receiver=None):
        places = language.KEYWORDS.get(name, {})
        given = [] if receiver is None else [receiver]
        for each in node.args:
            if isinstance(each, ast.GeneratorExp):
                given.append(
                    self.comprehension(each.generators, lambda e=each: self.expr(e.elt), each)
                )
            else:
                given.append(self.spread(each))
        for keyword in node.keywords:
            if keyword.arg not in places:
                self.refuse(
                    node,
                    f"{keyword.arg or '**'} in a call of {name}",
                    f"Known: {', '.join(places) or 'none'}",
                )
            while len(given) <= places[keyword.arg]:
                given.append("undefined")
            given[places[keyword.arg]] = self.expr(keyword.value)
        return f"{self.lib(function)}({', '.join(given)})"

    def _call_of_builtin_method(self, attr, node, called):
        function, _ = language.METHODS[attr]
        receiver = self.expr(called.value)
        if attr == "setdefault" and node.args:
            self.key(node.args[0])
        if attr == "update" and node.keywords and not node.args:
            return f"{self.lib(function)}({receiver}, {self._dict_of_keywords(node)})"
        return self._call_of_library(function, attr, node, receiver)

    def _dict_of_keywords(self, node):
        parts = [
            f"{text_literal(each.arg)}: {self.expr(each.value)}"
            for each in node.keywords
            if each.arg
        ]
        made = "{" + ", ".join(["__proto__: null", *parts]) + "}"
        for each in node.keywords:
            if each.arg is None:
                made = f"{self.lib('or_')}({made}, {self.expr(each.value)})"
        return made

    # ---- Functions with a form of their own

    def _builtin_super(self, node):
        self.refuse(node, "super() as a value", "Call a method of it")

    def _builtin_dict(self, node):
        if node.keywords:
            made = self._dict_of_keywords(node)
            if not node.args:
                return made
            return f"{self.lib('or_')}({self.lib('dict')}({self.expr(node.args[0])}), {made})"
        return None if node.args else "{__proto__: null}"

    def _builtin_list(self, node):
        return None if node.args else "[]"

    def _builtin_float(self, node):
        given = node.args[0] if node.args else None
        return "Infinity" if isinstance(given, ast.Constant) and given.value == "inf" else None

    def _builtin_str(self, node):
        if len(node.args) == 2:
            return f"{self.lib('decode')}({self.arguments(node.args)})"
        if len(node.args) == 1 and self.type_of(node.args[0]) == TEXT:
            return self.expr(node.args[0])
        return None

    def _builtin_bool(self, node):
        if len(node.args) != 1:
            return None
        found = self.type_of(node.args[0])
        return self.expr(node.args[0]) if found == BOOL else "!!" + self.condition(node.args[0])

    def _builtin_len(self, node):
        if len(node.args) == 1 and kind(self.type_of(node.args[0])) in (
            TEXT,
            "list",
            "tuple",
            "bytes",
        ):
            return self._length(node.args[0])
        return None

    def _length(self, node):
        match node:
            case ast.Call(func=ast.Attribute(value=text, attr="encode"), args=[], keywords=[]):
                return f"{self.lib('byte_length')}({self.expr(text)})"
        return f"{self._receiver(self.expr(node))}.length"

    def _builtin_any(self, node):
        return self._quantified(node, "any")

    def _builtin_all(self, node):
        return self._quantified(node, "all")

    def _quantified(self, node, name):
        """any(… for …) stops where it knows, so it gets the test as a function."""
        given = node.args[0]
        if not isinstance(given, ast.GeneratorExp):
            return None
        if len(given.generators) > 1:
            self.refuse(node, f"two for in {name}(…)", "Write a loop")
        generator = given.generators[0]
        source = self.array(generator.iter)

        def write():
            conditions = [self.condition(each) for each in generator.ifs]
            wanted = self.condition(given.elt)
            if name == "any":
                return " && ".join([*conditions, wanted])
            return " || ".join([*["!" + f"({each})" for each in conditions], wanted])

        return f"{self.lib(name)}({source}, {self.with_target(generator, write)})"

    # ---- What a value is

    def _builtin_isinstance(self, node):
        value, wanted = node.args
        kinds = wanted.elts if isinstance(wanted, ast.Tuple) else [wanted]
        if not self.simple(value) and len(kinds) > 1:
            return None
        text = self.expr(value)
        parts = []
        names = [each.id if isinstance(each, ast.Name) else None for each in kinds]
        if set(names) >= {"int", "float"} and self.meaning("int") == ("builtin", "int"):
            parts.append(f"{self.lib('is_number')}({text})")
            kinds = [
                each
                for each, name in zip(kinds, names, strict=True)
                if name not in ("int", "float", "bool")
            ]
        for each in kinds:
            part = self._is_of(text, each)
            if part is None:
                return None
            parts.append(part)
        return parts[0] if len(parts) == 1 else f"({' || '.join(parts)})"

    def _is_of(self, text, kind_):
        target = None
        if isinstance(kind_, ast.Name):
            target = self.meaning(kind_.id)
        elif isinstance(kind_, ast.Attribute):
            target = self.target(kind_)
        if target is None:
            return None
        if target[0] == "builtin":
            name = target[1]
            if name == "str":
                return f'(typeof {text} === "string")'
            if name == "bool":
                return f'(typeof {text} === "boolean")'
            if name in language.TYPES:
                return f"{self.lib('is_' + name)}({text})"
            if name in language.EXCEPTIONS:
                return f"({text} instanceof {self.lib(name)})"
            return None
        if target[0] == "global" and self.unit.class_named(target[1]):
            self.uses.add(target[1])
            return f"({text} instanceof {target[1]})"
        return None

    # ---- Attributes by name

    def _name_of_attribute(self, node):
        """The second argument of getattr and the like, as JavaScript names attributes."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return f"/* @__KEY__ */ {text_literal('$' + node.value)}"
        return f'{self.lib("concat")}("$", {self.expr(node)})'

    def _of_attribute(self, name, node):
        value, attr, *rest = node.args
        parts = [self.expr(value), self._name_of_attribute(attr), *[self.expr(x) for x in rest]]
        written = f"{self.lib(name)}({', '.join(parts)})"
        if (
            name == "hasattr"
            and isinstance(attr, ast.Constant)
            and attr.value
            in (
                "send",
                "__await__",
            )
        ):
            return f"({self.lib('is_generator')}({parts[0]}) || {written})"
        if isinstance(attr, ast.Constant) and attr.value == "__name__":
            return f"{self.lib('name')}({parts[0]})"
        return written

    def _builtin_getattr(self, node):
        return self._of_attribute("getattr", node)

    def _builtin_hasattr(self, node):
        known = self.known(node)
        if known is not None:
            return "true" if known else "false"
        return self._of_attribute("hasattr", node)

    def _builtin_setattr(self, node):
        return self._of_attribute("setattr", node)
