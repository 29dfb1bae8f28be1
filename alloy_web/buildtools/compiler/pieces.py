"""
A piece is what a statement at the top of a module becomes, with the names it defines and needs:
what nothing needs is left out.
"""

import ast

from alloy_web.buildtools import scopes
from alloy_web.buildtools.compiler.names import Scope
from alloy_web.buildtools.compiler.statements import Statements


class Piece:
    def __init__(self, node, defines, uses, library, text):
        self.node = node
        self.defines = defines
        self.uses = uses
        self.library = library
        self.text = text


class Pieces(Statements):
    def piece(self, node):
        """What a statement at the top of the module becomes."""
        self.uses, self.library = set(), set()
        # At the top of a module names are global.
        self.scopes = [Scope()]
        text = self.top(node)
        temporaries = self.scopes[0].temporaries
        if temporaries:
            text = self._with_temporaries(node, text, temporaries)
        return Piece(node, self.defined_by(node), self.uses, self.library, text)

    def _with_temporaries(self, node, text, temporaries):
        names = {
            each: f"{each}_{self.module.name.split('.')[-1]}_{node.lineno}" for each in temporaries
        }
        for each, unique in names.items():
            text = text.replace(each, unique)
        return f"let {', '.join(names.values())};\n{text}"

    def defined_by(self, node):
        names = scopes.definitions([node]) | scopes.variables([node])
        return {self.unit.names[self.module.name, name] for name in names}

    def top(self, node):
        if isinstance(node, scopes.FUNCTIONS):
            return self.function(node, self.unit.names[self.module.name, node.name])
        if isinstance(node, ast.ClassDef):
            name = self.unit.names[self.module.name, node.name]
            return self.mark(node) + f"const {name} = {self.class_(node)};"
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            names = scopes.variables([node])
            word = "let" if names & self.module.reassigned() else "const"
            return self.mark(node) + f"{word} {self._assigned(node.targets[0], node.value)};"
        if self._is_choice_of_imports(node):
            return ""
        text = self.statement(node)
        names = sorted(self.unit.names[self.module.name, name] for name in scopes.variables([node]))
        return f"let {', '.join(names)};\n{text}" if names else text

    def function(self, node, name):
        """`function name(…) {…}` of a function at the top of a module."""
        self._hold_function(node)
        before = self.defaults_before(node.args)
        head, body = self.function_parts(node, before, Scope())
        star = "*" if self._is_generator(node) else ""
        text = f"function{star} {name}({head}) {body}"
        if before:
            names = [f"const {self.identifier(key)}$0 = {value};" for key, value in before.items()]
            made = f"{{ {' '.join(names)} return {text}; }}"
            return self.mark(node) + f"const {name} = /* @__PURE__ */ (() => {made})();"
        return self.mark(node) + text

    def _is_choice_of_imports(self, node):
        """An import, and another for where there is no such module: here it is that."""
        return (
            isinstance(node, ast.Try)
            and len(node.handlers) == 1
            and getattr(node.handlers[0].type, "id", None) == "ImportError"
            and all(
                isinstance(each, scopes.IMPORTS) for each in [*node.body, *node.handlers[0].body]
            )
        )

    def _assigned(self, target, value):
        if isinstance(target, ast.Name):
            name = self.unit.names[self.module.name, target.id]
            text = self.expr(value)
            if text in ("true", "false") or isinstance(
                value, (ast.Dict, ast.List, ast.Tuple, ast.Name, ast.Constant)
            ):
                return f"{name} = {text}"
            return f"{name} = /* @__PURE__ */ (() => {text})()"
        names = [self.unit.names[self.module.name, each.id] for each in target.elts]
        return f"[{', '.join(names)}] = {self.lib('unpack')}({self.expr(value)}, {len(names)})"
