"""
What differs between MicroPython and Pyodide. Compiled there is neither, and another module stands
in its place (buildtools/compiler/instead/interpreter.py).

On a PyScript page the bridge (static/bridge/) comes out of the package: its text is run as an
inline script, which a nonce of the page's allows under a content security policy where `eval` would
be refused.
"""

import gc
import json
import sys

import js

from alloy_web.core.strings import to_json


def load_script(file_name, global_name):
    """
    Run a script that lies beside this file; what it leaves on the window under this name, and
    takes from there, or None.
    """
    folder = __file__[: __file__.rindex("/")]
    with open(folder + "/" + file_name) as file:
        code = file.read()
    script = js.document.createElement("script")
    holder = js.document.querySelector("[nonce]")
    if _is_there(holder):
        script.nonce = holder.nonce
    script.textContent = code
    js.document.head.appendChild(script)
    script.remove()
    left = getattr(js.window, global_name, None)
    # MicroPython: `del` does not reach JavaScript.
    js.Reflect.deleteProperty(js.window, global_name)
    return left if _is_there(left) else None


def keep_callable(function):
    """A Python function as one JavaScript may keep and call for the life of the page."""
    if sys.implementation.name == "micropython":
        # It keeps what it hands out.
        return function
    from pyodide.ffi import create_proxy

    return create_proxy(function)


def for_page(value):
    """What a command gives, as the bridge takes it: JSON text."""
    return to_json(value)


def ask(call, verb, arguments, raw):
    """
    `(has it failed, the answer)` of a verb of the bridge's (static/bridge/index.js).

    `raw` is text, or a list that nobody changes any more: compiled it is not copied.
    """
    if isinstance(raw, list):
        raw = to_json(raw)
    answer = call(verb, to_json(arguments) if arguments else "", raw)
    has_failed = answer.startswith("!")
    text = answer[1:] if has_failed else answer
    return has_failed, json.loads(text) if text else None


def read_call(text):
    """A call as the bridge hands it over, with functions left out."""
    return json.loads(text)


def read_reply(text):
    """An answer as static/bridge/network.js hands it over: `{"status", "headers", "body", …}`."""
    head, _, body = text.partition("\n")
    answer = json.loads(head)
    answer["body"] = body
    return answer


def collect_less_often():
    """
    MicroPython would look for garbage after nearly every call of the page's, a millisecond each.
    """
    set_threshold = getattr(gc, "threshold", None)
    if set_threshold:
        set_threshold(_GARBAGE_BYTES)


# How much may be there before it is looked for.
_GARBAGE_BYTES = 512 * 1024


def run_later(coroutine, on_result, on_error):
    """
    Run a user's coroutine on the interpreter's own loop, where it may await what it likes.
    """
    import asyncio

    async def run():
        try:
            value = await coroutine
        except Exception as error:
            on_error(error)
        else:
            on_result(value)

    task = asyncio.create_task(run())
    _running.append(task)
    _forget_finished()


def places(error):
    """
    Where a user's function failed, the lines of a traceback in their order. Empty where the
    interpreter shows `__cause__`, which does the same.
    """
    if not hasattr(sys, "print_exception"):
        return ""
    import io

    text = io.StringIO()
    sys.print_exception(error, text)
    found = ""
    for line in text.getvalue().split("\n"):
        if line.startswith("  File") and _OURS not in line:
            found = found + "\n" + line
    return found


_OURS = "alloy_web/"


# A task nobody holds may be collected before it ends.
_running = []


def _forget_finished():
    _running[:] = [task for task in _running if not task.done()]


def _is_there(value):
    # None in MicroPython, `jsnull` in Pyodide; undefined is truthy in MicroPython.
    return value is not None and type(value).__name__ not in ("JsNull", "JsUndefined")
