"""
The codes that end a line of the ledger (engine/ledger.py): what each means, and what to do.

`docs/codes/`, a page for each, is written from here by `python build.py reference`. Pages of the
SDK carry the codes alone; a test holds that each of them is here.
"""

from alloy_web.buildtools.tables import ROOT

FOLDER = ROOT / "docs/codes"

# code: (how the line ends, the cause, what to do)
CODES = {
    "ok": (
        "answered",
        "The server took the event, or the call has its result.",
        "Nothing.",
    ),
    "beacon.unheard": (
        "beaconed",
        "The page was left. The browser took the event over to deliver it, and reports to nobody "
        "what came of that.",
        "Nothing. An event that must have an answer is sent earlier, without `documentUnloading`.",
    ),
    "page.left": (
        "unloaded, or kept",
        "The page was left while the event waited: for consent, for a function of the page's, for "
        "the visitor's identity or for an answer. With `keepUnsent` the next page of the site "
        "sends what had come so far as to be stored.",
        "Look at the steps of the line: they say what it waited for. Ask for consent "
        "earlier, or make `onBeforeEventSend` quicker.",
    ),
    "hook.false": (
        "cancelled",
        "`onBeforeEventSend` returned `false` for the event.",
        "Nothing, if that was meant. Else look at that function.",
    ),
    "hook.threw": (
        "failed",
        "A function of the page's (`onBeforeEventSend`, `mergeId`) threw an error, took "
        "longer than `hookTimeout`, or left what are no objects. Its event is not sent: the "
        "function may be what takes personal data out.",
        "The error of the call, and the console with `debugEnabled`, name the function and what it "
        "threw.",
    ),
    "consent.out": (
        "declined, or dropped",
        "The visitor said no, or nobody has said yes where `defaultConsent` is `out`. What the "
        "outbox had stored is erased.",
        "Nothing: that is the visitor's choice. `explain` says what the consent is now.",
    ),
    "network.offline": (
        "failed, or kept",
        "The request failed, and the browser says that it has no network.",
        "With `keepUnsent` it is sent when the network is back. Without it is lost.",
    ),
    "network.blocked": (
        "failed, or kept",
        "The request failed without an answer, though the browser has a network: an ad blocker, a "
        "firewall or the page's content security policy stands in the way, the name of the server "
        "cannot be found, or the connection was cut.",
        "Look at the request in the browser's network panel. If many visitors are concerned, give "
        "`edgeDomain` a name of your own site.",
    ),
    "network.timeout": (
        "failed, or kept",
        "The server did not answer within `requestTimeout`.",
        "If that happens often, look at the network panel for what is slow.",
    ),
    "edge.400": (
        "failed, or dropped",
        "The server says that the request is malformed.",
        "The answer in the console names the field. A datastream that is not there is a common "
        "cause: compare `datastreamId`.",
    ),
    "edge.401": (
        "failed, or dropped",
        "The server asks who sends this.",
        "The datastream may take authenticated requests only: that is no datastream for browsers.",
    ),
    "edge.403": (
        "failed, or dropped",
        "The server refuses events of this site or organisation, or the visitor's consent.",
        "Compare `orgId` and `datastreamId`, and what the datastream allows.",
    ),
    "edge.404": (
        "failed, or dropped",
        "There is nothing at this address.",
        "Compare `edgeDomain` and `edgeBasePath`.",
    ),
    "edge.408": (
        "failed, or dropped",
        "The server gave up waiting for the request.",
        "Usually a slow network. Send less data with an event.",
    ),
    "edge.413": (
        "failed, or dropped",
        "The request is too large, even with this event alone.",
        "Send less data with it.",
    ),
    "edge.422": (
        "failed, or dropped",
        "The server understood the request, and cannot do what it asks.",
        "The answer in the console says what is wrong.",
    ),
    "edge.429": (
        "failed, or kept",
        "The server has too much to do, also after three more attempts.",
        "With `keepUnsent` the event is sent later. If it happens often, ask the vendor for the "
        "limits of the datastream.",
    ),
    "edge.500": (
        "failed, or dropped",
        "The server failed. It may have taken the event, so it is not sent again.",
        "Nothing in the page. The id of the request, in the console, helps the vendor to find it.",
    ),
    "edge.502": (
        "failed, or kept",
        "A server on the way could not reach the one behind it, also after three more attempts.",
        "With `keepUnsent` the event is sent later.",
    ),
    "edge.503": (
        "failed, or kept",
        "The server is not ready for requests, also after three more attempts.",
        "With `keepUnsent` the event is sent later.",
    ),
    "edge.504": (
        "failed, or kept",
        "A server on the way waited in vain for the one behind it, also after three more attempts.",
        "With `keepUnsent` the event is sent later.",
    ),
    "edge.unreadable": (
        "failed, or kept",
        "The answer says that all is well, and is not what the vendor's server says: a hotel or an "
        "airport may want its visitors to log in first.",
        "With `keepUnsent` the event is sent later. If it happens to everyone, compare "
        "`edgeDomain`.",
    ),
    "edge.other": (
        "failed, or dropped",
        "The server answered with an unusual status.",
        "The answer is in the console, with `debugEnabled`.",
    ),
    "call.invalid": (
        "invalid",
        "The options of the call do not hold.",
        "The error of the call names every problem.",
    ),
    "call.unknown": (
        "invalid",
        "There is no such command.",
        "The error of the call names those that there are, and which one may be meant.",
    ),
    "call.early": (
        "invalid",
        "The call came before `configure`, or after one that was refused.",
        "Call `configure` first, and look at how it ended.",
    ),
    "call.unconfigured": (
        "invalid",
        "The configuration failed late, so no command can run.",
        "Look at how `configure` ended.",
    ),
    "call.unreadable": (
        "invalid",
        "What the page called has no name that is a text, or options that cannot be read.",
        "The error of the call says which.",
    ),
    "identity.changed": (
        "dropped",
        "The event was kept for one visitor, and the browser has another identity now.",
        "Nothing: it would be counted for somebody else.",
    ),
    "outbox.full": (
        "dropped",
        "The outbox holds as much as `keepUnsent` allows, and this event was the oldest in it.",
        "Allow more (`maxEvents`, `maxKilobytes`), if events are kept that long on purpose. "
        "An edge that is blocked for good fills every outbox.",
    ),
    "outbox.old": (
        "dropped",
        "The event was kept for longer than `maxAgeHours`.",
        "Allow more, if late events are worth having.",
    ),
    "outbox.unreadable": (
        "dropped",
        "What is in the outbox is not one of its events: another script wrote there, or another "
        "version.",
        "Nothing, unless it comes again: then look for who writes to the site's local storage.",
    ),
    "outbox.taken": (
        "dropped",
        "Another page of the site has sent the event, or has erased it.",
        "Nothing. That page has a line of its own for it, with the same `_id`.",
    ),
    "sdk.failed": (
        "failed",
        "A mistake of the SDK's, or of a function that hears of events.",
        "Please report it, with the error of the call.",
    ),
}


def pages():
    """`{name: text}` of the files in `docs/codes/`."""
    found = {f"{code}.md": _page(code, *entry) for code, entry in CODES.items()}
    rows = [f"| [{code}]({code}.md) | {entry[0]} | {entry[1]} |" for code, entry in CODES.items()]
    head = [_HEAD, "| Code | Ends as | Cause |", "|---|---|---|"]
    found["README.md"] = "\n".join([*head, *rows, ""])
    return found


def _page(code, end, cause, remedy):
    return (
        f"# {code}\n\nThe event, or the call, ended as **{end}**.\n\n## Why\n\n{cause}\n\n"
        f"## What to do\n\n{remedy}\n\n[All codes](README.md) · [Delivery](../delivery.md)\n"
    )


_HEAD = """\
# Codes

`alloy("explain")` says how each call and each event ended, with one of these codes. With
`debugEnabled` the console names them, too. These pages are made by `python build.py reference`.
"""


def write():
    """Write `docs/codes/`; a page of a code that is gone goes, too."""
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for file in FOLDER.glob("*.md"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
