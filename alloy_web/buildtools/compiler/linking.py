"""
What is used of a program, put together as one JavaScript module, and made small.
"""

import ast
from pathlib import Path

from alloy_web.buildtools import scopes
from alloy_web.buildtools.compiler.inference import infer
from alloy_web.buildtools.compiler.program import Unit
from alloy_web.buildtools.compiler.statements import Statements

# Variables and attributes that hold the bridge of the page, which is JavaScript.
FOREIGN = ("bridge", "_bridge")
_INSTEAD = Path(__file__).with_name("instead")
INSTEAD = {"alloy_web/hosts/browser/interpreter.py": _INSTEAD / "interpreter.py"}


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


def sdk_sources(sources):
    """The page modules `{path: source}` as the compiler takes them."""
    return {
        path: INSTEAD[path].read_bytes() if path in INSTEAD else text
        for path, text in sources.items()
    }


def text(pieces, exports, library):
    """
    The module, with the marks of where statements come from; `exports` is {name: global name},
    `library` what the run-time library is imported from.
    """
    names = sorted({name for piece in pieces for name in piece.library})
    imported = ", ".join(f"{name} as ${name}" for name in names)
    exported = ", ".join(f"{inner} as {name}" for name, inner in sorted(exports.items()))
    return "\n".join([
        f'import {{ {imported} }} from "{library}";',
        *[piece.text for piece in pieces],
        f"export {{ {exported} }};\n",
    ])


def is_import(node):
    return isinstance(node, (ast.Import, ast.ImportFrom))
