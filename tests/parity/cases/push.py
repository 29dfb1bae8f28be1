"""Cases: subscribing to push notifications, and what the service worker finds."""

from tests.parity.script import Js, call, case, configure, observe, together

SETTINGS = {"vapidPublicKey": "BAECAwQ", "appId": "web.shop", "trackingDatasetId": "ds-1"}
# The record for the service worker, without its time; it is written while the page goes on.
RECORD = """(async () => {
  for (;;) {
    const opened = await new Promise((resolve, reject) => {
      const opening = indexedDB.open("alloyPushNotifications");
      opening.onupgradeneeded = () => opening.transaction.abort();
      opening.onerror = () => resolve(null);
      opening.onsuccess = () => resolve(opening.result);
    });
    const found = opened && await new Promise((resolve) => {
      const reading = opened.transaction("config").objectStore("config").get("alloyConfig");
      reading.onsuccess = () => resolve(reading.result);
    });
    if (opened) opened.close();
    if (found) return Object.entries({...found, timestamp: typeof found.timestamp}).sort();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
})()"""

case(
    "push notifications without the configuration",
    configure(),
    call("sendPushSubscription"),
    requests=0,
)

case(
    "settings of push notifications that are wrong",
    *(
        configure(pushNotifications={**SETTINGS, **wrong})
        for wrong in (
            {"appId": None}, {"vapidPublicKey": 5}, {"more": 1}, {"appId": Js("undefined")},
        )
    ),
    configure(pushNotifications="yes"),
    requests=0,
)

case(
    "options of a push subscription",
    configure(pushNotifications=SETTINGS),
    call("sendPushSubscription", {"more": 1}),
    requests=0,
)

case(
    "a push subscription that nobody has allowed",
    configure(pushNotifications=SETTINGS),
    together(("sendPushSubscription", {}), ("sendEvent", {})),
    requests=1,
)

case(
    "what a page leaves to the worker of its push notifications",
    configure(pushNotifications=SETTINGS),
    observe(RECORD),
    requests=0,
)
