"""`alloy.d.ts`, as TypeScript reads it."""

import subprocess
from pathlib import Path

import pytest

from alloy_web.buildtools import declarations
from alloy_web.buildtools.environment import ROOT, node

EXAMPLES = Path(__file__).parent / "typescript"


@pytest.mark.parametrize("page", ["examples.ts", "vue_page.ts"])
def test_pages_in_typescript_are_taken_and_their_mistakes_refused(tmp_path, page):
    (tmp_path / "alloy.d.ts").write_text(declarations.written(), encoding="utf-8")
    (tmp_path / page).write_bytes((EXAMPLES / page).read_bytes())
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/vue").symlink_to(ROOT / "node_modules/vue")
    compiler = [node(), str(ROOT / "node_modules/typescript/bin/tsc")]
    options = ["--noEmit", "--strict", "--target", "es2020", "--lib", "es2020,dom",
               "--module", "esnext", "--moduleResolution", "bundler"]

    done = subprocess.run(
        [*compiler, *options, page, "alloy.d.ts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert done.stdout + done.stderr == ""
    assert done.returncode == 0
