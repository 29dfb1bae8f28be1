"""
Where a function's variables are declared: where they are first assigned to, if nothing looks at
them before, in the innermost block that has all of it. The rest stand at the top of the function.

Blocks are scopes to JavaScript, and not to Python. A variable in a loop's body would be a new one
each time around, which a function that keeps it can tell: such a variable stands at the top.
"""

import ast

from alloy_web.buildtools import scopes

_LOOPS = (ast.For, ast.While)


class Declarations:
    """
    Of a function's body and its variables `names`: `at_top` are those to declare first of all, in
    the order in which they occur; `here` are the statements, and the handlers of exceptions, that
    declare what they assign to, as `id(node)`.
    """

    def __init__(self, body, names):
        self._mentioned, self._kept = {}, {}
        places, order = {}, {}
        for name in names:
            node = self._place(name, body, in_loop=False)
            if node is not None:
                places.setdefault(id(node), (node, set()))[1].add(name)
        self.here = set()
        at_top = set(names)
        for node, placed in places.values():
            targets = _targets(node)
            if placed == set(targets) and len(placed) == len(targets):
                self.here.add(id(node))
                at_top -= placed
        for node in [each for statement in body for each in scopes.walk(statement)]:
            for name in _names_of(node):
                order[name] = min(order.get(name, _place_of(node)), _place_of(node))
        self.at_top = sorted(at_top, key=lambda name: (order[name], name))

    def _place(self, name, body, in_loop):
        """The node of a block that can declare a variable, or None."""
        those = [each for each in body if name in self._mentions(each)]
        first = those[0]
        if len(those) == 1:
            if isinstance(first, ast.Try) and self._is_only_of_handler(name, first):
                return next(each for each in first.handlers if each.name == name)
            blocks, rest = _parts(first)
            inside = [each for each in blocks if any(name in self._mentions(one) for one in each)]
            is_in_rest = any(name in self._mentions(each) for each in rest)
            if len(inside) == 1 and not is_in_rest:
                return self._place(name, inside[0], in_loop or isinstance(first, _LOOPS))
            if isinstance(first, ast.For) and name in _targets(first):
                others = [first.iter, *first.orelse]
                if any(name in self._mentions(each) for each in others):
                    return None
                return None if name in self._keeps(first) else first
        if name not in _targets(first) or isinstance(first, ast.For):
            return None
        if in_loop and any(name in self._keeps(each) for each in those):
            return None
        is_function = isinstance(first, scopes.FUNCTIONS)
        return None if not is_function and name in self._mentions(first.value) else first

    def _is_only_of_handler(self, name, statement):
        """Is this the name of one handled exception, and assigned to nowhere else?"""
        others = [each for each in statement.handlers if each.name != name]
        own = [each for each in statement.handlers if each.name == name]
        elsewhere = [*others, *statement.body, *statement.orelse, *statement.finalbody]
        return (
            len(own) == 1
            and not any(name in self._mentions(each) for each in elsewhere)
            and name not in scopes.variables(own[0].body)
        )

    def _mentions(self, node):
        if id(node) not in self._mentioned:
            self._mentioned[id(node)] = {
                name for each in scopes.walk(node) for name in _names_of(each)
            }
        return self._mentioned[id(node)]

    def _keeps(self, node):
        """What functions in a statement mention, which may run later."""
        if id(node) not in self._kept:
            self._kept[id(node)] = {
                name
                for each in scopes.walk(node)
                if isinstance(each, (*scopes.DEFINITIONS, ast.Lambda))
                for inner in scopes.children(each)
                for name in self._mentions(inner)
            }
        return self._kept[id(node)]


def _names_of(node):
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, (ast.ExceptHandler, *scopes.DEFINITIONS)) and node.name:
        return [node.name]
    return []


def _place_of(node):
    return node.lineno, node.col_offset


def _targets(node):
    """The variables that a statement assigns to, if it is one that may declare them; else none."""
    if isinstance(node, (ast.ExceptHandler, *scopes.FUNCTIONS)):
        return [node.name]
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    elif isinstance(node, (ast.For, ast.AnnAssign)):
        target = node.target
    else:
        return []
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    names = [each.id for each in parts if isinstance(each, ast.Name)]
    return names if len(names) == len(parts) else []


def _parts(statement):
    """The blocks of a statement, and what else it consists of."""
    blocks, rest = [], []
    if isinstance(statement, scopes.DEFINITIONS):
        return blocks, [statement]
    for _, value in ast.iter_fields(statement):
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            blocks.append(value)
        elif isinstance(value, list) and value and isinstance(value[0], ast.ExceptHandler):
            blocks += [each.body for each in value]
            rest += [each.type for each in value if each.type]
            rest += [ast.Name(each.name) for each in value if each.name]
        else:
            values = value if isinstance(value, list) else [value]
            rest += [each for each in values if isinstance(each, ast.AST)]
    return blocks, rest
