"""
What the service worker does with a message: which notification is shown, where a click leads, what
is reported. The worker (static/push_worker.js) calls these, and they exchange JSON texts.

`record` is what the page stored for it (subscribing.py), `null` where that cannot be read.
Source: specification, PUSH-03.
"""

import json

from alloy_web.core import merge
from alloy_web.core.dates import utc_text
from alloy_web.core.strings import to_json

_TARGETS = ("DEEPLINK", "WEBURL")
_NEEDED = ("browser", "datasetId", "datastreamId", "ecid", "edgeBasePath", "edgeDomain")
_CHANNEL = "https://ns.adobe.com/xdm/channels/push"
_ACTION = "action_"


def shown(message_text, record_text):
    """`{"title", "options"}` of the notification for a message, or `null`: it is not ours."""
    web = _object(_object(_parsed(message_text)).get("web"))
    title = web.get("title")
    if not isinstance(title, str) or not title or _is_anothers(web, _object(_parsed(record_text))):
        return "null"
    options: dict = {"data": web}
    if isinstance(web.get("body"), str):
        options["body"] = web["body"]
    if isinstance(web.get("media"), str) and web["media"]:
        options["icon"] = web["media"]
        options["image"] = web["media"]
    buttons = _buttons(web)
    actions = []
    for index in range(len(buttons)):
        label = _object(buttons[index]).get("label")
        if isinstance(label, str):
            actions.append({"action": _ACTION + str(index), "title": label})
    if actions:
        options["actions"] = actions
    return to_json({"title": title, "options": options})


def clicked(data_text, action):
    """`{"url", "label"}` of a click: where it leads, and which button it was; each may be null."""
    web = _object(_parsed(data_text))
    if not action:
        return to_json({"url": _target(_object(web.get("interaction"))), "label": None})
    buttons = _buttons(web)
    for index in range(len(buttons)):
        if action == _ACTION + str(index):
            button = _object(buttons[index])
            return to_json({"url": _target(button), "label": button.get("label")})
    return to_json({"url": None, "label": action})


def tracking(data_text, record_text, label, launches, message_id, request_id, now_ms):
    """
    The request that reports what became of a notification, `{"url", "body"}`; or `{"missing"}`,
    the fields of the record that it lacks.

    `label` is the button's, or None; `launches` is 1 where the page was opened for it, else 0.
    """
    record = _object(_parsed(record_text))
    missing = []
    for name in _NEEDED:
        if not isinstance(record.get(name), str) or not record[name]:
            missing.append(name)
    if missing:
        return to_json({"missing": missing})
    tracked = {
        "pushProviderMessageID": message_id,
        "pushProvider": record["browser"].lower(),
    }
    if label:
        tracked["customAction"] = {"actionID": label}
    given = _object(_object(_object(_parsed(data_text)).get("_xdm")).get("mixins"))
    xdm = {
        "identityMap": {"ECID": [{"id": record["ecid"]}]},
        "timestamp": utc_text(now_ms),
        "eventType": "pushTracking.customAction" if label else "pushTracking.applicationOpened",
        "pushNotificationTracking": tracked,
        "application": {"launches": {"value": launches}},
        "_experience": merge.merge(_object(given.get("_experience")), {
            "customerJourneyManagement": {
                "pushChannelContext": {"platform": "web"},
                "messageProfile": {"channel": {"_id": _CHANNEL}},
            },
        }),
    }
    domain = record["edgeDomain"]
    origin = domain if "://" in domain else "https://" + domain
    event = {"xdm": xdm, "meta": {"collect": {"datasetId": record["datasetId"]}}}
    return to_json({
        "url": origin + "/" + record["edgeBasePath"] + "/v1/interact?configId="
               + record["datastreamId"] + "&requestId=" + request_id,
        "body": to_json({"events": [event]}),
    })


def _is_anothers(web, record):
    """Is the message for another visitor than the one this browser's page has noted?"""
    identity = _object(web.get("identity"))
    namespace = identity.get("namespace")
    # As text, or as identities elsewhere have it.
    code = _object(namespace).get("code") if isinstance(namespace, dict) else namespace
    if not isinstance(code, str) or code.upper() != "ECID" or not record.get("ecid"):
        return False
    return identity.get("id") != record["ecid"]


def _buttons(web):
    buttons = _object(web.get("actions")).get("buttons")
    return buttons if isinstance(buttons, list) else []


def _target(interaction):
    url = interaction.get("uri")
    return url if interaction.get("type") in _TARGETS and isinstance(url, str) and url else None


def _parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def _object(value):
    return value if isinstance(value, dict) else {}
