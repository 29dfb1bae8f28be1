"""Statements: loops, assignments, exceptions."""

import ast

from alloy_web.buildtools import scopes
from alloy_web.buildtools.compiler import types
from alloy_web.buildtools.compiler.definitions import Definitions
from alloy_web.buildtools.compiler.types import kind


class Statements(Definitions):
    def block(self, body):
        lines = []
        for node in body:
            lines.append(self.statement(node))
            if self._always_leaves([node]):
                # What is never done need not be understood.
                break
        return lines

    def braces(self, body):
        return "{\n" + "\n".join(self.block(body)) + "\n}"

    def statement(self, node):
        self.hold(node)
        return self.mark(node) + getattr(self, "_stmt_" + type(node).__name__)(node)

    def _stmt_Expr(self, node):
        return self.expr(node.value) + ";"

    def _stmt_Pass(self, node):
        return ";"

    def _stmt_Global(self, node):
        return ";"

    def _stmt_Import(self, node):
        return ";"

    def _stmt_ImportFrom(self, node):
        if not self.module.means(node):
            if not self.unit.wide:
                self.refuse(node, f"import of {node.module}", "It is not in the run-time library")
            message = self.text("No module named " + repr(node.module))
            return f"throw {self.lib('ImportError')}({message});"
        return ";"

    def _stmt_FunctionDef(self, node):
        return f"{self.let(node)}{self.identifier(node.name)} = {self.nested(node)};"

    _stmt_AsyncFunctionDef = _stmt_FunctionDef

    def _stmt_ClassDef(self, node):
        if not self.unit.wide:
            self.refuse(node, "a class in a function", "Put it at the top of the module")
        return f"{self.identifier(node.name)} = {self.class_(node)};"

    # ---- Branches and loops

    def _stmt_Return(self, node):
        if self.scopes[-1].is_init:
            return "return this;"
        if node.value:
            return f"return {self.expr(node.value)};"
        return "return null;" if self.scopes[-1].has_result else "return;"

    def _stmt_If(self, node):
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return self.braces(node.orelse) if node.orelse else ";"
        known = self.known(node.test)
        if known is not None:
            body = node.body if known else node.orelse
            return self.braces(body) if body else ";"
        text = f"if ({self.condition(node.test)}) {self.braces(node.body)}"
        if node.orelse:
            if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
                text += f" else {self.statement(node.orelse[0])}"
            else:
                text += f" else {self.braces(node.orelse)}"
        return text

    def _stmt_While(self, node):
        return self._loop(
            node, lambda: f"while ({self.condition(node.test)}) {self.braces(node.body)}"
        )

    def _loop(self, node, write):
        """A loop with its `else`, which is for a loop that no `break` ends."""
        ends = self.temporary() if node.orelse else None
        self.scopes[-1].loops.append(ends)
        text = write()
        self.scopes[-1].loops.pop()
        if ends:
            text = f"{ends} = true;\n{text}\nif ({ends}) {self.braces(node.orelse)}"
        return text

    def _stmt_Break(self, node):
        ends = self.scopes[-1].loops[-1]
        return f"{ends} = false;\nbreak;" if ends else "break;"

    def _stmt_Continue(self, node):
        return "continue;"

    def _stmt_For(self, node):
        return self._loop(node, lambda: self._for(node))

    def _for(self, node):
        source = (
            self.array(node.iter)
            if not isinstance(node.iter, (ast.Tuple, ast.List))
            else (f"[{self.arguments(node.iter.elts)}]")
        )
        target = node.target
        if isinstance(target, ast.Name):
            place = self.let(node) + self.place(target)
            return f"for ({place} of {source}) {self.braces(node.body)}"
        names = getattr(target, "elts", [ast.Starred(target)])
        if any(isinstance(each, ast.Starred) for each in names):
            self.refuse(node, "this target of a for", "Unpack in the first line of the loop")
        if self._is_pairs(node.iter, target):
            places = self.let(node) + self.places(target)
            return f"for ({places} of {source}) {self.braces(node.body)}"
        # What is gone through is worked out before anything is assigned to.
        unpacked = f"{self.lib('unpack')}($each, {len(target.elts)});"
        lines = [f"{self.let(node)}{self.places(target)} = {unpacked}", *self.block(node.body)]
        return f"for (let $each of {source}) {{\n" + "\n".join(lines) + "\n}"

    def _is_pairs(self, node, target):
        """Does what a loop goes through consist of tuples of the right length, as anyone sees?"""
        if not all(isinstance(each, ast.Name) for each in target.elts):
            return False
        if isinstance(node, (ast.Tuple, ast.List)):
            return all(
                isinstance(each, (ast.Tuple, ast.List)) and len(each.elts) == len(target.elts)
                for each in node.elts
            )
        return (
            self.type_of(node) == "list[pair]"
            and isinstance(node, ast.Call)
            and (
                len(target.elts)
                == (
                    2
                    if not isinstance(node.func, ast.Name) or node.func.id != "zip"
                    else len(node.args)
                )
            )
        )

    # ---- Assignment

    def let(self, node):
        """What stands before the first assignment to a variable."""
        return "let " if id(node) in self.scopes[-1].declared_here else ""

    def place(self, target):
        """What JavaScript assigns to for a variable or an attribute."""
        if isinstance(target, ast.Name):
            means = self.meaning(target.id)
            if means[0] == "global":
                self.uses.add(means[1])
                return means[1]
            if means[0] == "local":
                return self.identifier(target.id)
            self.refuse(target, f"{target.id} is not a variable", "Assign to it first")
        if isinstance(target, ast.Attribute):
            if self.target(target):
                self.refuse(target, "a name of another module assigned to", "Write a function")
            return self.attribute(target)
        return None

    def place_in(self, target):
        """The key or index of `target[…] = `."""
        if kind(self.type_of(target.value)) in ("list", "bytes"):
            return self.expr(target.slice)
        return self.key(target.slice)

    def places(self, target):
        parts = []
        for each in target.elts:
            if isinstance(each, ast.Starred):
                parts.append("..." + self.place(each.value))
            elif isinstance(each, (ast.Tuple, ast.List)):
                parts.append(self.places(each))
            else:
                place = self.place(each)
                if place is None:
                    self.refuse(
                        each, "a part of something in an unpacking", "Assign in a line of its own"
                    )
                parts.append(place)
        return f"[{', '.join(parts)}]"

    def _stmt_Assign(self, node):
        if len(node.targets) == 1:
            made = self._assign(node.targets[0], node.value, self.expr(node.value))
            return f"{self.let(node)}{made};"
        kept = self.temporary()
        lines = [f"{kept} = {self.expr(node.value)};"]
        lines += [self._assign(each, node.value, kept) + ";" for each in node.targets]
        return "\n".join(lines)

    def _assign(self, target, value, text):
        if isinstance(target, (ast.Tuple, ast.List)):
            count = len(target.elts)
            starred = any(isinstance(each, ast.Starred) for each in target.elts)
            if (
                isinstance(value, (ast.Tuple, ast.List))
                and len(value.elts) == count
                and (not starred)
            ):
                text = f"[{self.arguments(value.elts)}]"
                return f"{self.places(target)} = {text}"
            if starred:
                if not isinstance(target.elts[-1], ast.Starred):
                    self.refuse(target, "* before the last name of an unpacking", "Take slices")
                return f"{self.places(target)} = {self.lib('unpack_rest')}({text}, {count - 1})"
            if self._is_of_length(value, count):
                return f"{self.places(target)} = {text}"
            return f"{self.places(target)} = {self.lib('unpack')}({text}, {count})"
        if isinstance(target, ast.Subscript):
            if isinstance(target.slice, ast.Slice):
                self.hold(target)
                return f"{self.lib('refill')}({self.expr(target.value)}, {text})"
            return f"{self.lib('put')}({text}, {self.expr(target.value)}, {self.place_in(target)})"
        return f"{self.place(target)} = {text}"

    def _is_of_length(self, value, count):
        """Partitions and the like have as many parts as anyone can see."""
        if not isinstance(value, ast.Call):
            return False
        called = value.func
        if isinstance(called, ast.Attribute) and called.attr in ("partition", "rpartition"):
            return count == 3 and not self.unit.is_attribute(called.attr)
        if isinstance(called, ast.Name) and called.id == "divmod":
            return count == 2 and self.meaning("divmod")[0] == "builtin"
        target = None
        if isinstance(called, ast.Name):
            target = self.meaning(called.id)
        elif isinstance(called, ast.Attribute):
            target = self.target(called)
        if target and target[0] == "global":
            function = self.unit.function(target[1])
            return isinstance(function, ast.FunctionDef) and self._returns_tuples(function, count)
        return False

    def _returns_tuples(self, function, count):
        if not self._always_leaves(function.body) or self._is_generator(function):
            return False
        returns = [each for each in scopes.own_nodes(function.body) if isinstance(each, ast.Return)]
        return bool(returns) and all(
            isinstance(each.value, ast.Tuple)
            and len(each.value.elts) == count
            and not any(isinstance(one, ast.Starred) for one in each.value.elts)
            for each in returns
        )

    def _stmt_AnnAssign(self, node):
        made = self._assign(node.target, node.value, self.expr(node.value))
        return f"{self.let(node)}{made};"

    def _stmt_AugAssign(self, node):
        target = node.target
        if isinstance(target, ast.Name):
            place = self.place(target)
            return f"{place} = {self._augmented(node, place)};"
        if isinstance(target, ast.Attribute):
            place = self.attribute(target)
            if not isinstance(target.value, ast.Name):
                kept = self.temporary()
                start = f"{kept} = {self.expr(target.value)};\n"
                place = f"{kept}.${target.attr}"
                return f"{start}{place} = {self._augmented(node, place)};"
            return f"{place} = {self._augmented(node, place)};"
        holder, key = self.temporary(), self.temporary()
        start = f"{holder} = {self.expr(target.value)};\n{key} = {self.place_in(target)};\n"
        old = f"{self.lib('get')}({holder}, {key})"
        return f"{start}{self.lib('put')}({self._augmented(node, old)}, {holder}, {key});"

    def _augmented(self, node, old):
        left, right = self.type_of(node.target), self.type_of(node.value)
        value = self.expr(node.value)
        numbers = left in types.NUMBERS and right in types.NUMBERS
        if isinstance(node.op, ast.Add):
            if numbers or (left, right) == ("str", "str"):
                return f"{old} + {value}"
            return f"{self.lib('add_to')}({old}, {value})"
        if isinstance(node.op, ast.Sub) and numbers:
            return f"{old} - {value}"
        name = self.operator(node, node.op)
        name = {"or_": "or_to"}.get(name, name)
        return f"{self.lib(name)}({old}, {value})"

    def _stmt_Delete(self, node):
        parts = []
        for target in node.targets:
            parts.append(
                f"{self.lib('del')}({self.expr(target.value)}, {self.expr(target.slice)});"
            )
        return " ".join(parts)

    # ---- Exceptions

    def _stmt_Raise(self, node):
        if node.exc is None:
            handled = self.scopes[-1].handled
            if not handled:
                self.refuse(node, "raise outside an except", "Name the exception")
            return f"throw {handled[-1]};"
        if isinstance(node.exc, ast.Call):
            return f"throw {self.expr(node.exc)};"
        return f"throw {self.lib('raised')}({self.expr(node.exc)});"

    def _stmt_Assert(self, node):
        given = self.expr(node.msg) if node.msg is not None else self.text(ast.unparse(node.test))
        return f"if (!({self.condition(node.test)})) throw {self.lib('AssertionError')}({given});"

    def _stmt_Try(self, node):
        body = self.block(node.body)
        flag = None
        after = ""
        if node.orelse:
            if node.handlers and not all(
                self._always_leaves(each.body)
                or isinstance(each.body[-1], (ast.Continue, ast.Break))
                for each in node.handlers
            ):
                flag = self.temporary()
                body = [f"{flag} = false;", *body, f"{flag} = true;"]
                after = f"\nif ({flag}) {self.braces(node.orelse)}"
            else:
                after = "\n" + "\n".join(self.block(node.orelse))
        text = "try {\n" + "\n".join(body) + "\n}"
        if node.handlers:
            text += self._handlers(node.handlers)
            text += after
            if node.finalbody:
                text = "try {\n" + text + "\n}"
        if node.finalbody:
            text += f" finally {self.braces(node.finalbody)}"
        return text

    def _handlers(self, handlers):
        # What is raised while this is handled is kept in another.
        kept = "$error" + str(len(self.scopes[-1].handled) or "")
        for each in handlers:
            if self.let(each):
                kept = self.identifier(each.name)
        lines = [f" catch ({kept}) {{\n{kept} = {self.lib('caught')}({kept});"]
        self.scopes[-1].handled.append(kept)
        chain = []
        catches_all = False
        for each in handlers:
            lines_of = self.block(each.body)
            if each.name and self.identifier(each.name) != kept:
                lines_of.insert(0, f"{self.let(each)}{self.identifier(each.name)} = {kept};")
            inside = "{\n" + "\n".join(lines_of) + "\n}"
            test = self._test_of(kept, each.type)
            if test is None:
                catches_all = True
                chain.append(inside)
                break
            chain.append(f"if ({test}) {inside}")
        self.scopes[-1].handled.pop()
        text = " else ".join(chain)
        if not catches_all:
            text += f" else throw {kept};"
        return lines[0] + "\n" + text + "\n}"

    def _test_of(self, kept, wanted):
        if wanted is None:
            return None
        kinds = wanted.elts if isinstance(wanted, ast.Tuple) else [wanted]
        tests = []
        for each in kinds:
            test = self._is_of(kept, each)
            if test is None:
                self.refuse(each, "an exception that is not named", "Name a class")
            tests.append(test)
        return " || ".join(tests)
