"""
The dialect of browser modules: what CPython, Pyodide and MicroPython run, and the compiler takes.

`check` reads the modules for pages and says what is not in it, as far as a module's source shows
it: constructs by grammar.py, names by compiler/language.py, as the compiler does, and besides what
MicroPython refuses or silently does otherwise. The tables say what the interpreter in package.json
lacks; a test asks it.
"""

import ast
import builtins

from alloy_web.buildtools import grammar, scopes
from alloy_web.buildtools.compiler import language
from alloy_web.buildtools.modules import STAND_INS, page_modules

# What browser modules import, besides each other.
MODULES = ("alloy_web", *[name for name in language.MODULES if name not in language.FOR_TESTS])
# The interpreters' own, their garbage, and the loop and tracebacks of user code.
BROWSER_HOST_MODULES = ("asyncio", "gc", "io", "js", "jsffi", "pyodide", "pyscript")
BROWSER_HOST = "alloy_web/hosts/browser/"
# Stand-ins for the RegExp and the document of a browser, never in a page.
MEMORY_HOST = "alloy_web/hosts/memory"
MEMORY_HOST_MODULES = ("bs4", "re")
# What it has for CPython, each in a file of its own.
FOR_CPYTHON = {
    "alloy_web/hosts/memory/loop.py": "asyncio",
    "alloy_web/hosts/memory/threads.py": "threading",
}
REASONS = {
    "asyncio": "only hosts/browser may: flow.py runs a coroutine in the caller's stack",
    "re": "patterns go to the browser's RegExp, through the host",
}

MISSING_METHODS = """
    as_integer_ratio bit_count bit_length capitalize casefold conjugate expandtabs format_map
    is_integer isalnum isascii isdecimal isidentifier isnumeric isprintable istitle ljust maketrans
    removeprefix removesuffix rjust swapcase title translate zfill
""".split()
MISSING_BUILTINS = """
    BaseExceptionGroup BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError
    ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
    DeprecationWarning EncodingWarning EnvironmentError ExceptionGroup FileExistsError
    FileNotFoundError FloatingPointError FutureWarning IOError ImportWarning InterruptedError
    IsADirectoryError ModuleNotFoundError NotADirectoryError PendingDeprecationWarning
    PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError
    ResourceWarning RuntimeWarning SyntaxWarning SystemError TabError TimeoutError
    UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError UnicodeWarning
    UserWarning Warning aiter anext ascii breakpoint copyright credits exit format license quit vars
""".split()
BUILTINS = sorted({*language.FUNCTIONS, *language.EXCEPTIONS} - set(MISSING_BUILTINS))
UNCOMPILED_BUILTINS = sorted(
    {name for name in dir(builtins) if not name.startswith("_")}
    - {*BUILTINS, *MISSING_BUILTINS, grammar.PROPERTY, "super"}
)
UNCOMPILED_METHODS = sorted(
    {
        name
        for each in (str, bytes, list, tuple, dict, set, int, float)
        for name in dir(each)
        if not name.startswith("_") and callable(getattr(each, name))
    }
    - {*language.METHODS, *MISSING_METHODS}
)
# Accepted, and never called.
UNCALLED_METHODS = ("__class_getitem__", "__init_subclass__")
# (function or method, keyword): MicroPython takes these by position only, or not at all.
MISSING_KEYWORDS = {
    ("dumps", "indent"), ("dumps", "sort_keys"), ("dumps", "ensure_ascii"), ("dumps", "default"),
    ("from_bytes", "byteorder"), ("get", "default"), ("split", "maxsplit"), ("split", "sep"),
    ("rsplit", "maxsplit"), ("sum", "start"), ("zip", "strict"),
}  # fmt: skip
SET_OPERATORS = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub)
TYPES = ("bool", "bytes", "dict", "float", "int", "list", "object", "set", "str", "tuple", "type")


def check(root):
    """One line `file:line: what, why` for each problem in the modules for pages."""
    problems = []
    for path, source in page_modules(root).items():
        problems += [f"{path}:{line}: {text}" for line, text in problems_in(path, source)]
    return problems


def problems_in(path, source):
    """[(line, text)] for one module, in the order of its lines."""
    tree = ast.parse(source, path)
    reader = _Reader(path, _bound(tree))
    reader.visit(tree)
    return sorted(reader.problems)


class _Reader(ast.NodeVisitor):
    """Walks a module; annotations are passed over, for nobody evaluates them."""

    def __init__(self, path, bound):
        self.path = path
        # Names that the module gives a meaning of its own.
        self.bound = bound
        # The compiler never sees these.
        self.is_interpreted = path in STAND_INS or path in FOR_CPYTHON
        self.is_in_function = False
        self.problems = []

    def note(self, node, text):
        self.problems.append((node.lineno, text))

    def visit(self, node):
        if not self.is_interpreted:
            for place, what, instead in grammar.left_out(node):
                self.note(place, f"{what}. {instead}")
        super().visit(node)

    # ---- Imports

    def visit_Import(self, node):
        for alias in node.names:
            self._imported(node, alias.name)

    def visit_ImportFrom(self, node):
        if node.level == 0:
            self._imported(node, node.module)

    def _imported(self, node, name):
        module = name.split(".")[0]
        if module in MODULES:
            return
        if module in BROWSER_HOST_MODULES and self.path.startswith(BROWSER_HOST):
            return
        if module in MEMORY_HOST_MODULES and self.path.startswith(MEMORY_HOST):
            return
        if FOR_CPYTHON.get(self.path) == module:
            return
        why = "only hosts/browser may" if module in BROWSER_HOST_MODULES else "not in the dialect"
        self.note(node, f"import of {name}, {REASONS.get(module, why)}")

    def visit_If(self, node):
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            # Never runs; for the type checker alone.
            for each in node.orelse:
                self.visit(each)
        else:
            self.generic_visit(node)

    # ---- Functions and classes

    def visit_FunctionDef(self, node):
        if node.args.posonlyargs:
            self.note(node, "positional-only parameters, a syntax error in MicroPython")
        if node.name in UNCALLED_METHODS:
            self.note(node, f"{node.name}, which MicroPython never calls")
        around = self.is_in_function
        self.is_in_function = True
        self._without_annotations(node)
        self.is_in_function = around

    def visit_AsyncFunctionDef(self, node):
        if any(isinstance(each, ast.Yield) for each in _own_nodes(node)):
            self.note(node, "yield in async def, MicroPython has no asynchronous generators")
        self.visit_FunctionDef(node)

    def visit_arg(self, node):
        pass

    def visit_AnnAssign(self, node):
        if node.value:
            self.visit(node.value)

    def _without_annotations(self, node):
        for each in [*node.decorator_list, node.args, *node.body]:
            self.visit(each)

    def visit_ClassDef(self, node):
        if self.is_in_function:
            self.note(node, "a class in a function. Put it at the top of the module")
        around = self.is_in_function
        self.is_in_function = False
        self.generic_visit(node)
        self.is_in_function = around

    # ---- Expressions

    def _starred_display(self, node):
        if isinstance(getattr(node, "ctx", None), ast.Store):
            return
        if any(isinstance(each, ast.Starred) for each in node.elts):
            self.note(node, "* in a display, a syntax error in MicroPython: a + b")
        self.generic_visit(node)

    visit_List = visit_Tuple = visit_Set = _starred_display

    def _comprehension(self, node):
        if any(isinstance(each, ast.Await) for each in ast.walk(node)):
            self.note(node, "await in a comprehension, which MicroPython does not run: a loop")
        self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.BitOr) and _is_type(node.left) and _is_type(node.right):
            self.note(node, "| between types, fails in MicroPython: a tuple of types")
        if isinstance(node.op, SET_OPERATORS) and (_is_view(node.left) or _is_view(node.right)):
            self.note(node, "a view of a dict as a set, fails in MicroPython: set(…)")
        self.generic_visit(node)

    def visit_Compare(self, node):
        compared = any(_is_view(each) for each in [node.left, *node.comparators])
        if compared and not isinstance(node.ops[-1], (ast.In, ast.NotIn)):
            self.note(node, "a view of a dict compared, never equal in MicroPython: set(…)")
        self.generic_visit(node)

    def visit_Subscript(self, node):
        if _is_type(node.value):
            self.note(node, f"{node.value.id}[…], fails in MicroPython outside annotations")
        self.generic_visit(node)

    def visit_Name(self, node):
        if not isinstance(node.ctx, ast.Load) or node.id in self.bound:
            return
        if node.id in MISSING_BUILTINS:
            self.note(node, f"{node.id}, which MicroPython does not have")
        elif node.id in UNCOMPILED_BUILTINS and not self.is_interpreted:
            self.note(node, f"{node.id}, which the compiler does not know")

    def visit_Call(self, node):
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
        is_method = isinstance(called, ast.Attribute)
        if is_method and name in MISSING_METHODS:
            self.note(node, f".{name}(), which MicroPython does not have")
        elif is_method and name in UNCOMPILED_METHODS and not self.is_interpreted:
            self.note(node, f".{name}(), which the compiler does not know")
        for keyword in node.keywords:
            if (name, keyword.arg) in MISSING_KEYWORDS:
                self.note(node, f"{name}({keyword.arg}=), which MicroPython does not take")
        self.generic_visit(node)


def _bound(tree):
    nodes = list(ast.walk(tree))
    stored = {
        each.id
        for each in nodes
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
    }
    parameters = {each.arg for each in nodes if isinstance(each, ast.arg)}
    return stored | parameters | scopes.imported(nodes) | scopes.definitions(nodes)


def _own_nodes(function):
    """The nodes of a function without those of functions in it."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)


def _is_type(node):
    return isinstance(node, ast.Name) and node.id in TYPES


def _is_view(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("keys", "items")
    )
