"""
What runs here: version, configuration, commands, components. Source: specification, CMD-16.
"""

from alloy_web import validation
from alloy_web.core.command import BUILT_IN, Command
from alloy_web.core.config import public


class LibraryInfo:
    namespace = "LibraryInfo"
    config = {}

    def __init__(self, tools):
        self._tools = tools
        self.commands = {"getLibraryInfo": Command(validation.anything, self.get_library_info)}

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
