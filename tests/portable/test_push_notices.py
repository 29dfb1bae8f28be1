"""What the service worker shows, opens and tells. PUSH-03."""

import json

from alloy_web.features.push import notices

NOW_MS = 1772442927104  # 2026-03-02T09:15:27.104Z
RECORD = {
    "id": "alloyConfig", "datastreamId": "stream-1", "edgeDomain": "edge.example.com",
    "edgeBasePath": "ee", "datasetId": "ds-1", "browser": "Chrome", "ecid": "123", "timestamp": 1,
}
WEB = {
    "title": "Sale", "body": "Now", "media": "https://a/i.png",
    "identity": {"id": "123", "namespace": "ecid"},
    "interaction": {"type": "WEBURL", "uri": "https://www.example.com/sale"},
    "actions": {"buttons": [
        {"label": "Look", "type": "DEEPLINK", "uri": "/look"},
        {"label": "Later", "type": "DISMISS", "uri": "/later"},
    ]},
    "_xdm": {"mixins": {"_experience": {"customerJourneyManagement": {"messageExecution": {
        "messageID": "m-1",
    }}}}},
}


def changed(base, changes):
    copy = dict(base)
    copy.update(changes)
    return copy


def shown(message, record=RECORD):
    return json.loads(notices.shown(json.dumps(message), json.dumps(record)))


def clicked(data, action=""):
    return json.loads(notices.clicked(json.dumps(data), action))


def told(data=WEB, record=RECORD, label=None, launches=1):
    return json.loads(notices.tracking(
        json.dumps(data), json.dumps(record), label, launches, "message", "request", NOW_MS
    ))


def test_a_message_is_shown_with_its_picture_and_buttons():
    assert shown({"web": WEB}) == {"title": "Sale", "options": {
        "body": "Now", "icon": "https://a/i.png", "image": "https://a/i.png", "data": WEB,
        "actions": [
            {"action": "action_0", "title": "Look"}, {"action": "action_1", "title": "Later"},
        ],
    }}
    assert shown({"web": {"title": "Hi"}}) == {"title": "Hi", "options": {"data": {"title": "Hi"}}}


def test_what_is_no_message_of_ours_is_left_alone():
    for message in ({}, {"web": {}}, {"web": {"title": ""}}, {"web": {"title": 5}}, {"web": []},
                    [], None, "text", 5):
        assert shown(message) is None, message
    for text in ("", "hello", "{", '{"web": {"title": "a"', "\u0000"):
        assert notices.shown(text, json.dumps(RECORD)) == "null", text


def test_a_message_for_another_visitor_is_not_shown():
    for namespace in ("ECID", "ecid", {"code": "ECID"}):
        identity = {"id": "other", "namespace": namespace}
        assert shown({"web": {"title": "a", "identity": identity}}) is None, namespace


def test_a_message_is_shown_where_nobody_can_tell_whose_it_is():
    other = {"title": "a", "identity": {"id": "other", "namespace": "ECID"}}

    for record in (None, {}, [], changed(RECORD, {"ecid": None})):
        assert shown({"web": other}, record)["title"] == "a", record
    for identity in (None, 5, {}, {"id": "other"}, {"id": "other", "namespace": "CRM"}):
        assert shown({"web": {"title": "a", "identity": identity}})["title"] == "a", identity


def test_parts_of_the_wrong_kind_are_left_out():
    web = {"title": "a", "body": 5, "media": {}, "actions": {"buttons": [None, {}, {"label": 1}]}}
    assert shown({"web": web}) == {"title": "a", "options": {"data": web}}
    for actions in (None, 5, [], {"buttons": "x"}):
        assert "actions" not in shown({"web": {"title": "a", "actions": actions}})["options"]


def test_a_click_leads_where_the_message_or_its_button_says():
    assert clicked(WEB) == {"url": "https://www.example.com/sale", "label": None}
    assert clicked(WEB, "action_0") == {"url": "/look", "label": "Look"}
    assert clicked(WEB, "action_1") == {"url": None, "label": "Later"}
    assert clicked(WEB, "action_7") == {"url": None, "label": "action_7"}
    for data in (None, [], {}, {"interaction": 5}, {"interaction": {"type": "WEBURL"}},
                 {"interaction": {"type": "OPENAPP", "uri": "/a"}}):
        assert clicked(data) == {"url": None, "label": None}, data


def test_an_opened_notification_is_told():
    request = told()

    assert request["url"] == (
        "https://edge.example.com/ee/v1/interact?configId=stream-1&requestId=request"
    )
    assert json.loads(request["body"]) == {"events": [{
        "xdm": {
            "identityMap": {"ECID": [{"id": "123"}]},
            "timestamp": "2026-03-02T09:15:27.104Z",
            "eventType": "pushTracking.applicationOpened",
            "pushNotificationTracking": {
                "pushProviderMessageID": "message", "pushProvider": "chrome",
            },
            "application": {"launches": {"value": 1}},
            "_experience": {"customerJourneyManagement": {
                "messageExecution": {"messageID": "m-1"},
                "pushChannelContext": {"platform": "web"},
                "messageProfile": {"channel": {"_id": "https://ns.adobe.com/xdm/channels/push"}},
            }},
        },
        "meta": {"collect": {"datasetId": "ds-1"}},
    }]}


def test_a_button_is_told_by_its_label():
    [event] = json.loads(told(label="Dismiss", launches=0)["body"])["events"]

    assert event["xdm"]["eventType"] == "pushTracking.customAction"
    assert event["xdm"]["pushNotificationTracking"]["customAction"] == {"actionID": "Dismiss"}
    assert event["xdm"]["application"] == {"launches": {"value": 0}}


def test_a_message_without_context_is_told_all_the_same():
    for data in (None, {}, {"_xdm": 5}, {"_xdm": {"mixins": {"_experience": []}}}):
        [event] = json.loads(told(data)["body"])["events"]
        journey = event["xdm"]["_experience"]["customerJourneyManagement"]
        assert journey["pushChannelContext"] == {"platform": "web"}, data


def test_an_edge_on_this_machine_keeps_its_scheme():
    request = told(record=changed(RECORD, {"edgeDomain": "http://localhost:8000"}))

    assert request["url"].startswith("http://localhost:8000/ee/v1/interact?")


def test_what_is_not_stored_is_named():
    assert told(record=changed(RECORD, {"ecid": None, "browser": 5})) == {
        "missing": ["browser", "ecid"],
    }
    for record in (None, [], {}):
        assert told(record=record) == {"missing": [
            "browser", "datasetId", "datastreamId", "ecid", "edgeBasePath", "edgeDomain",
        ]}, record
