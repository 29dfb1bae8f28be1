"""Cases: offers of every kind on a page. What the page is afterwards is compared, too."""

from tests.parity.script import arrive, call, case, configure, observe, offers, proposition, run

# The page as text, with attributes and styles in the order of their names: an object's own order
# is lost on the way through Python. Scripts and styles that came into the head are told as well;
# the marks of what was inserted are told by themselves (MARKS).
PAGE = """(() => {
  const style = (text) =>
    text.split(";").map((one) => one.trim()).filter(Boolean).sort().join("; ");
  const told = (node) => {
    if (node.nodeType === 8) return "<!--" + node.data + "-->";
    if (node.nodeType !== 1) return node.data;
    const attributes = Array.from(node.attributes)
      .filter(({name}) => name !== "data-adobe-proposition-ids")
      .map(({name, value}) => " " + name + "='" + (name === "style" ? style(value) : value) + "'")
      .sort().join("");
    return "<" + node.localName + attributes + ">" + Array.from(node.childNodes, told).join("")
      + (node.shadowRoot ? "#" + Array.from(node.shadowRoot.childNodes, told).join("") : "")
      + "</" + node.localName + ">";
  };
  return told(document.body) + Array.from(document.head.children).slice(5).map(told).join("");
})()"""

BODY = """<main id="main" title="old">own <!-- c --><p id="one" class="p">1</p>text<p
  class="p">2</p></main>
<img id="image" src="data:," alt=""><ul id="list"><li>0</li><li>1</li><li>2</li></ul>
<div id="host"></div>"""
BEFORE = """
window.ran = [];
window.note = (what) => {
  const {parentNode} = document.currentScript;
  ran.push([what, parentNode.id || parentNode.localName]);
};
addEventListener("DOMContentLoaded", () => {
  document.getElementById("host").attachShadow({mode: "open"}).innerHTML = "<p>in</p><p>side</p>";
});
"""
MARKS = """Array.from(document.querySelectorAll("[data-adobe-proposition-ids]"),
  (node) => node.localName + node.dataset.adobePropositionIds).join(" ")"""

RENDER = call("sendEvent", {"renderDecisions": True})
RAN = observe("window.ran")


def action(kind, selector, content=None, **data):
    given = {"type": kind, "selector": selector, "prehidingSelector": selector, **data}
    if content is not None:
        given["content"] = content
    return "dom-action", given


def shown(name, *items, then=(), requests=2, **words):
    """A case of one proposition that is shown, and how the page looks afterwards."""
    case(
        f"offer: {name}",
        configure(**words.pop("options", {})),
        RENDER,
        arrive(requests),
        *then,
        observe(PAGE),
        RAN,
        body=BODY,
        before=BEFORE + words.pop("before", ""),
        scenario=offers(proposition("__view__", *items)),
        requests=requests,
        **words,
    )


HTML = "a<b>x</b><i>z</i>"

for kind in (
    "setHtml",
    "appendHtml",
    "prependHtml",
    "customCode",
    "insertBefore",
    "insertAfter",
    "replaceHtml",
):
    shown(f"{kind}, several nodes", action(kind, "#main", HTML))
    shown(
        f"{kind}, a script in it",
        action(kind, "#one", "<b>x</b><script>note('inline')</script><script> </script>"),
    )

shown("prependHtml, words after an element", action("prependHtml", "#main", "<b>x</b>words"))
for kind in ("setHtml", "insertAfter", "setText"):
    shown(f"{kind} on every match", action(kind, ".p", "new"))

shown("setText, with markup", action("setText", "#main", "a <b> & c"))
shown("setAttribute", action("setAttribute", "#main", {"title": "new", "data-a": "1", "class": ""}))
shown("setAttribute, no texts", action("setAttribute", "#main", {"a": 1, "b": True, "c": 1.5}))
shown(
    "setImageSource",
    action("setImageSource", "#image", "data:image/gif;base64,R0lGODlhAQABAAAAACw="),
)
shown("setImageSource on what is no image", action("setImageSource", "#one", "data:,x"))
shown("setStyle", action("setStyle", "#main", {"color": "red", "background-color": "blue"}))
shown("setStyle, important", action("setStyle", "#main", {"color": "red", "priority": "important"}))
shown("move", action("move", "#main", {"left": 10, "top": "5px", "position": "relative"}))
shown("resize", action("resize", "#main", {"width": "120", "height": 40}))
shown("resize, in a unit of its own", action("resize", "#main", {"width": "50%", "height": "3px"}))
shown("rearrange, on", action("rearrange", "#list", {"from": 0, "to": 2}))
shown("rearrange, back", action("rearrange", "#list", {"from": 2, "to": 0}))
shown("rearrange, a child that is not there", action("rearrange", "#list", {"from": 0, "to": 5}))
shown("rearrange, onto itself", action("rearrange", "#list", {"from": 1, "to": 1}))
shown("remove", action("remove", ".p"))
shown(
    "two offers for one place",
    action("setHtml", "#one", "<b>x</b>"),
    action("appendHtml", "#one b", "<i>y</i>"),
    action("insertBefore", "#one", "z"),
)
shown(
    "customCode for the first child of the body", action("customCode", "BODY > *:eq(0)", "<b>x</b>")
)
shown("eq", action("setText", "#main > .p:eq(1)", "new"))
shown("eq, twice", action("setText", "BODY > MAIN:eq(0) > P:eq(0)", "new"))
shown("shadow", action("setText", "#host:shadow > p", "new"))
shown("shadow and eq", action("setHtml", "#host:shadow p:eq(1)", "<b>new</b>"))
shown(
    "for the head",
    action("setHtml", "head", "<style>b{}</style>x<p>y</p><script>note('h')</script>"),
)
shown("appended to the head", action("appendHtml", "HEAD", "<link rel=x href=y><meta name=z>"))
shown(
    "a remote script",
    action("appendHtml", "#one", "<script src='/t/remote.js' data-x='1' defer></script>"),
    then=(run("return new Promise((done) => setTimeout(done, 200))"),),
)
shown("a type that is not known", action("explode", "#main", "x"), action("setText", "#one", "new"))
shown(
    "a place that comes late",
    action("setText", "#late", "new"),
    then=(observe(PAGE),),
    requests=2,
    before="""setTimeout(() => {
      document.body.insertAdjacentHTML("beforeend", "<p id=late>old</p>");
    }, 800);""",
)
shown(
    "marked for clicks, and labelled",
    action("setHtml", "#one", "<b>x</b>"),
    action("insertAfter", "#one", "t<u>y</u><i>z</i>"),
    action("setText", "#one", "again"),
    action("collectInteractions", "#image"),
    options={"autoCollectPropositionInteractions": {"TGT": "always"}},
)
shown("default content", ("default-content-item", {}))
shown(
    "html without a place, beside a text",
    ("html-content-item", {"content": "<b>"}),
    action("setText", "#one", "new"),
)
shown(
    "html with a place",
    ("html-content-item", {"content": "<b>x</b>", "selector": "#one", "type": "setHtml"}),
)


def of_view(name, *items, number=2):
    made = proposition(name, *items, number=number)
    made["scopeDetails"]["characteristics"]["scopeType"] = "view"
    return made


def view(name, **options):
    options = {"renderDecisions": True, **options}
    return call("sendEvent", {**options, "xdm": {"web": {"webPageDetails": {"viewName": name}}}})


case(
    "offer: what is inserted for a view is inserted once, what is set each time",
    configure(),
    RENDER,
    view("cart"),
    view("home"),
    view("CART"),
    observe(PAGE),
    RAN,
    observe(MARKS),
    body=BODY,
    before=BEFORE,
    scenario=offers(
        of_view(
            "cart",
            action("appendHtml", "#main", "<b>x</b><script>note('append')</script>"),
            action("insertBefore", "#one", "<b>y</b>"),
            action("rearrange", "#list", {"from": 0, "to": 2}),
            action("setHtml", ".p", "<b>set</b>"),
            action("customCode", "#image", "<script>note('custom')</script>"),
        )
    ),
    requests=4,
)

case(
    "offer: page content that comes again is inserted again",
    configure(),
    RENDER,
    arrive(2),
    call(
        "sendEvent",
        {"renderDecisions": True, "personalization": {"defaultPersonalizationEnabled": True}},
    ),
    arrive(4),
    observe(PAGE),
    body=BODY,
    before=BEFORE,
    scenario=offers(proposition("__view__", action("appendHtml", "#main", "<b>x</b>"))),
    requests=4,
)

case(
    "offer: a view and the page in one answer are one report",
    configure(),
    view("Home"),
    arrive(2),
    observe(PAGE),
    body=BODY,
    before=BEFORE,
    scenario=offers(
        of_view("home", action("setText", "#one", "view")),
        proposition("__view__", action("setText", "#one", "page"), number=3),
        of_view("other", action("setText", "#one", "other"), number=4),
        proposition("mbox", ("html-content-item", {"content": "<b>"}), number=5),
    ),
    requests=2,
)

case(
    "offer: a view that names a place that never comes",
    configure(),
    RENDER,
    view("cart"),
    observe(PAGE),
    body=BODY,
    before=BEFORE,
    scenario=offers(
        of_view("cart", action("setText", "#never", "x"), action("setText", "#one", "new"))
    ),
    requests=2,
)

FOR_MBOX = proposition(
    "mbox",
    ("html-content-item", {"content": "<b>x</b>"}),
    ("json-content-item", {"content": {"a": 1}}),
    number=6,
)

for kind in ("setHtml", "collectInteractions"):
    case(
        f"offer: applyPropositions with {kind}, then a report of it",
        configure(autoCollectPropositionInteractions={"TGT": "always"}),
        call(
            "applyPropositions",
            {
                "propositions": [
                    FOR_MBOX,
                    proposition("__view__", action("setText", "#one", "page")),
                ],
                "metadata": {"mbox": {"selector": "#main > p:eq(1)", "actionType": kind}},
            },
        ),
        call("sendEvent", {"personalization": {"includeRenderedPropositions": True}}),
        observe(PAGE),
        body=BODY,
        before=BEFORE,
        requests=1,
    )

for name in ("CART", "none"):
    case(
        f"offer: applyPropositions with the view {name}",
        configure(),
        RENDER,
        call(
            "applyPropositions",
            {
                "viewName": name,
                "propositions": [
                    proposition("__view__", action("setText", "#main", "page"), number=7),
                ],
            },
        ),
        call("sendEvent", {"personalization": {"includeRenderedPropositions": True}}),
        observe(PAGE),
        body=BODY,
        before=BEFORE,
        scenario=offers(of_view("cart", action("setText", "#one", "new"))),
        requests=2,
    )

case(
    "offer: applyResponse shows it and reports it",
    configure(),
    call(
        "applyResponse",
        {
            "renderDecisions": True,
            "responseBody": {
                "handle": [
                    {
                        "type": "personalization:decisions",
                        "payload": [
                            proposition("__view__", action("setText", "#one", "new")),
                            FOR_MBOX,
                        ],
                    },
                ]
            },
        },
    ),
    observe(PAGE),
    body=BODY,
    before=BEFORE,
    requests=1,
)

REDIRECT = ("redirect-item", {"content": "#gone"})

case(
    "offer: a redirect among others",
    configure(),
    RENDER,
    arrive(2),
    run("return new Promise((done) => setTimeout(done, 100))"),
    observe("location.hash"),
    observe("history.length"),
    body=BODY,
    before=BEFORE,
    scenario=offers(
        proposition("__view__", action("setText", "#one", "new")),
        proposition("__view__", REDIRECT, action("setText", "#one", "x"), number=2),
    ),
    requests=2,
)

case(
    "offer: a redirect without an address",
    configure(),
    RENDER,
    arrive(2),
    observe(PAGE),
    body=BODY,
    before=BEFORE,
    scenario=offers(
        proposition("__view__", ("redirect-item", {}), action("setText", "#one", "new"))
    ),
    requests=2,
)

MESSAGE = (
    "message/in-app",
    {
        "type": "defaultContent",
        "contentType": "text/html",
        "content": "<!doctype html><html><body><p>Hi</p></body></html>",
        "mobileParameters": {
            "uiTakeover": True,
            "width": 50,
            "height": 40,
            "verticalAlign": "top",
            "verticalInset": 3,
            "horizontalAlign": "right",
            "horizontalInset": 5,
            "backdropOpacity": 0.3,
            "backdropColor": "#112233",
            "cornerRadius": 8,
        },
    },
)
WHERE = """(() => {
  const frame = document.getElementById("alloy-content-iframe");
  if (!frame) return null;
  return ["alloy-messaging-container", "alloy-overlay-container"].map((id) => {
    const {style, parentNode} = document.getElementById(id) || {style: {}, parentNode: null};
    return parentNode && [parentNode.localName, Array.from(style).sort().map(
      (name) => name + ": " + style.getPropertyValue(name))];
  });
})()"""

case(
    "offer: a message over the page",
    configure(),
    RENDER,
    arrive(2),
    observe(WHERE),
    body=BODY,
    before=BEFORE,
    scenario=offers(proposition("__view__", MESSAGE)),
    requests=2,
)

CLICKED = configure(autoCollectPropositionInteractions={"TGT": "decoratedElementsOnly"})

case(
    "offer: clicks on what is labelled, and on what is not",
    CLICKED,
    RENDER,
    arrive(2),
    run("document.querySelector('#one b').click()"),
    run("document.querySelector('#one i').click()"),
    arrive(3),
    body=BODY,
    before=BEFORE,
    scenario=offers(
        proposition(
            "__view__",
            action(
                "setHtml",
                "#one",
                "<b data-aep-click-label='L' data-aep-click-token='T'>x</b><i>y</i>",
            ),
        )
    ),
    requests=3,
)

case(
    "offer: click metrics of a view and of the page",
    configure(),
    view("home"),
    run("document.querySelector('#main .p').click()"),
    run("document.querySelector('#list li').click()"),
    body=BODY,
    before=BEFORE,
    scenario=offers(
        of_view("home", action("click", "#main > p:eq(0)")),
        proposition("__view__", action("click", ".p"), action("click", "ul"), number=3),
        proposition("__view__", action("click", ".p"), number=4),
    ),
    requests=3,
)
