"""
What can go wrong, as a tree:

    AlloyError
      ConfigError        options of `configure` that do not hold
      CommandError       a command that cannot be carried out: unknown, too early, bad options
      DeclinedConsent    the visitor declined, or gave no preference where `out` is the default
      NetworkError       no answer: connection, blocker, timeout
      EdgeError          an answer that is a failure: status, body
      HookError          a function of the page's own failed
      Cancelled          a function of the page's own did not want the event sent

The text of an error says where, what was wrong, the value and what to do. A cause is part of the
text ("caused by"), since MicroPython keeps no `__cause__`.
"""


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class AlloyError(Exception):
    """The base of all; `code` tells kinds apart in JavaScript (`error.code`)."""

    code: str | int = "alloy"
    # Of those kinds that say so below, and of what `of_code` makes.
    name: str
    status: "Any"

    def __init__(self, message: str, cause: Exception | None = None):
        if cause is not None:
            message = message + "\nCaused by: " + describe(cause)
        super().__init__(message)
        # MicroPython: the text of an exception cannot be changed later, so it is kept here.
        self.message = message
        # Does the outbox have the event (engine/outbox.py)? After how many milliseconds does the
        # server want it again, if it said so?
        self.kept = False
        self.wait_ms: int | None = None
        # The page's own Error object, kept by the host under this number, if there is one.
        self.page_error = getattr(cause, "page_error", None)

    def __str__(self):
        return self.message


class ConfigError(AlloyError):
    code = "config"


class CommandError(AlloyError):
    code = "command"


class DeclinedConsent(AlloyError):
    code = "declinedConsent"


class NetworkError(AlloyError):
    """`name` is the browser's name of the failure, for example `TypeError`, `AbortError`."""

    code = "network"

    def __init__(self, message: str, cause: Exception | None = None, name: str = ""):
        super().__init__(message, cause)
        self.name = name


class EdgeError(AlloyError):
    """`status` is the HTTP status, `body` the text of the answer."""

    code = "edge"

    def __init__(self, message: str, status: int = 0, body: str = ""):
        super().__init__(message)
        self.status = status
        self.body = body


class HookError(AlloyError):
    """`original` is what a Python function raised, `name` the type of it."""

    code: str | int = "hook"

    def __init__(self, message: str, original: Exception | None = None):
        super().__init__(message)
        self.original = original
        # Python's own way to show the traceback of it; MicroPython has none.
        self.__cause__ = original
        self.name = "" if original is None else type(original).__name__
        own_code = getattr(original, "code", None)
        if isinstance(own_code, (str, int)):
            self.code = own_code


class Cancelled(AlloyError):
    code = "cancelled"


def describe(error: BaseException) -> str:
    """One line of text for any exception."""
    text = str(error)
    if isinstance(error, AlloyError):
        return text
    name = type(error).__name__
    return name + ": " + text if text else name


def of_code(
    code: str, message: str, name: str = "", status: int | None = None
) -> AlloyError:
    """The exception for an error that came as text; `status` is an EdgeError's."""
    kinds = (ConfigError, CommandError, DeclinedConsent, NetworkError, EdgeError, HookError)
    for kind in kinds + (Cancelled, AlloyError):
        if kind.code == code:
            break
    error: AlloyError = kind(message)
    error.code = code
    error.name = name
    if status is not None:
        error.status = status
    return error
