"""
A build of two files whose second has one tiny component, Echo: it stands for the features that are
to be there, and shows in the answer what it took part in.
"""

import shutil
from pathlib import Path

from tests import drafts

ROOT = Path(__file__).resolve().parents[1]

OPTIONS = """
from alloy_web.validation import TEXT, optional

CONFIG = {"echo": optional(TEXT, about=".")}
"""

ECHO = '''
from alloy_web.core.command import Command
from alloy_web.core.strings import collapse
from alloy_web.errors import CommandError
from alloy_web.features.echo.options import CONFIG
from alloy_web.validation import TEXT, Record, required


class Echo:
    namespace = "Echo"
    config = CONFIG

    def __init__(self, tools):
        self._tools = tools
        self._count = 0
        self.commands = {
            "echo": Command(Record({"text": required(TEXT)}), self._echo),
            "fail": Command(Record({}), self._fail),
        }

    async def _echo(self, options):
        self._count += 1
        return {"text": collapse(options["text"]), "turn": self._count}

    async def _fail(self, options):
        raise CommandError("Echo cannot do that")

    def on_before_event(self, event, request):
        event.xdm["echo"] = self._tools.config.get("echo") or "no option"

    def on_response(self, response, request):
        return {"echoes": [request.id is not None]}
'''

EXTRAS = '''
from alloy_web.features.echo.component import Echo

EXTRAS = (
    Echo,
)

NAMES = (
    "Echo",
)
'''


def tree(folder):
    """A copy of the package's modules where Echo is the only feature of the second file."""
    package = folder / "alloy_web"
    shutil.copytree(
        ROOT / "alloy_web", package, ignore=shutil.ignore_patterns("__pycache__", "devserver")
    )
    feature = package / "features/echo"
    feature.mkdir()
    for name, text in (("__init__", ""), ("options", OPTIONS), ("component", ECHO)):
        (feature / f"{name}.py").write_text(text, encoding="utf-8")
    (package / "app/extras.py").write_text(EXTRAS, encoding="utf-8")
    known = package / "app/known.py"
    text = known.read_text(encoding="utf-8")
    text = replaced(text, "\nfrom ", "\nfrom alloy_web.features.echo import options as echo\nfrom ")
    row = '"Echo": (echo.CONFIG, ("echo", "fail")),'
    text = replaced(text, "\nFEATURES = {", f"\nFEATURES = {{{row}")
    known.write_text(text, encoding="utf-8")
    return folder


def replaced(text, old, new):
    assert old in text, old
    return text.replace(old, new, 1)


def build(folder, features=None):
    """`{name: bytes}` of the compiled files."""
    (folder / "compiled").mkdir(exist_ok=True)
    return drafts.compiled_files(tree(folder), folder / "compiled", features)
