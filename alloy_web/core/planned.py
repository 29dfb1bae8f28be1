"""
What features that are not here yet will bring: options of `configure`, commands.

A site that moves over keeps its configuration: the options are checked as if they had an effect,
and a warning says that they have none. Whoever calls one of the commands is told which feature it
is of. A component that brings an option or a command takes it from here.
Source: specification, CFG-40 to CFG-43, CMD-30 to CMD-36.
"""

from alloy_web.core import urls
from alloy_web.validation import array, boolean, number, record, required, shown, text

_LETTERS = urls.UNRESERVED[:52]

_MEDIA = "streaming media"
_PUSH = "push notifications"
_CONVERSATIONS = "conversations (Brand Concierge)"
RULES = "rules evaluated in the page"

# The feature that each option or command is of.
FEATURES = {
    "streamingMedia": _MEDIA,
    "pushNotifications": _PUSH,
    "advertising": "advertising",
    "conversation": _CONVERSATIONS,
    "createMediaSession": _MEDIA,
    "sendMediaEvent": _MEDIA,
    "getMediaAnalyticsTracker": _MEDIA,
    "sendPushSubscription": _PUSH,
    "sendConversationEvent": _CONVERSATIONS,
    "evaluateRulesets": RULES,
    "subscribeRulesetItems": RULES,
}

# Parameters of the page's URL that tell of a click on an ad.
_AD_CLICK = ("s_kwcid", "ef_id")


def region(value, path, problems):
    """Two to four letters and one or two digits: `va6`."""
    if isinstance(value, str):
        name = value.rstrip("0123456789")
        digits = value[len(name):]
        is_name = 2 <= len(name) <= 4 and all(letter in _LETTERS for letter in name)
        if is_name and 1 <= len(digits) <= 2:
            return value
    problems.append(path + ": expected 2 to 4 letters and 1 or 2 digits, got " + shown(value))
    return value


OPTIONS = {
    "streamingMedia": record({
        "channel": required(text(non_empty=True)),
        "playerName": required(text(non_empty=True)),
        "appVersion": text(),
        "mainPingInterval": number(10, 50),
        "adPingInterval": number(1, 10),
    }),
    "pushNotifications": record({
        "vapidPublicKey": required(text()),
        "appId": required(text()),
        "trackingDatasetId": required(text()),
    }),
    "advertising": record({
        "advertiserSettings": array(record({
            "advertiserId": required(text()), "enabled": required(boolean),
        })),
        "id5PartnerId": text(),
        "rampIdJSPath": text(),
        "dspEnabled": boolean,
    }),
    "conversation": record({
        "stickyConversationSession": boolean,
        "streamTimeout": number(10000, whole=True),
        "collectSources": boolean,
        "region": region,
    }, open=True),
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
