"""
What runs here: version, configuration, commands, components. Source: specification, CMD-16.
"""

from alloy_web.core.command import BUILT_IN, Command
from alloy_web.validation import record


class LibraryInfo:
    namespace = "LibraryInfo"
    config = {}

    def __init__(self, tools):
        self._tools = tools
        self.commands = {"getLibraryInfo": Command(record({}), self.get)}

    async def get(self, options):
        registry = self._tools.registry
        return {"libraryInfo": {
            "version": self._tools.version,
            "configs": readable(self._tools.config),
            "commands": sorted(list(BUILT_IN) + registry.command_names()),
            "components": registry.component_names(),
        }}


def readable(config):
    """The configuration as JSON can hold it: a function becomes a word for it."""
    shown = {}
    for key in config:
        value = config[key]
        if isinstance(value, dict):
            shown[key] = readable(value)
        else:
            shown[key] = "function" if callable(value) else value
    return shown
