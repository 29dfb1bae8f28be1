"""
The option `pushNotifications` of `configure`. The first file has it, too (app/known.py).

Source: specification, CFG-42.
"""

from alloy_web.validation import TEXT, Record, optional, required

CONFIG = {
    "pushNotifications": optional(Record({
        "vapidPublicKey": required(TEXT, about="The public key of the sender."),
        "appId": required(TEXT, about="The application that is subscribed to."),
        "trackingDatasetId": required(TEXT, about="The dataset that takes the tracking."),
    }), about="How the browser is subscribed to push notifications."),
}
