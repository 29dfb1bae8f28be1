"""
hosts/browser/interpreter.py, where there is no interpreter: the SDK is JavaScript like the page.
"""


def keep_callable(function):
    """A function as one JavaScript may keep and call: it is one."""
    return function


def for_page(value):
    """A copy as JavaScript has such values: no text between Python and the page."""
    return value.for_javascript()


def ask(call, verb, arguments, raw):
    """`(has it failed, the answer)` of a verb of the bridge's."""
    return call(verb, arguments.for_javascript(), raw).from_javascript()


def read_call(call):
    """It is of Python's values already (static/bridge/json.js)."""
    return call


def read_reply(answer):
    return answer.from_javascript()


def collect_less_often():
    """The garbage is the browser's business."""
