"""Cases: clicks on links, and a page that is left."""

from tests.parity.script import (
    IDENTITY,
    ORG_,
    Js,
    arrive,
    call,
    case,
    click,
    configure,
    follow,
    observe,
    run,
    visit,
)

KNOWN_VISITOR = {f"kndctr_{ORG_}_identity": IDENTITY}
STAY = "<script>addEventListener('click', function (e) { e.preventDefault(); });</script>"
LINKS = (
    STAY
    + """
<nav id="top-nav"><a id="internal" href="/t/next?x=1#y">  To the
  <b>next</b> page </a></nav>
<main><a id="exit" href="https://elsewhere.test/x"><img alt="A picture" src="/favicon.ico"></a>
<p><a id="download" href="/files/Report.PDF?v=1">The report</a></p></main>
<footer><a id="named" href="/files/data.csv" download="data.csv">Data</a></footer>
<a id="mail" href="mailto:a@b.test">Mail</a>
<button id="button">Press</button><form onsubmit="return false"><input id="submit" type="submit"
 value="Send"></form>
<span id="handler" onclick="void 0">A handler</span>
<span id="plain">Nothing</span>
<a id="empty" href="/t/empty"></a>
<a id="script" href="javascript:void 0" onclick="void 0">Script</a>
"""
)

for link in ("internal", "exit", "download", "named", "mail", "button", "submit", "handler"):
    case(
        f"a click: {link}",
        configure(),
        click(f"#{link}"),
        body=LINKS,
        cookies=KNOWN_VISITOR,
        requests=1,
    )

case(
    "clicks that are none",
    configure(),
    click("#plain"),
    click("#empty"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=0,
)

case(
    "a click on a script link",
    configure(),
    click("#script"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "a click before there is an identity",
    configure(),
    click("#exit"),
    body=LINKS,
    requests=1,
)

case(
    "a click inside a link",
    configure(),
    click("#internal b"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "clicks are not collected",
    configure(clickCollectionEnabled=False),
    click("#exit"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=0,
)

case(
    "only downloads are collected, by our own pattern",
    configure(
        downloadLinkQualifier=r"\.csv$|/next$",
        clickCollection={"internalLinkEnabled": False, "externalLinkEnabled": False},
    ),
    click("#exit"),
    click("#mail"),
    click("#button"),
    click("#internal"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "filterClickDetails edits and refuses",
    configure(
        clickCollection={
            "filterClickDetails": Js(
                """(details) => {
                  window.seen = Object.keys(details).sort().join();
                  if (details.linkType === "exit") return false;
                  details.linkName = "edited";
                }"""
            )
        }
    ),
    click("#exit"),
    click("#internal"),
    observe("window.seen"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "onBeforeLinkClickSend edits and refuses",
    configure(
        onBeforeLinkClickSend=Js(
            """(options) => {
              window.seen = Object.keys(options).sort().join();
              if (options.clickedElement.id === "exit") return false;
              options.xdm.web.webInteraction.name = "edited";
              options.data.extra = 1;
            }"""
        )
    ),
    click("#exit"),
    click("#internal"),
    observe("window.seen"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=1,
)

ODD_LINKS = (
    STAY
    + """
<a id="here" href="">Here</a>
<a id="bare" href>Bare</a>
<svg width="9" height="9"><a id="drawn" href="https://elsewhere.test/map"><text>Drawn</text></a>
<a id="older" xlink:href="/t/map"><text>Older</text></a></svg>
<a id="content" download="prices.csv" href="data:text/csv,shoe;10">Prices</a>
<a id="long" href="https://elsewhere.test/?q=LONG">Long</a>
<a id="icon" href="/t/next"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></a>
""".replace("LONG", "x" * 3000)
)

for link in ("here", "bare", "content", "long", "icon"):
    case(
        f"a click: {link}",
        configure(),
        click(f"#{link}"),
        body=ODD_LINKS,
        cookies=KNOWN_VISITOR,
        requests=1,
    )

for link in ("drawn", "older"):
    case(
        f"a click: {link}",
        configure(),
        run(f"document.querySelector('#{link}').dispatchEvent(new MouseEvent('click', "
            "{bubbles: true, cancelable: true, composed: true}))"),
        body=ODD_LINKS,
        cookies=KNOWN_VISITOR,
        requests=0,
    )

case(
    "an empty pattern recognises no download",
    configure(downloadLinkQualifier=""),
    click("#download"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=1,
)

TOLD = "__alloyMonitors = [{onInstanceConfigured(told) { window.details = told.getLinkDetails; }}];"
LINK = "options.xdm.web.webInteraction"
MAP = "options.data.__adobe.analytics.contextData.a.activitymap"

for name, edit, requests in (
    ("a name", f"{LINK}.name = ''", 1),
    ("a region", f"{LINK}.region = ''", 1),
    ("a name of the activity map", f"{MAP}.link = ''", 1),
    ("a name twice", f"{LINK}.name = {MAP}.link = ''", 0),
    ("a region twice", f"{LINK}.region = {MAP}.region = ''", 0),
    ("nothing, and tells two names", f"{LINK}.name = 'one'; {MAP}.link = 'other'", 1),
):
    case(
        f"onBeforeLinkClickSend blanks {name}",
        configure(onBeforeLinkClickSend=Js(f"(options) => {{ {edit}; }}")),
        observe("details(document.querySelector('#internal'))"),
        click("#internal"),
        before=TOLD,
        body=LINKS,
        cookies=KNOWN_VISITOR,
        requests=requests,
    )

case(
    "a click after the page has told its name",
    configure(),
    call("sendEvent", {"xdm": {"web": {"webPageDetails": {"name": "home"}}}}),
    click("#internal"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=2,
)

case(
    "internal clicks wait for the next page view",
    configure(clickCollection={"eventGroupingEnabled": True, "sessionStorageEnabled": True}),
    call("sendEvent", {"xdm": {"web": {"webPageDetails": {"name": "home"}}}}),
    click("#internal"),
    observe("sessionStorage.length"),
    visit("/t/next"),
    configure(clickCollection={"eventGroupingEnabled": True, "sessionStorageEnabled": True}),
    call("sendEvent", {"type": "no page view"}),
    call("sendEvent", {"xdm": {"web": {"webPageDetails": {"name": "next"}}}}),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=3,
)

case(
    "internal clicks kept in memory join the next page view of the same document",
    configure(clickCollection={"eventGroupingEnabled": True}),
    call("sendEvent", {"xdm": {"web": {"webPageDetails": {"name": "home"}}}}),
    click("#internal"),
    call("sendEvent", {"xdm": {"web": {"webPageDetails": {"name": "next"}}}}),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=2,
)

case(
    "a click and consent that is out",
    configure(defaultConsent="out"),
    click("#exit"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=0,
)

case(
    "a click passes through onBeforeEventSend",
    configure(onBeforeEventSend=Js("(content) => { content.data.seen = content.xdm.eventType; }")),
    click("#exit"),
    body=LINKS,
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "a link that is followed",
    configure(),
    follow("#follow"),
    arrive(1),
    body='<a id="follow" href="/t/page?followed">Follow</a>',
    cookies=KNOWN_VISITOR,
    requests=1,
)

case(
    "a page is left while consent is pending",
    configure(defaultConsent="pending"),
    run("alloy('sendEvent', {type: 'never'}); alloy('sendEvent', {documentUnloading: true});"),
    visit("/t/next"),
    configure(defaultConsent="pending"),
    cookies=KNOWN_VISITOR,
    requests=0,
)

case(
    "a page is left in the handler of pagehide",
    configure(),
    run(
        "addEventListener('pagehide', () => {"
        " alloy('sendEvent', {documentUnloading: true, type: 'leave'}); })"
    ),
    visit("/t/next"),
    arrive(1),
    cookies=KNOWN_VISITOR,
    requests=1,
)
