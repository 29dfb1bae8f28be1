"""
Many modules as one, in the manner of JavaScript's bundlers: what a module defines stands at the top
level of the result under a name of its own, and who imported it uses that name directly. What
nothing leads to is left out, and a constant stands where it is used.

This works for the dialect of browser modules, and the build says so where code asks for more: a
module is imported to ask for its names, and no two need each other at their top levels.
"""

import ast
import re
import string

from alloy_web.buildtools import renaming, scopes
from alloy_web.buildtools.console import BuildError

# A text, which stays as it is, or a space between what would be apart without it.
_SPACE = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<=[^\w'"]) | (?=[^\w'"])""")


def flatten(sources, entries, main="sdk", late=None, shorten="", kept=()):
    """
    ({name: tree}, {(module, name): name in the trees}) of the modules `{path: source}`.

    `main` is the module that all goes into but for what is `late`: {module: name of the result it
    goes into}. Those are modules that functions import, for when they need them.

    `entries` are the (module, name) pairs that others ask `main` for; None for all. `shorten` is
    which names of globals and attributes get short: "", "private" or, of globals, "all"; "fields"
    are private attributes that no function is named by. Those of `core.links` are else named
    `links__…`. `kept` are parameters and attributes that others use by
    name.
    """
    modules = {module.name: module for module in (Module(*item) for item in sources.items())}
    for module in modules.values():
        module.modules = modules
    for module in modules.values():
        module.resolve()
    kept = _kept(modules.values(), kept)
    names = _global_names(modules.values(), shorten, kept)
    body = []
    for module in in_order(modules):
        body += renaming.Rename(module, names, kept, late or {}).statements()
    wanted = set(names.values())
    if entries is not None:
        wanted = {names[modules[module].origin(module, name)] for module, name in entries}
    body = _constants_inlined(body, wanted)
    if shorten:
        tree = ast.Module(body, [])
        body = renaming.shorten_private_attributes(tree, kept, shorten != "fields").body
    parts = _split(body, wanted, main, dict.fromkeys((late or {}).values()))
    there = {name for body in parts.values() for node in body for name in _defined(node) or ()}
    return {
        name: ast.fix_missing_locations(ast.Module(body, [])) for name, body in parts.items()
    }, {
        (module.name, name): names[origin]
        for module in modules.values()
        for name in module.exports()
        if names[origin := module.origin(module.name, name)] in there
    }


def source(tree):
    """The text of a tree, without the spaces that only readers need."""
    lines = []
    for line in ast.unparse(tree).splitlines():
        code = line.lstrip(" ")
        if code:
            inside = _SPACE.sub(lambda found: found[1] or "", code)
            lines.append(" " * ((len(line) - len(code)) // 4) + inside)
    return "\n".join(lines).encode() + b"\n"


def module_name(path):
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Module:
    """A module's tree, what it defines, and what its imports mean."""

    def __init__(self, path, text):
        self.path = path
        self.name = module_name(path)
        self.tree = _Bare().visit(ast.parse(text, path))
        body = self.tree.body
        self.names = scopes.variables(body) | scopes.definitions(body)
        self.classes = {node.name: node for node in body if isinstance(node, ast.ClassDef)}
        self.modules = {}
        # {name: module} of modules that are not ours.
        self.outside = {
            (alias.asname or alias.name): alias.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        self._imports = {}
        self._reassigned = None

    def resolve(self):
        """Find out what the imports mean: ("module", name) or ("name", module, name)."""
        modules = self.modules
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module in modules:
                self._imports[id(node)] = {
                    alias.asname or alias.name: ("module", f"{node.module}.{alias.name}")
                    if f"{node.module}.{alias.name}" in modules
                    else ("name", *self.origin(node.module, alias.name))
                    for alias in node.names
                }

    def means(self, statement):
        return self._imports.get(id(statement), {})

    def aliases(self, body):
        """What the imports in these statements mean, without those of functions in them."""
        found = {}
        for node in scopes.own_nodes(body):
            found |= self.means(node)
        return found

    def reassigned(self):
        """Names of the module that more than one statement assigns to."""
        if self._reassigned is None:
            found, changed = set(), set()
            for node in self.tree.body:
                names = scopes.variables([node])
                changed |= found & names
                found |= names
            for node in ast.walk(self.tree):
                if isinstance(node, ast.Global):
                    changed |= set(node.names)
            self._reassigned = changed
        return self._reassigned

    def needs(self):
        """The modules that have to stand before this one."""
        return [means[1] for means in self.aliases(self.tree.body).values()]

    def origin(self, module, name):
        """Where a name comes from that `module` may only hand on."""
        for node in self.modules[module].tree.body:
            if isinstance(node, ast.ImportFrom) and node.module in self.modules:
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return self.origin(node.module, alias.name)
        return module, name

    def exports(self):
        """Names that others can ask this module for, and that are not modules."""
        handed_on = self.aliases(self.tree.body).items()
        return [*self.names, *(name for name, means in handed_on if means[0] == "name")]


# Parameters and attributes by which tables of options tell readers something (validation.py).
FOR_READERS = ("about", "ahead", "returns", "takes", "written")
DESCRIBE = "describe"
# The function that marks words for the compiler, and the mark that is left of it on what it got.
SAYS = ("alloy_web.wording", "words")
IS_SAID = "is_said"


class _Bare(ast.NodeTransformer):
    """
    Takes out what only readers need: documentation, annotations, and of tables of options what they
    tell the build.
    """

    def __init__(self):
        self._says = False

    def visit_ImportFrom(self, node):
        self._says |= SAYS in [(node.module, each.name) for each in node.names]
        return node

    def visit_Call(self, node):
        if self._says and isinstance(node.func, ast.Name) and node.func.id == SAYS[1]:
            [said] = node.args
            setattr(said, IS_SAID, True)
            return self.visit(said)
        node.keywords = [each for each in node.keywords if each.arg not in FOR_READERS]
        return self.generic_visit(node)

    def visit_Assign(self, node):
        target = node.targets[0]
        if isinstance(target, ast.Attribute) and target.attr in FOR_READERS:
            return None
        return self.generic_visit(node)

    def visit_arguments(self, node):
        """Those of tables can only be given by name."""
        given = dict(zip(node.kwonlyargs, node.kw_defaults, strict=True))
        node.kwonlyargs = [each for each in given if each.arg not in FOR_READERS]
        node.kw_defaults = [given[each] for each in node.kwonlyargs]
        return self.generic_visit(node)

    def visit_Expr(self, node):
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        if node.value is None:
            return None
        return self.generic_visit(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_If(self, node):
        is_for_checker = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return node.orelse if is_for_checker else self.generic_visit(node)

    def visit_FunctionDef(self, node):
        node.returns = None
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node

    def visit_ClassDef(self, node):
        node.body = [each for each in node.body if getattr(each, "name", None) != DESCRIBE]
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node

    visit_AsyncFunctionDef = visit_FunctionDef


def _kept(modules, kept):
    """Names that no variable gets: those that mean something else, or are given in calls."""
    found = set(kept) | scopes.keywords(module.tree for module in modules)
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, scopes.IMPORTS) and not module.means(node):
                found |= scopes.imported([node])
            elif isinstance(node, scopes.FUNCTIONS):
                found |= scopes.definitions(node.body)
    return found


def _global_names(modules, shorten, kept):
    """{(module, name): a name that no variable has}."""
    free = (name for name in renaming.short_names(string.ascii_uppercase) if name not in kept)
    names = {}
    for module in modules:
        for name in sorted(module.names):
            is_private = name[0] == "_" and name[1] != "_"
            # An exception's name is part of what users read.
            is_exception = name in module.classes and module.classes[name].bases
            if not is_exception and (shorten == "all" or (shorten == "private" and is_private)):
                names[module.name, name] = next(free)
                continue
            given = name if name in module.classes else f"{module.name.split('.')[-1]}__{name}"
            while given in names.values():
                given += "_"
            names[module.name, name] = given
    return names


def in_order(modules):
    """Modules, each after those it imports at its top level."""
    order = []

    def add(module, importers):
        if module in importers:
            path = " → ".join(each.name for each in [*importers, module])
            raise BuildError(f"modules need each other at their top levels: {path}")
        if module not in order:
            for needed in module.needs():
                if needed in modules:
                    add(modules[needed], [*importers, module])
            order.append(module)

    for module in modules.values():
        add(module, [])
    return order


def _defined(statement):
    """The names that a statement defines, where that is all it does; else None."""
    if isinstance(statement, scopes.DEFINITIONS):
        return {statement.name}
    if isinstance(statement, scopes.IMPORTS):
        return scopes.imported([statement])
    if isinstance(statement, ast.Assign):
        places = [
            each for target in statement.targets for each in getattr(target, "elts", [target])
        ]
        if all(isinstance(each, ast.Name) for each in places):
            return {each.id for each in places}
    return None


def _split(body, wanted, main, late):
    """{name of a part: its statements}: what `wanted` leads to, and what is imported later."""
    imports = {ast.unparse(node): node for node in body if isinstance(node, scopes.IMPORTS)}
    body = [node for node in body if not isinstance(node, scopes.IMPORTS)]
    parts = {}
    place = {}
    for part in [main, *late]:
        if part != main:
            wanted = {
                alias.name
                for node in _imports_of(part, [each for found in parts.values() for each in found])
                for alias in node.names
            }
        found = _reachable([node for node in body if not _names_in(node, place)], wanted, late)
        used = {name for node in found for name in _uses(node, late)}
        head = [node for node in imports.values() if scopes.imported([node]) & used]
        for other in parts:
            shared = sorted(name for name in used if place.get(name) == other)
            if shared:
                head.append(ast.ImportFrom(other, [ast.alias(name) for name in shared], 0))
        place |= {name: part for node in found for name in _defined(node) or ()}
        parts[part] = head + found
    return parts


def _names_in(statement, names):
    return any(name in names for name in _defined(statement) or ())


def _imports_of(part, body):
    return [
        each
        for node in body
        for each in ast.walk(node)
        if isinstance(each, ast.ImportFrom) and each.module == part
    ]


def _uses(statement, late):
    """The names in a statement, without those it imports when it needs them."""
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    for part in late:
        for node in _imports_of(part, [statement]):
            names -= {alias.name for alias in node.names}
    return names


def _reachable(body, wanted, late):
    """The statements that `wanted` names, and statements that do something, lead to."""
    by_name = {}
    for node in body:
        for name in _defined(node) or ():
            by_name.setdefault(name, []).append(node)
    waiting = [node for node in body if _defined(node) is None]
    waiting += [node for name in wanted for node in by_name.get(name, ())]
    found = set()
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            for name in _uses(node, late):
                waiting += by_name.get(name, ())
    return [node for node in body if node in found]


def _constants_inlined(body, wanted):
    """A number, text or None with a name of its own stands where the name is used."""
    times = {}
    for node in body:
        for name in (_defined(node) or set()) | scopes.variables([node]):
            times[name] = times.get(name, 0) + 1
        for each in ast.walk(node):
            if isinstance(each, ast.Global):
                times |= dict.fromkeys(each.names, 2)
            elif isinstance(each, ast.ImportFrom):
                times |= dict.fromkeys([alias.name for alias in each.names], 2)
    values = {
        node.targets[0].id: node.value
        for node in body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.targets[0], ast.Name)
        and times[node.targets[0].id] == 1
        and node.targets[0].id not in wanted
    }
    return [_Constants(values).visit(node) for node in body]


class _Constants(ast.NodeTransformer):
    def __init__(self, values):
        self.values = values

    def visit_Name(self, node):
        return self.values.get(node.id, node) if isinstance(node.ctx, ast.Load) else node
