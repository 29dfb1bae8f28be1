"""
Functions of the user's that are Python's, `def` and `async def`.

Compiled there is no Python code of the user's, and another module stands in the place of this
(buildtools/compiler/instead/python_functions.py).
"""

from alloy_web import flow
from alloy_web.errors import HookError
from alloy_web.hosts.browser import ffi
from alloy_web.hosts.browser.interpreter import places, run_later


def call(function, arguments, node, promise=None):
    """
    As `call_user` in hosts/contract.py. `node(index)` is an element of the page,
    `promise(deferred)` what Python code of the page awaits.
    """
    outcome = flow.Deferred()
    for argument in arguments:
        _put_nodes(argument, node)

    def finish(returned):
        try:
            for argument in arguments:
                ffi.read_again(argument)
        except Exception as error:
            fail(error)
        else:
            outcome.resolve(returned)

    def fail(error):
        outcome.reject(HookError(_in_words(error) + places(error), error))

    try:
        returned = function(*[
            _awaitable(each, promise) if callable(each) and promise else each
            for each in arguments
        ])
        if ffi.is_awaitable(returned):
            run_later(returned, finish, fail)
        else:
            finish(returned)
    except Exception as error:
        fail(error)
    return outcome


def _awaitable(function, promise):
    return lambda *args: promise(function(*args))


def _put_nodes(argument, node):
    """An element of the page where `{"$node": index}` stands for it."""
    if isinstance(argument, dict):
        for key in argument:
            if isinstance(argument[key], dict) and "$node" in argument[key]:
                argument[key] = node(argument[key]["$node"])


def _in_words(error):
    text = str(error)
    name = type(error).__name__
    return name + ": " + text if text else name
