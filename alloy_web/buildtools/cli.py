"""
The verbs of build.py. Each sets up what it needs, says so on stderr, and does nothing twice.
"""

import argparse
import datetime
import os
import subprocess

from alloy_web.buildtools import browsers, environment
from alloy_web.buildtools.console import BuildError, become, run, say
from alloy_web.buildtools.environment import PYTHON, ROOT


def main(arguments):
    """Run one verb; the exit status."""
    options, rest = _parse(arguments)
    try:
        environment.enter(arguments)
        return VERBS[options.verb](options, rest)
    except BuildError as error:
        say(f"build.py {options.verb}: {error}")
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def serve(options, rest):
    """Build, then serve the demo site and the local edge until Ctrl-C."""
    _build()
    try:
        from alloy_web.buildtools import demo, examples
        from alloy_web.devserver.__main__ import main as serve_site

        demo.build()
        example = examples.options(options.example) if options.example else []
        folders = [option for folder in (demo.FOLDER, ROOT / "static")
                   for option in ("--site", str(folder))]
        usual = [*folders, "--port", str(options.port)]
        return serve_site([*example, *usual, *rest])
    except KeyboardInterrupt:
        # Before the server had its own handler.
        return 0


def test(options, rest):
    """
    Build, find browsers, then go on as pytest, with its exit status.

    All tests run in four processes, each with a browser of its own, which keeps two processors busy
    whatever some of them wait for; those that are asked for by name, or counted for the matrix, in
    one.
    """
    compiling = None if rest or options.matrix else _compile_tests()
    _build()
    is_long = options.full or options.matrix
    # What is watched or told in tables is the browser that people have.
    browsers.prepare(options.engine, is_long, windows=is_long or "--headed" in rest)
    os.environ["ALLOY_NODE"] = environment.node()
    os.chdir(ROOT)
    passed_on = [f"--{name}" for name in ("full", "matrix") if getattr(options, name)]
    passed_on += ["--engine", options.engine] if options.engine else []
    if compiling:
        compiling.wait()
        passed_on += ["-n", "4", "--no-loadscope-reorder"]
    become([str(PYTHON), "-m", "pytest", *passed_on, *rest])


def _compile_tests():
    """
    Start to compile the tests and what they import, once for all processes of the run. A build
    leaves a processor idle, on which it can be done. What cannot be read pytest will say.
    """
    command = [str(PYTHON), "-m", "pytest", "--collect-only", "-qq"]
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, stdin=silent, stdout=silent, stderr=silent)


def dist(options, rest):
    """Write static/dist/, and the packages for PyPI and npm to dist/."""
    features = _features(options.features)
    _build(smallest=True, features=features)
    # What is published has all features, the rare ones in the second file.
    if features is None and not options.no_packages:
        _pack()
    return 0


def check(options, rest):
    """Linters, types, spelling, dialect, services, layers, options; then say which complained."""
    _fetch_packages()
    complained = []
    for name, checker in CHECKERS.items():
        say(f"{name} …")
        try:
            checker(ROOT)
        except BuildError:
            complained.append(name)
    if complained:
        raise BuildError(f"{', '.join(complained)} complained, see above")
    return 0


def bench(options, rest):
    """Run the vendor's SDK and ours in turn, and print medians and ratios."""
    _build(smallest=True)
    browsers.prepare("chromium", windows=True)
    os.chdir(ROOT)
    become([str(PYTHON), "-m", "tests.bench.run", *rest])


def pictures(options, rest):
    """Take the screenshots of docs/images/ anew."""
    _build(smallest=True)
    browsers.prepare("chromium")
    os.chdir(ROOT)
    become([str(PYTHON), "-m", "tests.browser.pictures", *rest])


def _python(*module):
    """A checker that is a module of Python's."""
    return lambda root: run([str(PYTHON), "-m", *module], module[0], cwd=root)


def _node(script, *arguments):
    """A checker that is a script of one of the packages from npm."""

    def checker(root):
        path = ROOT / "node_modules" / script
        run([environment.node(), str(path), *arguments], path.name, cwd=root)

    return checker


def _dialect(root):
    from alloy_web.buildtools import dialect

    _refuse(dialect.check(root))


def _wiring(root):
    from alloy_web.buildtools import wiring

    _refuse(wiring.check(root))


def _layers(root):
    from alloy_web.buildtools import layers, naming

    _refuse(layers.check(root) + naming.check(root))


def _refuse(problems):
    if problems:
        say("\n".join(problems))
        raise BuildError(f"{len(problems)} problems")


def reference(options, rest):
    """Write docs/reference.md, docs/differences.md and docs/codes/ from tables in the source."""
    from alloy_web.buildtools import codes, differences, reference

    codes.write()
    reference.FILE.write_text(reference.written(), encoding="utf-8")
    differences.FILE.write_text(differences.written(), encoding="utf-8")
    return 0


def site(options, rest):
    """Build the documentation as a site, into .cache/docs/; any warning fails it."""
    docs(environment.CACHE / "docs")
    say(f"{environment.CACHE / 'docs/index.html'}")
    return 0


def docs(folder, root=ROOT):
    """The site of the project at `root`, into this folder."""
    command = [str(PYTHON), "-m", "mkdocs", "build", "--strict"]
    # It advertises its successor on stderr.
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    run([*command, "--site-dir", str(folder)], "mkdocs", cwd=root, env=quiet)


def try_versions(options, rest):
    """Test a copy with other versions of PyScript, Pyodide and MicroPython: latest, or named."""
    from alloy_web.buildtools import trying

    named = {name: getattr(options, name) for name in trying.PACKAGES if getattr(options, name)}
    return trying.attempt(named or dict.fromkeys(trying.PACKAGES, "latest"), rest)


def release(options, rest):
    """Set the version, date the changelog, build, commit and tag; a dry run without --yes."""
    from alloy_web.buildtools import packages, releasing

    def build():
        # Another process: this one has the version of before.
        run([str(PYTHON), "build.py", "dist"], "build.py dist", cwd=ROOT)
        return sorted(packages.FOLDER.iterdir())

    today = datetime.date.today().isoformat()
    releasing.release(ROOT, options.version, today, options.yes, build)
    return 0


VERBS = {
    "serve": serve,
    "test": test,
    "dist": dist,
    "check": check,
    "bench": bench,
    "reference": reference,
    "docs": site,
    "pictures": pictures,
    "release": release,
    "try": try_versions,
}
ENGINES = ["chromium", "firefox", "webkit"]
# Each gets the root of the tree to look at, says what it found, and raises BuildError.
CHECKERS = {
    "ruff": _python("ruff", "check", "."),
    "mypy": _python("mypy"),
    "oxlint": _node("oxlint/bin/oxlint", "static", "tests", "examples", "alloy_web"),
    "tsc": _node("typescript/bin/tsc", "--project", "static"),
    "codespell": _python("codespell_lib"),
    "dialect": _dialect,
    "wiring": _wiring,
    "layers": _layers,
    "tables": _python("alloy_web.buildtools.tables"),
}


# What follows imports installed packages, so not before there are any.


def _features(typed):
    """`dist.build` takes None, "all" or a list."""
    if typed in (None, "all"):
        return typed
    return [name for name in typed.split(",") if name not in ("", "none")]


def _build(smallest=False, features=None):
    from alloy_web.buildtools import dist

    _fetch_packages()
    dist.build(smallest, features)


def _pack():
    from alloy_web.buildtools import packages

    packages.build()


def _fetch_packages():
    from alloy_web.buildtools import runtimes

    runtimes.prepare()


def _parse(arguments):
    parser = argparse.ArgumentParser("build.py", description="Sets itself up on first use.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, function in VERBS.items():
        verbs.add_parser(name, help=(function.__doc__ or "").split("\n\n")[0].strip())
    verbs.choices["serve"].add_argument(
        "--port", type=int, default=8000, help="0 picks a free one (default: 8000)"
    )
    verbs.choices["serve"].add_argument(
        "--example", metavar="NAME", help="one of examples/ with a first page, such as react or vue"
    )
    verbs.choices["dist"].add_argument(
        "--features",
        help="put these into alloy.js, and make no second file: all, none, or names with commas "
        "between",
    )
    verbs.choices["dist"].add_argument(
        "--no-packages", action="store_true", help="only static/dist/"
    )
    for_test = verbs.choices["test"]
    for_test.add_argument("--engine", choices=ENGINES, help="the only browser engine")
    for_test.add_argument("--full", action="store_true", help="also the long tests, every engine")
    for_test.add_argument(
        "--matrix", action="store_true", help="only the tests of docs/matrix.md; writes it"
    )
    verbs.choices["release"].add_argument("version", help="such as 0.2.0")
    verbs.choices["release"].add_argument("--yes", action="store_true", help="do it")
    for name in ("pyscript", "pyodide", "micropython"):
        verbs.choices["try"].add_argument(f"--{name}", metavar="VERSION", help="as npm names it")
    options, rest = parser.parse_known_args(arguments)
    if rest and options.verb not in ("serve", "test", "bench", "pictures", "try"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return options, rest
