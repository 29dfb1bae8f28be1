"""
The demo site of `static/site/`: its pages, put together from the template that they share.

Pages and what lies beside them are where their addresses say, `direct/index.html` at `/direct/`;
`templates/` has what pages share, in the language of Jinja. `build.py serve` does this when it
starts: who has changed a page starts it again.
"""

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from alloy_web import __version__
from alloy_web.buildtools import archives, folders, stamps
from alloy_web.buildtools.console import BuildError
from alloy_web.buildtools.environment import BUSY, CACHE, ROOT

SOURCE = ROOT / "static/site"
# The inspector is in the wheel and the site is not, so what both have is there.
INSPECTOR = ROOT / "alloy_web/devserver/inspector/page"
SHARED = ("look.css", "logo.svg")
TEMPLATES = "templates"
FOLDER = CACHE / "site"


def build():
    """Write the site as it is served, into FOLDER."""
    with stamps.alone(BUSY):
        folders.write(FOLDER, files(SOURCE))


def files(source, version=__version__):
    """`{name: bytes}` of the site; its Python comes from the wheel of this version."""
    loader = FileSystemLoader([source / TEMPLATES, source])
    # A name that nobody gives is a mistake, as anywhere else.
    environment = Environment(
        loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    wheel = archives.wheel_name("alloy_web", version)
    found = {"demo/" + name: (INSPECTOR / name).read_bytes() for name in SHARED}
    for file in sorted(each for each in source.rglob("*") if each.is_file()):
        name = file.relative_to(source).as_posix()
        if name.startswith(TEMPLATES + "/"):
            continue
        if file.suffix != ".html":
            found[name] = file.read_bytes()
            continue
        path = "/" + name.removesuffix("index.html")
        try:
            found[name] = environment.get_template(name).render(path=path, wheel=wheel).encode()
        except TemplateError as error:
            raise BuildError(f"static/site/{name}: {error}") from error
    return found
