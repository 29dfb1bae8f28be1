"""
A developer sees Python: the debugger stops in it, and a failure's place is told in it.

The browser shows what the source map says; here the map is read by hand.
"""

import json
import re

import pytest

from alloy_web.buildtools.compiler import linking
from tests.browser.pages import ROOT, direct_page

DIST = ROOT / "static/dist"
QUIET = {"autoViews": False}
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class Map:
    """The map of alloy.js: which place in a source is which in the script, and back."""

    def __init__(self):
        script = (DIST / "alloy.js").read_text(encoding="utf-8")
        self.name = re.search(r"//# sourceMappingURL=(.*)\n$", script)[1]
        told = json.loads((DIST / self.name).read_text(encoding="utf-8"))
        self.sources = dict(zip(told["sources"], told["sourcesContent"], strict=True))
        self.places = list(_places(told["mappings"], told["sources"]))

    def generated(self, source, line):
        """The first (line, column) that this line of the source, counted from 1, has become."""
        return min(made for made, path, told in self.places if (path, told) == (source, line))

    def original(self, line, column):
        """(source, line counted from 1) of a place in the script, both counted from 0."""
        return max(each for each in self.places if each[0] <= (line, column))[1:]

    def line_of(self, source, text):
        """The number of the one line of a source that begins with this text, counted from 1."""
        lines = [line.strip() for line in self.sources[source].splitlines()]
        [found] = [number for number, line in enumerate(lines, 1) if line.startswith(text)]
        return found


def _places(mappings, sources):
    """((line, column), source, line in the source from 1): of each segment of a map, version 3."""
    source = told = 0
    for line, segments in enumerate(mappings.split(";")):
        column = 0
        for segment in filter(None, segments.split(",")):
            step, *more = _numbers(segment)
            column += step
            if more:
                source += more[0]
                told += more[1]
                yield (line, column), sources[source], told + 1


def _numbers(segment):
    value = shift = 0
    for digit in segment:
        bits = DIGITS.index(digit)
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            yield -(value >> 1) if value & 1 else value >> 1
            value = shift = 0


@pytest.fixture
def map_of_alloy(dist):
    return Map()


@pytest.mark.parametrize("name", ["alloy.js", "alloy.module.js"])
def test_the_map_names_files_of_this_project_and_holds_them(dist, name):
    script = (DIST / name).read_text(encoding="utf-8")
    its_map = json.loads((DIST / script.rpartition("//# sourceMappingURL=")[2].strip()).read_text())
    held = dict(zip(its_map["sources"], its_map["sourcesContent"], strict=True))

    assert {"alloy_web/engine/edge.py", "alloy_web/engine/events.py"} <= set(held)
    assert {"static/bridge/index.js", "static/python/errors.js"} <= set(held)
    # What stands in the place of what an interpreter has.
    instead = linking.INSTEAD | linking.IN_TWO | linking.WITH_ALL
    for source, text in held.items():
        assert text == instead.get(source, ROOT / source).read_text(encoding="utf-8"), source


def test_the_map_is_served_as_json(visit, map_of_alloy):
    visit.open(direct_page())

    kind = "async (name) => (await fetch('/dist/' + name)).headers.get('content-type')"
    assert visit.page.evaluate(kind, map_of_alloy.name) == "application/json"


@pytest.mark.engines("chromium")
@pytest.mark.parametrize(
    ("module", "function", "statement"),
    [
        ("events", "async def send(", "request.result = await self._edge.carry("),
        ("edge", "def _address(", "request.id = request.id or "),
    ],
)
def test_a_breakpoint_in_the_python_is_hit_when_an_event_is_sent(
    visit, edge, map_of_alloy, module, function, statement
):
    source = f"alloy_web/engine/{module}.py"
    visit.open(direct_page("", QUIET))
    visit.ready()
    wanted = map_of_alloy.line_of(source, statement)
    line, column = map_of_alloy.generated(source, wanted)
    debugger = visit.page.context.new_cdp_session(visit.page)
    paused = []

    def note(told):
        paused.append(told["callFrames"])
        debugger.send("Debugger.resume")

    debugger.on("Debugger.paused", note)
    debugger.send("Debugger.enable")
    place = {"url": visit.url("/dist/alloy.js"), "lineNumber": line, "columnNumber": column}
    [set_at] = debugger.send("Debugger.setBreakpointByUrl", place)["locations"]
    assert map_of_alloy.original(set_at["lineNumber"], set_at["columnNumber"]) == (source, wanted)

    visit.alloy("sendEvent", {"xdm": {"eventType": "a"}})

    at = paused[0][0]["location"]
    assert map_of_alloy.original(at["lineNumber"], at["columnNumber"]) == (source, wanted)
    begins = paused[0][0]["functionLocation"]
    _, defined = map_of_alloy.original(begins["lineNumber"], begins["columnNumber"])
    assert function in map_of_alloy.sources[source].splitlines()[defined - 1]


@pytest.mark.engines("chromium")
def test_the_stack_of_an_exception_leads_to_lines_of_python(visit, edge, map_of_alloy):
    visit.open(direct_page("", QUIET))
    visit.ready()
    debugger = visit.page.context.new_cdp_session(visit.page)
    stacks = []

    def note(told):
        stacks.append(told["data"]["description"])
        debugger.send("Debugger.resume")

    debugger.on("Debugger.paused", note)
    debugger.send("Debugger.enable")
    debugger.send("Debugger.setPauseOnExceptions", {"state": "all"})

    visit.alloy("event", {"tpye": "a"})

    found = re.findall(r"/dist/alloy\.js:(\d+):(\d+)", stacks[0])
    places = [map_of_alloy.original(int(line) - 1, int(column) - 1) for line, column in found]
    python = [place for place in places if place[0].startswith("alloy_web/")]
    raising = map_of_alloy.line_of("alloy_web/validation.py", "raise error(")
    assert python[0] == ("alloy_web/validation.py", raising)
    assert "alloy_web/engine/commands.py" in [source for source, _ in python]
