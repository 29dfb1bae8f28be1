"""
Properties of validation: whatever a caller gives, a check takes it or refuses it by its own error.
The literal cases are in tests/portable/test_validation.py.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloy_web import validation
from alloy_web.app.features import chosen
from alloy_web.app.instance import Instance
from alloy_web.core import config
from alloy_web.errors import CommandError, ConfigError
from alloy_web.features.alpha_commands import AlphaCommands
from alloy_web.hosts.memory.host import MemoryHost

ORG = "0123456789ABCDEF01234567@AdobeOrg"
TABLES = [component.config for component in chosen(None)[0]]


def commands():
    """All commands of an instance, by name."""
    instance = Instance("alloy", MemoryHost(), "1")
    instance.execute("configure", {"orgId": ORG, "datastreamId": "stream"}).result()
    return instance._tools.registry.commands


COMMANDS = commands()
# Keys that options have, and what their values are made of, so that checks are met deep inside.
KEYS = [
    "type", "xdm", "data", "identityMap", "Email", "id", "primary", "namespace", "code", "consent",
    "personalization", "decisionScopes", "surfaces", "url", "namespaces", "responseBody", "handle",
    "responseHeaders", "enabled", "purposes", "mergeId", "name", "documentUnloading",
    "propositions", "metadata", "eventType", "datasetId", "advertising", "edgeConfigOverrides",
]  # fmt: skip


def endless():
    """An object that is part of itself."""
    value = {}
    value["xdm"] = value
    return value


def deep():
    value = []
    for _ in range(5000):
        value = [value]
    return value


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.sampled_from(["in", "all", "ECID", "CORE", "viewStart", "edge.example.com", "a b"]),
    st.sampled_from([print, object(), {1, 2}, (1, "a"), 10**400]),
    # Made when they are wanted: hypothesis writes down what it samples from.
    st.builds(endless),
    st.builds(deep),
)


def options(keys):
    names = st.sampled_from(keys) | st.text(max_size=3) | st.integers() | st.none()
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
        max_leaves=15,
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
@given(value=options(KEYS))
def test_options_of_a_command_are_taken_or_refused_by_its_own_error(name, value):
    try:
        validation.validate(name, COMMANDS[name].check, value)
    except CommandError as error:
        assert str(error).startswith(f"{name}: ")


@given(options(sorted({*config.OPTIONS, *config.RENAMED}.union(*TABLES))))
def test_a_configuration_is_taken_or_refused_by_its_own_error(value):
    taken = {"orgId": [ORG], "datastreamId": ["stream"]}
    try:
        config.read(value, TABLES, taken, lambda text: len(text) % 2 == 0)
    except ConfigError as error:
        assert str(error).startswith("configure: ")


def test_the_commands_looked_at_are_all_there_are():
    assert {"event", "sendEvent", "setConsent", "getIdentity", "view", "log"} <= set(COMMANDS)
    assert AlphaCommands in chosen(None)[0]
