"""A worker of PyScript's: `js` has the page's document, and no window."""

import importlib
import sys
import types

import pytest

from alloy_web.errors import AlloyError


def test_in_a_worker_the_error_says_what_to_do(monkeypatch):
    worker = types.ModuleType("js")
    worker.document = object()
    monkeypatch.setitem(sys.modules, "js", worker)
    monkeypatch.delitem(sys.modules, "alloy_web.hosts.browser.interpreter", raising=False)
    interpreter = importlib.import_module("alloy_web.hosts.browser.interpreter")
    monkeypatch.delitem(sys.modules, "alloy_web.hosts.browser.interpreter")

    with pytest.raises(AlloyError, match="needs the page itself, and this is a worker"):
        interpreter.load_script("bridge.js", "__alloyBridge")
