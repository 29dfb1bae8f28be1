"""
Statements and definitions, as JavaScript. A piece is what a statement at the top of a module
becomes, with the names it defines and needs: what nothing needs is left out.
"""

import ast

from alloy_web.buildtools import scopes
from alloy_web.buildtools.compiler import language, types
from alloy_web.buildtools.compiler.declaring import Declarations
from alloy_web.buildtools.compiler.emitter import Emitter, Scope
from alloy_web.buildtools.compiler.types import kind

# Before each statement: from where it comes. sourcemap.py takes the marks out again.
MARK, END = "\x01", "\x02"


class Piece:
    def __init__(self, defines, uses, library, text):
        self.defines = defines
        self.uses = uses
        self.library = library
        self.text = text


class Statements(Emitter):
    def piece(self, node):
        """What a statement at the top of the module becomes."""
        self.uses, self.library = set(), set()
        # At the top of a module names are global.
        self.scopes = [Scope()]
        text = self.top(node)
        temporaries = self.scopes[0].temporaries
        if temporaries:
            text = self._with_temporaries(node, text, temporaries)
        return Piece(self.defined_by(node), self.uses, self.library, text)

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

    def check_import(self, node):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else ([node.module])
        )
        for name in names:
            if name not in language.MODULES and name not in self.unit.modules:
                self.refuse(node, f"import of {name}", "It is not in the run-time library")

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

    def mark(self, node):
        line = getattr(node, "lineno", None)
        return f"{MARK}{self.module.path}:{line}:{node.col_offset}{END}" if line else ""

    # ---- Functions

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

    def _hold_function(self, node):
        self.hold(node)
        if node.decorator_list:
            self.refuse(node, "a property outside a class", "Write a function")

    def _is_generator(self, node):
        if node not in self._generators:
            self._generators[node] = self._yields(node)
        return self._generators[node]

    def _yields(self, node):
        return isinstance(node, ast.AsyncFunctionDef) or any(
            isinstance(each, (ast.Yield, ast.YieldFrom)) for each in scopes.own_nodes(node.body)
        )

    def enter(self, node, scope):
        """Go into a function: find out what its names mean, and what they can hold."""
        facts = self._facts.get(node) or self._facts.setdefault(node, self._facts_of(node))
        scope.bound, scope.aliases, scope.parameters, scope.assigned, scope.definitions = facts[:5]
        scope.declared_here = facts[5].here
        self.scopes.append(scope)
        self.infer_locals(scope)
        return facts[5].at_top

    def _facts_of(self, node):
        """What a function binds, and where JavaScript has to declare what of it."""
        names = scopes.arguments(node)
        globals_ = scopes.declared_global(node.body)
        own = scopes.variables(node.body) | scopes.definitions(node.body)
        assigned = types.assigned(node.body)
        parameters = self.parameter_types(node.args)
        for name in names:
            # A parameter that is assigned to is a variable.
            if name in assigned:
                parameters[name] = None
        definitions = {
            each.name: each
            for each in scopes.own_nodes(node.body)
            if isinstance(each, scopes.FUNCTIONS) and len(assigned[each.name]) == 1
        }
        aliases = {**self.module.aliases(node.body), **self._outside(node.body)}
        bound = set(names) | (own - globals_)
        if self.unit.wide:
            # What cannot be imported is never seen: the import raises.
            bound |= scopes.imported(node.body) - set(aliases)
        return (
            bound,
            aliases,
            parameters,
            assigned,
            definitions,
            Declarations(node.body, own - globals_ - set(names)),
        )

    def function_parts(self, node, before, scope, is_method=False):
        """The parameters and the body, in braces, of a function."""
        given = node.args
        scope.is_init = is_method and node.name == "__init__"
        local = self.enter(node, scope)
        if is_method:
            given = ast.arguments(
                given.posonlyargs,
                given.args[1:],
                given.vararg,
                given.kwonlyargs,
                given.kw_defaults,
                given.kwarg,
                given.defaults,
            )
        if is_method and self._generator_needs(scope.self_name, node):
            scope.self_text = "$self"
        head = self.parameters(given, before, node)
        lines = self.block(node.body)
        if scope.self_text != "this":
            # A generator in here has a `this` of its own.
            lines.insert(0, f"const {scope.self_text} = this;")
        starred = given.vararg.arg if given.vararg else None
        if starred and not self._only_gone_through(starred, node.body):
            own_name = self.identifier(starred)
            lines.insert(0, f"{own_name} = {self.lib('tuple_')}({own_name});")
        if scope.is_init:
            lines.append("return this;")
        elif not self._always_leaves(node.body):
            lines.append("return null;")
        self.scopes.pop()
        declared = [self.identifier(name) for name in local] + scope.temporaries
        if declared:
            lines.insert(0, f"let {', '.join(declared)};")
        return head, "{\n" + "\n".join(lines) + "\n}"

    def _generator_needs(self, name, node):
        return any(
            isinstance(each, scopes.FUNCTIONS)
            and self._is_generator(each)
            and any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(each))
            for statement in node.body
            for each in ast.walk(statement)
        )

    def _outside(self, body):
        found = {}
        for node in scopes.own_nodes(body):
            if isinstance(node, ast.Import):
                self.check_import(node)
                for alias in node.names:
                    found[alias.asname or alias.name] = ("outside", alias.name)
        return found

    def _only_gone_through(self, name, body):
        """Is a `*parameter` only looked through, so that it may be a list?"""
        fine = set()
        for node in [each for statement in body for each in ast.walk(statement)]:
            if isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.iter, ast.Name):
                fine.add(id(node.iter))
            elif isinstance(node, ast.Starred) and isinstance(node.value, ast.Name):
                fine.add(id(node.value))
            elif isinstance(node, ast.Call) and (
                self._is_call_of(node, "list") or self._is_call_of(node, "len")
            ):
                fine |= {id(each) for each in node.args}
        return all(
            id(node) in fine
            for statement in body
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and node.id == name
        )

    def _always_leaves(self, body):
        """Does the last statement return or raise in any case?"""
        last = body[-1]
        if isinstance(last, (ast.Return, ast.Raise)):
            return True
        if isinstance(last, ast.If):
            known = self.known(last.test)
            if known is not None:
                taken = last.body if known else last.orelse
                return bool(taken) and self._always_leaves(taken)
            return (
                bool(last.orelse)
                and self._always_leaves(last.body)
                and (self._always_leaves(last.orelse))
            )
        if isinstance(last, ast.While):
            return (
                isinstance(last.test, ast.Constant)
                and last.test.value is True
                and not any(isinstance(each, ast.Break) for each in scopes.own_nodes(last.body))
            )
        if isinstance(last, ast.Try):
            if last.finalbody and self._always_leaves(last.finalbody):
                return True
            main = last.orelse or last.body
            return self._always_leaves(main) and all(
                self._always_leaves(each.body) for each in last.handlers
            )
        return False

    def infer_locals(self, scope):
        """What the variables of a function can hold, by all that is assigned to them."""
        scope.types = dict.fromkeys(scope.assigned, types.UNSET)
        for name in scope.parameters:
            scope.types.pop(name, None)
        for _ in range(4):
            before = dict(scope.types)
            for name, values in scope.assigned.items():
                if name in scope.types:
                    scope.types[name] = self._join_of(values)
            if scope.types == before:
                break
        else:
            scope.types = {}
        for name, found in scope.types.items():
            if found == types.UNSET:
                scope.types[name] = None

    def _join_of(self, values):
        result = types.UNSET
        for value in values:
            if value is None:
                found = None
            elif isinstance(value, tuple):
                found = self.type_of(value[1])
                found = types.UNSET if found == types.UNSET else types.element(found)
            else:
                found = self.type_of(value)
            # What is in a list may be changed by anybody who has it.
            if kind(found) == "list":
                found = "list"
            result = types.join(result, found)
        return result

    def nested(self, node):
        """A function in a function, as an expression."""
        self._hold_function(node)
        before = self.defaults_before(node.args)
        if not self._is_generator(node):
            head, body = self.function_parts(node, before, Scope())
            return self.with_defaults(f"({head}) => {body}", before)
        head, body = self.function_parts(node, before, Scope())
        return self.with_defaults(f"function*({head}) {body}", before)

    # ---- Classes

    def class_(self, node, name=None):
        self.hold(node)
        base = self.expr(node.bases[0]) if node.bases else "null"
        methods, variables = [], []
        for each in node.body:
            if isinstance(each, scopes.FUNCTIONS):
                methods.append(self._method(each))
            elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
                name, value = each.targets[0].id, each.value
                again = self._method_named(node, value)
                if again:
                    methods.append(self._method(again, name))
                else:
                    variables.append(f"${name}: {self.expr(value)}")
        parts = [self.text(node.name), base]
        parts += [
            "{\n" + ",\n".join(each) + "\n}" if each else "{}" for each in (methods, variables)
        ]
        return f"/* @__PURE__ */ {self.lib('class_')}({', '.join(parts)})"

    def _method_named(self, around, value):
        """Where a class gives a method a second name: the method."""
        if isinstance(value, ast.Name):
            for each in around.body:
                if isinstance(each, scopes.FUNCTIONS) and each.name == value.id:
                    return each
        return None

    def text(self, value):
        return self._expr_Constant(ast.Constant(value))

    def _method(self, node, name=None):
        name = name or node.name
        self.hold(node)
        first = node.args.args[0].arg
        before = self.defaults_before(node.args)
        if before:
            self.refuse(node, "a default of a method that is no constant", "Write None")
        scope = Scope(self_name=first)
        head, body = self.function_parts(node, before, scope, is_method=True)
        if first in scope.assigned:
            self.refuse(node, f"{first} assigned to", "Use another name")
        word = "get " if node.decorator_list else "*" if self._is_generator(node) else ""
        return self.mark(node) + f"{word}${name}({head}) {body}"

    # ---- Statements

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

    def _stmt_Break(self, node):
        ends = self.scopes[-1].loops[-1]
        return f"{ends} = false;\nbreak;" if ends else "break;"

    def _stmt_Continue(self, node):
        return "continue;"

    def _stmt_Return(self, node):
        if self.scopes[-1].is_init:
            return "return this;"
        return f"return {self.expr(node.value)};" if node.value else "return null;"

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

    # ---- Definitions in functions

    def _stmt_FunctionDef(self, node):
        return f"{self.let(node)}{self.identifier(node.name)} = {self.nested(node)};"

    _stmt_AsyncFunctionDef = _stmt_FunctionDef

    def _stmt_ClassDef(self, node):
        if not self.unit.wide:
            self.refuse(node, "a class in a function", "Put it at the top of the module")
        return f"{self.identifier(node.name)} = {self.class_(node)};"
