"""
The hooks of components: a fixed list, called in the order of registration.

All methods of one hook start in one turn, then all are awaited. A method may be `def` or
`async def`. Source: specification, CMD-40.
"""

from alloy_web import flow

# hook                       called with          when
HOOKS = (
    "on_components_registered",  # ()                 configure has made all components
    "on_before_event",  # (event, request)   an event is put together
    "on_before_request",  # (request)          a request is about to leave
    "on_response",  # (response, request)  it was answered, and well
    "on_request_failure",  # (request, error)   it failed, or will never be sent
    "on_click",  # (event, path)      the visitor clicked; path as core/links.py has it
    "on_decision",  # (propositions, event)  rules of the page were satisfied
    "on_view",  # (event)            a view starts
)


class Lifecycle:
    def __init__(self):
        self._methods = {}
        for hook in HOOKS:
            self._methods[hook] = []

    def register(self, component):
        """Note the hooks of a component; a method `on_…` that is no hook is a mistake of ours."""
        for name in dir(component):
            if not name.startswith("on_"):
                continue
            if name not in self._methods:
                raise ValueError(
                    component.namespace + "." + name + " is no hook. Hooks: " + ", ".join(HOOKS)
                )
            self._methods[name].append(getattr(component, name))

    async def call(self, hook, *arguments):
        """Run one hook of all components; returns what they returned, in order."""
        methods = self._methods[hook]
        if not methods:
            return []
        return await flow.gather([as_coroutine(method, arguments) for method in methods])


async def as_coroutine(function, arguments):
    """Call `function`, and await what it returned if it is `async def`."""
    returned = function(*arguments)
    # MicroPython: a coroutine is a generator; it has `send` and no `__await__`.
    if hasattr(returned, "send") or isinstance(returned, flow.Deferred):
        return await returned
    return returned
