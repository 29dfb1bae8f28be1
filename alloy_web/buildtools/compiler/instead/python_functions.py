"""
hosts/browser/python_functions.py, where users have no Python: what is called is the SDK's own, in
the place of an option that is no function.
"""

from alloy_web import flow
from alloy_web.errors import HookError


def call(function, arguments, node, promise=None):
    """As there; arguments are plain data, and stay so."""
    try:
        return flow.resolved(function(*arguments))
    except Exception as error:
        return flow.rejected(HookError(type(error).__name__ + ": " + str(error), error))
