"""
What runs here: version, configuration, commands, components. Source: specification, CMD-16.
"""

from alloy_web.core.command import BUILT_IN, Command
from alloy_web.core.config import public
from alloy_web.validation import ANYTHING, OBJECT, TEXT, Array, Record, required

INFO = Record({
    "version": required(TEXT, about="The version of the SDK."),
    "configs": required(OBJECT, about="The configuration, with its defaults."),
    "commands": required(Array(TEXT), about="What the instance can be asked."),
    "components": required(Array(TEXT), about="What it is made of."),
})


class LibraryInfo:
    namespace = "LibraryInfo"
    config = {}

    def __init__(self, tools):
        self._tools = tools
        self.commands = {"getLibraryInfo": Command(
            ANYTHING, self.get_library_info, about="Tell what runs here.",
            returns=Record({"libraryInfo": required(INFO, about="What runs here.")}),
        )}

    async def get_library_info(self, options):
        registry = self._tools.registry
        return {"libraryInfo": {
            "version": self._tools.version,
            "configs": readable(public(self._tools.config), self._tools.host.source),
            "commands": sorted(list(BUILT_IN) + registry.command_names()),
            "components": registry.component_names(),
        }}


def readable(config, source):
    """The configuration as JSON can hold it: functions as their text."""
    shown = {}
    for key in config:
        value = config[key]
        if isinstance(value, dict):
            shown[key] = readable(value, source)
        else:
            shown[key] = source(value) if callable(value) else value
    return shown
