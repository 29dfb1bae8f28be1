"""
What the first file knows of the features that are not in it: their options of `configure`, and the
names of their commands.

Where a build goes without one of them, a site that moves over keeps its configuration: the options
are checked as if they had an effect, and a warning says that they have none. Whoever calls one of
the commands is told which feature it is of.
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

_MEDIA = "streaming media"
_PUSH = "push notifications"
_CONVERSATIONS = "conversations (Brand Concierge)"
ADVERTISING = "advertising"
RULES = "rules evaluated in the page"

# {component: (the feature, its options of `configure`, its commands)}
FEATURES = {
    "RulesEngine": (RULES, (), ("evaluateRulesets", "subscribeRulesetItems")),
    "StreamingMedia": (_MEDIA, ("streamingMedia",), ("createMediaSession", "sendMediaEvent")),
    "MediaAnalyticsBridge": (_MEDIA, (), ("getMediaAnalyticsTracker",)),
    "Advertising": (ADVERTISING, ("advertising",), ()),
    "BrandConcierge": (_CONVERSATIONS, ("conversation",), ("sendConversationEvent",)),
    "PushNotifications": (_PUSH, ("pushNotifications",), ("sendPushSubscription",)),
}

# Parameters of the page's URL that tell of a click on an ad.
_AD_CLICK = ("s_kwcid", "ef_id")


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
            Number(10000, whole=True), about="Milliseconds until an answer is given up."
        ),
        "collectSources": optional(BOOLEAN, about="Tell how the visitor came to the page."),
        "region": optional(Region(), about="Where the conversation is held: `va6`."),
    }, open=True), about="How conversations with the page's assistant are held."),
}


def options(components):
    """The table of the options of `configure` that these components have."""
    table = {}
    for component in components:
        if component in FEATURES:
            for key in FEATURES[component][1]:
                table[key] = OPTIONS[key]
    return table


def commands(components):
    """`{command: component}` of these components."""
    found = {}
    for component in components:
        if component in FEATURES:
            for command in FEATURES[component][2]:
                found[command] = component
    return found


def feature_of(command):
    """The feature that brings a command, in words, or None."""
    component = commands(FEATURES).get(command)
    return FEATURES[component][0] if component else None


def asked(components, config, page_url):
    """Does the configuration ask for one of these components, before any command does?"""
    for key in options(components):
        value = config.get(key)
        if key == "advertising" and value:
            if value.get("advertiserSettings") or _has_ad_click(page_url):
                return True
        elif value is not None:
            return True
    return False


def missing(components, config, page_url):
    """What a configuration counts on in vain where these are not there, in sentences."""
    told = []
    for component in components:
        feature, keys, _ = FEATURES[component]
        for key in keys:
            if config.get(key) is None:
                continue
            line = ("configure: " + key + " has no effect, because this version goes without "
                    + feature + ".")
            if feature == ADVERTISING and _has_ad_click(page_url):
                line += (" The click on an ad that led to this page (" + ", ".join(_AD_CLICK)
                         + ") is not reported.")
            told.append(line)
    return sorted(told)


def _has_ad_click(url):
    query = urls.split(url)["query"]
    return any(urls.query_values(query, name) for name in _AD_CLICK)
