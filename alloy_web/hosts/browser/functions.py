"""
Functions of the user's: hooks, JavaScript's and Python's, `def` and `async def`.

What a function leaves behind in its arguments is read again as plain data, so that nothing goes on
that has no JSON form.
"""

from alloy_web import flow
from alloy_web.errors import HookError
from alloy_web.hosts.browser import ffi
from alloy_web.hosts.browser.interpreter import places, run_later


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
        return self._call_python(function, arguments)

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
        for argument, edited in zip(arguments, outcome["args"]):
            if isinstance(argument, dict) and isinstance(edited, dict):
                ffi.replace(argument, edited)
        return outcome["returned"]

    def _call_python(self, function, arguments):
        outcome = flow.Deferred()
        for argument in arguments:
            self._put_nodes(argument)

        def finish(returned):
            try:
                for argument in arguments:
                    ffi.read_again(argument)
            except Exception as error:
                fail(error)
            else:
                outcome.resolve(returned)

        def fail(error):
            outcome.reject(HookError(in_words(error) + places(error), error))

        try:
            returned = function(*[
                self._awaitable(each) if callable(each) and self._promise else each
                for each in arguments
            ])
            if ffi.is_awaitable(returned):
                run_later(returned, finish, fail)
            else:
                finish(returned)
        except Exception as error:
            fail(error)
        return outcome

    def _awaitable(self, function):
        return lambda *args: self._promise(function(*args))

    def _put_nodes(self, argument):
        """An element of the page where `{"$node": index}` stands for it."""
        if isinstance(argument, dict):
            for key in argument:
                if isinstance(argument[key], dict) and "$node" in argument[key]:
                    argument[key] = self._node(argument[key]["$node"])


def in_words(error):
    text = str(error)
    name = type(error).__name__
    return name + ": " + text if text else name
