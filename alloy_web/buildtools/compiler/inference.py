"""
What the fields, globals and functions of a unit can hold, found by going through all of it until
nothing new comes out. What is assumed first is that nothing is known to be wrong: so functions that
need each other are understood too.
"""

import ast

from alloy_web.buildtools import scopes
from alloy_web.buildtools.compiler import language, types
from alloy_web.buildtools.compiler.names import Scope
from alloy_web.buildtools.compiler.statements import Statements

_MOST_ROUNDS = 12


def infer(unit, below=None):
    """The `types.Knowledge` of a unit, on top of that of the unit below."""
    knowledge = types.Knowledge(below)
    readers = [_Reader(unit, module, knowledge) for module in unit.order]
    for reader in readers:
        reader.begin()
    for _ in range(_MOST_ROUNDS):
        before = (dict(knowledge.fields), dict(knowledge.globals), dict(knowledge.returns))
        found = types.Knowledge()
        for reader in readers:
            reader.read(found)
        knowledge.fields |= found.fields
        knowledge.globals |= found.globals
        knowledge.returns |= found.returns
        if before == (knowledge.fields, knowledge.globals, knowledge.returns):
            break
    else:
        # Never seen; without an end nothing is known.
        return types.Knowledge(below)
    for table in (knowledge.fields, knowledge.globals, knowledge.returns):
        for name, found in table.items():
            if found == types.UNSET:
                table[name] = None
    return knowledge


class _Reader(Statements):
    def begin(self):
        """Everything that may be known is assumed to be."""
        self._nodes = {}
        names = self.unit.names
        for node in scopes.walk(self.module.tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.ctx, ast.Store)
                and self._is_in_view(node.attr)
            ):
                self.knowledge.fields[node.attr] = types.UNSET
        for node in self.module.tree.body:
            if isinstance(node, scopes.FUNCTIONS):
                self.knowledge.returns[names[self.module.name, node.name]] = types.UNSET
            elif isinstance(node, ast.Assign):
                for name in scopes.variables([node]):
                    self.knowledge.globals[names[self.module.name, name]] = types.UNSET

    def _is_in_view(self, name):
        """Is all that this attribute can be what somebody sets?"""
        is_told = name not in self.unit.methods and name not in language.ATTRIBUTES
        return is_told or name.startswith("_")

    def read(self, found):
        """Note in `found` what this module shows."""
        self.scopes = [Scope()]
        changed = self.module.reassigned()
        for node in self.module.tree.body:
            if isinstance(node, scopes.FUNCTIONS):
                name = self.unit.names[self.module.name, node.name]
                found.returns[name] = self._returned(node, found, Scope())
            elif isinstance(node, ast.ClassDef):
                self._class(node, found)
            elif isinstance(node, ast.Assign):
                for name, values in types.assigned([node]).items():
                    given = None if name in changed else self._join_of(values)
                    found.globals[self.unit.names[self.module.name, name]] = given

    def _class(self, node, found):
        for each in node.body:
            if isinstance(each, scopes.FUNCTIONS) and each.args.args:
                given = self._returned(each, found, Scope(self_name=each.args.args[0].arg))
                if each.name in self.unit.properties:
                    self._note(found, each.name, given)
            elif isinstance(each, ast.Assign):
                for name in scopes.variables([each]):
                    self._note(found, name, self.type_of(each.value))

    def _returned(self, node, found, scope):
        self.enter(node, scope)
        result = types.UNSET
        for each in self._own_nodes(node):
            if isinstance(each, ast.Return):
                result = types.join(result, self.type_of(each.value) if each.value else "none")
            elif isinstance(each, ast.Assign):
                for target in each.targets:
                    self._field(target, each.value, found)
            elif isinstance(each, ast.AugAssign) and isinstance(each.target, ast.Attribute):
                value = ast.BinOp(each.target, each.op, each.value)
                self._note(found, each.target.attr, self.type_of(value))
            elif isinstance(each, ast.For):
                self._field(each.target, None, found)
            elif isinstance(each, scopes.FUNCTIONS):
                self._returned(each, found, Scope())
            elif isinstance(each, ast.ClassDef):
                self._class(each, found)
        self.scopes.pop()
        if self._is_generator(node):
            return None
        if not self._always_leaves(node.body):
            result = types.join(result, "none")
        return "list" if types.kind(result) == "list" else result

    def _own_nodes(self, node):
        if node not in self._nodes:
            self._nodes[node] = [
                each for each in scopes.own_nodes(node.body) if isinstance(each, ast.stmt)
            ]
        return self._nodes[node]

    def _field(self, target, value, found):
        if isinstance(target, ast.Attribute):
            given = self.type_of(value) if value is not None else None
            self._note(found, target.attr, given)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for each in target.elts:
                self._field(each, None, found)

    def _note(self, found, name, given):
        if self._is_in_view(name):
            given = "list" if types.kind(given) == "list" else given
            found.fields[name] = types.join(found.fields.get(name, types.UNSET), given)
