"""
What the first file knows of the features that are not in it: their options of `configure`, the
names of their commands, and what else asks for them. Where a build goes without one, see absent.py.

Source: specification, CFG-40 to CFG-43, CMD-30 to CMD-36.
"""

from alloy_web.features.advertising import options as advertising
from alloy_web.features.conversation import options as conversation
from alloy_web.features.media import options as media
from alloy_web.features.push import options as push
from alloy_web.features.rules import rulesets

# {component: (its options of `configure`, its commands)}
FEATURES = {
    "RulesEngine": ({}, ("evaluateRulesets", "subscribeRulesetItems")),
    "StreamingMedia": (media.CONFIG, ("createMediaSession", "sendMediaEvent")),
    "MediaAnalyticsBridge": (media.CONFIG, ("getMediaAnalyticsTracker",)),
    "Advertising": (advertising.CONFIG, ()),
    "BrandConcierge": (conversation.CONFIG, ("sendConversationEvent",)),
    "PushNotifications": (push.CONFIG, ("sendPushSubscription",)),
}


def options(components):
    """The table of the options of `configure` that these components have."""
    table = {}
    for component in components:
        table.update(FEATURES[component][0])
    return table


def commands(components):
    """`{command: component}` of these components."""
    found = {}
    for component in components:
        for command in FEATURES[component][1]:
            found[command] = component
    return found


def asked_by_configuration(components, config, page_url):
    """Does the configuration ask for one of these components, before any command does?"""
    for key in options(components):
        value = config.get(key)
        if key == "advertising":
            if advertising.is_asked_for(value, page_url):
                return True
        elif value is not None:
            return True
    return False


def asked_by_event(components, event):
    """Has one of these components to see this event?"""
    return event.advertising != "" and "Advertising" in components


def asked_by_answer(components, response):
    """Is there something for one of these components in this answer?"""
    return "RulesEngine" in components and rulesets.are_in(response)
