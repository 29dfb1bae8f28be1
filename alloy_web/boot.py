"""
Joins the page and the SDK: an instance for each name the page uses, and for each that code makes.

The direct loader calls `start` with its bridge. On a PyScript page the functions of `alloy_web`
lead here, and the bridge comes out of the package.
"""

import json

from alloy_web import __version__
from alloy_web.engine.instance import Instance
from alloy_web.errors import CommandError
from alloy_web.hosts.browser import ffi
from alloy_web.hosts.browser.host import BrowserHost
from alloy_web.hosts.browser.interpreter import collect_less_often, load_bridge


class Page:
    """The instances of one page and the host they share."""

    def __init__(self, bridge):
        self.host = BrowserHost(bridge)
        self.host.on_instance = self._on_instance
        self.host.on_command = self._on_command
        self.host.on_retire = self._on_retire
        self.host.on_link_details = self._on_link_details
        # By the number the bridge knows them by.
        self._instances = {}
        # Instances that names of the page lead to, as Python code calls them.
        self._named = {}
        self._taken = {"orgId": [], "datastreamId": []}

    # ---- For Python code of the page

    def install(self, name, auto_views, monitors):
        """Let `window.<name>` lead here, unless it does so already; see `alloy_web.install`."""
        state = self.host.name_state(name)
        if state == "taken":
            raise CommandError("window." + name + " is something else in this page. Choose another "
                               'name: install("…")')
        if state == "free":
            key, function = self.create(name, monitors, auto_views=auto_views)
            self._named[name] = function
            self.host.attach(name, key)

    def create(self, name, monitors, components=None, auto_views=False):
        """A new instance: its number, and the function that Python code calls."""
        key, has_monitors = self.host.new_key()
        monitors = list(monitors)
        if has_monitors:
            monitors.append(self._page_monitors(key))
        instance = self._add(key, name, monitors, components, auto_views)

        async def function(command, options=None):
            return await self._run(instance, command, options)

        instance.announce(function)
        return key, function

    def named(self, name):
        """The function of the instance that `window.<name>` leads to."""
        if name not in self._named:
            raise CommandError('There is no instance "' + name + '". Call install("' + name + '")')
        return self._named[name]

    async def _run(self, instance, command, options):
        name = "[" + instance.name + "] "
        if not isinstance(command, str):
            got = type(command).__name__ + " " + repr(command)[:100]
            raise CommandError(name + _not_a_name(got))
        try:
            copied, left = ffi.write_options(options)
        except ValueError as error:
            raise CommandError(name + command + ": 1 problem\n  - " + str(error))
        _warn_of_left(instance, command, left)
        outcome = instance.execute(command, copied)
        if outcome.is_pending:
            await self.host.promise(outcome)
        # A copy: what Python code of the page does to it is no business of the engine's.
        return ffi.write_options(outcome.result())[0]

    # ---- From the page

    def _on_instance(self, key, details):
        monitors = [self._page_monitors(key)] if details["monitors"] else []
        self._add(key, details["name"], monitors, details["components"], False).announce(None)

    def _on_command(self, key, number, call):
        instance = self._instances[key]
        refusal = _refusal(call)
        if refusal:
            instance.reveal()
            self._reject(number, CommandError("[" + instance.name + "] " + refusal))
            return
        _warn_of_left(instance, call["name"], call.get("left"))
        outcome = instance.execute(call["name"], call.get("options"))
        outcome.on_settled(lambda: self._settle(number, outcome))

    def _on_retire(self, key):
        """Another has the queue or the name now; this one only finishes what it has begun."""
        if key in self._instances:
            self._instances[key].retire()

    def _on_link_details(self, key, path):
        return self._instances[key].link_details(path)

    # ---- Inside

    def _add(self, key, name, monitors, components, auto_views):
        instance = Instance(
            name, self.host, __version__, self._taken, monitors, components, auto_views
        )
        self._instances[key] = instance
        return instance

    def _page_monitors(self, key):
        return lambda method, details: self.host.notify(key, method, details)

    def _settle(self, number, outcome):
        try:
            self.host.settle(number, True, json.dumps(outcome.result()))
        except Exception as error:
            self._reject(number, error)

    def _reject(self, number, error):
        self.host.settle(number, False, json.dumps(ffi.write_error(error)))


_page = None


def start(bridge):
    """Join the page that the bridge leads to. Its names come through the bridge."""
    global _page
    collect_less_often()
    _page = Page(bridge)
    return _page


def page():
    """The page that Python code runs in; see `install` and its kin in `alloy_web`."""
    return _page or start(load_bridge())


def named(name, command):
    """The function of an installed instance."""
    if _page is None:
        raise CommandError('alloy("' + str(command) + '") was called before install(). '
                           "Call alloy_web.install() first")
    return _page.named(name)


def _refusal(call):
    if call.get("refused"):
        return str(call["name"]) + ": 1 problem\n  - " + call["refused"]
    if call["name"] is None:
        return _not_a_name(call["got"])
    return None


def _not_a_name(got):
    return "The first argument is the name of a command, a string; got " + got


def _warn_of_left(instance, command, left):
    if left:
        instance.warn('"' + command + '": left out, because it has no JSON form: '
                      + ", ".join(left))
