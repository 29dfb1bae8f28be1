"""
Which names a piece of Python source binds, and where: what flatten.py and renaming.py ask of a
syntax tree.
"""

import ast

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


# Fields of nodes in which there are none, or only operators and the like.
_WITHOUT_NODES = set(
    "arg asname attr conversion ctx id is_async kind level lineno module op ops simple type_comment"
    .split()
)
# {class of nodes: the names of its other fields}
_FIELDS: dict[type, list[str]] = {}


class Nodes(list):
    """Nodes as `own_nodes` finds them, which may stand for the statements they are of."""


def own_nodes(body):
    """[All nodes of statements, without those of scopes in them]."""
    if isinstance(body, Nodes):
        return body
    found, waiting = Nodes(), list(body)
    while waiting:
        node = waiting.pop()
        found.append(node)
        if isinstance(node, COMPREHENSIONS):
            waiting += [each for each in walk(node) if isinstance(each, ast.NamedExpr)]
        elif not isinstance(node, (*DEFINITIONS, ast.Lambda)):
            waiting += children(node)
    return found


def walk(node):
    """As `ast.walk`, without operators: the compiler spends most of its time here."""
    found = [node]
    for each in found:
        found += children(each)
    return found


def children(node):
    """As `ast.iter_child_nodes`, without operators."""
    kind = type(node)
    if kind not in _FIELDS:
        is_leaf = kind is ast.Constant
        names = [] if is_leaf else [name for name in kind._fields if name not in _WITHOUT_NODES]
        _FIELDS[kind] = names
    found = []
    for name in _FIELDS[kind]:
        value = getattr(node, name, None)
        if type(value) is list:
            found += [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def variables(body):
    """Names that statements assign to in their own scope."""
    found = set()
    for node in own_nodes(body):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


def definitions(body):
    """Names of functions and classes that stand in these statements."""
    return {node.name for node in own_nodes(body) if isinstance(node, DEFINITIONS)}


def without(body, names):
    """These statements, but for functions of these names."""
    return [
        each for each in body if not (isinstance(each, FUNCTIONS) and each.name in names)
    ]


def imported(body):
    """Names that statements import."""
    return {
        (alias.asname or alias.name).split(".")[0]
        for node in own_nodes(body)
        if isinstance(node, IMPORTS)
        for alias in node.names
    }


def declared_global(body):
    return {name for node in own_nodes(body) if isinstance(node, ast.Global) for name in node.names}


def arguments(function):
    """The names of a function's parameters, in their order."""
    given = function.args
    starred = [each for each in (given.vararg, given.kwarg) if each]
    return [each.arg for each in [*given.posonlyargs, *given.args, *given.kwonlyargs, *starred]]


def keywords(trees):
    """The names by which any call gives an argument."""
    return {
        keyword.arg
        for tree in trees
        for node in walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg
    }
