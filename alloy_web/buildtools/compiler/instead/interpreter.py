"""
hosts/browser/interpreter.py, where there is no interpreter: the SDK is JavaScript like the page.
"""


def keep_callable(function):
    """A function as one JavaScript may keep and call: it is one."""
    return function


def for_page(value):
    """A copy as JavaScript has such values: no text between Python and the page."""
    return value.for_javascript()


def collect_less_often():
    """The garbage is the browser's business."""
