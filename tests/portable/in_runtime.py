"""
The part of the portable runner that lives inside the interpreter: one test in, JSON text out.

Written in the dialect of the browser modules, for MicroPython and Pyodide alike.
On CPython pytest does this work and the file is not used.
"""

import json
import sys

_broken_imports = {}


def run_test(module_name, test_name):
    """`{"outcome": "passed" | "failed" | "error", "text": the traceback or ""}` as JSON text."""
    module = sys.modules.get(module_name)
    if module is None and module_name not in _broken_imports:
        try:
            module = __import__(module_name)
        except BaseException as error:
            _broken_imports[module_name] = _traceback(error)
    if module is None:
        return _result("error", "the file cannot be imported:\n" + _broken_imports[module_name])

    try:
        getattr(module, test_name)()
    except AssertionError as error:
        return _result("failed", _traceback(error))
    except BaseException as error:
        return _result("error", _traceback(error))
    return _result("passed", "")


def forget(module_name):
    """Free what a finished test file holds, so that the heap does not grow with their number."""
    sys.modules.pop(module_name, None)


def _result(outcome, text):
    return json.dumps({"outcome": outcome, "text": text})


def _traceback(error):
    if hasattr(sys, "print_exception"):
        # MicroPython has no traceback module.
        import io

        text = io.StringIO()
        sys.print_exception(error, text)
        return text.getvalue()
    import traceback

    return "".join(traceback.format_exception(error))
