"""
What features that are not here yet will bring: options of `configure`, commands.

A site that moves over keeps its configuration: the options are checked as if they had an effect,
and a warning says that they have none. Whoever calls one of the commands is told which feature it
is of. A component that brings an option or a command takes it from here.
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
)

_MEDIA = "streaming media"
_PUSH = "push notifications"
RULES = "rules evaluated in the page"

# The feature that each option or command is of.
FEATURES = {
    "streamingMedia": _MEDIA,
    "pushNotifications": _PUSH,
    "advertising": "advertising",
    "createMediaSession": _MEDIA,
    "sendMediaEvent": _MEDIA,
    "getMediaAnalyticsTracker": _MEDIA,
    "sendPushSubscription": _PUSH,
    "evaluateRulesets": RULES,
    "subscribeRulesetItems": RULES,
}

# Parameters of the page's URL that tell of a click on an ad.
_AD_CLICK = ("s_kwcid", "ef_id")


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
}


def missing(config, page_url):
    """What a configuration counts on in vain, in sentences."""
    told = []
    for key in sorted(OPTIONS):
        if config.get(key) is None:
            continue
        line = ("configure: " + key + " has no effect, because this version goes without "
                + FEATURES[key] + ".")
        if key == "advertising" and _has_ad_click(page_url):
            line += (" The click on an ad that led to this page (" + ", ".join(_AD_CLICK)
                     + ") is not reported.")
        told.append(line)
    return told


def _has_ad_click(url):
    query = urls.split(url)["query"]
    return any(urls.query_values(query, name) for name in _AD_CLICK)
