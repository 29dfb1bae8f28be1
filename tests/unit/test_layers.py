"""
Who may import whom. The list below is the architecture; this test reads every import and holds it.

A name on the left is a file or folder of alloy_web, the longest that fits counts; a module may
always import from its own layer.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MAY_IMPORT = {
    "errors": [],
    "flow": [],
    "validation": ["errors"],
    "core": ["errors", "validation"],
    # And of features their own folder; see `feature_problems`.
    "features": ["core", "flow", "errors", "validation"],
    "engine": ["core", "flow", "errors", "validation"],
    "hosts": ["core.strings", "flow", "errors"],
    # Keeps cookies by their dates, as a browser does.
    "hosts.memory": ["core.dates", "core.strings", "flow", "errors"],
    # For users' tests, on CPython.
    "testing": [
        "app.instance", "core", "features", "hosts.memory", "hosts.browser.ffi", "flow", "errors",
        # Apps of a page run in a test.
        "app.python_page",
        # The edge of a test is the local edge's own, without its port.
        "devserver",
    ],
    # The only places that have lists of features.
    "app.features": ["features", "validation"],
    "app.extras": ["features"],
    "app.second": ["app.extras", "flow"],
    "app.late": ["core", "engine", "flow", "errors"],
    "app.instance": [
        "app.features", "app.late", "app.second", "engine", "features.hiding", "core", "flow",
        "errors", "validation",
    ],
    "app.own_engine": [
        "app.instance", "core.merge", "core.strings", "hosts.browser", "flow", "errors",
    ],
    "app.shared_engine": ["core.strings", "engine.monitors", "hosts.browser", "errors"],
    "app.python_page": ["app.own_engine", "app.shared_engine", "hosts.browser", "errors"],
    "app": [],
    "devserver": [],
    # The command, for whoever has a site.
    "cli": [
        "app.features", "app.instance", "core", "hosts.memory", "errors", "devserver",
    ],
    "__main__": ["cli"],
    "buildtools": ["buildtools.flight", "buildtools.tables", "core", "devserver"],
    # In the place of modules of those names.
    "buildtools.compiler.instead": ["app.extras", "flow", "errors"],
    # What the page's snippet has to know of the Python that takes its request over.
    "buildtools.flight": ["buildtools.tables", "buildtools.console", "features", "core"],
    # Makes an instance, to see what it can do.
    "buildtools.tables": [
        "app.features", "app.instance", "buildtools.console", "core", "engine.commands",
        "hosts.memory", "validation",
    ],
}

# The door: it may hand out anything, and reads the package's version for everyone.
DOOR = "__init__"


def test_every_module_imports_only_from_the_layers_below_it():
    problems = layer_problems(ROOT)

    assert not problems, "\n".join(problems)


def test_a_forbidden_import_is_named_with_file_line_and_rule(tmp_path):
    write(
        tmp_path,
        "alloy_web/core/cookies.py",
        '"""Cookies."""\n\nfrom alloy_web.engine import edge\n',
    )

    problems = layer_problems(tmp_path)

    assert problems == [
        "alloy_web/core/cookies.py:3: imports alloy_web.engine.edge; "
        "core may import errors, validation"
    ]


def test_a_relative_import_is_held_to_the_same_rules(tmp_path):
    write(tmp_path, "alloy_web/core/cookies.py", "from ..flow import Deferred\n")
    write(tmp_path, "alloy_web/flow.py", "from . import errors\n")
    write(
        tmp_path, "alloy_web/core/consent.py", "from .cookies import parse\nfrom .. import errors\n"
    )

    problems = layer_problems(tmp_path)

    assert problems == [
        "alloy_web/core/cookies.py:1: imports alloy_web.flow.Deferred; "
        "core may import errors, validation",
        "alloy_web/flow.py:1: imports alloy_web.errors; flow may import nothing of alloy_web",
    ]


def test_an_import_inside_a_function_counts(tmp_path):
    write(
        tmp_path, "alloy_web/devserver/server.py", "def serve():\n    import alloy_web.core.urls\n"
    )

    problems = layer_problems(tmp_path)

    assert problems == [
        "alloy_web/devserver/server.py:2: imports alloy_web.core.urls; "
        "devserver may import nothing of alloy_web"
    ]


def test_only_the_list_of_features_joins_them_with_the_engine(tmp_path):
    write(
        tmp_path,
        "alloy_web/app/features.py",
        "from alloy_web.features.context import Context\n",
    )
    write(
        tmp_path,
        "alloy_web/engine/commands.py",
        "from alloy_web.features.context import Context\n",
    )

    problems = layer_problems(tmp_path)

    assert problems == [
        "alloy_web/engine/commands.py:1: imports alloy_web.features.context.Context; "
        "engine may import core, flow, errors, validation"
    ]


def test_a_feature_that_imports_another_is_a_problem(tmp_path):
    write(
        tmp_path,
        "alloy_web/features/clicks/component.py",
        "from alloy_web.features.clicks import links\n"
        "from alloy_web.features.views import routes\n",
    )
    write(tmp_path, "alloy_web/features/consent.py", "from alloy_web.features import context\n")

    problems = layer_problems(tmp_path)

    assert problems == [
        "alloy_web/features/clicks/component.py:2: imports alloy_web.features.views.routes; "
        "a feature may import itself and core, flow, errors, validation. What it needs of another "
        "is a service (engine/tools.py)",
        "alloy_web/features/consent.py:1: imports alloy_web.features.context; "
        "a feature may import itself and core, flow, errors, validation. What it needs of another "
        "is a service (engine/tools.py)",
    ]


def test_in_the_folder_of_a_feature_only_the_component_sequences(tmp_path):
    write(tmp_path, "alloy_web/features/clicks/component.py", "async def run(tools): await tools\n")
    write(
        tmp_path,
        "alloy_web/features/clicks/links.py",
        "from alloy_web import flow\n\n\nasync def wait(): pass\n\n\n"
        "class Memory:\n    def __init__(self, host): pass\n",
    )

    problems = layer_problems(tmp_path)

    assert problems == [
        "alloy_web/features/clicks/links.py:1: imports alloy_web.flow; only component.py sequences",
        "alloy_web/features/clicks/links.py:4: wait is async; only component.py sequences",
        "alloy_web/features/clicks/links.py:8: takes host; only component.py has effects",
    ]


def test_only_the_browser_host_imports_the_interpreters_javascript_modules(tmp_path):
    write(tmp_path, "alloy_web/hosts/browser/host.py", "import js\nfrom pyodide.ffi import to_js\n")
    write(tmp_path, "alloy_web/hosts/memory/host.py", "import jsffi\n")

    problems = layer_problems(tmp_path)

    assert problems == ["alloy_web/hosts/memory/host.py:1: imports jsffi; only hosts/browser may"]


def test_a_module_without_a_rule_is_a_problem(tmp_path):
    write(tmp_path, "alloy_web/leftover.py", '"""Belongs nowhere."""\n')

    problems = layer_problems(tmp_path)

    assert problems == [
        "alloy_web/leftover.py:1: no rule says what leftover may import; add it to MAY_IMPORT"
    ]


def layer_problems(root):
    """One line for every import that breaks a rule, sorted by file."""
    problems = []
    for path in sorted((root / "alloy_web").rglob("*.py")):
        module = ".".join(path.relative_to(root / "alloy_web").with_suffix("").parts)
        if module != DOOR:
            problems += problems_of(
                module.removesuffix(".__init__"), path, path.relative_to(root).as_posix()
            )
    return problems


def problems_of(module, path, shown):
    if within(module, "features"):
        return feature_problems(module, path, shown)
    layer = rule_of(module, MAY_IMPORT)
    if layer is None:
        return [f"{shown}:1: no rule says what {module} may import; add it to MAY_IMPORT"]
    allowed = MAY_IMPORT[layer]
    problems = []
    for line, name in imports_of(path, module):
        if name.split(".")[0] in ("js", "jsffi", "pyodide", "pyscript"):
            if not within(module, "hosts.browser"):
                problems.append(f"{shown}:{line}: imports {name}; only hosts/browser may")
        elif name.startswith("alloy_web.") and not is_allowed(
            name.removeprefix("alloy_web."), [layer, *allowed]
        ):
            rule = ", ".join(allowed) or "nothing of alloy_web"
            problems.append(f"{shown}:{line}: imports {name}; {layer} may import {rule}")
    return problems


def feature_problems(module, path, shown):
    """Features know themselves and what is below them; in a folder all but the component decide."""
    own = ".".join(module.split(".")[:2])
    allowed = MAY_IMPORT["features"]
    is_pure = module.count(".") == 2 and not module.endswith(".component")
    problems = []
    for line, name in imports_of(path, module):
        inner = name.removeprefix("alloy_web.")
        if is_pure and within(inner, "flow"):
            problems.append(f"{shown}:{line}: imports {name}; only component.py sequences")
        elif name.startswith("alloy_web.") and not is_allowed(inner, [own, *allowed]):
            problems.append(
                f"{shown}:{line}: imports {name}; a feature may import itself and "
                f"{', '.join(allowed)}. What it needs of another is a service (engine/tools.py)"
            )
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if is_pure else ():
        if isinstance(node, ast.AsyncFunctionDef):
            problems.append(
                f"{shown}:{node.lineno}: {node.name} is async; only component.py sequences"
            )
        elif isinstance(node, ast.arg) and node.arg in ("host", "tools"):
            problems.append(
                f"{shown}:{node.lineno}: takes {node.arg}; only component.py has effects"
            )
    return problems


def is_allowed(name, allowed):
    # `from alloy_web import __version__` reads the door, which has no layer.
    if name.startswith("__"):
        return True
    # app.instance has a rule of its own, so that "app" does not cover it.
    owner = rule_of(name, MAY_IMPORT)
    return owner is not None and any(within(name, each) and within(each, owner) for each in allowed)


def rule_of(module, rules):
    """The longest name in `rules` that covers the module, or None."""
    covering = [rule for rule in rules if within(module, rule)]
    return max(covering, key=len, default=None)


def within(module, name):
    return module == name or module.startswith(name + ".")


def imports_of(path, module):
    """(line, absolute dotted name) of every import; `from a import b` counts as a.b."""
    package = ["alloy_web", *module.split(".")]
    if path.name != "__init__.py":
        package.pop()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            start = ".".join(above + ([node.module] if node.module else []))
            for alias in node.names:
                yield node.lineno, f"{start}.{alias.name}"


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
