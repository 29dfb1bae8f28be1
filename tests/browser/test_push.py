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
# How many the worker has shown.
COUNT = """() => {
  const kind = ServiceWorkerRegistration.prototype;
  const show = kind.showNotification;
  self.count = 0;
  kind.showNotification = async function (...given) {
    await show.apply(this, given);
    self.count += 1;
  };
}"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
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
    return counting(visit)


def counting(visit):
    """The page's service worker, which counts from now on what it shows."""
    visit.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    until(visit, lambda: visit.page.context.service_workers)
    [worker] = visit.page.context.service_workers
    worker.evaluate(COUNT)
    return worker


def until(visit, there):
    for _ in range(3000):
        if there():
            return
        visit.page.wait_for_timeout(20)
    raise AssertionError("it did not come within a minute")


def show(visit, worker, send):
    """
    What is shown when that is sent. Of ten windows in which a worker shows a notification, Chromium
    has forgotten it at once in one, so that it has to be sent again.
    """
    for _ in range(5):
        worker.evaluate("count = 0")
        send()
        until(visit, lambda: worker.evaluate("count"))
        found = visit.page.evaluate(SHOWN)
        if found:
            return found
    raise AssertionError("the browser keeps none of five notifications")


def deliver(visit, text):
    """A message of a push service, as the browser would hand it to the worker."""
    session = visit.page.context.new_cdp_session(visit.page)
    found = []
    scope = visit.site.url + "dist/"
    # The browser tells of those of other pages, too, and of other sites.
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(
        each["registrationId"] for each in event["registrations"]
        if each["scopeURL"] == scope and not each["isDeleted"]
    ))
    session.send("ServiceWorker.enable")
    until(visit, lambda: found)
    session.send("ServiceWorker.deliverPushMessage", {
        "origin": visit.site.url.rstrip("/"), "registrationId": found[-1], "data": text,
    })


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
    assert show(visit, worker, lambda: deliver(visit, json.dumps({"web": WEB}))) == [
        {"title": "Sale", "body": "Now", "data": WEB, "actions": ["Look"]}
    ]
    happen(worker, "notificationclick", "action_0")

    xdm = edge.wait_for(3, action="interact")[2]["body"]["events"][0]["xdm"]
    assert xdm["eventType"] == "pushTracking.customAction"
    assert xdm["pushNotificationTracking"]["customAction"] == {"actionID": "Look"}
    assert xdm["pushNotificationTracking"]["pushProvider"] == "chrome"
    assert xdm["application"] == {"launches": {"value": 1}}
    until(visit, lambda: not visit.page.evaluate(SHOWN))


def test_a_notification_that_is_closed_is_told(visit, edge, worker):
    show(visit, worker, lambda: deliver(visit, json.dumps({"web": WEB})))

    happen(worker, "notificationclose")

    xdm = edge.wait_for(3, action="interact")[2]["body"]["events"][0]["xdm"]
    assert xdm["pushNotificationTracking"]["customAction"] == {"actionID": "Dismiss"}
    assert xdm["application"] == {"launches": {"value": 0}}


def test_what_is_no_message_of_ours_is_not_shown(visit, edge, worker):
    for text in ("hello", "{", "", '{"web": {}}'):
        deliver(visit, text)

    found = show(visit, worker, lambda: deliver(visit, json.dumps({"web": {"title": "Last"}})))

    assert [each["title"] for each in found] == ["Last"]


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
    worker = counting(visit)

    def send():
        visit.page.click("#messages button:has-text('Sale')")

    found = show(visit, worker, send)
    assert {"title": "Sale", "body": "Now", "data": WEB, "actions": ["Look"]} in found
    happen(worker, "notificationclick")
    visit.page.wait_for_selector("#wire .entry:has-text('pushTracking.applicationOpened')")
