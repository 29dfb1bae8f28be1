"""
Components of the second file, as long as that is not there. Their commands wait for it; the
configuration, an event or an answer that needs one of them asks for it.

They are made when it comes, and from then on take part as all others do.
"""

from alloy_web import flow
from alloy_web.app import known
from alloy_web.engine.edge import joined
from alloy_web.engine.lifecycle import Lifecycle
from alloy_web.errors import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Late:
    """
    Has hooks as a component has. `names` are the namespaces of those that stand for the instance,
    `second` brings them (app/second.py).
    """

    def __init__(self, names, second, tools):
        self.names = names
        # {command: namespace}
        self.commands = known.commands(names)
        self._second = second
        self._tools = tools
        self._loading = None
        # Their hooks, when they are there.
        self._arrived: Any = None

    def bring(self):
        """
        A Deferred that is settled when they are there, or rejected where they do not come; the
        next call tries again.
        """
        if self._loading is None or self._loading.state == flow.REJECTED:
            self._loading = flow.start(self._load())
        return self._loading

    async def _load(self):
        tools = self._tools
        classes = await self._second.load(tools.config.get("secondFile"))
        made = [each(tools) for each in classes if each.namespace in self.names]
        arrived = Lifecycle()
        for component in made:
            tools.registry.add(component)
            tools.lifecycle.register(component)
            arrived.register(component)
        self._arrived = arrived
        try:
            await arrived.call("on_components_registered")
        except Exception as error:
            tools.logger.error("A component of the second file failed: " + describe(error))
        tools.registry.late = None

    # ---- Hooks

    def on_components_registered(self):
        config = self._tools.config
        if known.asked_by_configuration(self.names, config, self._tools.host.page()["url"]):
            flow.start(self._comes())

    def on_before_event(self, event, request):
        # A page that is about to leave does not wait.
        if not event.may_unload and known.asked_by_event(self.names, event):
            return self._take_part("on_before_event", event, request)
        return None

    def on_response(self, response, request):
        if known.asked_by_answer(self.names, response):
            return self._take_part("on_response", response, request)
        return None

    def _take_part(self, hook, *arguments):
        # Who is there already has been called.
        return None if self._arrived else self._call(hook, arguments)

    async def _call(self, hook, arguments):
        if await self._comes():
            return joined(await self._arrived.call(hook, *arguments))
        return None

    async def _comes(self):
        """Wait until they are there. False where they do not come, which is logged."""
        try:
            await self.bring()
        except Exception as error:
            self._tools.logger.alert(describe(error))
        return self._arrived is not None
