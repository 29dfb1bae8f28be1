"""
What is said in the console, and to the page's monitors.

Messages go out only when debugging is on; what is said before that is known waits.
Source: specification, CMD-07, CMD-08.
"""


class Logger:
    """One for an instance; `for_component` gives one that also names the component."""

    def __init__(self, host, name, monitors=None, component="", shared=None):
        self._host = host
        self._prefix = "[" + name + "]" + (" [" + component + "]" if component else "")
        self._name = name
        self._component = component
        self._monitors = monitors
        # `enabled` None: not known yet.
        self._shared = shared or {"enabled": None, "held": []}

    def for_component(self, component):
        return Logger(self._host, self._name, self._monitors, component, self._shared)

    @property
    def is_enabled(self):
        return bool(self._shared["enabled"])

    def set_enabled(self, enabled):
        """From now on: write what waited, or forget it."""
        self._shared["enabled"] = enabled
        held = self._shared["held"]
        self._shared["held"] = []
        if enabled:
            for level, parts in held:
                self._host.log(level, parts)

    def info(self, *parts):
        self._log("info", parts)

    def warn(self, *parts):
        self._log("warn", parts)

    def error(self, *parts):
        self._log("error", parts)

    def notify(self, event, details):
        """Tell the page's monitors, whether or not debugging is on."""
        if self._monitors:
            details["instanceName"] = self._name
            if self._component:
                details["componentName"] = self._component
            self._monitors(event, details)

    def _log(self, level, parts):
        self.notify("onBeforeLog", {"level": level, "arguments": list(parts)})
        enabled = self._shared["enabled"]
        said = [self._prefix]
        said.extend(parts)
        if enabled is None:
            self._shared["held"].append((level, said))
        elif enabled:
            self._host.log(level, said)
