"""
The portable tests as JavaScript: the SDK compiled as alloy.js has it, and the tests as a second
unit, which changes nothing in it.
"""

import json
import re

from alloy_web.buildtools import javascript, modules
from alloy_web.buildtools.compiler import linking
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
    is_memory = [path for path in sources if path == "alloy_web/hosts/memory.py"]
    own = {path: text for path, text in sources.items()
           if not path.startswith(tuple(f"alloy_web/{name}" for name in modules.FOR_TESTS))}
    sdk = linking.Compiler(linking.sdk_sources(own))
    unit = linking.Compiler(
        {path: sources[path] for path in is_memory} | test_sources(root), sdk, wide=True
    )
    problems, found = {}, {}
    for module, test in tests:
        name = unit.unit.names[module, test]
        try:
            found[module, test] = (name, unit.reachable([name], effects=False))
        except BuildError as problem:
            problems[module, test] = str(problem)
    wanted = [name for name, _ in found.values()]
    names = {f"{module}:{test}": name for (module, test), (name, _) in found.items()}
    table = ", ".join(f"{json.dumps(key)}: {name}" for key, name in names.items())
    text = linking.text(
        unit.reachable(wanted), {}, str(root / "static/python/index.js")
    )
    text = re.sub("\x01[^\x02]*\x02", "", text)
    text += f'\nexport {{ str, type_name, AssertionError }} from "{root}/static/python/index.js";\n'
    text += f"export const tests = {{{table}}};\n"
    source = folder / "program.mjs"
    source.write_text(text, encoding="utf-8")
    bundled = folder / "bundled.mjs"
    bundled.write_bytes(javascript.plain_bundle(source))
    return bundled, problems


def test_sources(root):
    folder = root / "tests/portable"
    # The helpers of the tests and the tests; what starts the runtimes is CPython's.
    names = [path for path in sorted(folder.glob("*.py"))
             if path.name not in ("conftest.py", "runtimes.py", "in_runtime.py", "compiled.py")]
    found = {path.name: path.read_bytes() for path in names}
    texts = {
        path.relative_to(root / "tests/cases").as_posix().removesuffix(".json"):
            path.read_text(encoding="utf-8")
        for path in sorted((root / "tests/cases").rglob("*.json"))
    }
    found["cases.py"] = CASES.format(texts=repr(texts)).encode()
    return found
