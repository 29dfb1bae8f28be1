"""
The verbs of build.py. Each sets up what it needs, says so on stderr, and does nothing twice.
"""

import argparse
import os

from alloy_web.buildtools import environment
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
    dist()
    try:
        from alloy_web.devserver.__main__ import main as serve_site

        return serve_site(["--site", str(ROOT / "static"), "--port", str(options.port), *rest])
    except KeyboardInterrupt:
        # Before the server had its own handler.
        return 0


def test(options, rest):
    """Build, find browsers, then go on as pytest, with its exit status."""
    dist()
    from alloy_web.buildtools import browsers

    browsers.prepare(options.engine, options.full)
    os.environ["ALLOY_NODE"] = environment.node()
    os.chdir(ROOT)
    passed_on = ["--full"] if options.full else []
    passed_on += ["--engine", options.engine] if options.engine else []
    become([str(PYTHON), "-m", "pytest", *passed_on, *rest])


def dist(options=None, rest=()):
    """Write static/dist/, unless it is there and nothing has changed."""
    from alloy_web.buildtools import dist, runtimes

    runtimes.prepare()
    dist.build()
    return 0


def check(options, rest):
    """Linters, types, spelling, dialect: all of them, then say which complained."""
    from alloy_web.buildtools import dialect

    tools = {
        "ruff": ["ruff", "check", "."],
        "mypy": ["mypy"],
        "codespell": ["codespell"],
    }
    os.chdir(ROOT)
    complained = []
    for name, command in tools.items():
        say(f"{name} …")
        try:
            run([str(PYTHON), "-m", command[0].replace("codespell", "codespell_lib"), *command[1:]], name)
        except BuildError:
            complained.append(name)
    say("dialect …")
    for problem in (problems := dialect.check(ROOT)):
        say(problem)
    if problems:
        complained.append("dialect")
    if complained:
        raise BuildError(f"{', '.join(complained)} complained, see above")
    return 0


VERBS = {"serve": serve, "test": test, "dist": dist, "check": check}


def _parse(arguments):
    parser = argparse.ArgumentParser("build.py", description="Sets itself up on first use.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, function in VERBS.items():
        verbs.add_parser(name, help=function.__doc__.splitlines()[0])
    verbs.choices["serve"].add_argument("--port", type=int, default=8000, help="0 picks a free one (default: 8000)")
    verbs.choices["test"].add_argument("--engine", choices=["chromium", "firefox", "webkit"], help="the only browser engine")
    verbs.choices["test"].add_argument("--full", action="store_true", help="also the long tests, in every engine")
    options, rest = parser.parse_known_args(arguments)
    if rest and options.verb not in ("serve", "test"):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return options, rest
