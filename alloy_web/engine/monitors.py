"""
Monitors: objects of the page's that hear what an instance does, whether or not debugging is on.

Each may have any of these methods, called at once and with one object, which has `instanceName`
and, inside a component, `componentName`:

method                  data
onInstanceCreated       instance
onInstanceConfigured    config, getLinkDetails(element)
onBeforeCommand         commandName, options
onCommandResolved       commandName, options, result
onCommandRejected       commandName, options, error
onEvent                 event: a line of the ledger (engine/ledger.py) that has ended
onBeforeNetworkRequest  requestId, url, payload
onNetworkResponse       requestId, url, payload, statusCode, body, parsedBody, retriesAttempted,
                        getHeader(name)
onNetworkError          requestId, url, payload, error
onBeforeLog             level, arguments
onContentHiding         status: hide-containers, show-containers
onContentRendering      status: no-offers, rendering-started, rendering-succeeded,
                        rendering-failed, rendering-redirect; payload

Source: specification, CMD-08.
"""

from alloy_web.core import redaction
from alloy_web.errors import describe


class Monitors:
    """
    The monitors of one instance: objects or dicts with methods of these names.

    A function among them gets every event, as `(method, data)`: so a host hands in what it passes
    on. A monitor that fails is named in the console, once, and troubles nobody else.
    """

    def __init__(self, host, name, monitors):
        self._host = host
        self._name = name
        self._monitors = list(monitors)
        # Telling nobody should cost nothing.
        self.are_there = bool(self._monitors)
        self._has_complained = False

    def add(self, monitor):
        self._monitors.append(monitor)
        self.are_there = True

    def notify(self, method, details, component=""):
        for monitor in self._monitors:
            try:
                self._tell(monitor, method, details, component)
            except Exception as error:
                self._complain(method, error)

    def _tell(self, monitor, method, details, component):
        call = listener(monitor, method)
        if call is None:
            return
        # A copy for each: what one changes, nobody else sees.
        data = redaction.shown(details)
        data["instanceName"] = self._name
        if component:
            data["componentName"] = component
        call(data)

    def _complain(self, method, error):
        if not self._has_complained:
            self._has_complained = True
            # Not through the logger: its messages go to the monitors again.
            self._host.log("warn", ["[" + self._name + "] " + method + " of a monitor failed: "
                                    + describe(error)])


def listener(monitor, method):
    """The function of a monitor that hears this event, or None."""
    if callable(monitor):
        return lambda data: monitor(method, data)
    found = monitor.get(method) if isinstance(monitor, dict) else getattr(monitor, method, None)
    return found if callable(found) else None
