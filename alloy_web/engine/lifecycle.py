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
    "on_identity",  # (request)          it has an identity, or is the one to ask for it
    "on_response",  # (response, request)  it was answered, and well
    "on_request_failure",  # (request, error)   it failed, or will never be sent
    "on_click",  # (event, path)      the visitor clicked; path as features/clicks/links.py has it
    "on_view",  # (event)            a view starts
)


class Lifecycle:
    def __init__(self):
        self._methods = {}
        for hook in HOOKS:
            self._methods[hook] = []

    def register(self, component):
        """Note the hooks of a component."""
        for hook in HOOKS:
            method = getattr(component, hook, None)
            if method:
                self._methods[hook].append(method)

    async def call(self, hook, *arguments):
        """
        Run one hook of all components; returns what they returned, in order.

        All are waited for even when one fails; then the first failure, in order, is raised.
        """
        returned = []
        has_to_wait = False
        # A copy: components of the second file may come meanwhile (app/late.py).
        for method in list(self._methods[hook]):
            value = _begun(method, arguments)
            has_to_wait = has_to_wait or isinstance(value, flow.Deferred)
            returned.append(value)
        return await _waited_for(returned) if has_to_wait else returned


def _begun(method, arguments):
    """What `method` returned; a Deferred if that is to be waited for, or if it failed."""
    try:
        value = method(*arguments)
    except Exception as error:
        return flow.rejected(error)
    # MicroPython: a coroutine is a generator; it has `send` and no `__await__`.
    return flow.start(value) if hasattr(value, "send") else value


async def _waited_for(returned):
    outcomes = [value for value in returned if isinstance(value, flow.Deferred)]
    for outcome in outcomes:
        await flow.settled(outcome)
    return [
        value.result() if isinstance(value, flow.Deferred) else value for value in returned
    ]
