"""
What an instance can do: its components, their commands.
"""

from alloy_web.errors import ConfigError


class Registry:
    def __init__(self):
        self.components = []
        self.commands = {}
        self._owners = {}

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
        return sorted(self.commands)

    def component_names(self):
        return [component.namespace for component in self.components]
