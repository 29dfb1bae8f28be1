"""
Calls of what the program defines: which function is meant, and in what order its arguments go; and
waiting for coroutines.
"""

import ast

from alloy_web.buildtools.compiler import language
from alloy_web.buildtools.compiler.builtin_calls import BuiltinCalls
from alloy_web.buildtools.compiler.language import TEXT
from alloy_web.buildtools.compiler.names import text_literal
from alloy_web.buildtools.compiler.program import Signature
from alloy_web.buildtools.compiler.types import kind


class Calls(BuiltinCalls):
    def _expr_Call(self, node):
        written = self._written(node)
        called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        # To JavaScript the unit below gives nothing here, where to Python it gives None.
        return f"{self.lib('js')}({written})" if called in self.unit.resultless_below else written

    def _written(self, node):
        called = node.func
        if isinstance(called, ast.Name):
            return self._call_of_name(node, called)
        if isinstance(called, ast.Attribute):
            return self._call_of_attribute(node, called)
        return f"{self._receiver(self.expr(called))}({self.positional(node)})"

    def positional(self, node):
        """The arguments of a call of something that is not known: by position only."""
        for keyword in node.keywords:
            self.refuse(
                node,
                f"{keyword.arg or '**'}= in a call of what is not known",
                "Give it by position",
            )
        return self.arguments(node.args)

    def _call_of_name(self, node, called):
        means = self.meaning(called.id)
        if means[0] == "builtin" and means[1] not in language.EXCEPTIONS:
            return self._call_of_builtin(means[1], node)
        if means[0] == "global":
            return self._call_of_global(means[1], node)
        if means[0] == "builtin":
            return f"{self.name(called)}({self.positional(node)})"
        if means[0] == "local":
            found = means[1].definitions.get(called.id)
            if found is not None:
                return f"{self.name(called)}({self.bind(Signature(found.args), node, called.id)})"
        return f"{self.name(called)}({self.positional(node)})"

    def _call_of_global(self, name, node):
        self.uses.add(name)
        found = self.unit.function(name)
        if found is not None:
            return f"{name}({self.bind(Signature(found.args), node, name)})"
        found = self.unit.class_named(name)
        if found is not None:
            return f"{name}({self.bind(self.unit.constructor(found), node, name)})"
        return f"{name}({self.positional(node)})"

    def _call_of_attribute(self, node, called):
        target = self.target(called)
        if target:
            if target[0] == "global":
                return self._call_of_global(target[1], node)
            return self._call_of_library(target[1], called.attr, node)
        attr = called.attr
        if self._is_super(called.value):
            arguments = (
                self.bind_method(attr, node)
                if attr in self.unit.methods
                else (self.positional(node))
            )
            return f"super.${attr}({arguments})"
        if self.is_foreign(called.value):
            return f"{self.lib('js')}({self.attribute(called)}({self.positional(node)}))"
        own = self.unit.is_attribute(attr)
        if attr in language.METHODS:
            if not own:
                return self._call_of_builtin_method(attr, node, called)
            if node.keywords:
                return self._call_own(attr, node, called)
            function, _ = language.METHODS[attr]
            receiver = self.expr(called.value)
            arguments = self.arguments(node.args)
            given = f"{receiver}, {arguments}" if arguments else receiver
            found = kind(self.type_of(called.value))
            if found in (TEXT, "list", "tuple", "dict", "set", "bytes"):
                return f"{self.lib(function)}({given})"
            if found == "self" or receiver == "this":
                return self._call_own(attr, node, called)
            return f'{self.lib("method")}(/* @__KEY__ */ "${attr}", {self.lib(function)}, {given})'
        return self._call_own(attr, node, called)

    def _call_own(self, attr, node, called):
        if self.unit.methods.get(attr):
            arguments = self.bind_method(attr, node)
        else:
            arguments = self.positional(node)
        return f"{self.attribute(called)}({arguments})"

    # ---- Arguments

    def bind_method(self, attr, node):
        """The arguments of a call of a method, whichever class has it."""
        signatures = self.unit.methods[attr]
        if not node.keywords and all(each.is_plain for each in signatures):
            if any(isinstance(each, ast.Starred) for each in node.args):
                return self.arguments(node.args)
            count = len(node.args)
            if attr not in self.unit.fields and not any(
                self._takes(each, count) for each in signatures
            ):
                self.refuse(node, f"{count} arguments for {attr}", "See its definition")
            return self.arguments(node.args)
        if any(not each.same_layout(signatures[0]) for each in signatures):
            names = {keyword.arg for keyword in node.keywords}
            found = [each for each in signatures if names <= set(each.order)]
            if len(found) != 1 and any(not each.same_layout(found[0]) for each in found):
                self.refuse(
                    node,
                    f"a call of {attr} with keywords, which classes define differently",
                    "Give the methods different names",
                )
            if not found:
                self.refuse(
                    node, f"no {attr} takes {', '.join(map(str, names))}", "See its definition"
                )
            return self.bind(found[0], node, attr)
        return self.bind(signatures[0], node, attr)

    def _takes(self, signature, count):
        required = [each for each in signature.positional if each not in signature.optional]
        return len(required) <= count and (
            bool(signature.starred) or count <= len(signature.positional)
        )

    def bind(self, signature, node, name):
        """The arguments of a call of something that is known, in JavaScript's order."""
        spread = [keyword for keyword in node.keywords if keyword.arg is None]
        if spread:
            return self._bind_late(signature, node, spread, name)
        given, rest = {}, []
        for index, argument in enumerate(node.args):
            if isinstance(argument, ast.Starred):
                rest += node.args[index:]
                break
            if index < len(signature.positional):
                given[signature.positional[index]] = self.expr(argument)
            elif signature.starred:
                rest.append(argument)
            else:
                self.refuse(node, f"too many arguments for {name}", "See its definition")
        more = []
        for keyword in node.keywords:
            known = keyword.arg in signature.positional or keyword.arg in signature.keyword_only
            if keyword.arg in given:
                self.refuse(node, f"{keyword.arg} of {name} given twice", "Give it once")
            if known:
                given[keyword.arg] = self.expr(keyword.value)
            elif signature.keywords:
                more.append(f"{text_literal(keyword.arg)}: {self.expr(keyword.value)}")
            else:
                self.refuse(node, f"{name} has no parameter {keyword.arg}", "See its definition")
        if more:
            given[signature.keywords] = "{" + ", ".join(["__proto__: null", *more]) + "}"
        if (
            rest
            and isinstance(rest[0], ast.Starred)
            and not signature.is_plain
            and any(each not in given for each in signature.positional)
        ):
            self.refuse(node, f"* for what {name} has names for", "Give that by position")
        starts_inside = rest and any(isinstance(each, ast.Starred) for each in rest)
        if starts_inside and not signature.starred:
            if node.keywords or signature.keyword_only:
                self.refuse(node, "* where there are keywords", "Give them by position")
            return self.arguments(node.args)
        for each in [*signature.positional, *signature.keyword_only]:
            if each not in given and each not in signature.optional and not starts_inside:
                self.refuse(node, f"{each} is missing in a call of {name}", "Give it")
        texts = [given.get(each, "undefined") for each in signature.order]
        if not rest:
            while texts and texts[-1] == "undefined":
                texts.pop()
        return ", ".join([*texts, *[self.spread(each) for each in rest]])

    def _bind_late(self, signature, node, spread, name):
        """Where keywords are known only when the program runs, the library puts them in place."""
        if not self.unit.wide:
            self.refuse(node, "** in a call", "Name the arguments")
        positional = [each for each in node.args if not isinstance(each, ast.Starred)]
        stars = [each for each in node.args if isinstance(each, ast.Starred)]
        count = len(signature.positional)
        rest = [*positional[count:], *stars]
        names = ", ".join(
            text_literal(each) for each in [*signature.positional, *signature.keyword_only]
        )
        named = [
            f"{text_literal(keyword.arg)}: {self.expr(keyword.value)}"
            for keyword in node.keywords
            if keyword.arg is not None
        ]
        parts = ["{" + ", ".join(["__proto__: null", *named]) + "}"]
        parts += [self.expr(keyword.value) for keyword in spread]
        return (
            f"...{self.lib('keywords')}([{names}], "
            f"[{self.arguments(positional[:count])}], [{', '.join(parts)}], "
            f"{'true' if signature.keywords else 'false'}, [{self.arguments(rest)}])"
        )

    # ---- Waiting

    def _expr_Await(self, node):
        """A coroutine is a generator; what it waits for comes out of it, up to whoever runs it."""
        value = node.value
        if self._is_own_coroutine(value):
            return f"(yield* {self.expr(value)})"
        return f"(yield* {self.lib('awaited')}({self.expr(value)}))"

    def _is_own_coroutine(self, node):
        if not isinstance(node, ast.Call):
            return False
        called = node.func
        target = None
        if isinstance(called, ast.Name):
            target = self.meaning(called.id)
        elif isinstance(called, ast.Attribute):
            target = self.target(called)
            if target is None and not self.is_foreign(called.value):
                return (
                    self.unit.async_methods.get(called.attr) == {True}
                    and called.attr not in self.unit.fields
                    and called.attr.startswith("_")
                )
        if target and target[0] == "global":
            return isinstance(self.unit.function(target[1]), ast.AsyncFunctionDef)
        return False

    def _expr_Yield(self, node):
        return f"(yield {self.expr(node.value) if node.value else 'null'})"

    def _expr_YieldFrom(self, node):
        return f"(yield* {self.array(node.value)})"
