"""Functions and classes."""

import ast
from collections.abc import Callable

from alloy_web.buildtools import scopes
from alloy_web.buildtools.compiler import language, types
from alloy_web.buildtools.compiler.calls import Calls
from alloy_web.buildtools.compiler.declaring import Declarations
from alloy_web.buildtools.compiler.names import Scope
from alloy_web.buildtools.compiler.program import Class
from alloy_web.buildtools.compiler.sourcemap import END, MARK
from alloy_web.buildtools.compiler.types import kind


class Definitions(Calls):
    # Statements, which have functions in them, are a layer above.
    block: Callable

    def mark(self, node):
        line = getattr(node, "lineno", None)
        return f"{MARK}{self.module.path}:{line}:{node.col_offset}{END}" if line else ""

    # ---- Functions

    def _hold_function(self, node):
        self.hold(node)
        if node.decorator_list:
            self.refuse(node, "a property outside a class", "Write a function")

    def function_parts(self, node, before, scope, is_method=False):
        """The parameters and the body, in braces, of a function."""
        given = node.args
        scope.is_init = is_method and node.name == "__init__"
        scope.has_result = node.name not in self.unit.resultless
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
        elif scope.has_result and not self._always_leaves(node.body):
            lines.append("return null;")
        self.scopes.pop()
        declared = [self.identifier(name) for name in local] + scope.temporaries
        if declared:
            lines.insert(0, f"let {', '.join(declared)};")
        return head, "{\n" + "\n".join(lines) + "\n}"

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
        # To go through them takes most of the compiler's time, so it is done once.
        nodes = scopes.own_nodes(node.body)
        globals_ = scopes.declared_global(nodes)
        own = scopes.variables(nodes) | scopes.definitions(nodes)
        assigned = types.assigned(nodes)
        parameters = self.parameter_types(node.args)
        for name in names:
            # A parameter that is assigned to is a variable.
            if name in assigned:
                parameters[name] = None
        definitions = {
            each.name: each
            for each in nodes
            if isinstance(each, scopes.FUNCTIONS) and len(assigned[each.name]) == 1
        }
        aliases = {**self.module.aliases(nodes), **self._outside(nodes)}
        bound = set(names) | (own - globals_)
        if self.unit.wide:
            # What cannot be imported is never seen: the import raises.
            bound |= scopes.imported(nodes) - set(aliases)
        return (
            bound,
            aliases,
            parameters,
            assigned,
            definitions,
            Declarations(node.body, own - globals_ - set(names)),
        )

    def _outside(self, body):
        found = {}
        for node in scopes.own_nodes(body):
            if isinstance(node, ast.Import):
                self.check_import(node)
                for alias in node.names:
                    found[alias.asname or alias.name] = ("outside", alias.name)
        return found

    def check_import(self, node):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else ([node.module])
        )
        for name in names:
            if name not in language.MODULES and name not in self.unit.modules:
                self.refuse(node, f"import of {name}", "It is not in the run-time library")

    def infer_locals(self, scope):
        """What the variables of a function can hold, by all that is assigned to them."""
        scope.types = dict.fromkeys(scope.assigned, types.UNSET)
        for name in scope.parameters:
            scope.types.pop(name, None)
        for _ in range(6):
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

    # ---- What a function does

    def _is_generator(self, node):
        if node not in self._generators:
            self._generators[node] = self._yields(node)
        return self._generators[node]

    def _yields(self, node):
        return isinstance(node, ast.AsyncFunctionDef) or any(
            isinstance(each, (ast.Yield, ast.YieldFrom)) for each in scopes.own_nodes(node.body)
        )

    def _generator_needs(self, name, node):
        return any(
            isinstance(each, scopes.FUNCTIONS)
            and self._is_generator(each)
            and any(isinstance(one, ast.Name) and one.id == name for one in scopes.walk(each))
            for statement in node.body
            for each in scopes.walk(statement)
        )

    def _only_gone_through(self, name, body):
        """Is a `*parameter` only looked through, so that it may be a list?"""
        fine = set()
        for node in [each for statement in body for each in scopes.walk(statement)]:
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
            for node in scopes.walk(statement)
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

    # ---- Classes

    def class_(self, node, name=None):
        self.hold(node)
        around, self.around = self.around, self._class_of(node)
        base = self.expr(node.bases[0]) if node.bases else "null"
        methods, variables = [], []
        for each in scopes.without(node.body, self.unit.uncalled):
            if isinstance(each, scopes.FUNCTIONS):
                methods.append(self._method(each))
            elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
                name, value = each.targets[0].id, each.value
                again = self._method_named(node, value)
                if again:
                    methods.append(self._method(again, name))
                else:
                    variables.append(f"${name}: {self.expr(value)}")
        self.around = around
        parts = [self.text(node.name if self._has_name(node) else ""), base]
        parts += [
            "{\n" + ",\n".join(each) + "\n}" if each else "{}" for each in (methods, variables)
        ]
        return f"/* @__PURE__ */ {self.lib('class_')}({', '.join(parts)})"

    def _class_of(self, node):
        return next(each for each in self.unit.classes.values() if each.node is node)

    def _has_name(self, node):
        """May anybody ask for it? The page sees the names of exceptions, of no other class."""
        found = self._class_of(node)
        while isinstance(found, Class) and found.bases:
            found = found.bases[0]
        is_plain = isinstance(found, Class) and not found.node.bases
        return self.unit.wide or not is_plain

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
