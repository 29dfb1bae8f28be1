"""Push notifications in a real browser: a subscription, and the service worker's part."""

import json

import pytest

from tests.browser.pages import direct_page

PUSH = {
    "pushNotifications": {
        "vapidPublicKey": "BAECAwQ",
        "appId": "web.shop",
        "trackingDatasetId": "ds-1",
    }
}
# Browsers of tests reach no push service. This is what one would give.
SUBSCRIBED = """
PushManager.prototype.subscribe = async (options) => {
  window.asked = [options.userVisibleOnly, Array.from(options.applicationServerKey)];
  return {toJSON: () => ({endpoint: "https://push.example.com/1", keys: {p256dh: "p", auth: "a"}})};
};
"""
RECORD = """new Promise((resolve) => {
  const opening = indexedDB.open("alloyPushNotifications");
  opening.onsuccess = () => {
    const reading = opening.result.transaction("config").objectStore("config").getAll();
    reading.onsuccess = () => { opening.result.close(); resolve(reading.result); };
  };
})"""
WEB = {
    "title": "Sale",
    "body": "Now",
    "interaction": {"type": "WEBURL", "uri": "/t/sale"},
    "actions": {"buttons": [{"label": "Look", "type": "DEEPLINK", "uri": "/t/page"}]},
    "_xdm": {"mixins": {"_experience": {"customerJourneyManagement": {"a": 1}}}},
}
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration.getNotifications()).map(({title, body, data, actions}) => (
    {title, body, data, actions: actions.map((each) => each.title)}));
}"""

pytestmark = pytest.mark.engines("chromium")


@pytest.fixture(scope="module")
def browser(engine, playwright, request):
    """Chromium's shell knows no notifications."""
    browser = engine.launch(playwright, request.config.getoption("--headed"), whole=True)
    yield browser
    browser.close()


@pytest.fixture
def worker(visit, edge):
    """The service worker of a page that has subscribed."""
    edge.set_scenario("empty")
    visit.page.context.grant_permissions(["notifications"], origin=visit.site.url.rstrip("/"))
    visit.at_start(SUBSCRIBED)
    visit.open(direct_page(configure=PUSH), path="/dist/page")
    visit.ready()
    visit.page.evaluate("""async () => {
      await navigator.serviceWorker.register("/dist/alloy.push.js");
      await navigator.serviceWorker.ready;
    }""")
    visit.alloy("sendEvent")
    assert visit.alloy("sendPushSubscription") == {}
    return visit.page.context.service_workers[0]


def deliver(visit, text):
    """A message of a push service, as the browser would hand it to the worker."""
    session = visit.page.context.new_cdp_session(visit.page)
    found = []
    # The browser tells of those of other pages, too.
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(
        each["registrationId"] for each in event["registrations"]
        if each["scopeURL"].endswith("/dist/") and not each["isDeleted"]
    ))
    session.send("ServiceWorker.enable")
    for _ in range(3000):
        if found:
            break
        visit.page.wait_for_timeout(20)
    session.send("ServiceWorker.deliverPushMessage", {
        "origin": visit.site.url.rstrip("/"), "registrationId": found[-1], "data": text,
    })


def shown(visit, count=1):
    for _ in range(3000):
        found = visit.page.evaluate(SHOWN)
        if len(found) == count:
            break
        visit.page.wait_for_timeout(20)
    return found


def happen(worker, kind, action=""):
    """The browser tells the worker of a click, or of the end, of its notification."""
    worker.evaluate("""async ([kind, action]) => {
      const [notification] = await registration.getNotifications();
      dispatchEvent(new NotificationEvent(kind, {notification, action}));
    }""", [kind, action])


def test_the_server_is_told_of_a_subscription(visit, edge, worker):
    sent = edge.wait_for(2, action="interact")[1]["body"]["events"][0]
    [details] = sent["data"]["pushNotificationDetails"]
    assert details["token"] == (
        '{"endpoint":"https://push.example.com/1","keys":{"auth":"a","p256dh":"p"}}'
    )
    assert visit.page.evaluate("asked") == [True, [4, 1, 2, 3, 4]]
    [record] = visit.page.evaluate(RECORD)
    assert record["id"] == "alloyConfig"
    assert record["datasetId"] == "ds-1"
    assert record["ecid"] == details["identity"]["id"]


def test_a_message_is_shown_and_a_click_on_its_button_is_told(visit, edge, worker):
    deliver(visit, json.dumps({"web": WEB}))

    assert shown(visit) == [
        {"title": "Sale", "body": "Now", "data": WEB, "actions": ["Look"]}
    ]
    happen(worker, "notificationclick", "action_0")

    xdm = edge.wait_for(3, action="interact")[2]["body"]["events"][0]["xdm"]
    assert xdm["eventType"] == "pushTracking.customAction"
    assert xdm["pushNotificationTracking"]["customAction"] == {"actionID": "Look"}
    assert xdm["pushNotificationTracking"]["pushProvider"] == "chrome"
    assert xdm["application"] == {"launches": {"value": 1}}
    assert shown(visit, 0) == []


def test_a_notification_that_is_closed_is_told(visit, edge, worker):
    deliver(visit, json.dumps({"web": WEB}))
    shown(visit)

    happen(worker, "notificationclose")

    xdm = edge.wait_for(3, action="interact")[2]["body"]["events"][0]["xdm"]
    assert xdm["pushNotificationTracking"]["customAction"] == {"actionID": "Dismiss"}
    assert xdm["application"] == {"launches": {"value": 0}}


def test_what_is_no_message_of_ours_is_not_shown(visit, edge, worker):
    for text in ("hello", "{", "", '{"web": {}}'):
        deliver(visit, text)
    deliver(visit, json.dumps({"web": {"title": "Last"}}))

    assert [each["title"] for each in shown(visit)] == ["Last"]


def test_a_visitor_who_has_not_allowed_notifications_is_told_of_nothing(visit, edge):
    edge.set_scenario("empty")
    visit.open(direct_page(configure=PUSH))
    visit.ready()
    visit.alloy("sendEvent")

    rejected = visit.alloy("sendPushSubscription")["rejected"]

    assert "The visitor has not allowed notifications" in rejected["message"]
    assert len(edge.events("interact")) == 1


def test_the_demo_shows_a_message_of_the_scenario_and_a_click_on_it_is_told(visit, edge):
    edge.set_scenario({"name": "mine", "push": [{"web": {"title": "Other"}}, {"web": WEB}]})
    visit.page.context.grant_permissions(["notifications"], origin=visit.site.url.rstrip("/"))
    visit.goto("/push/")

    visit.page.click("#messages button:has-text('Sale')")

    assert shown(visit) == [{"title": "Sale", "body": "Now", "data": WEB, "actions": ["Look"]}]
    happen(visit.page.context.service_workers[0], "notificationclick")
    visit.page.wait_for_selector("#wire .entry:has-text('pushTracking.applicationOpened')")
