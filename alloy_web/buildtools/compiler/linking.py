"""
What is used of a program, put together as one JavaScript module, and made small.
"""

import ast
from pathlib import Path

from alloy_web.app import known
from alloy_web.buildtools import modules, scopes
from alloy_web.buildtools.compiler import asked, sourcemap, words
from alloy_web.buildtools.compiler.inference import infer
from alloy_web.buildtools.compiler.pieces import Pieces
from alloy_web.buildtools.compiler.program import Unit
from alloy_web.buildtools.console import BuildError

# Variables and attributes that hold the bridge of the page, which is JavaScript.
FOREIGN = ("bridge", "_bridge")
LIBRARY = "static/python/index.js"
_LIBRARY = str(Path(__file__).resolve().parents[3] / LIBRARY)
_INSTEAD = Path(__file__).with_name("instead")
INSTEAD = {path: _INSTEAD / Path(path).name for path in modules.STAND_INS}
INSTEAD["alloy_web/app/second.py"] = _INSTEAD / "second_of_one.py"
# And these, where the features that few sites use are in a file of their own; where all are there.
IN_TWO = {"alloy_web/app/second.py": _INSTEAD / "second_of_two.py"}
WITH_ALL = {"alloy_web/app/absent.py": _INSTEAD / "absent.py"}
BRING = ("alloy_web.app.second", "bring")
SECOND = (("alloy_web.app.extras", "EXTRAS"), ("alloy_web.app.parts", "PARTS"))
PUSH = "alloy_web.features.push.notices"
PUSH_NAMES = ("clicked", "shown", "tracking")


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
            writer = Pieces(self.unit, module, self.knowledge)
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

    def leave_out_uncalled(self, wanted):
        """
        Leave the methods out that nothing in what these global names lead to says the name of: what
        only Python code of a page calls, say. What only those say goes with them.
        """
        while True:
            nodes = [piece.node for piece in self.reachable(wanted)]
            uncalled = _uncalled(nodes, self.unit.uncalled)
            if not uncalled:
                return
            self.unit.uncalled |= uncalled
            for node in nodes:
                if isinstance(node, ast.ClassDef):
                    del self._made[id(node)]

    def reassigned(self):
        """The global names that are given another value in the course of the program."""
        return {
            self.unit.names[module.name, name]
            for module in self.unit.order
            for name in module.reassigned()
        }


def _uncalled(nodes, before):
    """
    The names of methods in these statements that nothing but themselves says, without those that
    were found `before`.
    """
    methods, said = set(), set()
    # With the name of the method around.
    waiting = [(node, None) for node in nodes]
    while waiting:
        node, around = waiting.pop()
        inside = scopes.children(node)
        names = []
        if isinstance(node, ast.ClassDef):
            inside = scopes.without(inside, before)
            methods |= scopes.definitions(inside)
            # A method may have a second name.
            names = [each.value.id for each in inside if _is_second_name(each)]
        elif isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.Constant):
            # It may be asked for by name.
            names = [node.value]
        said |= {each for each in names if each != around}
        of_class = isinstance(node, ast.ClassDef)
        waiting += [(each, getattr(each, "name", None) if of_class else around) for each in inside]
    # Python calls those with two underscores of its own accord.
    return {name for name in methods - said if not name.startswith("__")}


def _is_second_name(node):
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)


def text(pieces, exports, library, more=()):
    """
    The module, with the marks of where statements come from; `exports` is {name: global name},
    `library` what the run-time library is imported from, `more` what else of it.
    """
    names = sorted({*more, *(name for piece in pieces for name in piece.library)})
    imported = ", ".join(f"{name} as ${name}" for name in names)
    exported = ", ".join(f"{inner} as {name}" for name, inner in sorted(exports.items()))
    return "\n".join(
        [
            f'import {{ {imported} }} from "{library}";',
            *[piece.text for piece in pieces],
            f"export {{ {exported} }};\n",
        ]
    )


def in_two(compiler):
    """
    The texts of both files' modules. The first has its `start`, `bring`, which takes what the
    second has, and `shared`, a list of what the second uses of it. The second is a function of that
    list, `extras`, which gives what it has, in a list. Both are of one program, so that only the
    two of a build fit.
    """
    names = compiler.unit.names
    start, bring = names[modules.START], names[BRING]
    wanted = [names[each] for each in SECOND]
    first = compiler.reachable([start, bring])
    there = {id(piece) for piece in first}
    second = [piece for piece in compiler.reachable(wanted) if id(piece) not in there]
    defined = {name for piece in first for name in piece.defines}
    used = sorted(defined & {name for piece in second for name in piece.uses})
    changing = sorted(compiler.reassigned() & set(used))
    if changing:
        raise BuildError(
            f"{', '.join(changing)}: both files use it, and it is assigned to more than once. The "
            "second has the value of the moment it came. Keep it in an object"
        )
    functions = sorted({name for piece in second for name in piece.library})
    shared = ", ".join([*used, *(f"${name}" for name in functions)])
    exports = {"start": start, "bring": bring, "shared": "$shared"}
    first_text = text(first, exports, _LIBRARY, functions)
    return f"{first_text}const $shared = () => [{shared}];\n", "\n".join(
        [
            f"export const extras = ([{shared}]) => {{",
            *[piece.text for piece in second],
            f"return [{', '.join(wanted)}];",
            "};\n",
        ]
    )


def sdk(sources, instead=INSTEAD):
    """The compiler of the SDK, of its page modules `{path: source}`; tests have the same."""
    return Compiler(_compiled(sources, instead))


def _compiled(sources, instead):
    return {
        path: instead[path].read_bytes() if path in instead else text
        for path, text in sources.items()
        if not path.startswith(tuple(f"{modules.PACKAGE}/{name}" for name in modules.FOR_TESTS))
    }


def script(folder, sources, is_one):
    """
    Write the SDK, the page modules `sources` compiled for readers, and its source map to `folder`:
    `(the first file's module, the second's or None, the names to keep)`. Whoever bundles them lets
    esbuild shorten all other properties that begin with `$`.
    """
    instead = INSTEAD if is_one else INSTEAD | IN_TWO
    if set(modules.extra_names(sources)) >= set(known.FEATURES):
        instead = instead | WITH_ALL
    compiler = sdk(sources, instead)
    asked.hold(compiler.unit)
    names = compiler.unit.names
    start = names[modules.START]
    entries = [] if is_one else [BRING, *SECOND]
    if not is_one:
        compiler.unit.words = words.find(module.tree for module in compiler.unit.order)
    compiler.leave_out_uncalled([start, *(names[each] for each in entries)])
    if is_one:
        marked = text(compiler.reachable([start]), {"start": start}, _LIBRARY)
        marked += "export const bring = null, shared = null;\n"
        second = None
    else:
        marked, second, said = words.taken_out(*in_two(compiler))
        second += f"export const words = [{', '.join(said)}];\n"
    sources = _compiled(sources, instead)
    first = write(folder / "sdk.js", marked, sources)
    if second:
        second = write(folder / "extras.js", second, sources)
    return first, second, asked.named(compiler.unit)


def push_worker(folder, sources):
    """
    Write what the service worker calls (features/push/notices.py), as `script` writes the SDK: the
    path of it and the names to keep.
    """
    compiler = sdk(sources)
    exports = {name: compiler.unit.names[PUSH, name] for name in PUSH_NAMES}
    marked = text(compiler.reachable(list(exports.values())), exports, _LIBRARY)
    path = write(folder / "push.js", marked, _compiled(sources, INSTEAD))
    return path, asked.named(compiler.unit)


def write(path, marked, sources):
    """A module with its source map beside it; the path."""
    plain, its_map = sourcemap.separate(marked, sources)
    path.with_suffix(path.suffix + ".map").write_text(its_map, encoding="utf-8")
    path.write_text(f"{plain}\n//# sourceMappingURL={path.name}.map\n", encoding="utf-8")
    return path
