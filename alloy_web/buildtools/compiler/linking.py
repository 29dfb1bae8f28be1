"""
What is used of a program, put together as one JavaScript module, and made small.
"""

import ast
from pathlib import Path

from alloy_web.buildtools import modules, scopes
from alloy_web.buildtools.compiler import sourcemap
from alloy_web.buildtools.compiler.inference import infer
from alloy_web.buildtools.compiler.program import Unit
from alloy_web.buildtools.compiler.statements import Statements

# Variables and attributes that hold the bridge of the page, which is JavaScript.
FOREIGN = ("bridge", "_bridge")
LIBRARY = "static/python/index.js"
_INSTEAD = Path(__file__).with_name("instead")
INSTEAD = {
    "alloy_web/hosts/browser/interpreter.py": _INSTEAD / "interpreter.py",
    "alloy_web/hosts/browser/values.py": _INSTEAD / "values.py",
}


class Compiler:
    """One unit, compiled as far as it is asked for."""

    def __init__(self, sources, below=None, wide=False):
        self.below = below
        self.unit = Unit(sources, below.unit if below else None, FOREIGN, wide)
        self.knowledge = infer(self.unit, below.knowledge if below else None)
        self._by_name = {}
        self._order = []
        self._pieces = {}
        # What was asked for before.
        self._made = {}
        for module in self.unit.order:
            writer = Statements(self.unit, module, self.knowledge)
            for node in module.tree.body:
                if isinstance(node, scopes.IMPORTS):
                    continue
                self._order.append(node)
                names = writer.defined_by(node)
                self._pieces[id(node)] = (writer, node, names)
                for name in names:
                    self._by_name.setdefault(name, []).append(node)

    def reachable(self, wanted, effects=False):
        """
        [Piece] of what these global names lead to, in the order of the program; with `effects`
        also of statements that define nothing.
        """
        waiting = list(wanted)
        if effects:
            waiting += [node for node in self._order if not self._pieces[id(node)][2]]
        seen, done, found = set(), {}, []
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                if each not in seen:
                    seen.add(each)
                    waiting += self._by_name.get(each, ())
            elif id(each) not in done:
                writer, node, _ = self._pieces[id(each)]
                if id(each) not in self._made:
                    self._made[id(each)] = writer.piece(node)
                done[id(each)] = self._made[id(each)]
                waiting += done[id(each)].uses
        below = self.below.reachable(seen) if self.below else []
        found = [done[id(node)] for node in self._order if id(node) in done]
        return below + found


def text(pieces, exports, library):
    """
    The module, with the marks of where statements come from; `exports` is {name: global name},
    `library` what the run-time library is imported from.
    """
    names = sorted({name for piece in pieces for name in piece.library})
    imported = ", ".join(f"{name} as ${name}" for name in names)
    exported = ", ".join(f"{inner} as {name}" for name, inner in sorted(exports.items()))
    return "\n".join(
        [
            f'import {{ {imported} }} from "{library}";',
            *[piece.text for piece in pieces],
            f"export {{ {exported} }};\n",
        ]
    )


def sdk(sources):
    """The compiler of the SDK, of its page modules `{path: source}`; tests have the same."""
    return Compiler(_compiled(sources))


def _compiled(sources):
    return {
        path: INSTEAD[path].read_bytes() if path in INSTEAD else text
        for path, text in sources.items()
        if not path.startswith(tuple(f"{modules.PACKAGE}/{name}" for name in modules.FOR_TESTS))
    }


def named(compiler):
    """
    Names of methods that may be reached by name at run time: those that stand as texts in the
    program. They are not to be shortened.
    """
    methods, texts = set(), set()
    for module in compiler.unit.order:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                methods |= {each.name for each in node.body if isinstance(each, scopes.FUNCTIONS)}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    return sorted(methods & texts)


def script(root, folder):
    """
    Write the SDK, compiled for readers, and its source map to `folder`. The path of the module,
    which exports `start`, and the names to keep: whoever bundles it lets esbuild shorten all other
    properties that begin with `$`.
    """
    sources = modules.page_modules(root)
    compiler = sdk(sources)
    start = compiler.unit.names[modules.START]
    library = str(root / LIBRARY)
    marked = text(compiler.reachable([start]), {"start": start}, library)
    return write(folder / "sdk.js", marked, _compiled(sources)), named(compiler)


def write(path, marked, sources):
    """A module with its source map beside it; the path."""
    plain, its_map = sourcemap.separate(marked, sources)
    path.with_suffix(path.suffix + ".map").write_text(its_map, encoding="utf-8")
    path.write_text(f"{plain}\n//# sourceMappingURL={path.name}.map\n", encoding="utf-8")
    return path
