"""
Options of features that are not here yet: media, push, advertising, conversation.

A site that moves over keeps its configuration: the options are checked as if they had an effect,
and a warning says that they have none. A component that brings the option takes it from here.
Source: specification, CFG-40 to CFG-43.
"""

from alloy_web.core.urls import UNRESERVED
from alloy_web.validation import array, boolean, number, record, required, shown, text

_LETTERS = UNRESERVED[:52]


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
