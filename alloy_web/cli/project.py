"""
`init`: a folder with a project that runs with the next command, and whose tests pass.

The files are those in `templates/`: a folder for each kind, and one for what those with a server
share. What ends in `.txt` is no file of this project's own, and loses that end.
"""

import shlex
from pathlib import Path

from alloy_web import __version__
from alloy_web.cli import shipped
from alloy_web.cli.outcome import FINE, CannotDo, Outcome

TEMPLATES = Path(__file__).parent / "templates"
KINDS = ("plain", "pyscript", "starlette", "django", "flask")
_WITH_SERVER = ("starlette", "django", "flask")


def run(folder, kind):
    """Write the project; CannotDo where the folder is not empty."""
    if not folder:
        raise CannotDo("name a folder")
    target = Path(folder)
    has_server = kind in _WITH_SERVER
    files = {}
    for source in [TEMPLATES / kind, *([TEMPLATES / "server"] if has_server else [])]:
        for each in sorted(source.rglob("*.txt")):
            name = each.relative_to(source).as_posix().removesuffix(".txt")
            files[name] = each.read_text(encoding="utf-8")
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise CannotDo(f"{folder}: there is something already; name an empty or a new folder")
        for name, text in files.items():
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_filled(text), encoding="utf-8")
    except OSError as error:
        raise CannotDo(f"{folder}: cannot be written ({error.strerror or error})") from error
    runs, what = f"alloy-web serve {folder}/site", "the page, and what it sends at /_edge/"
    if has_server:
        runs, what = f"python {folder}/app.py", "the site, and an edge that it asks"
    command, tests = (_typed(each, folder) for each in (runs, f"pytest {folder}"))
    lines = [
        f"{folder}: {', '.join(files)}", "",
        f"  {command}      {what}",
        f"  {tests:{len(command)}}      its tests",
    ]
    return Outcome(FINE, lines, {"folder": str(folder), "kind": kind, "files": [*files]})


def _typed(command, folder):
    """The command as a shell takes it: its last word, which has the folder, may have spaces."""
    head, _, tail = command.partition(str(folder))
    return head + shlex.quote(f"{folder}{tail}")


def _filled(text):
    wheel = f"alloy_web-{__version__}-0page-py3-none-any.whl"
    if "@BASE_CODE@" in text:
        text = text.replace("@BASE_CODE@", (shipped.FOLDER / "base_code.js").read_text("utf-8"))
    return text.replace("@WHEEL@", wheel).replace("@VERSION@", __version__)
