"""
What features ask of `tools` is declared there, what is named or called like a hook is one, and what
is left on an event or a request is a field of it.

A misspelt name would else show in a page only: as a service that is not there, a hook that nobody
calls, a field that nobody reads.
"""

import ast
import difflib

TOOLS = "alloy_web/engine/tools.py"
LIFECYCLE = "alloy_web/engine/lifecycle.py"
# Whose classes get `tools`, and whose methods are hooks.
USERS = ("alloy_web/features", "alloy_web/app")
COMPONENTS = "alloy_web/features"
# {variable: (what it holds, where that is declared)}, and who has such variables.
ENVELOPES = {
    "event": ("Event", "alloy_web/core/event.py"),
    "request": ("Request", "alloy_web/core/request.py"),
}
CARRIERS = ("alloy_web/app", "alloy_web/engine", "alloy_web/features")


def check(root):
    """One line `file:line: what, and which name may be meant` for each problem."""
    services = _declared(_tree(root / TOOLS), "Tools")
    hooks = _hooks(_tree(root / LIFECYCLE))
    fields = {
        variable: _declared(_tree(root / path), kind)
        for variable, (kind, path) in ENVELOPES.items()
    }
    problems = []
    for folder in CARRIERS:
        for file in sorted((root / folder).rglob("*.py")):
            path = file.relative_to(root).as_posix()
            tree = _tree(file)
            found = _unknown_fields(tree, fields) + _called(tree, hooks)
            if folder in USERS:
                found += _undeclared(tree, services)
            if folder == COMPONENTS:
                found += _misspelt(tree, hooks)
            problems += [f"{path}:{line}: {text}" for line, text in sorted(found)]
    return problems


def _tree(file):
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def _declared(tree, class_name):
    """The attributes and methods of a class."""
    names = set()
    for node in _methods(tree, class_name):
        names.add(node.name)
        names |= {
            each.attr
            for each in ast.walk(node)
            if isinstance(each, ast.Attribute)
            and isinstance(each.ctx, ast.Store)
            and isinstance(each.value, ast.Name)
            and each.value.id == "self"
        }
    return names


def _hooks(tree):
    """The texts of the tuple `HOOKS`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "HOOKS":
            return set(ast.literal_eval(node.value))
    return set()


def _methods(tree, class_name=None):
    """The methods of this class, or of all."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and class_name in (None, node.name):
            for each in node.body:
                if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    yield each


def _undeclared(tree, services):
    return [
        (
            node.lineno,
            f"tools.{node.attr}, which {TOOLS} does not declare{_hint(node.attr, services)}",
        )
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) in ("tools", "self._tools")
        and node.attr not in services
    ]


def _unknown_fields(tree, fields):
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            variable = ast.unparse(node.value).rpartition(".")[2]
            if variable in fields and node.attr not in fields[variable]:
                found.append((
                    node.lineno,
                    f"{variable}.{node.attr}, which {ENVELOPES[variable][1]} does not declare"
                    + _hint(node.attr, fields[variable]),
                ))
    return found


def _misspelt(tree, hooks):
    return [
        (node.lineno, f"{node.name}, which is not a hook of {LIFECYCLE}{_hint(node.name, hooks)}")
        for node in _methods(tree)
        if node.name.startswith("on_") and node.name not in hooks
    ]


def _called(tree, hooks):
    """Hooks that are called by a name that is none: `lifecycle.call("on_…")`."""
    return [
        (node.lineno, f"{name}, which is not a hook of {LIFECYCLE}{_hint(name, hooks)}")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".call")
        for name in [getattr(each, "value", None) for each in node.args[:1]]
        if isinstance(name, str) and name.startswith("on_") and name not in hooks
    ]


def _hint(name, known):
    near = difflib.get_close_matches(name, sorted(known), 1, 0)
    return f": {near[0]}?" if near else ""
