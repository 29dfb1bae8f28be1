"""
Cases: conversations with the page's assistant, and their answers as they come.
"""

import json

from tests.parity.script import (
    IDENTITY,
    ORG_,
    OTHER_EDGE,
    Js,
    answers,
    call,
    case,
    configure,
    observe,
)

KNOWN = {f"kndctr_{ORG_}_identity": IDENTITY}
SESSION = f"kndctr_{ORG_}_bc_session_id"

# The words of an error are everybody's own.
HEARD = Js(
    "(told) => { (window.heard = window.heard || []).push(told && told.error ? 'error' : told); }"
)


def block(*payload, **more):
    """A block of a stream, with a handle for each part."""
    handles = [{"type": "brand-concierge:conversation", "payload": [part]} for part in payload]
    return f"data: {json.dumps({'requestId': 'r', 'handle': handles, **more})}\n\n"


def streamed(*pieces, **words):
    """A scenario whose conversations are answered with these pieces."""
    return answers({"when": {"action": "conversations"}, "stream": list(pieces), **words})


def hear(count):
    """What the page hears, once that is so much; or what there is of it in the end."""
    return observe(
        "new Promise((resolve) => { let left = 500; const look = () => { left--; "
        f"if ((window.heard || []).length >= {count} || !left) resolve(window.heard || []); "
        "else setTimeout(look, 20); }; look(); })"
    )


def conversation(
    name, options, *pieces, heard=1, configured=None, scenario=None, requests=1, cookies=None,
    **words,
):
    """A case of one call, whose answer comes in these pieces."""
    case(
        f"conversation: {name}",
        configure(**configured or {}),
        call("sendConversationEvent", {**options, "onStreamResponse": HEARD}),
        hear(heard),
        requests=requests,
        cookies=KNOWN if cookies is None else cookies,
        scenario=scenario or streamed(*(pieces or [block({"text": "é€"})])),
        **words,
    )


conversation("a message", {"message": "Hello", "xdm": {"a": 1}})
conversation("data", {"data": {"type": "feedback", "payload": {"stars": 5}}})
conversation("a message and data", {"message": "a", "data": {"type": "x"}})
conversation("a voice", {"message": "a", "voiceEnabled": True})
conversation("xdm alone", {"xdm": {"eventType": "opened"}})
conversation("nothing at all", {})
conversation("an empty message", {"message": ""})
conversation("a page with a query", {"message": "a"}, path="/t/page?src=1")
conversation("identities of the caller", {"message": "a", "xdm": {"identityMap": {
    "ECID": [{"id": "9"}], "A": [{"id": "b"}],
}}})
for state in ("out", "pending"):
    conversation(f"consent that is {state}", {"message": "a"},
                 configured={"defaultConsent": state})
conversation(
    "a hook that edits and says no", {"message": "a", "xdm": {"b": 1}},
    configured={"onBeforeEventSend": Js(
        "(content) => { content.xdm.hooked = true; content.data.more = 1; return false; }"
    )},
)
conversation("a session of the page before, where sessions stay", {"message": "a"},
             configured={"conversation": {"stickyConversationSession": True}},
             cookies={**KNOWN, SESSION: "mine"})
conversation("a session of the page before, where they do not", {"message": "a"},
             cookies={**KNOWN, SESSION: "mine"})
conversation("a session at an edge elsewhere", {"message": "a"},
             configured={"conversation": {"stickyConversationSession": True},
                         "edgeDomain": OTHER_EDGE},
             cookies={**KNOWN, SESSION: "mine"})
conversation("overrides that are configured", {"message": "a"},
             configured={
                 "edgeConfigOverrides": {"datastreamId": "other", "com_adobe_a": {"b": "c"}},
             })

for named in ("a%20b", "a&adobe_brand_concierge_source=b", "", "&adobe_brand_concierge_source="):
    case(
        f"conversation: an event on a page that a source led to, {named!r}",
        configure(conversation={"collectSources": True}),
        call("sendEvent"),
        path="/t/page?adobe_brand_concierge_source=" + named,
        cookies=KNOWN,
        requests=1,
    )

conversation("an answer in several blocks", {"message": "a"},
             ": ping\n\n", block(1) + block(2), "event: x\nid: 1\n" + block(3, 4), heard=3)
conversation("an answer with other ends of lines", {"message": "a"},
             block(1).replace("\n", "\r\n"), block(2).replace("\n", "\r"),
             block(3).strip() + "\r", 20, "\n\r", 20, "\n", block(4), heard=4)
conversation("an answer cut in a letter", {"message": "a"},
             'data: {"handle":[{"type":"brand-concierge:conversation","payload":["',
             {"hex": "e2 82"}, 30, {"hex": "ac"}, '"]}]}\n\n')
conversation("data in several lines", {"message": "a"},
             'data: {"handle":\ndata: [{"type":"brand-concierge:conversation",\n'
             'data:"payload":[1]}]}\n\n')
conversation("an answer without its last blank line", {"message": "a"},
             block(1), block(2).strip(), heard=2)
conversation("blocks without parts", {"message": "a"},
             "data: {}\n\n", 'data: {"handle":[]}\n\n', block(1), heard=3)
conversation("parts without a payload, or with one that is no list", {"message": "a"},
             'data: {"handle":[{"type":"brand-concierge:conversation"}]}\n\n',
             'data: {"handle":[{"type":"brand-concierge:conversation","payload":{"x":1}}]}\n\n',
             heard=2)
for garbage in ("nonsense", "null", '{"handle":5}'):
    conversation(f"garbage, {garbage}", {"message": "a"},
                 block(1), f"data: {garbage}\n\n", block(2), heard=2)
# What comes together with the break may be heard or not: the browser says so.
conversation("a connection that breaks", {"message": "a"}, heard=2,
             scenario=streamed(block(1), 500, fault="cut"))
conversation("a cookie of the answer", {"message": "a"}, 'data: ' + json.dumps({"handle": [
    {"type": "state:store", "payload": [{"key": SESSION, "value": "new", "maxAge": 86400}]},
]}) + "\n\n")
conversation("no content", {"message": "a"}, heard=0,
             scenario=answers({"when": {"action": "conversations"}, "status": 204}))
conversation("a server that fails once", {"message": "a"}, requests=2, scenario=answers(
    {"when": {"action": "conversations", "nth": 1}, "status": 500},
    {"when": {"action": "conversations"}, "stream": [block(1)]},
))
