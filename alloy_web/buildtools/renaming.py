"""
Names made short: of variables, of parameters that nobody gives by name, of attributes that are
private (`_x`), and those of globals, which flatten.py chooses.

Bytecode has no names of variables, but those of parameters; source has them all.
"""

import ast
import builtins
import itertools
import keyword
import string

from alloy_web.buildtools import scopes
from alloy_web.buildtools.console import BuildError


class Rename(ast.NodeTransformer):
    """
    Puts the names of the result in place of a module's, and takes its imports of modules out.

    `names` is {(module, name): global name}; `kept` are names that no variable may have, and
    parameters keep; `late` is {module: the part of the result it is imported from}.
    """

    def __init__(self, module, names, kept, late):
        self.module = module
        self.names = names
        self.kept = kept
        self.late = late
        self.functions = []
        self.aliases = module.aliases(module.tree.body)
        self.own = {own: names[module.name, own] for own in module.names}
        # Of each scope around: {name: its name in the result, or what an import made of it}.
        self.inner = []

    def statements(self):
        return self._visited(self.module.tree.body)

    def meaning(self, name):
        """What a name is called in the result; ("module", its name) for a module; else None."""
        for scope in reversed(self.inner):
            if name in scope:
                means = scope[name]
                break
        else:
            means = self.aliases.get(name) or self.own.get(name)
        if isinstance(means, tuple) and means[0] == "name":
            return self.names[means[1:]]
        return means

    # ---- Names

    def visit_Name(self, node):
        means = self.meaning(node.id)
        if isinstance(means, tuple):
            self._refuse(node, f"the module {means[1]} as a value")
        return ast.Name(means, node.ctx) if means else node

    def visit_Attribute(self, node):
        means = self.meaning(node.value.id) if isinstance(node.value, ast.Name) else None
        if not isinstance(means, tuple):
            return self.generic_visit(node)
        origin = self.module.origin(means[1], node.attr)
        if origin not in self.names:
            self._refuse(node, f"{means[1]} has no {node.attr}")
        return ast.Name(self.names[origin], node.ctx)

    def visit_Call(self, node):
        if any(each.arg is None for each in node.keywords):
            self._refuse(node, "** in a call, which hides the names of parameters")
        return self.generic_visit(node)

    def visit_Global(self, node):
        return ast.Global([self.own[name] for name in node.names])

    def visit_Nonlocal(self, node):
        self._refuse(node, "nonlocal")

    def visit_Import(self, node):
        if any(alias.name in self.module.modules for alias in node.names):
            self._refuse(node, "import without from")
        return node

    def visit_ImportFrom(self, node):
        meanings = self.module.means(node)
        if not meanings:
            return node
        part = None
        wanted = set()
        for local, means in meanings.items():
            if means[1] in self.late and self.functions:
                part = self.late[means[1]]
                wanted |= self._used(local, means)
        return (
            ast.ImportFrom(part, [ast.alias(each) for each in sorted(wanted)], 0) if part else None
        )

    def _used(self, local, means):
        """The global names that the function around gets from an import."""
        if means[0] == "name":
            return {self.names[means[1:]]}
        return {
            self.names[self.module.origin(means[1], node.attr)]
            for node in ast.walk(self.functions[-1])
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == local
        }

    # ---- Scopes

    def visit_FunctionDef(self, node):
        node.decorator_list = self._visited(node.decorator_list)
        self._visit_defaults(node.args)
        if not self.inner:
            node.name = self.own[node.name]
        bound = [
            *scopes.arguments(node),
            *sorted(scopes.variables(node.body) - scopes.declared_global(node.body)),
        ]
        fixed = scopes.definitions(node.body) | scopes.imported(node.body)
        self._enter(bound, fixed, self.module.aliases(node.body))
        self._name_arguments(node.args)
        self.functions.append(node)
        node.body = self._visited(node.body) or [ast.Pass()]
        self.functions.pop()
        self.inner.pop()
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self._visit_defaults(node.args)
        self._enter(scopes.arguments(node))
        self._name_arguments(node.args)
        node.body = self.visit(node.body)
        self.inner.pop()
        return node

    def visit_ClassDef(self, node):
        if self.inner:
            self._refuse(node, "a class in a function")
        node.bases = self._visited(node.bases)
        node.name = self.own[node.name]
        # What a class binds are attributes, and not seen in its functions.
        bound = scopes.variables(node.body) | scopes.definitions(node.body)
        body = []
        for each in node.body:
            self.inner.append({} if isinstance(each, scopes.FUNCTIONS) else dict.fromkeys(bound))
            body.append(self.visit(each))
            self.inner.pop()
        node.body = body
        return node

    def visit_ListComp(self, node):
        # The first of what it goes through belongs to the scope around.
        first = node.generators[0]
        outer = self.visit(first.iter)
        first.iter = ast.Constant(None)
        targets = ast.Tuple([generator.target for generator in node.generators], ast.Store())
        self._enter(sorted(scopes.variables([targets])))
        self.generic_visit(node)
        self.inner.pop()
        first.iter = outer
        return node

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def visit_ExceptHandler(self, node):
        if node.name:
            node.name = self.meaning(node.name) or node.name
        return self.generic_visit(node)

    # ---- Inside

    def _enter(self, bound, fixed=(), aliases=None):
        """A scope in which `bound` get short names, and `fixed` stay."""
        in_use = {name for scope in self.inner for name in scope.values()}
        free = (
            name
            for name in short_names(string.ascii_lowercase)
            if name not in in_use and name not in self.kept
        )
        scope = {}
        for name in bound:
            if name not in scope:
                is_private_word = name in self.kept or name in fixed
                scope[name] = name if is_private_word else next(free)
        self.inner.append(scope | dict.fromkeys(fixed) | (aliases or {}))

    def _visit_defaults(self, given):
        given.defaults = self._visited(given.defaults)
        given.kw_defaults = [each and self.visit(each) for each in given.kw_defaults]

    def _name_arguments(self, given):
        for each in ast.walk(given):
            if isinstance(each, ast.arg):
                each.arg = self.meaning(each.arg)

    def _visited(self, nodes):
        return [kept for node in nodes if (kept := self.visit(node)) is not None]

    def _refuse(self, node, what):
        raise BuildError(
            f"{self.module.path}:{node.lineno}: {what}, which alloy_web/buildtools/flatten.py "
            "cannot join"
        )


class _Attributes(ast.NodeTransformer):
    def __init__(self, names):
        self.names = names

    def visit_Attribute(self, node):
        node.attr = self.names.get(node.attr, node.attr)
        return self.generic_visit(node)

    def visit_ClassDef(self, node):
        for each in node.body:
            if isinstance(each, scopes.FUNCTIONS):
                each.name = self.names.get(each.name, each.name)
            for name in ast.walk(each) if isinstance(each, ast.Assign) else ():
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    name.id = self.names.get(name.id, name.id)
        return self.generic_visit(node)


def shorten_private_attributes(tree, kept, methods=True):
    """
    The tree with short names in place of `_x`, which only our own code uses; without `methods` only
    of what is none.
    """
    nodes = list(ast.walk(tree))
    if not methods:
        kept = {*kept, *(node.name for node in nodes if isinstance(node, scopes.FUNCTIONS))}
    used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            used |= scopes.definitions(node.body) | scopes.variables(node.body)
    # Whole names and beginnings of names, for getattr.
    texts = tuple(
        node.value
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value[:1] == "_"
        and len(node.value) > 1
    )
    private = [
        name
        for name in sorted(used - set(kept))
        if name[0] == "_" and name[1] != "_" and not name.startswith(texts)
    ]
    free = (name for name in short_names(string.ascii_uppercase) if name not in used)
    return _Attributes(dict(zip(private, free))).visit(tree)


def short_names(letters):
    """Names that mean nothing to Python, the shortest first; the first character of `letters`."""
    for length in itertools.count():
        for first in letters:
            for rest in itertools.product(string.ascii_letters + string.digits, repeat=length):
                name = first + "".join(rest)
                if not keyword.iskeyword(name) and not hasattr(builtins, name):
                    yield name
