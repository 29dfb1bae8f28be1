"""What components are called, the same for Python and JavaScript, and how their hooks are."""

import re
from pathlib import Path

import pytest

import alloy_web
from alloy_web.app.features import COMPONENTS, REQUIRED, component_name
from alloy_web.engine.lifecycle import HOOKS

ROOT = Path(__file__).resolve().parents[2]
OPTIONAL = sorted(component_name(one) for one in COMPONENTS if one not in REQUIRED)


def test_the_module_for_javascript_exports_the_components_there_are():
    text = (ROOT / "static/module.js").read_text(encoding="utf-8")
    exported = re.search(r"export const components = \{(.*?)\};", text, re.DOTALL)[1]

    assert sorted(re.findall(r'(\w+): "\1"', exported)) == OPTIONAL


def test_the_documentation_names_them():
    told = re.findall(r'"(\w+)"', alloy_web.create_custom_instance.__doc__)

    assert sorted(told) == OPTIONAL


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_method_named_like_a_hook_is_one(component):
    named = {name for name in dir(component) if name.startswith("on_")}

    assert named <= set(HOOKS)
