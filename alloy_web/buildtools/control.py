"""
The control: the vendor's published script, beside which ours is tested and measured.

It comes from npm, pinned by version and hash, and runs in a browser as it is. Only the built
bundle is unpacked; the package's dependencies (rollup, babel and two hundred more) are those of
its own bundler, so it does not stand in package.json.
"""

import base64
import hashlib
import tarfile

from alloy_web.buildtools import environment, stamps
from alloy_web.buildtools.console import BuildError, run, say
from alloy_web.buildtools.environment import BUSY, CACHE, ROOT

VERSION = "2.33.1"
INTEGRITY = (
    "sha512-yg+HD3Oslhrmt3stSwtKc22qbwjR4ehFzXfc8RCEwultr41y85S2dSsojvPt2Mife0IZ4Wp/"
    "1EexGp1f6TbWDg=="
)
FOLDER = CACHE / "control"
SCRIPT = FOLDER / f"alloy-{VERSION}.min.js"


def prepare():
    """The path of the vendor's minified bundle; fetched on first use, by one process at a time."""
    with stamps.alone(BUSY):
        if not SCRIPT.is_file():
            say(f"Fetching @adobe/alloy {VERSION}, the control …")
            FOLDER.mkdir(parents=True, exist_ok=True)
            _fetch(FOLDER / f"adobe-alloy-{VERSION}.tgz")
    return SCRIPT


def _fetch(package):
    where = f"--pack-destination={FOLDER}"
    command = [*environment.npm(), "pack", f"@adobe/alloy@{VERSION}", "--silent", where]
    run(command, "npm pack @adobe/alloy", cwd=ROOT)
    half = SCRIPT.with_suffix(".half")
    half.write_bytes(_bundle(package))
    half.replace(SCRIPT)
    package.unlink()


def _bundle(package):
    content = package.read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != INTEGRITY:
        raise BuildError(f"{package.name} is not the one we know: {found}")
    with tarfile.open(package) as archive:
        file = archive.extractfile("package/dist/alloy.min.js")
        if file is None:
            raise BuildError(f"{package.name} has a folder where its bundle should be")
        return file.read()
