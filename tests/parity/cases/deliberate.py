"""Cases: what ours does differently on purpose; each difference stands in `differences.json`."""

from tests.parity.script import IDENTITY, ORG_, Js, call, case, click, configure, observe, run

KNOWN_VISITOR = {f"kndctr_{ORG_}_identity": IDENTITY}

case(
    "an async hook that returns false",
    configure(onBeforeEventSend=Js("async () => false")),
    call("sendEvent", {"xdm": {"eventType": "a"}}),
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "two clicks on a page without a name",
    configure(),
    click("#one"),
    click("#two"),
    body="""<script>addEventListener("click", (event) => event.preventDefault())</script>
    <a id="one" href="https://elsewhere.test/1">One</a>
    <a id="two" href="https://elsewhere.test/2">Two</a>""",
    cookies=KNOWN_VISITOR,
    requests=2,
)

case(
    "options that change after the call",
    configure(),
    run("""
      const options = {xdm: {eventType: "a", list: [1]}, data: {plan: "gold"}};
      window.sent = alloy("sendEvent", options);
      options.xdm.eventType = "b";
      options.xdm.list.push(2);
      options.data.plan = "silver";
      return window.sent.then(() => {});
    """),
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "options that change while the event waits for consent",
    configure(defaultConsent="pending"),
    run("""
      const options = {xdm: {eventType: "a"}, data: {plan: "gold"}};
      window.sent = alloy("sendEvent", options);
      return new Promise((done) => setTimeout(done, 100)).then(() => {
        options.xdm.eventType = "b";
        options.data.plan = "silver";
      });
    """),
    call("setConsent", {"consent": [
        {"standard": "Adobe", "version": "1.0", "value": {"general": "in"}},
    ]}),
    run("return window.sent.then(() => {})"),
    cookies=KNOWN_VISITOR,
    requests=2,
)

case(
    "the script is put into the page a second time",
    configure(),
    run("""
      const again = document.createElement("script");
      again.src = document.querySelector("script[src*='alloy']").src;
      return new Promise((done) => {
        again.onload = () => setTimeout(done, 300);
        document.head.appendChild(again);
      });
    """),
    call("sendEvent", {"xdm": {"eventType": "a"}}),
    cookies=KNOWN_VISITOR,
    requests=0,
)

case(
    "a click on a link to a place on the page",
    configure(),
    click("#place"),
    observe("location.hash"),
    body='<a id="place" href="#there">There</a>',
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "a browser that keeps no cookies",
    configure(),
    call("sendEvent", {"xdm": {"eventType": "a"}}),
    call("sendEvent", {"xdm": {"eventType": "b"}}),
    before="""Object.defineProperty(document, "cookie", {get: () => "", set: () => {}});""",
    requests=2,
)
