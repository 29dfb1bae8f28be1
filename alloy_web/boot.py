"""
Joins the page and the SDK: an instance for each name the page uses.

The direct loader calls `start` with its bridge. On a PyScript page `install` of `alloy_web` leads
here, and the bridge comes out of the package.
"""

import json

from alloy_web import __version__
from alloy_web.engine.instance import Instance
from alloy_web.errors import AlloyError, CommandError, describe
from alloy_web.hosts.browser import ffi
from alloy_web.hosts.browser.host import BrowserHost
from alloy_web.hosts.browser.interpreter import load_bridge


class Page:
    """The instances of one page and the host they share."""

    def __init__(self, bridge, auto_views):
        self.host = BrowserHost(bridge)
        self.host.on_command = self._on_command
        self.host.on_instance = self._on_instance
        self._auto_views = auto_views
        self._instances = {}
        self._taken = {"orgId": [], "datastreamId": []}

    def _on_instance(self, name):
        """A fresh instance under this name; an earlier one only finishes what it has begun."""
        if name in self._instances:
            self._instances[name].retire()
        self._instances[name] = Instance(
            name, self.host, __version__, self._taken, auto_views=self._auto_views
        )

    def execute(self, name, command, options):
        """A command from Python code of the page; a Deferred."""
        instance = self._instances.get(name)
        if instance is None:
            raise CommandError('There is no instance "' + name + '". Call install("' + name + '")')
        copied, left = ffi.write_options(options)
        _warn_of_left(instance, command, left)
        return instance.execute(command, copied)

    def _on_command(self, number, call):
        instance = self._instances[call["instance"]]
        refusal = _refusal(call)
        if refusal:
            self._reject(number, AlloyError("[" + instance.name + "] " + refusal))
            return
        _warn_of_left(instance, call["name"], call.get("left") or ())
        outcome = instance.execute(call["name"], call.get("options"))
        outcome.on_settled(lambda: self._settle(number, outcome))

    def _settle(self, number, outcome):
        try:
            self.host.settle(number, True, json.dumps(outcome.result()))
        except Exception as error:
            self._reject(number, error)

    def _reject(self, number, error):
        self.host.settle(number, False, json.dumps({
            "message": describe(error),
            "code": getattr(error, "code", "alloy"),
            "pageError": getattr(error, "page_error", None),
        }))


_page = None


def start(bridge, auto_views=False):
    """Join the page that the bridge leads to. Its names come through the bridge."""
    global _page
    _page = Page(bridge, auto_views)


def install(name, auto_views):
    """For Python code of a PyScript page: see `alloy_web.install`."""
    if _page is None:
        start(load_bridge(), auto_views)
    _page.host.attach(name)


async def call(name, command, options):
    """For Python code of a PyScript page: see `alloy_web.alloy`."""
    if _page is None:
        raise CommandError('alloy("' + str(command) + '") was called before install(). '
                           "Call alloy_web.install() first")
    outcome = _page.execute(name, command, options)
    if outcome.is_pending:
        await _page.host.promise(outcome)
    return outcome.result()


def _refusal(call):
    if call.get("refused"):
        return '"' + call["name"] + '" was not carried out: ' + call["refused"]
    if call["name"] is None:
        return "The first argument is the name of a command, a string; got " + call["got"]
    return None


def _warn_of_left(instance, command, left):
    if left:
        instance.warn('"' + str(command) + '": left out, because it has no JSON form: '
                      + ", ".join(left))
