"""What users import, and what features are handed, says what it takes and what it is."""

import inspect

import pytest

import alloy_web
from alloy_web import errors, server, testing
from alloy_web.core.event import Event
from alloy_web.core.request import Request
from alloy_web.core.response import Response
from alloy_web.engine.tools import Tools

USERS = [
    alloy_web.alloy, alloy_web.install, alloy_web.create_instance,
    alloy_web.create_custom_instance, server.Alloy, server.Visit, testing.Visitor, testing.Edge,
    testing.Events, testing.whole, testing.Evaluated, testing.evaluate, testing.Rendered,
    testing.render, *(each for each in vars(errors).values() if inspect.isclass(each)),
]
HANDED = [Event, Request, Response, Tools]


def functions(found):
    """{name: function} of what is public: itself, or a class's methods and properties."""
    if inspect.isfunction(found):
        return {found.__name__: found}
    if not inspect.isclass(found):
        return {}
    named = {}
    for name, each in vars(found).items():
        function = each.fget if isinstance(each, property) else each
        if inspect.isfunction(function) and (name == "__init__" or not name.startswith("_")):
            named[f"{found.__name__}.{name}"] = function
    return named


def unannotated(function):
    return [
        name for name, parameter in inspect.signature(function).parameters.items()
        if name != "self" and parameter.kind is not parameter.VAR_KEYWORD
        and parameter.annotation is parameter.empty
    ]


@pytest.mark.parametrize("found", [*USERS, *HANDED], ids=lambda each: getattr(each, "__name__", ""))
def test_each_parameter_has_a_type(found):
    open_ones = {name: unannotated(each) for name, each in functions(found).items()}

    assert {name: each for name, each in open_ones.items() if each} == {}
