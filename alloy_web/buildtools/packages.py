"""
The packages that are published, in `dist/` of the repository: the wheel and the sdist for PyPI, the
tarball for npm, and `SHA256SUMS`. The wheel for PyScript pages is another one, in `static/dist/`
(archives.py).

Each is the file that its usual tool makes of the repository: hatchling, and `npm pack`.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from alloy_web import __version__
from alloy_web.buildtools import npm_package
from alloy_web.buildtools.console import run, say
from alloy_web.buildtools.environment import PYTHON, ROOT

FOLDER = ROOT / "dist"
SUMS = "SHA256SUMS"
# As in packaging.py, which is not imported here: it needs hatchling.
IS_BUILT = "ALLOY_WEB_IS_BUILT"


def names(version=__version__):
    """Those of the three, in the order of the sums."""
    return [
        f"alloy-web-{version}.tgz",
        f"alloy_web-{version}-py3-none-any.whl",
        f"alloy_web-{version}.tar.gz",
    ]


def build(folder=FOLDER):
    """Write all of them; static/dist/ has to be built."""
    say("Packing …")
    folder.mkdir(parents=True, exist_ok=True)
    for old in [*folder.glob("alloy_web-*"), *folder.glob("alloy-web-*")]:
        old.unlink()
    run(
        [str(PYTHON), "-m", "hatchling", "build", "--directory", str(folder)], "hatchling build",
        cwd=ROOT, env={**os.environ, IS_BUILT: "1"},
    )
    with tempfile.TemporaryDirectory() as made:
        npm_package.write(Path(made))
        shutil.move(npm_package.pack(Path(made)), folder)
    sums = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names()
    ]
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")
    return [folder / name for name in names()]
