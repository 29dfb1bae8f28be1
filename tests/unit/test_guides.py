"""
The documentation: it builds as a site without a warning and loads nothing from elsewhere, and what
its blocks of code say is what the SDK, the commands and the tools take.
"""

import ast
import inspect
import re
import shlex
import subprocess
from html.parser import HTMLParser

import pytest

import alloy_web
from alloy_web import errors, server, testing
from alloy_web.app.instance import Instance
from alloy_web.buildtools import cli as build
from alloy_web.buildtools import differences
from alloy_web.buildtools.environment import ROOT, node
from alloy_web.cli import javascript, main, migrating, options
from alloy_web.hosts.memory.host import MemoryHost
from tests.guides import DOCS, PAGES, RUN_BY, blocks, counted


def scripts(page):
    """All JavaScript of a page, that in HTML too."""
    found = blocks(page, "js")
    for html in blocks(page, "html"):
        for attributes, script in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.S):
            if 'py"' not in attributes and script.strip():
                found.append(script)
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site; a warning fails the build."""
    folder = tmp_path_factory.mktemp("docs")
    build.docs(folder)
    return folder


def test_each_page_is_in_the_site(site):
    built = {path.stem for path in site.glob("*.html")}

    assert {page.removeprefix("docs/").removesuffix(".md") for page in PAGES} <= built


def test_the_site_loads_nothing_from_elsewhere(site):
    foreign = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            named = dict(attrs)
            loads = tag in ("script", "img", "iframe") or (
                tag == "link" and named.get("rel") in LOADED
            )
            address = named.get("src") or named.get("href") or ""
            if loads and re.match(r"(https?:)?//", address):
                foreign.append(address)

    for page in site.rglob("*.html"):
        Reader().feed(page.read_text("utf-8"))

    assert foreign == []


def test_a_link_that_leads_nowhere_fails_the_build(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("[Away](no-such.md)", "utf-8")
    settings = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    (tmp_path / "mkdocs.yml").write_text(settings, "utf-8")

    with pytest.raises(build.BuildError):
        build.docs(tmp_path / "site", tmp_path)


def test_each_block_of_code_is_run_or_has_a_reason():
    told = {
        guide: {language: len(entries) for language, entries in languages.items()}
        for guide, languages in RUN_BY.items()
    }
    entries = [
        (guide, entry) for guide, languages in RUN_BY.items()
        for of_language in languages.values() for entry in of_language
    ]
    files = {(guide, file) for guide, file in entries if not file.startswith("not run: ")}

    assert told == counted()
    for guide, file in files:
        text = (ROOT / file).read_text("utf-8")
        assert f'"{guide}"' in text or f"docs/{guide}.md" in text, f"{file} does not run {guide}"


def test_the_page_of_the_python_api_has_all_that_may_be_imported(site):
    html = (site / "python.html").read_text("utf-8")
    shown = {name.rpartition(".")[2] for name in re.findall(r'<h\d id="([\w.]+)"', html)}
    own = [name for name, value in vars(alloy_web).items() if inspect.isfunction(value)]
    raised = [name for name, value in vars(errors).items() if inspect.isclass(value)]

    assert {"install", "alloy"} < {*own}
    assert {*own, *raised, *testing.__all__, *server.__all__} - shown == set()


def test_the_page_of_differences_is_current():
    assert differences.FILE.read_text("utf-8") == differences.written(), (
        "docs/differences.md is stale: python build.py reference"
    )


def test_moving_over_tells_of_commands_and_options_that_there_are():
    text = " ".join((DOCS / "moving-over.md").read_text("utf-8").split())
    ours = text.partition("Ours besides:")[2].partition("the [first flight]")[0]
    commands, named = (
        re.findall(r"`(\w+)`", part) for part in ours.partition("; the options")[::2]
    )
    past = text.partition("first releases, ")[2].partition(" are now")[0]

    assert commands == ["event", "view", "explain"]
    assert {*commands} <= options.command_names()
    assert len(named) == 8
    assert {*named} <= options.known()
    assert {*re.findall(r"`(\w+)`", past)} == {*migrating._VENDORS} - options.command_names()


@pytest.mark.parametrize("page", [page for page in PAGES if scripts(page)])
def test_each_script_is_javascript(page, tmp_path):
    for number, script in enumerate(scripts(page)):
        # A text that stands for another, in the guides and in comments of theirs.
        file = tmp_path / f"{number}.mjs"
        file.write_text(f"async () => {{\n{_without_imports(script)}\n}};\n", "utf-8")
        done = subprocess.run(
            [node(), "--check", str(file)], capture_output=True, text=True
        )
        assert done.returncode == 0, f"{script}\n{done.stderr}"


@pytest.mark.parametrize("page", [page for page in PAGES if scripts(page)])
def test_each_call_is_one_that_the_sdk_takes(page):
    names = options.command_names()
    for script in scripts(page):
        code = javascript.code_only(script)
        for match in re.finditer(r"\balloy\(\s*(?=[\"'])", code):
            command, *rest = javascript.arguments_at(script, code, match.end())
            assert command in names, f"{page}: there is no command {command}"
            given = rest[0] if rest and isinstance(rest[0], dict) else {}
            if command == "configure" and rest and isinstance(rest[0], dict):
                given = {**options.REQUIRED, **given}
                problems = [
                    text for text in options.verdict(given)[0] if "is not a known option" in text
                ]
            else:
                problems = problems_of(command, given)
            assert problems == [], f"{page}: {match[0]}"


@pytest.mark.parametrize("page", PAGES)
def test_each_line_for_a_shell_is_one_that_its_command_takes(page):
    for text in blocks(page, "", "sh"):
        for line in text.splitlines():
            words = shlex.split(line, comments=True) if line.startswith(COMMANDS) else []
            if words[:1] == ["alloy-web"]:
                main._parser().parse_args(words[1:])
            elif words[:2] == ["python", "build.py"]:
                build._parse([word for word in words[2:] if word != "…"])


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")])
def test_each_python_is_python(page):
    for text in blocks(page, "python"):
        compile(text, page, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


COMMANDS = ("alloy-web ", "python build.py ")
LOADED = ("stylesheet", "preload", "icon", "preconnect")


def problems_of(command, given):
    """Options of a command that it does not know."""
    instance = Instance("alloy", MemoryHost(), "")
    instance.execute("configure", dict(options.REQUIRED)).result()
    known = instance._tools.registry.commands.get(command)
    if known is None:
        # Of the second file, or of the instance itself.
        return []
    found = []
    known.takes.examine(options.readable(given), "", found)
    return [text for text in found if "is not a known option" in text]


def _without_imports(script):
    return re.sub(r"^ *import .* from (.*);$", r"await import(\1);", script, flags=re.M)
