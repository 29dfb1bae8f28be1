"""
hosts/browser/python_functions.py, where users have no Python: what is called is the SDK's own, in
the place of an option that is no function.
"""

from alloy_web import flow


def call(function, arguments, node, promise=None):
    """As there."""
    return flow.resolved(function(*arguments))
