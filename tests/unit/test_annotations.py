"""What users import, and what features are handed, says what it takes and what it gives."""

import inspect

import pytest

import alloy_web
from alloy_web import errors, server, testing
from alloy_web.core.event import Event
from alloy_web.core.request import Request
from alloy_web.core.response import Response
from alloy_web.engine.tools import Tools
from alloy_web.hosts.contract import Host
from alloy_web.hosts.memory.host import Browser, Sent
from alloy_web.hosts.memory.push import Push
from alloy_web.hosts.memory.streams import Streamed, Streams
from alloy_web.testing import apps, conditions, edge, events, page, rules
from alloy_web.testing.browser.apps import BrowserApp
from alloy_web.testing.browser.calls import BrowserCall
from alloy_web.testing.browser.edge import BrowserEdge
from alloy_web.testing.browser.page import BrowserPage
from alloy_web.testing.browser.visitor import BrowserVisitor

EXPORTED = [
    *(each for each in vars(alloy_web).values() if inspect.isfunction(each)),
    *(getattr(testing, name) for name in testing.__all__),
    *(getattr(server, name) for name in server.__all__),
    *(each for each in vars(errors).values() if inspect.isclass(each)),
]
# What comes out of these, and what they are: users never import it, and have it in hand.
REACHED = [
    apps.App, Browser, BrowserApp, BrowserCall, BrowserEdge, BrowserPage, BrowserVisitor,
    edge.Script, events.Event, conditions.Whole, page.Call, page.Page, Push, rules.Outcome, Sent,
    Streamed, Streams,
]
HANDED = [Event, Request, Response, Tools, Host]


def functions(found):
    """{name: function} of what is public: itself, or a class's methods and properties."""
    if inspect.isfunction(found):
        return {found.__name__: found}
    named = {}
    for ours in [each for each in found.__mro__ if each.__module__.startswith("alloy_web")]:
        for name, each in vars(ours).items():
            function = each.fget if isinstance(each, property) else each
            if inspect.isfunction(function) and (name == "__init__" or not name.startswith("_")):
                named.setdefault(f"{ours.__name__}.{name}", function)
    return named


def unannotated(function):
    return [
        name for name, parameter in inspect.signature(function).parameters.items()
        if name != "self" and parameter.annotation is parameter.empty
    ]


def is_silent(function):
    """Does it not say what it gives?"""
    given = inspect.signature(function).return_annotation
    return given is inspect.Signature.empty and function.__name__ != "__init__"


def named(found):
    return found.__name__


@pytest.mark.parametrize("found", [*EXPORTED, *REACHED, *HANDED], ids=named)
def test_each_parameter_has_a_type(found):
    open_ones = {name: unannotated(each) for name, each in functions(found).items()}

    assert {name: each for name, each in open_ones.items() if each} == {}


@pytest.mark.parametrize("found", [*EXPORTED, *REACHED, Host], ids=named)
def test_each_function_says_what_it_gives(found):
    assert [name for name, each in functions(found).items() if is_silent(each)] == []
