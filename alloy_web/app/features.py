"""
The features an instance is made of; nothing else knows the list.

A component has a namespace, commands and hooks. Other features only offer services: they come with
the component that needs them, and go with it. Whoever offers something stands before its users
(engine/tools.py).
"""

from alloy_web.features.alpha_commands import AlphaCommands
from alloy_web.features.audiences import Audiences
from alloy_web.features.clicks.component import Links
from alloy_web.features.consent import Consent
from alloy_web.features.context import Context
from alloy_web.features.decision_history import DecisionHistory
from alloy_web.features.destinations import Destinations
from alloy_web.features.displays import Displays
from alloy_web.features.event.component import EventCommand
from alloy_web.features.event_merge import EventMerge
from alloy_web.features.hiding import Hiding
from alloy_web.features.identity.component import Identity
from alloy_web.features.interactions.component import Interactions
from alloy_web.features.library_info import LibraryInfo
from alloy_web.features.messages.component import Messages
from alloy_web.features.migration import Migration
from alloy_web.features.personalization.component import Personalization
from alloy_web.features.rendering.component import Rendering
from alloy_web.features.send_event import DataCollector
from alloy_web.features.views.component import Views
from alloy_web.validation import Array, OneOf, Record, optional, validate

# In the order their hooks run. Source: specification, CMD-40.
COMPONENTS = (
    Context, Links, Audiences, Consent, EventMerge, Personalization, DataCollector, EventCommand,
    AlphaCommands, Views, Identity, LibraryInfo,
)

# Part of every instance; the others can be left out of one. Source: specification, CMD-03.
REQUIRED = (
    Context, DataCollector, EventCommand, AlphaCommands, Views, Identity, LibraryInfo,
)

# What comes before a component, in this order.
_OF_PERSONALIZATION = (
    DecisionHistory, Hiding, Displays, Interactions, Messages, Rendering,
)
_OF_IDENTITY = (Migration,)


def component_name(namespace):
    """The name an optional component is chosen by: `"activityCollector"`, `"consent"`."""
    return namespace[0].lower() + namespace[1:]


def chosen(names, extras=()):
    """
    The features of an instance, in the order they are made: all, or the required and named; and
    of the namespaces of `extras` those that are for it.
    """
    if names is None:
        return _with_services(COMPONENTS), list(extras)
    known = [component_name(one.namespace) for one in COMPONENTS if one not in REQUIRED]
    known.extend([component_name(name) for name in extras])
    check = Record({"components": optional(Array(OneOf(*known)))})
    names = validate("createCustomInstance", check, {"components": names})["components"]
    wanted = [
        one for one in COMPONENTS if one in REQUIRED or component_name(one.namespace) in names
    ]
    return _with_services(wanted), [name for name in extras if component_name(name) in names]


def _with_services(wanted):
    features: list = [Destinations]
    for component in wanted:
        if component is Personalization:
            features.extend(_OF_PERSONALIZATION)
        elif component is Identity:
            features.extend(_OF_IDENTITY)
        features.append(component)
    return features
