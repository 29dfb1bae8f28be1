"""
What of Python's grammar is not in the dialect: the one description of it. The dialect check
(dialect.py) holds it against all modules for pages, the compiler (compiler/) against what it
compiles; both say it in the same words.

Of names this says nothing: which builtins, methods and modules there are, compiler/language.py
knows, and what MicroPython lacks of them, dialect.py. Nor does it speak of what only the whole
program shows.
"""

import ast

from alloy_web.buildtools import scopes

# {kind of node: (what it is, what to write instead)}
STATEMENTS = {
    "AsyncFor": ("async for", "Write a loop with await in it"),
    "AsyncWith": ("async with", "Write try and finally"),
    "Match": ("match", "Write if and elif"),
    "Nonlocal": ("nonlocal", "Keep it in an object, or in a list"),
    "TryStar": ("except*", "Write except"),
    "With": ("with", "Write try and finally"),
}
# The one decorator.
PROPERTY = "property"
MUTABLE = (ast.List, ast.Dict, ast.Set)


def left_out(node):
    """
    Each `(place, what, what to write instead)` that the dialect does not have in this node. What
    stands in nodes below it is not looked at, but for the statements of a class.
    """
    kind = type(node).__name__
    if kind in STATEMENTS:
        yield (node, *STATEMENTS[kind])
    elif kind in _FINDERS:
        yield from _FINDERS[kind](node)


def _class(node):
    if len(node.bases) > 1 or node.keywords:
        yield node, "more than one base, or a metaclass", "Have one base"
    if node.decorator_list:
        yield node, "a decorator of a class", "Write the class out"
    for each in node.body:
        if isinstance(each, scopes.FUNCTIONS):
            if not each.args.args:
                yield each, "a method without self", "Write a function"
        elif not _is_variable(each) and not isinstance(each, ast.Pass) and not _is_text(each):
            yield each, "this in the body of a class", "Write methods and variables"


def _is_variable(node):
    # Annotations are gone when the compiler comes.
    if isinstance(node, ast.AnnAssign):
        return True
    return (
        isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
    )


def _is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _function(node):
    if any(getattr(each, "id", None) != PROPERTY for each in node.decorator_list):
        yield node, "a decorator", f"Call the function that decorates. Known: {PROPERTY}"
    for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
        if isinstance(default, MUTABLE):
            yield node, "a default that calls share", "Write None, and make it inside"


def _delete(node):
    if not all(isinstance(target, ast.Subscript) for target in node.targets):
        yield node, "del of a name", "Assign None"


def _raise(node):
    if node.cause is not None:
        yield node, "raise … from", "Put the cause into the text"


def _dict(node):
    if None in node.keys:
        yield node, "** in a display", "Write one | other"


def _comprehension(node):
    if any(each.is_async for each in node.generators):
        yield node, "an asynchronous comprehension", "Write a loop"


def _subscript(node):
    part = node.slice
    if not isinstance(part, ast.Slice):
        return
    if part.step is not None:
        yield node, "a step in a slice", "Write reversed(…), or a loop"
    elif isinstance(node.ctx, ast.Store) and (part.lower or part.upper):
        yield node, "a part of a list assigned to", "Make a new list"


def _constant(node):
    value = node.value
    if isinstance(value, int) and float(value) != value:
        what = f"{value} does not fit a number of JavaScript's"
        yield node, what, "Write it as a float, or as text"
    elif isinstance(value, complex) or value is ...:
        yield node, f"the literal {value!r}", "Write text, bytes or a number"


def _text(node):
    for each in node.values:
        if isinstance(each, ast.FormattedValue) and each.conversion not in (-1, ord("r")):
            yield node, "a conversion in an f-string", "Write str(…) or repr(…)"


def _sign(node):
    if isinstance(node.op, (ast.Invert, ast.UAdd)):
        yield node, f"the operator {type(node.op).__name__}", "Write it with - or not"


def _operator(node):
    if isinstance(node.op, ast.MatMult):
        yield node, "the operator MatMult", "Write a function"


_FINDERS = {
    "AsyncFunctionDef": _function,
    "AugAssign": _operator,
    "BinOp": _operator,
    "ClassDef": _class,
    "Constant": _constant,
    "Delete": _delete,
    "Dict": _dict,
    "DictComp": _comprehension,
    "FunctionDef": _function,
    "GeneratorExp": _comprehension,
    "JoinedStr": _text,
    "ListComp": _comprehension,
    "Raise": _raise,
    "SetComp": _comprehension,
    "Subscript": _subscript,
    "UnaryOp": _sign,
}
