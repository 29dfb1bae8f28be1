"""
What is true: conditions, `and`, `or`, `if … else`, and what is known of them before the program
runs.
"""

import ast

from alloy_web.buildtools.compiler import language
from alloy_web.buildtools.compiler.expressions import Expressions
from alloy_web.buildtools.compiler.program import truth_of_constant
from alloy_web.buildtools.compiler.types import ALIKE, kind


class Truth(Expressions):
    def condition(self, node):
        """JavaScript that is true where Python's value is."""
        known = self.known(node)
        if known is not None:
            return "true" if known else "false"
        if isinstance(node, ast.BoolOp):
            sign = " && " if isinstance(node.op, ast.And) else " || "
            parts = [self.condition(each) for each in self._open(node)]
            return f"({sign.join(parts)})" if len(parts) > 1 else parts[0]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return "!" + self.condition(node.operand)
        if self._is_call_of(node, "bool") and len(node.args) == 1:
            return self.condition(node.args[0])
        found = self.type_of(node)
        text = self.expr(node)
        if found in ALIKE:
            return text
        if kind(found) in ("list", "tuple", "bytes"):
            return f"{self._receiver(text)}.length"
        return f"{self.lib('truth')}({text})"

    def known(self, node):
        """True or False, where that is all that an expression can be; else None."""
        if isinstance(node, ast.Name):
            means = self.meaning(node.id)
            return self.unit.flags.get(means[1]) if means[0] == "global" else None
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inside = self.known(node.operand)
            return None if inside is None else not inside
        if isinstance(node, ast.BoolOp):
            left = self._open(node)
            return isinstance(node.op, ast.And) if not left else self.known(left[0])
        if self._is_call_of(node, "hasattr") and isinstance(node.args[0], ast.Name):
            means = self.meaning(node.args[0].id)
            if means[0] == "outside" and isinstance(node.args[1], ast.Constant):
                return node.args[1].value in language.MODULES.get(means[1], {})
        return truth_of_constant(self.module, node)

    def _open(self, node):
        """The parts of an `and` or `or` that are left when it runs."""
        decides = isinstance(node.op, ast.Or)
        left = []
        for each in node.values:
            known = self.known(each)
            if known is None or known is decides:
                left.append(each)
            if known is decides:
                break
        return left

    def _expr_BoolOp(self, node):
        is_and = isinstance(node.op, ast.And)
        *first, last = node.values
        written = self.expr(last)
        cheap = self._is_cheap(last)
        for each in reversed(first):
            if self.type_of(each) in ALIKE:
                written = f"({self.expr(each)} {'&&' if is_and else '||'} {written})"
            elif isinstance(each, ast.Name):
                name = self.expr(each)
                test = self.condition(each)
                parts = (written, name) if is_and else (name, written)
                written = f"({test} ? {parts[0]} : {parts[1]})"
            elif cheap and not is_and:
                written = f"{self.lib('either')}({self.expr(each)}, {written})"
            else:
                kept = self.temporary()
                inside = f"{kept} = {self.expr(each)}"
                found = self.type_of(each)
                if kind(found) in ("list", "tuple", "bytes"):
                    test = f"({inside}).length"
                else:
                    test = f"{self.lib('truth')}({inside})"
                parts = (written, kept) if is_and else (kept, written)
                written = f"({test} ? {parts[0]} : {parts[1]})"
            cheap = False
        return written

    def _is_cheap(self, node):
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.Name):
            return self.meaning(node.id)[0] in ("local", "global")
        if isinstance(node, (ast.List, ast.Tuple)):
            return not node.elts
        return isinstance(node, ast.Dict) and not node.keys

    def _expr_IfExp(self, node):
        known = self.known(node.test)
        if known is not None:
            return self.expr(node.body if known else node.orelse)
        return f"({self.condition(node.test)} ? {self.expr(node.body)} : {self.expr(node.orelse)})"
