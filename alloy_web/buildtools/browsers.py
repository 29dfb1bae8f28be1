"""
Browsers for the tests: what the system has, and on Debian and its kin, as root, what apt has.

Which engine a test runs in is decided in tests/browser/, and where browsers are in
testing/executables.py; here they are only made available.
"""

import os
import shutil

from alloy_web.buildtools import environment
from alloy_web.buildtools.console import BuildError, say
from alloy_web.testing import executables

DEBIAN_PACKAGES = {
    "chromium": ["chromium"],
    "firefox": ["firefox-esr"],
    "webkit": ["webkit2gtk-driver", "xvfb"],
}

def prepare(engine=None, full=False, windows=False):
    """
    Make browsers available: `engine`, or all that this machine can have, or at least one. They have
    `windows` where that is asked for.

    What cannot be had is said, not raised: pytest still runs the tests that need none.
    """
    found = {name: executables.find(name, windows) for name in executables.EXECUTABLES}
    for name in wanted(found, engine, full or environment.can_apt()):
        if not found[name] or (name == "chromium" and not windows and _may_have_shell()):
            found[name] = _install(name, windows)
    for name, path in found.items():
        if path:
            os.environ.setdefault(executables.variable(name), path)


def wanted(found, engine, every):
    """The engines without which this run would lack something; `every` one where that is easy."""
    if engine:
        return [engine]
    if every:
        return list(executables.EXECUTABLES)
    return [] if any(found.values()) else ["chromium"]


def _may_have_shell():
    """Is it not here, nor another Chromium named, and can it be installed?"""
    is_chosen = os.environ.get(executables.variable("chromium")) or shutil.which(executables.SHELL)
    return not is_chosen and environment.can_apt()


def _install(name, windows):
    choices = [DEBIAN_PACKAGES[name]]
    if name == "chromium" and not windows and environment.can_apt():
        # Ubuntu has no such package.
        choices.insert(0, [*DEBIAN_PACKAGES[name], executables.SHELL])
    error = "What was installed has none"
    for packages in choices:
        try:
            environment.apt_install(*packages)
        except BuildError as problem:
            error = str(problem)
        found = executables.find(name, windows)
        if found:
            return found
    variable = executables.variable(name)
    say(f"No {name} was found. {error}. Or set {variable} to the path of its executable.")
    return None
