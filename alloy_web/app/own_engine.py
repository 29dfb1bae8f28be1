"""
Joins the page and the SDK: an instance for each name the page uses, and for each that code makes.

Compiled into alloy.js, `start` is called with the bridge that is in the same script. On a PyScript
page app/python_page.py calls it, with the bridge that comes in the package.
"""

from alloy_web import __version__
from alloy_web.app.instance import Instance
from alloy_web.core import merge
from alloy_web.errors import CommandError
from alloy_web.hosts.browser import ffi
from alloy_web.hosts.browser.host import BrowserHost
from alloy_web.hosts.browser.interpreter import collect_less_often


class Page:
    """The instances of one page and the host they share."""

    def __init__(self, bridge):
        self.host = BrowserHost(bridge)
        self.host.on_instance = self._on_instance
        self.host.on_command = self._on_command
        self.host.on_note = self._on_note
        self.host.on_monitors = self._on_monitors
        self.host.on_retire = self._on_retire
        self.host.on_link_details = self._on_link_details
        # By the number the bridge knows them by.
        self._instances = {}
        # Has the page monitors, and which instances tell them.
        self._is_watched = False
        self._heard = []
        self._taken = {"orgId": [], "datastreamId": []}

    # ---- For Python code of the page (app/python_page.py)

    # While that code runs its own engine does.
    is_dead = False

    def install(self, name, auto_views, monitors):
        """
        Let `window.<name>` lead here, unless it does so already; see `alloy_web.install`. Gives
        its function, or None where the name is something else in the page.
        """
        state = self.host.name_state(name)
        if state == "taken":
            return None
        if state != "free":
            return self._function(self._instances[state])
        key, function = self._create(name, monitors, None, auto_views, True)
        self.host.attach(name, key)
        return function

    def make_instance(self, name, monitors, components=None):
        """A new instance, as the function that Python code calls."""
        return self._create(name, monitors, components, False, False)[1]

    def _create(self, name, monitors, components, auto_views, keep_unsent):
        key = self.host.new_key()
        instance = self._add(key, name, monitors, components, auto_views, keep_unsent)
        function = self._function(instance)
        instance.announce(function)
        return key, function

    def _function(self, instance):
        async def function(command, options=None, **more):
            options = ffi.with_keywords(instance.name, command, options, more)
            copied = ffi.read_python_call(instance.name, command, options)
            outcome = instance.execute(command, copied)
            if outcome.is_pending:
                await self.host.promise(outcome)
            # A copy: what Python code of the page does to it is no business of the engine's.
            return merge.deep_copy(outcome.result())

        return function

    # ---- From the page

    def _on_instance(self, key, details):
        instance = self._add(
            key, details["name"], (), details["components"], details["autoViews"],
            details["keepUnsent"],
        )
        if details["monitors"]:
            self._let_hear(key)
        instance.announce(None)

    def _on_command(self, key, number, call):
        instance = self._instances[key]
        refusal = _refusal(call)
        if refusal:
            instance.refuse(call["name"])
            self._reject(number, CommandError("[" + instance.name + "] " + refusal))
            return
        _warn_of_left(instance, call["name"], call.get("left"))
        outcome = instance.execute(call["name"], call.get("options"))
        outcome.on_settled(lambda: self._settle(number, outcome))

    def _on_note(self, key, note):
        self._instances[key].note(note)

    def _on_monitors(self):
        """The page has monitors now; they hear of all instances."""
        self._is_watched = True
        for key in self._instances:
            self._let_hear(key)

    def _on_retire(self, key):
        """Another has the queue or the name now; this one only finishes what it has begun."""
        if key in self._instances:
            self._instances[key].retire()

    def _on_link_details(self, key, path):
        return self._instances[key].link_details(path)

    # ---- Inside

    def _add(self, key, name, monitors, components, auto_views, keep_unsent):
        instance = Instance(
            name, self.host, __version__, self._taken, monitors, components, auto_views,
            keep_unsent,
        )
        self._instances[key] = instance
        if self._is_watched:
            self._let_hear(key)
        return instance

    def _let_hear(self, key):
        if key not in self._heard:
            self._heard.append(key)
            self._instances[key].add_monitor(
                lambda method, details: self.host.notify(key, method, details)
            )

    def _settle(self, number, outcome):
        try:
            self.host.resolve(number, outcome.result())
        except Exception as error:
            self._reject(number, error)

    def _reject(self, number, error):
        self.host.reject(number, error)


def start(bridge):
    """Join the page that the bridge leads to. Its names come through the bridge."""
    collect_less_often()
    return Page(bridge)


def _refusal(call):
    if call.get("refused"):
        return str(call["name"]) + ": 1 problem\n  - " + call["refused"]
    if call["name"] is None:
        return ffi.not_a_name(call["got"])
    return None


def _warn_of_left(instance, command, left):
    if left:
        instance.warn(ffi.left_out(command, left))
