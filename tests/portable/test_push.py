"""Subscribing to push notifications. CMD-35, PUSH-01, PUSH-02."""

from instance_kit import CONSENT, ECID, ECID_COOKIE, IDENTITY, error_of, make, result_of, store

from alloy_web.hosts.memory.host import reply

KEY = "com.adobe.alloy.0123456789ABCDEF01234567_AdobeOrg.pushNotifications.subscriptionDetails"
TOKEN = '{"endpoint":"https://push.example.com/1","keys":{"auth":"a-1","p256dh":"p_2"}}'
CONFIG = {"pushNotifications": {
    "vapidPublicKey": "BAEC", "appId": "web.shop", "trackingDatasetId": "ds-1",
}}
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"


def start(config=None, **page):
    page.setdefault("cookies", {IDENTITY: ECID_COOKIE})
    options = dict(CONFIG)
    options.update(config or {})
    instance, host = make(options, **page)
    host.on_send = lambda sent: reply({"handle": []})
    return instance, host


def subscribe(instance):
    return instance.execute("sendPushSubscription")


def test_the_server_is_told_of_a_subscription():
    instance, host = start()

    assert result_of(subscribe(instance)) == {}

    assert host.push.asked == ["BAEC"]
    [sent] = host.sent
    assert "/ee/v1/interact?" in sent.url
    assert sent.body["events"] == [{"data": {"pushNotificationDetails": [{
        "appID": "web.shop", "token": TOKEN, "platform": "web", "denylisted": False,
        "identity": {"namespace": {"code": "ECID"}, "id": ECID},
    }]}}]
    assert sent.body["meta"]["queueTimeMillis"] == 0
    assert host.push.record["ecid"] == ECID
    assert host.storage["local"][KEY] == ECID + TOKEN


def test_what_the_worker_needs_is_there_once_the_page_is_configured():
    instance, host = start({"edgeDomain": "edge.example.com"}, userAgent=CHROME)

    assert host.push.record == {
        "datastreamId": "stream-1", "edgeDomain": "edge.example.com", "edgeBasePath": "ee",
        "datasetId": "ds-1", "browser": "Chrome", "timestamp": host.now_ms,
    }


def test_without_the_option_nothing_is_stored_and_the_command_says_so():
    instance, host = make(cookies={IDENTITY: ECID_COOKIE})

    assert host.push.record == {}
    assert "the option pushNotifications is missing" in error_of(subscribe(instance))


def test_the_server_is_told_once_of_each_subscription_and_visitor():
    instance, host = start()
    subscribe(instance)
    assert result_of(subscribe(instance)) == {}
    assert len(host.sent) == 1

    host.push.subscription = {"endpoint": "https://push.example.com/2",
                              "keys": {"p256dh": "p", "auth": "a"}}
    subscribe(instance)
    assert len(host.sent) == 2


def test_each_thing_that_is_missing_is_told_the_first_one_first():
    changes = (
        ({"worker": False}, "has no service workers"),
        ({"push": False}, "This browser has no push notifications"),
        ({"permission": "default"}, "The visitor has not allowed notifications"),
        ({"permission": "denied"}, "The visitor has not allowed notifications"),
        ({"registered": False}, "No service worker is registered"),
    )
    instance, host = start()
    for change, problem in changes:
        host.push.state = {
            "worker": True, "push": True, "permission": "granted", "registered": True,
        }
        host.push.state.update(change)
        assert problem in error_of(subscribe(instance)), change

    instance, host = start()
    host.push.state = {"worker": False, "push": False, "permission": "", "registered": False}
    assert "has no service workers" in error_of(subscribe(instance))
    assert host.sent == []
    assert host.push.asked == []


def test_an_empty_key_is_told():
    instance, host = start({"pushNotifications": {
        "vapidPublicKey": "", "appId": "a", "trackingDatasetId": "t",
    }})

    assert "pushNotifications.vapidPublicKey is empty" in error_of(subscribe(instance))


def test_options_are_refused():
    instance, host = start()

    assert "a: is not a known option" in error_of(
        instance.execute("sendPushSubscription", {"a": 1})
    )


def test_an_older_subscription_that_stands_in_the_way_is_ended():
    instance, host = start()
    host.push.has_older = True

    assert result_of(subscribe(instance)) == {}

    assert host.push.asked == ["BAEC", "BAEC"]
    assert len(host.sent) == 1


def test_a_browser_that_refuses_is_told_in_its_own_words():
    instance, host = start()
    host.push.subscription = ("AbortError", "push service not available")

    assert "AbortError: push service not available" in error_of(subscribe(instance))
    assert host.sent == []
    assert KEY not in host.storage["local"]


def test_a_visitor_without_an_identity_waits_for_one():
    instance, host = start(cookies={})
    host.on_send = None
    outcome = subscribe(instance)
    assert outcome.is_pending

    instance.execute("sendEvent")
    assert host.push.asked == []
    host.sent[0].answer({"handle": [{"type": "state:store", "payload": [
        {"key": IDENTITY, "value": ECID_COOKIE, "maxAge": 1000},
    ]}]})

    assert len(host.sent) == 2
    [details] = host.sent[1].body["events"][0]["data"]["pushNotificationDetails"]
    assert details["identity"]["id"] == ECID
    host.sent[1].answer({"handle": []})
    assert result_of(outcome) == {}


def test_where_no_identity_comes_nobody_is_subscribed():
    instance, host = start(cookies={})
    host.on_send = None
    outcome = subscribe(instance)
    instance.execute("sendEvent")

    host.sent[0].fail()

    assert result_of(outcome) == {}
    assert host.push.asked == []


def test_a_visitor_who_declines_is_not_told_of_and_is_asked_again_another_time():
    instance, host = start({"defaultConsent": "out"})

    assert result_of(subscribe(instance)) == {}

    assert host.sent == []
    assert KEY not in host.storage["local"]
    assert "ecid" not in host.push.record


def test_a_visitor_who_has_not_decided_is_told_of_after_that():
    instance, host = start({"defaultConsent": "pending"})
    outcome = subscribe(instance)
    assert outcome.is_pending
    assert host.sent == []

    host.on_send = lambda sent: reply({"handle": [store({CONSENT: "general=in"})]})
    instance.execute("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "in"}},
    ]})

    assert result_of(outcome) == {}
    assert len(host.sent) == 2


def test_a_server_that_refuses_is_told_again_another_time():
    instance, host = start()
    host.on_send = lambda sent: reply(status=400)

    assert "400" in error_of(subscribe(instance))
    assert KEY not in host.storage["local"]

    host.on_send = lambda sent: reply({"handle": []})
    assert result_of(subscribe(instance)) == {}
    assert len(host.sent) == 2


def test_blocked_storage_is_a_warning_and_the_server_is_told_each_time():
    instance, host = start({"debugEnabled": True})
    host.push.takes_records = False

    assert result_of(subscribe(instance)) == {}
    assert result_of(subscribe(instance)) == {}

    assert len(host.sent) == 2
    assert "SecurityError: storage is blocked" in host.logged("warn")[0], host.logged("warn")
    assert KEY not in host.storage["local"]
