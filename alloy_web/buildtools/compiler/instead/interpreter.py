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


def run_later(coroutine, on_result, on_error):
    """Coroutines of the user's come from Python code of the page, which has an engine like this."""
    on_error(TypeError("a coroutine of Python's cannot run in alloy.js"))


def places(error):
    """Functions of Python's are not called here, so none has failed."""
    return ""
