"""
Functions of the user's: hooks, JavaScript's and Python's (python_functions.py).

What a function leaves behind in its arguments is read again as plain data, so that nothing goes on
that has no JSON form.
"""

from alloy_web import flow
from alloy_web.errors import HookError
from alloy_web.hosts.browser import ffi, python_functions


class UserFunctions:
    """
    `ask` is the bridge's, `wait_for(number)` what it answers later, `node(index)` an element.
    `offer(function)` numbers a function of ours for the page, `promise(deferred)` is what Python
    code of the page awaits.
    """

    def __init__(self, ask, wait_for, node, offer=None, promise=None):
        self._ask = ask
        self._wait_for = wait_for
        self._node = node
        self._offer = offer
        self._promise = promise

    def call(self, function, arguments):
        """See `call_user` in hosts/contract.py."""
        if isinstance(function, ffi.PageFunction):
            return flow.start(self._invoke(function, arguments))
        return python_functions.call(function, arguments, self._node, self._promise)

    def source(self, function):
        if isinstance(function, ffi.PageFunction):
            return self._ask("source", function.number)
        return "def " + getattr(function, "__name__", "function") + "(…)"

    async def _invoke(self, function, arguments):
        plain = []
        places = []
        for argument in arguments:
            if callable(argument):
                places.append([len(plain), self._offer(argument)])
                argument = {}
            plain.append(argument)
        outcome = self._ask("invoke", function.number, plain, places)
        if "later" in outcome:
            outcome = await self._wait_for(outcome["later"])
        if "thrown" in outcome:
            error = HookError(outcome["thrown"]["message"])
            error.page_error = outcome["thrown"]["pageError"]
            raise error
        edited = outcome["args"]
        for index in range(len(edited)):
            if isinstance(arguments[index], dict) and isinstance(edited[index], dict):
                ffi.replace(arguments[index], edited[index])
        return outcome["returned"]
