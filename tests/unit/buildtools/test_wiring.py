"""What features ask of others by name, or leave for them: misspelt, the build names the line."""

import pytest

from alloy_web.buildtools import wiring
from alloy_web.buildtools.environment import ROOT

TOOLS = """
class Tools:
    def __init__(self, host):
        self.host = host
        self.rendering = None

    def listen(self, kind, handler):
        self.host.listen(kind, handler)
"""
EVENT = """
class Event:
    def __init__(self, page):
        self.is_view = False
"""
REQUEST = """
class Request:
    def __init__(self, event):
        self.event = event
"""
LIFECYCLE = 'HOOKS = ("on_view", "on_before_event")\n'
FEATURE = """
class Offers:
    def __init__(self, tools):
        self._tools = tools
        tools.listen("click", print)

    def on_view(self, event):
        event.is_view = True
        self._tools.rendering.start(event)
"""


@pytest.fixture
def tree(tmp_path):
    """A repository with one feature in it."""
    for path, text in {
        "core/event.py": EVENT, "core/request.py": REQUEST, "engine/tools.py": TOOLS,
        "engine/lifecycle.py": LIFECYCLE, "features/offers.py": FEATURE,
    }.items():
        file = tmp_path / "alloy_web" / path
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        (
            "self._tools.rendering",
            "self._tools.renderingg",
            "9: tools.renderingg, which alloy_web/engine/tools.py does not declare: rendering?",
        ),
        (
            "tools.listen",
            "tools.lisen",
            "5: tools.lisen, which alloy_web/engine/tools.py does not declare: listen?",
        ),
        (
            "        tools.listen(",
            "        tools.renderng = self\n        tools.listen(",
            "5: tools.renderng, which alloy_web/engine/tools.py does not declare: rendering?",
        ),
        (
            "def on_view",
            "def on_veiw",
            "7: on_veiw, which is not a hook of alloy_web/engine/lifecycle.py: on_view?",
        ),
        (
            "def on_view",
            "async def on_before_events",
            "7: on_before_events, which is not a hook of alloy_web/engine/lifecycle.py: "
            "on_before_event?",
        ),
        (
            "event.is_view = True",
            "event.is_veiw = True",
            "8: event.is_veiw, which alloy_web/core/event.py does not declare: is_view?",
        ),
        (
            "event.is_view = True",
            "event.request.evnt = event",
            "8: request.evnt, which alloy_web/core/request.py does not declare: event?",
        ),
    ],
)
def test_a_misspelt_service_hook_or_field_is_named_with_its_place(tree, right, wrong, problem):
    assert wiring.check(tree) == []

    (tree / "alloy_web/features/offers.py").write_text(FEATURE.replace(right, wrong))

    assert wiring.check(tree) == ["alloy_web/features/offers.py:" + problem]


def test_what_puts_an_instance_together_is_held_to_it_too(tree):
    (tree / "alloy_web/app").mkdir()
    (tree / "alloy_web/app/instance.py").write_text("tools = Tools()\ntools.hots = 1\n")

    assert wiring.check(tree) == [
        "alloy_web/app/instance.py:2: tools.hots, which alloy_web/engine/tools.py does not "
        "declare: host?"
    ]


def test_the_engine_is_held_to_the_fields_too(tree):
    (tree / "alloy_web/engine/edge.py").write_text("def see(request):\n    request.seen = 1\n")

    assert wiring.check(tree) == [
        "alloy_web/engine/edge.py:2: request.seen, which alloy_web/core/request.py does not "
        "declare: event?"
    ]


@pytest.mark.parametrize("file", ["app/late.py", "engine/edge.py", "features/event.py"])
def test_a_hook_that_is_called_by_another_name_is_named(tree, file):
    (tree / "alloy_web/app").mkdir()
    caller = 'async def go(self):\n    await self._lifecycle.call("on_veiw", 1)\n'
    (tree / "alloy_web" / file).write_text(caller)

    assert wiring.check(tree) == [
        f"alloy_web/{file}:2: on_veiw, which is not a hook of alloy_web/engine/lifecycle.py: "
        "on_view?"
    ]


def test_all_that_our_features_ask_for_is_there():
    assert wiring.check(ROOT) == []
