"""`build.py check`: one mistake of each kind, in a small tree that has no other."""

import shutil
import subprocess
from pathlib import Path

import pytest

from alloy_web.buildtools import cli, dist, environment
from alloy_web.buildtools.environment import ROOT

CONFIGURATION = ("pyproject.toml", ".oxlintrc.json", "static/tsconfig.json", "static/globals.d.ts")
RIGHT = {
    "build.py": "",
    "alloy_web/__init__.py": "",
    "alloy_web/core/__init__.py": "",
    "alloy_web/core/event.py": (
        "class Event:\n    def __init__(self):\n        self.is_view = False\n"
    ),
    "alloy_web/core/request.py": "class Request:\n    pass\n",
    "alloy_web/engine/__init__.py": "",
    "alloy_web/engine/lifecycle.py": 'HOOKS = ("on_view",)\n',
    "alloy_web/engine/tools.py": (
        "class Tools:\n    def __init__(self, host):\n        self.host = host\n"
    ),
    "alloy_web/features/__init__.py": "",
    "alloy_web/features/offers.py": (
        "class Offers:\n"
        '    namespace = "Offers"\n'
        "\n"
        "    def __init__(self, tools):\n"
        "        self._host = tools.host\n"
        "\n"
        "    def on_view(self, event):\n"
        "        event.is_view = True\n"
        "        count = 1\n"
        "        return str(count)\n"
    ),
    "static/page.js": "export const title = (count) => document.title.slice(count);\n",
    "tests/side.mjs": "export const one = 1;\n",
    "examples/shop/shop.jsx": "export const one = 1;\n",
}

# checker, file, what is right there, the mistake, what is said of it
MISTAKES = [
    ("ruff", "build.py", "", "import os\n", "F401"),
    (
        "mypy",
        "alloy_web/features/offers.py",
        "return str(count)",
        "return count.upper()",
        'offers.py:10: error: "int" has no attribute "upper"',
    ),
    ("oxlint", "static/page.js", "export const title", "const unused", "no-unused-vars"),
    ("oxlint", "tests/side.mjs", "export const one", "const unused", "no-unused-vars"),
    ("oxlint", "examples/shop/shop.jsx", "export const one", "const unused", "no-unused-vars"),
    ("tsc", "static/page.js", "document.title", "document.caption", "page.js(1,42): error TS2339"),
    ("tsc", "static/page.js", "document", "__ALLOY_BIULD__", "Cannot find name '__ALLOY_BIULD__'"),
    ("codespell", "static/page.js", "export", "// Teh.\nexport", "Teh ==> The"),  # codespell:ignore
    (
        "dialect",
        "alloy_web/features/offers.py",
        "return str(count)",
        "return {**event}",
        "alloy_web/features/offers.py:10: ** in a display. Write one | other",
    ),
    ("wiring", "alloy_web/features/offers.py", "tools.host", "tools.hots", "py:5: tools.hots"),
    ("wiring", "alloy_web/features/offers.py", "on_view", "on_veiw", "py:7: on_veiw"),
    ("wiring", "alloy_web/features/offers.py", "is_view", "is_veiw", "py:8: event.is_veiw"),
    (
        "layers",
        "alloy_web/engine/lifecycle.py",
        "HOOKS",
        'NEEDED = "Offers"\nHOOKS',
        'alloy_web/engine/lifecycle.py:1: names the component "Offers" of features.offers',
    ),
    (
        "layers",
        "alloy_web/features/offers.py",
        "class Offers:",
        "from alloy_web.features import clicks\n\n\nclass Offers:",
        "alloy_web/features/offers.py:1: imports alloy_web.features.clicks; a feature may import",
    ),
]
# It asks the features themselves, so it needs all of them.
OF_THE_WHOLE = ("tables",)


@pytest.fixture
def tree(tmp_path):
    """A repository without mistakes."""
    for path, text in RIGHT.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text)
    for path in CONFIGURATION:
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


@pytest.mark.parametrize(("checker", "path", "right", "wrong", "said"), MISTAKES)
def test_one_mistake_is_found_and_named(tree, capfd, checker, path, right, wrong, said):
    (tree / path).write_text(RIGHT[path].replace(right, wrong, 1))

    with pytest.raises(cli.BuildError):
        cli.CHECKERS[checker](tree)

    assert said in capfd.readouterr().err


@pytest.mark.parametrize(
    ("path", "right", "wrong", "said"),
    [mistake[1:] for mistake in MISTAKES if mistake[0] in ("dialect", "wiring", "layers")],
)
def test_a_rule_of_ours_that_is_broken_stops_the_build(tree, monkeypatch, path, right, wrong, said):
    (tree / path).write_text(RIGHT[path].replace(right, wrong, 1))
    monkeypatch.setattr(dist, "ROOT", tree)

    with pytest.raises(cli.BuildError) as stopped:
        dist._build(smallest=False, features=None)

    assert said in str(stopped.value)


@pytest.mark.parametrize("checker", [name for name in cli.CHECKERS if name not in OF_THE_WHOLE])
def test_a_tree_without_mistakes_passes(tree, checker):
    cli.CHECKERS[checker](tree)


def test_a_mistake_in_a_table_of_options_is_found_and_named(tmp_path, capfd):
    shutil.copytree(ROOT / "alloy_web", tmp_path / "alloy_web")
    cli.CHECKERS["tables"](tmp_path)
    table = tmp_path / "alloy_web/features/clicks/component.py"
    right = table.read_text(encoding="utf-8")
    table.write_text(right.replace("BOOLEAN, True, ahead", "BOOLEAN, 1, ahead", 1))

    with pytest.raises(cli.BuildError):
        cli.CHECKERS["tables"](tmp_path)

    assert (
        "alloy_web/features/clicks/component.py: clickCollection.internalLinkEnabled: expected a "
        "boolean, got 1 (its default)"
    ) in capfd.readouterr().err


def test_the_types_of_every_script_are_checked():
    """But of those in `static/dist`, which are built."""
    tsc = [ROOT / "node_modules/typescript/bin/tsc", "--project", "static", "--listFilesOnly"]
    listed = subprocess.run(
        [environment.node(), *tsc], cwd=ROOT, capture_output=True, text=True, check=True
    )
    checked = {Path(line).relative_to(ROOT) for line in listed.stdout.splitlines()}
    folders = [path for path in (ROOT / "static").iterdir() if path.name != "dist"]
    folders.append(ROOT / "alloy_web/devserver/inspector/page")
    scripts = [file for folder in folders for file in [folder, *folder.rglob("*.js")]]

    assert {file.relative_to(ROOT) for file in scripts if file.suffix == ".js"} - checked == set()


def test_every_checker_has_a_mistake_of_its_kind():
    assert {mistake[0] for mistake in MISTAKES} | {*OF_THE_WHOLE} == set(cli.CHECKERS)


def test_all_checkers_are_run_and_those_that_complained_are_named(monkeypatch, capsys):
    asked = []

    def complain(root):
        asked.append(root)
        raise cli.BuildError("it is wrong")

    monkeypatch.setattr(cli, "CHECKERS", {"one": complain, "two": asked.append, "three": complain})
    monkeypatch.setattr(cli, "_fetch_packages", lambda: None)
    monkeypatch.setattr(cli.environment, "enter", lambda arguments: None)

    assert cli.main(["check"]) == 1
    assert asked == [ROOT, ROOT, ROOT]
    assert "build.py check: one, three complained, see above" in capsys.readouterr().err
