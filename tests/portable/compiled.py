"""
The portable tests as JavaScript: the SDK compiled as alloy.js has it, and the tests as a second
unit, which changes nothing in it.
"""

import json

from alloy_web.buildtools import javascript, modules
from alloy_web.buildtools.compiler import asked, linking
from alloy_web.buildtools.console import BuildError

# Test vectors come with the program, since it has no files.
CASES = """
import json

_TEXTS = {texts}


def load(name):
    return json.loads(_TEXTS[name])
"""


def build(root, tests, folder):
    """
    Write the program that has these tests, [(module, test)], to `folder`.

    The path of it, and {(module, test): why it cannot be compiled}.
    """
    sources = modules.page_modules(root)
    own = memory_host(sources) | test_sources(root)
    unit = linking.Compiler(own, linking.sdk(sources), wide=True)
    found = {(module, test): unit.unit.names[module, test] for module, test in tests}
    problems = _problems(unit, found)
    found = {pair: name for pair, name in found.items() if pair not in problems}
    wanted = list(found.values())
    names = {f"{module}:{test}": name for (module, test), name in found.items()}
    table = ", ".join(f"{json.dumps(key)}: {name}" for key, name in names.items())
    library = str(root / linking.LIBRARY)
    text = linking.text(unit.reachable(wanted), {}, library)
    text += f'\nexport {{ str, type_name, AssertionError }} from "{library}";\n'
    text += f"export const tests = {{{table}}};\n"
    return _bundled(unit, text, sources | own, folder), problems


def _problems(unit, found):
    """`{key: why it cannot be compiled}`, of these names by key: each is asked where one cannot."""
    try:
        unit.reachable(list(found.values()))
    except BuildError:
        problems = {}
        for key, name in found.items():
            try:
                unit.reachable([name])
            except BuildError as problem:
                problems[key] = str(problem)
        return problems
    return {}


def script_of(root, own, module, function, folder):
    """
    Write the program that has this function, exported as `entry`, to `folder`; `own` are modules
    `{path: source}` on top of the SDK's. The path of it.
    """
    sources = modules.page_modules(root)
    own = memory_host(sources) | own
    unit = linking.Compiler(own, linking.sdk(sources), wide=True)
    name = unit.unit.names[module, function]
    text = linking.text(unit.reachable([name]), {"entry": name}, str(root / linking.LIBRARY))
    return _bundled(unit, text, sources | own, folder)


def _bundled(unit, text, sources, folder):
    source = linking.write(folder / "program.mjs", text, sources)
    bundled = folder / "bundled.mjs"
    kept = sorted({*asked.named(unit.below.unit), *asked.named(unit.unit)})
    javascript.write_small_bundle(bundled, source, kept)
    return bundled


def memory_host(sources):
    """`{path: source}` of the memory host, which is in the unit on top of the SDK's."""
    names = ("browser", "hooks", "host", "push", "sent", "streams")
    return {path: sources[path] for path in (f"alloy_web/hosts/memory/{name}.py" for name in names)}


def test_sources(root):
    folder = root / "tests/portable"
    # The helpers of the tests and the tests; what starts the runtimes is CPython's.
    names = [
        path
        for path in sorted(folder.glob("*.py"))
        if path.name not in ("conftest.py", "runtimes.py", "in_runtime.py", "compiled.py")
    ]
    found = {path.name: path.read_bytes() for path in names}
    texts = {
        path.relative_to(root / "tests/cases").as_posix().removesuffix(".json"): path.read_text(
            encoding="utf-8"
        )
        for path in sorted((root / "tests/cases").rglob("*.json"))
    }
    found["cases.py"] = CASES.format(texts=repr(texts)).encode()
    return found
