"""
Sums, comparisons and `%`: JavaScript's own where both sides are known to be what it does right, the
library's elsewhere.
"""

import ast
import re

from alloy_web.buildtools.compiler.language import BOOL, NONE, TEXT
from alloy_web.buildtools.compiler.names import text_literal
from alloy_web.buildtools.compiler.truth import Truth
from alloy_web.buildtools.compiler.types import NUMBERS, kind

# What JavaScript does as Python does it, where both sides are numbers.
ARITHMETIC = {ast.Add: "+", ast.Sub: "-"}
# The library's, for what is not known to be a number.
OPERATORS = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.FloorDiv: "floordiv",
    ast.Mod: "mod", ast.Pow: "pow", ast.BitAnd: "and_", ast.BitOr: "or_", ast.BitXor: "xor",
    ast.LShift: "lshift", ast.RShift: "rshift",
}  # fmt: skip
ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
ORDER_FUNCTIONS = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}
SMALL = 1 << 20


class Operators(Truth):
    def _expr_BinOp(self, node):
        return self.binary(node.op, node.left, node.right, node)

    def binary(self, op, left, right, node):
        if (
            isinstance(op, ast.Mod)
            and isinstance(left, ast.Constant)
            and isinstance(left.value, (str, bytes))
        ):
            return self._formatted(left, right, node)
        if (
            isinstance(op, ast.BitAnd)
            and isinstance(right, ast.Constant)
            and isinstance(right.value, int)
            and right.value == 0xFFFFFFFF
        ):
            return f"{self.lib('unsigned')}({self._modular(left)})"
        if (
            isinstance(op, ast.Pow)
            and self._number(left) is not None
            and self._number(right) is not None
        ):
            return self.expr(
                ast.copy_location(ast.Constant(self._number(left) ** self._number(right)), node)
            )
        types_ = self.type_of(left), self.type_of(right)
        if isinstance(op, ast.Add):
            chain = self._chain(node) if isinstance(node, ast.BinOp) else [left, right]
            if TEXT in [self.type_of(each) for each in chain]:
                return self._concatenated(chain)
        if all(each in NUMBERS for each in types_):
            if type(op) in ARITHMETIC:
                return f"({self.expr(left)} {ARITHMETIC[type(op)]} {self.expr(right)})"
            small = any(
                (number := self._number(each)) is not None and abs(number) < SMALL
                for each in (left, right)
            )
            if isinstance(op, ast.Mult) and small:
                return f"({self.expr(left)} * {self.expr(right)})"
        if isinstance(op, ast.Mod) and types_[0] in (*NUMBERS, BOOL):
            # No format of a text: what does those is not needed for it.
            return f"{self.lib('rest')}({self.expr(left)}, {self.expr(right)})"
        if isinstance(op, ast.BitAnd) and any(each in NUMBERS for each in types_):
            # No sets, whose `&` is another.
            return f"{self.lib('and_bits')}({self.expr(left)}, {self.expr(right)})"
        return f"{self.lib(self.operator(node, op))}({self.expr(left)}, {self.expr(right)})"

    def operator(self, node, op):
        """The function of the library that does it."""
        return OPERATORS[type(op)]

    def _number(self, node):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            number = self._number(node.operand)
            return None if number is None else -number
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return node.value
        return None

    def _modular(self, node):
        """What of a number is left below 2 ** 32, where the rest would not fit a number."""
        if isinstance(node, ast.BinOp):
            for kind_, name in ((ast.Mult, "mul32"), (ast.Add, "add32"), (ast.LShift, "shl32")):
                if isinstance(node.op, kind_):
                    right = self.expr(node.right) if name == "shl32" else self._modular(node.right)
                    return f"{self.lib(name)}({self._modular(node.left)}, {right})"
        return self.expr(node)

    def _chain(self, node):
        """The summands of a + b + c, in their order."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [*self._chain(node.left), node.right]
        return [node]

    def _concatenated(self, chain):
        if all(self.type_of(each) == TEXT for each in chain):
            return f"({' + '.join(self.expr(each) for each in chain)})"
        return f"{self.lib('concat')}({self.arguments(chain)})"

    def _formatted(self, left, right, node):
        """`%` of a literal: its parts are known, so only they are put together."""
        is_text = isinstance(left.value, str)
        form = left.value if is_text else left.value.decode("latin-1")
        pieces = re.split(r"(%(?:%|0?\d*[a-zA-Z]))", form)
        wanted = [each for each in pieces[1::2] if each != "%%"]
        for each in wanted:
            if each[-1] not in "sdxXr":
                self.refuse(node, f"the format {each}", "Known: %s %r %d %x %X, widths with 0")
        if isinstance(right, ast.Tuple):
            if len(right.elts) != len(wanted):
                self.refuse(
                    node, f"{len(right.elts)} values for {len(wanted)} places", "Give as many"
                )
            given = self.arguments(right.elts)
        elif len(wanted) == 1 and kind(self.type_of(right)) not in ("tuple", None):
            given = self.expr(right)
        else:
            return (
                f"{self.lib('percent')}({text_literal(form)}, {self.expr(right)})"
                if is_text
                else self._percent_bytes(form, right)
            )
        made = f"{self.lib('percent')}({text_literal(form)}, {self.lib('tuple_')}([{given}]))"
        return made if is_text else f'{self.lib("bytes")}({made}, "latin-1")'

    def _percent_bytes(self, form, right):
        made = f"{self.lib('percent')}({text_literal(form)}, {self.expr(right)})"
        return f'{self.lib("bytes")}({made}, "latin-1")'

    def _expr_UnaryOp(self, node):
        if isinstance(node.op, ast.Not):
            return "!" + self.condition(node.operand)
        if isinstance(node.operand, ast.Constant) and isinstance(node.operand.value, (int, float)):
            return f"(-{self.expr(node.operand)})"
        if self.type_of(node.operand) in NUMBERS:
            # No -0: that is of floats, and shows in no text.
            return f"(0 - {self.expr(node.operand)})"
        return f"{self.lib('neg')}({self.expr(node.operand)})"

    # ---- Comparisons

    def _expr_Compare(self, node):
        known = self.known(node)
        if known is not None:
            return "true" if known else "false"
        if len(node.ops) == 1:
            return self._compared(
                node.ops[0],
                node.left,
                node.comparators[0],
                self.expr(node.left),
                self.expr(node.comparators[0]),
                node,
            )
        parts = []
        left, left_text = node.left, self.expr(node.left)
        for index, (op, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
            text = self.expr(right)
            again = text
            if index + 1 < len(node.ops) and not self.simple(right):
                again = self.temporary()
                text = f"({again} = {text})"
            parts.append(self._compared(op, left, right, left_text, text, node))
            left, left_text = right, again
        return f"({' && '.join(parts)})"

    def _compared(self, op, left, right, left_text, right_text, node):
        types_ = self.type_of(left), self.type_of(right)
        if isinstance(op, (ast.Is, ast.IsNot)):
            return f"({left_text} {'===' if isinstance(op, ast.Is) else '!=='} {right_text})"
        if isinstance(op, (ast.Eq, ast.NotEq)):
            is_equal = isinstance(op, ast.Eq)
            plain = (
                TEXT in types_
                or NONE in types_
                or all(each in NUMBERS for each in types_)
                or types_ == (BOOL, BOOL)
            )
            if plain:
                return f"({left_text} {'===' if is_equal else '!=='} {right_text})"
            return f"{'' if is_equal else '!'}{self.lib('eq')}({left_text}, {right_text})"
        if isinstance(op, (ast.In, ast.NotIn)):
            mark = "" if isinstance(op, ast.In) else "!"
            return mark + self._contained(left, right, left_text, right_text)
        if all(each in NUMBERS for each in types_):
            return f"({left_text} {ORDER[type(op)]} {right_text})"
        if types_ == (TEXT, TEXT) and any(
            isinstance(each, ast.Constant) and str(each.value).isascii() for each in (left, right)
        ):
            return f"({left_text} {ORDER[type(op)]} {right_text})"
        return f"{self.lib(ORDER_FUNCTIONS[type(op)])}({left_text}, {right_text})"

    def _contained(self, left, right, left_text, right_text):
        values = right.elts if isinstance(right, (ast.Tuple, ast.List)) else []
        are_texts = values and all(
            isinstance(each, ast.Constant) and isinstance(each.value, (str, type(None)))
            for each in values
        )
        if are_texts and self.simple(left):
            parts = [f"{left_text} === {self.expr(each)}" for each in values]
            return f"({' || '.join(parts)})"
        if isinstance(right, (ast.Tuple, ast.List)):
            right_text = f"[{self.arguments(right.elts)}]"
        return f"{self.lib('contains')}({left_text}, {right_text})"
