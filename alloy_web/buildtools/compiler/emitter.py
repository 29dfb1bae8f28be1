"""
From a syntax tree to JavaScript: what names mean, and expressions. statements.py has the rest.

The text is written for readers, whole and unshortened; esbuild makes it small. Names of the library
begin with `$`, so do attributes of our classes (`self.name` is `this.$name`), which lets esbuild
shorten them and keeps them apart from JavaScript's own; no variable does.
"""

import ast
import json
import re
from typing import NoReturn

from alloy_web.buildtools import grammar, scopes
from alloy_web.buildtools.compiler import language, types
from alloy_web.buildtools.compiler.language import BOOL, INT, NONE, TEXT
from alloy_web.buildtools.compiler.program import (
    Signature,
    is_implementation,
    refuse,
    truth_of_constant,
)
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


class Emitter(types.Typed):
    """Writes the pieces of one module of a unit."""

    def __init__(self, unit, module, knowledge):
        self.unit = unit
        self.module = module
        self.knowledge = knowledge
        self.top_aliases = module.aliases(module.tree.body)
        self.scopes = []
        # {definition: what is known of its scope}
        self._facts = {}
        # {definition: is it a coroutine or a generator?}
        self._generators = {}
        # Global names and functions of the library that the piece being written needs.
        self.uses = set()
        self.library = set()

    # ---- Names

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

    # ---- Expressions

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

    def simple(self, node):
        """Can this be looked at twice, or before its turn, without a difference?"""
        if isinstance(node, ast.Constant):
            return True
        return isinstance(node, ast.Name)

    def _expr_Constant(self, node):
        value = node.value
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return text_literal(value)
        if isinstance(value, bytes):
            return f'{self.lib("bytes")}({text_literal(value.decode("latin-1"))}, "latin-1")'
        if isinstance(value, int):
            return repr(value) if abs(value) < 10**21 else repr(float(value))
        return repr(value).replace("inf", "Infinity")

    def _expr_Name(self, node):
        return self.name(node)

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
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        if any(self.type_of(each) == BOOL for each in parts):
            self.refuse(
                node,
                "a dict's key that is true or false, and would be told as 1 or 0",
                "Write a text, or int(…)",
            )
        return self.expr(node)

    def _expr_Set(self, node):
        return f"{self.lib('set')}([{self.arguments(node.elts)}])"

    def _expr_List(self, node):
        return f"[{self.arguments(node.elts)}]"

    def _expr_Tuple(self, node):
        return f"{self.lib('tuple_')}([{self.arguments(node.elts)}])"

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

    def parameter_types(self, given):
        found = dict.fromkeys(each.arg for each in [*given.args, *given.kwonlyargs])
        if given.vararg:
            found[given.vararg.arg] = "tuple"
        if given.kwarg:
            found[given.kwarg.arg] = "dict"
        return found

    # ---- Parameters

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

    # ---- Truth

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
        if found in (BOOL, TEXT, INT, NONE):
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

    def _is_call_of(self, node, name):
        """Is this a call of a builtin function?"""
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and self.meaning(node.func.id) == ("builtin", name)
        )

    def _receiver(self, text):
        return text if re.match(r"[\w$.]+$|[\[(]", text) and not text[0].isdigit() else f"({text})"

    def _expr_BoolOp(self, node):
        is_and = isinstance(node.op, ast.And)
        *first, last = node.values
        written = self.expr(last)
        cheap = self._is_cheap(last)
        for each in reversed(first):
            known = self.type_of(each) in (BOOL, TEXT, INT, NONE)
            if known:
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

    def _expr_NamedExpr(self, node):
        return f"({self.identifier(node.target.id)} = {self.expr(node.value)})"

    def _expr_UnaryOp(self, node):
        if isinstance(node.op, ast.Not):
            return "!" + self.condition(node.operand)
        if isinstance(node.operand, ast.Constant) and isinstance(node.operand.value, (int, float)):
            return f"(-{self.expr(node.operand)})"
        if self.type_of(node.operand) in NUMBERS:
            # No -0: that is of floats, and shows in no text.
            return f"(0 - {self.expr(node.operand)})"
        return f"{self.lib('neg')}({self.expr(node.operand)})"

    # ---- Operators

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

    def is_foreign(self, node):
        """Is this a JavaScript object, whose names are not ours?"""
        if isinstance(node, ast.Name):
            return node.id in self.unit.foreign
        return isinstance(node, ast.Attribute) and node.attr in self.unit.foreign

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
        if attr in self.unit.methods:
            self.check_attribute(node)
            return f'{self.lib("bound")}({self.expr(node.value)}, /* @__KEY__ */ "${attr}")'
        if not self.unit.is_attribute(attr) and attr in language.METHODS:
            function = self.lib(language.METHODS[attr][0])
            return f"{self.lib('partial')}({function}, {self.expr(node.value)})"
        return self.attribute(node)

    def _of_module(self, target):
        if target[0] == "global":
            self.uses.add(target[1])
            return target[1]
        return self.lib(target[1])

    def _is_super(self, node):
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "super"
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

    # ---- Calls

    def _expr_Call(self, node):
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

    # ---- Calls of builtins

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
