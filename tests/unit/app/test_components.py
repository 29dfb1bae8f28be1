"""What components are called, the same for Python and JavaScript, and how their hooks are."""

import re

import pytest

import alloy_web
from alloy_web.app import extras, known
from alloy_web.app.features import COMPONENTS, REQUIRED, component_name
from alloy_web.app.instance import Instance
from alloy_web.buildtools import tables
from alloy_web.engine.lifecycle import HOOKS
from alloy_web.hosts.memory.host import MemoryHost

OPTIONAL = sorted(
    component_name(name)
    for name in [*(one.namespace for one in COMPONENTS if one not in REQUIRED), *extras.NAMES]
)


def test_the_module_for_javascript_exports_the_components_there_are():
    assert tables.component_names(extras.NAMES) == OPTIONAL


def test_they_are_called_what_the_vendors_documentation_calls_them():
    assert OPTIONAL == [
        "activityCollector", "advertising", "audiences", "brandConcierge", "consent", "eventMerge",
        "mediaAnalyticsBridge", "personalization", "pushNotifications", "rulesEngine",
        "streamingMedia",
    ]


def test_the_first_file_knows_what_the_second_brings():
    brought = {each.namespace: each for each in extras.EXTRAS}
    instance = Instance("alloy", MemoryHost(), "")
    instance.execute("configure", {"orgId": "a@AdobeOrg", "datastreamId": "d"}).result()
    commands = {
        each.namespace: set(each.commands) for each in instance._tools.registry.components
    }

    assert tuple(brought) == extras.NAMES
    for name, component in brought.items():
        options, named = known.FEATURES[name]
        assert component.config == options
        assert commands[name] == set(named)


def test_the_documentation_names_them():
    told = re.findall(r'"(\w+)"', alloy_web.create_custom_instance.__doc__)

    assert sorted(told) == OPTIONAL


@pytest.mark.parametrize("component", COMPONENTS + extras.EXTRAS)
def test_a_method_named_like_a_hook_is_one(component):
    named = {name for name in dir(component) if name.startswith("on_")}

    assert named <= set(HOOKS)
