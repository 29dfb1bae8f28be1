"""
What features are built on knows none of them by name, and no feature names another.

A text in the code that is the name of a component, a command or an option of a feature stands in
that feature, or in app/, which has the lists of them. layers.py holds the same of imports.
"""

import ast

from alloy_web.buildtools.layers import within

# Said of other things, too: the media library has a table `Event`.
EVERYDAY = ("Event",)
FOUNDATION = ("core", "engine", "errors", "flow", "validation", "wording")


def check(root):
    """One line `file:line: what` for every name that stands where it is not known."""
    package = root / "alloy_web"
    names = names_of_features(package)
    problems = []
    for path in sorted(package.rglob("*.py")):
        module = _module(path, package)
        is_below = any(within(module, each) for each in FOUNDATION)
        if not (is_below or within(module, "features")):
            continue
        for line, text in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            what, owner = names.get(text, ("", _feature(module)))
            # Commands are for everyone who has the registry: older ones lead to newer.
            if owner != _feature(module) and (is_below or what != "command"):
                who = module.split(".")[0] if is_below else _feature(module)
                problems.append(
                    f'{path.relative_to(root).as_posix()}:{line}: names the {what} "{text}" of '
                    f"{owner}, which {who} does not know. What it needs of it is a service or a "
                    "field (engine/tools.py)"
                )
    return problems


def names_of_features(package):
    """
    `{name: (what it is, the feature's module)}`. Commands and options of one word are not among
    them: `event` and `context` are said of other things, too.
    """
    found = {}
    for path in sorted((package / "features").rglob("*.py")):
        owner = _feature(_module(path, package))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Assign):
                continue
            target = ast.unparse(node.targets[0])
            what = {"config": "option", "CONFIG": "option", "self.commands": "command"}.get(target)
            if target == "namespace":
                found[_text(node.value)] = ("component", owner)
            elif what and isinstance(node.value, ast.Dict):
                for key in map(_text, node.value.keys):
                    if key and not key.islower():
                        found[key] = (what, owner)
    return {name: what for name, what in found.items() if name and name not in EVERYDAY}


def _module(path, package):
    return ".".join(path.relative_to(package).with_suffix("").parts)


def _feature(module):
    return ".".join(module.split(".")[:2])


def _text(node):
    """The value of a text that stands there, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _texts(tree):
    """(line, text) of the code; without annotations, and labels of the log."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if _text(node):
            yield node.lineno, _text(node)
        left_out = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".for_component"):
            left_out += node.args
        waiting += [each for each in ast.iter_child_nodes(node) if each not in left_out]
