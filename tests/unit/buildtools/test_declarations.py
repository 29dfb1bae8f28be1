"""`alloy.d.ts`, as TypeScript reads it."""

import subprocess
from pathlib import Path

from alloy_web.buildtools import declarations
from alloy_web.buildtools.environment import ROOT, node

EXAMPLES = Path(__file__).parent / "typescript/examples.ts"


def test_pages_in_typescript_are_taken_and_their_mistakes_refused(tmp_path):
    (tmp_path / "alloy.d.ts").write_text(declarations.written(), encoding="utf-8")
    (tmp_path / "examples.ts").write_bytes(EXAMPLES.read_bytes())
    compiler = [node(), str(ROOT / "node_modules/typescript/bin/tsc")]
    options = ["--noEmit", "--strict", "--target", "es2020", "--lib", "es2020,dom"]

    done = subprocess.run(
        [*compiler, *options, "examples.ts", "alloy.d.ts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert done.stdout + done.stderr == ""
    assert done.returncode == 0
