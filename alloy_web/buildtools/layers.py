"""
Who may import whom. The list below is the architecture; `check` reads every import and holds it.

A name on the left is a file or folder of alloy_web, the longest that fits counts; a module may
always import from its own layer.
"""

import ast

MAY_IMPORT = {
    "errors": [],
    "stepping": [],
    "flow": ["stepping"],
    "wording": [],
    "validation": ["errors", "wording"],
    "core": ["errors", "validation", "wording"],
    # And of features their own folder; see `feature_problems`.
    "features": ["core", "flow", "errors", "validation", "wording"],
    "engine": ["core", "flow", "errors", "validation", "wording"],
    "hosts": ["core.encoding", "core.strings", "flow", "errors"],
    # Keeps cookies by their dates, as a browser does.
    "hosts.memory": ["core.dates", "core.strings", "flow", "errors"],
    # For users' tests, on CPython.
    "testing": [
        "app.instance", "core", "features", "hosts.memory", "hosts.browser.ffi", "flow", "errors",
        # Apps of a page run in a test.
        "app.python_page",
        # The edge of a test is the local edge's own, without its port.
        "devserver",
        # What a server part leaves in a page.
        "server.handover",
    ],
    # A request in the place of a page, on CPython.
    "server": [
        "app.features", "app.instance", "core", "features.rendering", "hosts.contract",
        "hosts.memory.threads", "flow", "errors", "validation",
    ],
    # The command, for whoever has a site.
    "cli": [
        "app.features", "app.instance", "app.known", "core", "hosts.memory", "errors", "devserver",
    ],
    "__main__": ["cli"],
    # The only places that have lists of features.
    "app.features": ["features", "validation"],
    "app.extras": ["features"],
    "app.known": ["features"],
    "app.absent": ["app.known", "features"],
    "app.answers": ["features"],
    "app.parts": ["app.answers", "core.merge", "features"],
    "app.second": ["app.answers", "app.extras", "app.parts", "errors"],
    "app.late": ["app.known", "engine", "flow", "errors"],
    "app.instance": [
        "app.absent", "app.features", "app.known", "app.late", "app.second", "engine",
        "features.hiding", "hosts.contract", "core", "flow", "errors", "validation",
    ],
    "app.own_engine": [
        "app.instance", "core.merge", "core.strings", "hosts.browser", "flow", "errors",
    ],
    "app.shared_engine": ["core.strings", "engine.monitors", "hosts.browser", "errors"],
    "app.python_page": ["app.own_engine", "app.shared_engine", "hosts.browser", "errors"],
    "app": [],
    "devserver": [],
    "buildtools": [
        "app.known", "buildtools.constants", "buildtools.flight", "buildtools.tables", "core",
        "devserver", "testing.executables",
    ],
    # In the place of modules of those names.
    "buildtools.compiler.instead": ["app.extras", "app.parts", "flow", "errors"],
    "buildtools.constants": ["features", "hosts.browser.ffi", "core"],
    # What the page's snippet has to know of the Python that takes its request over.
    "buildtools.flight": [
        "buildtools.tables", "buildtools.console", "engine.envelopes", "features", "core",
    ],
    # Makes an instance, to see what it can do.
    "buildtools.tables": [
        "app.extras", "app.features", "app.instance", "buildtools.console", "core",
        "engine.commands", "hosts.memory", "validation",
    ],
}

# The door: it may hand out anything, and reads the package's version for everyone.
DOOR = "__init__"


def check(root):
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
