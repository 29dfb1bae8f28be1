"""
Methods that are reached by a name that is worked out when the program runs: `getattr(x, hook)`.

Names of all others are shortened. Which these are is seen by the texts of the module that asks, so
the name has to stand there; where it is given from elsewhere the build stops.
"""

import ast

from alloy_web.buildtools import scopes
from alloy_web.buildtools.compiler.program import refuse


def named(unit):
    """
    Names of methods that may be reached by name at run time, and are not to be shortened: those
    that stand as texts in a module that asks for attributes by a name that it works out. In tests,
    in any.
    """
    methods, texts = methods_of(unit), set()
    for module in unit.order:
        nodes = scopes.walk(module.tree)
        if unit.wide or any(_asks(node) for node in nodes):
            texts |= _texts(nodes)
    return sorted(methods & texts)


def hold(unit):
    """
    Refuse names of methods that stand in another module than the one that asks by them, and what
    does not show which names it asks by.
    """
    methods = methods_of(unit)
    calls: dict = {}
    for module in unit.order:
        for call, around in _calls(module.tree, []):
            calls.setdefault(_name_of(call.func), []).append((module, around, call))
    for asker, around, call in [*calls.get("getattr", ()), *calls.get("hasattr", ())]:
        if _asks(call):
            here = _texts(scopes.walk(asker.tree))
            _shown(asker, around, call.args[1])
            for place, node in _names(calls, asker, around, call.args[1]):
                if node.value in methods - here:
                    refuse(
                        place.path, node,
                        f'"{node.value}" is the name of a method, and {asker.path} asks by it, '
                        f"with {call.func.id}, where it does not stand. It would be shortened",
                        "Write it as a text in that module, too",
                    )


def _shown(module, around, name):
    """The module that asks says by which names, or has them given."""
    found = _origins(module, around, name)
    if found == [name] or any(isinstance(each, (ast.Name, ast.Attribute)) for each in found):
        refuse(
            module.path, name, "the names that are asked by do not stand in this module",
            "Loop over a tuple of them that is written here",
        )


def _names(calls, module, around, name):
    """[(module, Constant)] of the texts that a name may be, its own module's and its callers'."""
    found, seen, waiting = [], set(), [(module, around, name)]
    while waiting:
        place, around, name = waiting.pop()
        function = _giver(around, name)
        if function is None:
            nodes = [node for root in _origins(place, around, name) for node in scopes.walk(root)]
            found += [(place, node) for node in nodes if isinstance(node, ast.Constant)]
        elif (function.name, name.id) not in seen:
            seen.add((function.name, name.id))
            for caller, outer, call in calls.get(function.name, ()):
                given = _argument(function, name.id, call)
                if given is not None:
                    waiting.append((caller, outer, given))
    return found


def _origins(module, around, name):
    """What a loop over it, or the module, gives a variable: [expression]; itself, if neither."""
    if not isinstance(name, ast.Name):
        return [name]
    if _giver(around, name):
        return []
    nodes = scopes.walk(around[-1] if around else module.tree)
    found = [each.iter for each in nodes if _is_loop_of(each, name.id)]
    top = {
        each.targets[0].id: each.value
        for each in module.tree.body
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
    }
    return [top.get(each.id, each) if isinstance(each, ast.Name) else each for each in found] or [
        name
    ]


def _is_loop_of(node, name):
    return (
        isinstance(node, (ast.For, ast.comprehension))
        and isinstance(node.target, ast.Name)
        and node.target.id == name
    )


def _giver(around, name):
    """The function around that has this name as a parameter, or None."""
    for function in reversed(around):
        if isinstance(name, ast.Name) and name.id in _parameters(function):
            return function
    return None


def _parameters(function):
    arguments = function.args
    return [each.arg for each in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]]


def _argument(function, name, call):
    """What a call gives for a parameter, as far as it shows."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    parameters = _parameters(function)
    at = parameters.index(name) - (parameters[0] == "self")
    return call.args[at] if at < len(call.args) else None


def _name_of(function):
    return getattr(function, "id", getattr(function, "attr", None))


def methods_of(unit):
    return {
        each.name
        for module in unit.order
        for node in scopes.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for each in node.body
        if isinstance(each, scopes.FUNCTIONS)
    }


def _texts(nodes):
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _asks(node):
    """`getattr(component, hook)`; where the name is a text the compiler sees which is meant."""
    return (
        isinstance(node, ast.Call)
        and getattr(node.func, "id", None) in ("getattr", "hasattr")
        and not isinstance(node.args[1], ast.Constant)
    )


def _calls(node, around):
    """(a call, the functions around it, inner ones last) of each in a tree."""
    if isinstance(node, ast.Call):
        yield node, around
    if isinstance(node, scopes.FUNCTIONS):
        around = [*around, node]
    for each in scopes.children(node):
        yield from _calls(each, around)
