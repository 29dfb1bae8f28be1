"""
Subscribing to push notifications: what has to be there, what the server and the service worker
get.

Source: specification, PUSH-01, PUSH-02.
"""

from alloy_web.core import browsers, cookies
from alloy_web.core.config import public
from alloy_web.core.strings import to_json


def missing(state, key):
    """
    What a subscription lacks, in a sentence, or None. Looked at in this order.

    `state` is what the page knows of itself (hosts/contract.py), `key` the sender's public key.
    """
    if not state["worker"]:
        return "This browser, or this page, has no service workers (they need https)"
    if not state["push"]:
        return "This browser has no push notifications"
    if state["permission"] != "granted":
        return (
            "The visitor has not allowed notifications. Ask with Notification.requestPermission()"
        )
    if not state["registered"]:
        return "No service worker is registered. Register one that has alloy.push.js in it"
    if not key:
        return "pushNotifications.vapidPublicKey is empty"
    return None


def token(subscription):
    """The text by which the server knows a subscription: its keys come in order."""
    keys = subscription["keys"]
    return (
        '{"endpoint":' + to_json(subscription["endpoint"]) + ',"keys":{"auth":'
        + to_json(keys["auth"]) + ',"p256dh":' + to_json(keys["p256dh"]) + "}}"
    )


def payload(app_id, its_token, ecid, waited_ms):
    """The request that reports a subscription to the server."""
    details = {
        "appID": app_id, "token": its_token, "platform": "web", "denylisted": False,
        "identity": {"namespace": {"code": "ECID"}, "id": ecid},
    }
    return {
        "events": [{"data": {"pushNotificationDetails": [details]}}],
        "meta": {"queueTimeMillis": waited_ms},
    }


def stored_key(org_id):
    """Where the page keeps what the server has heard last."""
    return (
        "com.adobe.alloy." + cookies.org_key(org_id) + ".pushNotifications.subscriptionDetails"
    )


def record(config, page):
    """What the service worker has to know to tell of notifications."""
    return {
        "datastreamId": config["datastreamId"],
        "edgeDomain": public(config)["edgeDomain"],
        "edgeBasePath": config["edgeBasePath"],
        "datasetId": config["pushNotifications"]["trackingDatasetId"],
        "browser": browsers.family(page["userAgent"] or ""),
        "timestamp": page["nowMs"],
    }
