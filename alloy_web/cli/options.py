"""
What the SDK takes, from its own tables: the names of commands, and what `configure` and the others
say to options that were read from a page (javascript.py).
"""

import functools
import re

from alloy_web.app.features import chosen
from alloy_web.app.instance import Instance
from alloy_web.app.known import FEATURES, commands, options
from alloy_web.cli.javascript import Expression
from alloy_web.core import config
from alloy_web.core.identity import IDENTITY_DOMAIN
from alloy_web.errors import ConfigError
from alloy_web.hosts.memory.host import MemoryHost

EDGE = config.OPTIONS["edgeDomain"].written
IDENTITY_EDGE = f"https://{IDENTITY_DOMAIN}"
REQUIRED = {"orgId": "0123456789ABCDEF01234567@AdobeOrg", "datastreamId": "datastream"}


@functools.cache
def command_names():
    """All commands, those of the instance itself and of the second file among them."""
    names = {"configure", "setDebug", "explain", *_registered()}
    return frozenset(names | set(commands(FEATURES)))


@functools.cache
def _registered():
    """`{command: Command}` of the first file."""
    instance = Instance("alloy", MemoryHost(), "")
    instance.execute("configure", dict(REQUIRED)).result()
    assert instance._tools
    return instance._tools.registry.commands


@functools.cache
def known():
    """The names of all options of `configure`."""
    return frozenset(name for table in _tables() for name in table)


@functools.cache
def outdated():
    """`{option of earlier days: what to do without it}`."""
    return {
        name: option.outdated
        for table in _tables() for name, option in table.items() if option.outdated
    }


def verdict(given):
    """`(problems, warnings)` of `configure`, sentences; what is no literal counts as right."""
    try:
        _, warnings = config.read(_whole(given), _tables(), {"orgId": [], "datastreamId": []},
                                  _is_pattern)
        return [], [_sentence(each) for each in warnings]
    except ConfigError as error:
        return [line.removeprefix("  - ") for line in str(error).splitlines()[1:]], []


def refusal(command, given):
    """What a command of the first file, other than `configure`, says to options: sentences."""
    if command not in _registered():
        return []
    # By its name alone where only running would tell the value.
    shown = {name: readable(value) for name, value in given.items() if not _has_unread(value)}
    check = _registered()[command].check
    known_names = getattr(check, "fields", given)
    shown.update((name, "") for name in given if name not in known_names)
    problems = []
    check.examine(shown, "", problems)
    return [each for each in problems if not each.endswith(": is required")]


def _has_unread(value):
    if isinstance(value, (dict, list)):
        return any(map(_has_unread, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Expression) and not value.is_function


def unread(given):
    """The names of options whose value only running would tell."""
    return [
        name for name, value in given.items()
        if isinstance(value, Expression) and not value.is_function
    ]


def _tables():
    """Of the core and of all features."""
    return [config.OPTIONS, *(one.config for one in chosen(None)[0]), options(FEATURES)]


def _whole(given):
    """The options, with something in place of what only running would tell."""
    whole = readable(given)
    for name in unread(given):
        today = config.RENAMED.get(name, name)
        if today in REQUIRED:
            whole.setdefault(today, REQUIRED[today])
        elif name.startswith(("...", "[")):
            # It may bring anything, and so what is required.
            whole = {**REQUIRED, **whole}
        elif name not in known() and name not in outdated():
            whole[name] = ""
    return whole


def readable(value):
    """A value without what only running would tell; functions are functions that do nothing."""
    if isinstance(value, dict):
        kept = {}
        for key, each in value.items():
            if not isinstance(each, Expression):
                kept[key] = readable(each)
            elif each.is_function:
                kept[key] = _nothing
        return kept
    if isinstance(value, list):
        return [readable(each) for each in value if not isinstance(each, Expression)]
    return value


def _nothing(*_):
    """In place of a function of the page."""


def _is_pattern(text):
    try:
        re.compile(text)
    except re.error:
        # Python's are not JavaScript's: what it does not know is left to the browser.
        return "(?<" in text or "\\p" in text
    return True


def _sentence(text):
    return text.removeprefix("configure: ")
