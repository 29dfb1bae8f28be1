"""
What an instance can do: its components, their commands.
"""

from alloy_web.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Registry:
    """`absent` are commands that this version goes without: `{command: its feature, in words}`."""

    def __init__(self, absent: dict):
        self.absent = absent
        self.components = []
        self.commands = {}
        self._owners = {}
        # The components that are not there yet (app/late.py), as long as there are any.
        self.late: Any = None

    def add(self, component):
        self.components.append(component)
        for name in component.commands:
            if name in self.commands:
                raise ConfigError(
                    'The command "' + name + '" of ' + component.namespace + " is there already, "
                    "from " + self._owners[name]
                )
            self.commands[name] = component.commands[name]
            self._owners[name] = component.namespace

    def owner(self, command):
        """The namespace of the component that brought the command."""
        return self._owners[command]

    def command_names(self):
        names = list(self.commands)
        if self.late:
            names.extend(self.late.commands)
        return sorted(set(names))

    def component_names(self):
        names = [component.namespace for component in self.components]
        if self.late:
            names.extend([name for name in self.late.names if name not in names])
        return names
