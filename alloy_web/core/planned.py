"""
What the first file knows of the features that are not in it: their options of `configure`, and the
names of their commands. Where a build goes without one, see core/absent.py.

Source: specification, CFG-40 to CFG-43, CMD-30 to CMD-36.
"""

from alloy_web.core import urls
from alloy_web.validation import (
    BOOLEAN,
    SOME_TEXT,
    TEXT,
    Array,
    Number,
    Record,
    optional,
    required,
    shown,
)

_LETTERS = urls.UNRESERVED[:52]

# {component: (its options of `configure`, its commands)}
FEATURES = {
    "RulesEngine": ((), ("evaluateRulesets", "subscribeRulesetItems")),
    "StreamingMedia": (("streamingMedia",), ("createMediaSession", "sendMediaEvent")),
    "MediaAnalyticsBridge": ((), ("getMediaAnalyticsTracker",)),
    "Advertising": (("advertising",), ()),
    "BrandConcierge": (("conversation",), ("sendConversationEvent",)),
    "PushNotifications": (("pushNotifications",), ("sendPushSubscription",)),
}

# Parameters of the page's URL that tell of a click on an ad.
AD_CLICK = ("s_kwcid", "ef_id")


class Region:
    """A check: two to four letters and one or two digits, `va6`."""

    def examine(self, value, path, problems):
        if isinstance(value, str):
            name = value.rstrip("0123456789")
            digits = value[len(name):]
            is_name = 2 <= len(name) <= 4 and all(letter in _LETTERS for letter in name)
            if is_name and 1 <= len(digits) <= 2:
                return value
        problems.append(path + ": expected 2 to 4 letters and 1 or 2 digits, got " + shown(value))
        return value

    def describe(self):
        return TEXT.describe()


OPTIONS = {
    "streamingMedia": optional(Record({
        "channel": required(SOME_TEXT, about="The channel that the media belong to."),
        "playerName": required(SOME_TEXT, about="The name of the player."),
        "appVersion": optional(TEXT, about="The version of the player's application."),
        "mainPingInterval": optional(
            Number(10, 50), about="Seconds between two pings of the main content."
        ),
        "adPingInterval": optional(Number(1, 10), about="Seconds between two pings of an ad."),
    }), about="How media sessions are told."),
    "pushNotifications": optional(Record({
        "vapidPublicKey": required(TEXT, about="The public key of the sender."),
        "appId": required(TEXT, about="The application that is subscribed to."),
        "trackingDatasetId": required(TEXT, about="The dataset that takes the tracking."),
    }), about="How the browser is subscribed to push notifications."),
    "advertising": optional(Record({
        "advertiserSettings": optional(Array(Record({
            "advertiserId": required(TEXT, about="The advertiser."),
            "enabled": required(BOOLEAN, about="Are its ads counted?"),
        })), about="The advertisers whose ads are counted."),
        "id5PartnerId": optional(TEXT, about="The site's number as a partner of ID5."),
        "rampIdJSPath": optional(TEXT, about="The address of the script of RampID."),
        "dspEnabled": optional(BOOLEAN, about="Count views of ads, too."),
    }), about="How clicks on ads, and views of them, are counted."),
    "conversation": optional(Record({
        "stickyConversationSession": optional(
            BOOLEAN, about="Keep a conversation from page to page."
        ),
        "streamTimeout": optional(
            Number(10000, whole=True),
            about="Milliseconds without a sign of the assistant until its answer is given up; "
                  "10000 by default.",
        ),
        "collectSources": optional(BOOLEAN, about="Checked, and without effect so far."),
        "region": optional(Region(), about="Where the conversation is held: `va6`."),
    }, open=True), about="How conversations with the page's assistant are held."),
}


def options(components):
    """The table of the options of `configure` that these components have."""
    table = {}
    for component in components:
        for key in FEATURES[component][0]:
            table[key] = OPTIONS[key]
    return table


def commands(components):
    """`{command: component}` of these components."""
    found = {}
    for component in components:
        for command in FEATURES[component][1]:
            found[command] = component
    return found


def asked(components, config, page_url):
    """Does the configuration ask for one of these components, before any command does?"""
    for key in options(components):
        value = config.get(key)
        if key == "advertising" and value:
            if value.get("advertiserSettings") or has_ad_click(page_url):
                return True
        elif value is not None:
            return True
    return False


def has_ad_click(url):
    query = urls.split(url)["query"]
    return any(urls.query_values(query, name) for name in AD_CLICK)
