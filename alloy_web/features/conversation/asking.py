"""
What a conversation is asked, and where: options, address, the event, when it is asked again.

Source: specification, CMD-36, CONV-01, CONV-02.
"""

from alloy_web.core import cookies, encoding, merge
from alloy_web.core.options import XDM
from alloy_web.validation import (
    BOOLEAN,
    FUNCTION,
    OBJECT,
    TEXT,
    Array,
    Record,
    optional,
    required,
)

# What is waited before each further attempt.
DELAYS_MS = (2000, 3000, 5000)

# Open, since pages hand over what an assistant's interface gives them.
OPTIONS = Record({
    "message": optional(TEXT, about="What the visitor says."),
    "data": optional(Record({
        "type": required(TEXT, about="What it is: `feedback`, say."),
        "payload": optional(OBJECT, about="What it holds."),
    }, open=True), about="What is sent besides messages."),
    "xdm": optional(XDM, about="The event, as XDM."),
    "surfaces": optional(Array(TEXT), about="The places that it is about; else the page."),
    "onStreamResponse": optional(
        FUNCTION,
        about="Called with each part of the answer as it comes, a list; or with "
              "`{error: {message}}`, and then no more.",
    ),
    "voiceEnabled": optional(BOOLEAN, about="Is it spoken?"),
}, open=True)


def session_cookie(org_id):
    """The name of the cookie by which the server keeps a conversation from page to page."""
    return cookies.prefix(org_id) + "bc_session_id"


def url(origin, region, is_voice, session_id, request_id, datastream_id):
    """The address of a conversation. Voices have no region."""
    place = "-voice" if is_voice else "/" + region if region else ""
    return (
        origin + "/brand-concierge" + place + "/conversations?sessionId="
        + encoding.percent_encode(session_id) + "&requestId=" + request_id + "&configId="
        + datastream_id
    )


def query(options, page_surface):
    """The event's `query.conversation`; None where nothing is said."""
    said = {}
    for key in ("message", "data"):
        # As JavaScript has it, an empty message says nothing.
        if options.get(key):
            said[key] = merge.deep_copy(options[key])
    if not said:
        return None
    said["surfaces"] = list(options.get("surfaces") or [page_surface])
    return said


def xdm(options, ecid):
    """The event's XDM, with the visitor's identity unless the caller names another."""
    known = {"identityMap": {"ECID": [{"id": ecid}]}} if ecid else {}
    return merge.merge(known, options.get("xdm"))
