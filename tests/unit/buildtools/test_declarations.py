"""`alloy.d.ts`, as TypeScript reads it."""

import re
import subprocess
from pathlib import Path

import pytest

from alloy_web.buildtools import declarations
from alloy_web.buildtools.environment import ROOT, node

EXAMPLES = Path(__file__).parent / "typescript"


COMMON = ["--noEmit", "--target", "es2020", "--lib", "es2020,dom", "--jsx", "react-jsx",
          "--module", "esnext", "--moduleResolution", "bundler"]


@pytest.mark.parametrize("page", ["examples.ts", "vue_page.ts", "react_page.tsx"])
def test_pages_in_typescript_are_taken_and_their_mistakes_refused(tmp_path, page):
    assert compiled(tmp_path, EXAMPLES / page, "--strict") == (0, "")


@pytest.mark.parametrize("page", ["react/shop.jsx", "vue/shop.mjs"])
def test_a_shop_gives_what_the_types_ask_for_and_a_mistake_in_it_is_found(tmp_path, page):
    wrong = tmp_path / f"wrong{Path(page).suffix}"
    text = (ROOT / "examples" / page).read_text("utf-8")
    wrong.write_text(text.replace('type: "purchase"', 'tpye: "purchase"'), "utf-8")

    status, told = compiled(tmp_path, ROOT / "examples" / page, *UNTYPED, wrong.name)

    assert status != 0
    [mistake] = re.findall(r"^.*error.*$", told, re.M)
    assert mistake.startswith(wrong.name)
    assert "'tpye' does not exist in type 'EventOptions'" in mistake


# Types of the declarations, not of the pages.
UNTYPED = ["--allowJs", "--checkJs", "--noImplicitAny", "false", "--strict", "false"]


def compiled(folder, source, *options):
    """The exit status of tsc and what it printed, for a file beside alloy.d.ts."""
    (folder / "alloy.d.ts").write_text(declarations.written(), encoding="utf-8")
    page = folder / source.name
    page.write_bytes(source.read_bytes())
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
    compiler = [node(), str(ROOT / "node_modules/typescript/bin/tsc")]
    done = subprocess.run(
        [*compiler, *COMMON, *options, page.name, "alloy.d.ts"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr
