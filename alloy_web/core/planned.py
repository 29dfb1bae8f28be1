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
    shown,
)

_LETTERS = urls.UNRESERVED[:52]

_PUSH = "push notifications"
_CONVERSATIONS = "conversations (Brand Concierge)"
RULES = "rules evaluated in the page"

# The feature that each option or command is of.
FEATURES = {
    "pushNotifications": _PUSH,
    "advertising": "advertising",
    "conversation": _CONVERSATIONS,
    "sendPushSubscription": _PUSH,
    "sendConversationEvent": _CONVERSATIONS,
    "evaluateRulesets": RULES,
    "subscribeRulesetItems": RULES,
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


def missing(config, page_url):
    """What a configuration counts on in vain, in sentences."""
    told = []
    for key in sorted(OPTIONS):
        if key not in FEATURES or config.get(key) is None:
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
