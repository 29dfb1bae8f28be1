"""
What an instance says in the console; its monitors hear it too.

Messages go out when debugging is on (engine/debug.py); what is said before that is known waits.
Source: specification, CMD-07.
"""

from alloy_web.core.redaction import readable

# What waits while nobody configures the instance, at most; the latest are kept.
_MOST_HELD = 100


class Logger:
    """One for an instance; `for_component` gives one that also names the component."""

    def __init__(self, host, name, debug, monitors, component="", held=None):
        self._host = host
        self._name = name
        self._debug = debug
        self._monitors = monitors
        self._component = component
        self._prefix = "[" + name + "]" + (" [" + component + "]" if component else "")
        self._held = [] if held is None else held

    def for_component(self, component):
        return Logger(
            self._host, self._name, self._debug, self._monitors, component, self._held
        )

    @property
    def has_monitors(self):
        return self._monitors.are_there

    @property
    def is_heard(self):
        """Does, or may, anybody read what is said? Texts that nobody reads cost time."""
        return self._debug.is_on is not False or self._monitors.are_there

    def release(self):
        """It is known now whether debugging is on: write what waited, or forget it."""
        held = list(self._held)
        self._held.clear()
        if self._debug.is_on:
            for level, parts in held:
                self._write(level, parts)

    def info(self, *parts):
        self._log("info", parts)

    def warn(self, *parts):
        self._log("warn", parts)

    def error(self, *parts):
        self._log("error", parts)

    def alert(self, *parts):
        """A warning that is written even when debugging is off: what the site counts on is lost."""
        self._log("warn", parts, is_always=True)

    def notify(self, method, details):
        """Tell the monitors (engine/monitors.py has the list), if there are any."""
        if self._monitors.are_there:
            self._monitors.notify(method, details, self._component)

    def _log(self, level, parts, is_always=False):
        if not (self.is_heard or is_always):
            return
        self.notify("onBeforeLog", {"level": level, "arguments": list(parts)})
        said = [self._prefix]
        said.extend(parts)
        if is_always:
            self._host.log(level, said)
        elif self._debug.is_on is None:
            self._held.append((level, said))
            if len(self._held) > _MOST_HELD:
                self._held.pop(0)
        elif self._debug.is_on:
            self._write(level, said)

    def _write(self, level, parts):
        self._host.log(level, [readable(part) for part in parts])
