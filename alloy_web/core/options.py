"""
Options and results that several commands share, and what is made of options.

Source: specification, CMD-12, CMD-14, CMD-20, ALPHA-30.
"""

from alloy_web.core.merge import merge
from alloy_web.validation import (
    ANYTHING,
    BOOLEAN,
    OBJECT,
    TEXT,
    Array,
    Mapping,
    Number,
    OneOf,
    Record,
    optional,
    required,
)

IDENTITY_MAP = Mapping(Array(Record({
    "id": optional(TEXT, about="Who the visitor is in this namespace."),
    "authenticatedState": optional(
        OneOf("ambiguous", "authenticated", "loggedOut"), about="Is the visitor logged in?"
    ),
    "primary": optional(BOOLEAN, about="Is this the identity that counts first?"),
    "namespace": optional(
        Record({"code": optional(TEXT, about="Its short name.")}, open=True),
        about="The namespace, where it is not the key.",
    ),
    "xid": optional(TEXT, about="The identity's own id at the server."),
})))

XDM = Record({
    "eventType": optional(TEXT, about="What kind of event it is."),
    "identityMap": optional(IDENTITY_MAP, about="Identities of the visitor, by namespace."),
}, open=True)

OVERRIDES = optional(
    OBJECT,
    about="Settings of the datastream, for this call; `datastreamId` sends it to another one.",
)

DECISION_SCOPES = optional(
    Array(TEXT, unique=True), about="Older spelling of `personalization.decisionScopes`."
)

# What may be asked of personalisation; what a command does not know it keeps or refuses.
PERSONALIZATION = {
    "decisionScopes": optional(Array(TEXT, unique=True), about="Names of places to ask for."),
    "surfaces": optional(
        Array(TEXT, unique=True), about="Addresses of places to ask for: `#hero`, `web://host/path`."
    ),
    "sendDisplayEvent": optional(
        BOOLEAN, about="Report what was shown at once; `false` keeps it for a later event."
    ),
    "includeRenderedPropositions": optional(
        BOOLEAN, about="Report with this event what was shown and kept."
    ),
    "defaultPersonalizationEnabled": optional(
        BOOLEAN, about="Ask for the page's own content? By default the first event does."
    ),
    "decisionContext": optional(OBJECT, about="Facts for rules that the page evaluates."),
}

# What a server offers, as commands return it.
PROPOSITION = Record({
    "id": optional(TEXT, about="The proposition's id."),
    "scope": optional(TEXT, about="The place that it is for."),
    "scopeDetails": optional(OBJECT, about="Where it comes from; it goes back with reports."),
    "items": optional(Array(OBJECT), about="What is to be shown, each with its `schema`."),
    "renderAttempted": optional(BOOLEAN, about="Was it shown, or tried to be?"),
}, open=True)

_PROPOSITIONS = optional(Array(PROPOSITION), about="What was returned, shown or not.")

SHOWN = Record({"propositions": _PROPOSITIONS})

ANSWER = Record({
    "propositions": _PROPOSITIONS,
    "decisions": optional(Array(PROPOSITION), about="Those that were not shown, as once spelled."),
    "destinations": optional(Array(ANYTHING), about="What the audiences of the visitor bring."),
}, open=True)

SENT = Record({
    "requestBody": optional(OBJECT, about="What was sent."),
    "responseBody": optional(OBJECT, about="What came back, where an answer was expected."),
})

EXPLAINED = Record({
    "events": required(Array(Record({
        "id": required(Number(), about="Its number in this page; 0 in an earlier one."),
        "command": required(TEXT, about="The command, or in brackets what the SDK did by itself."),
        "type": required(TEXT, about="The type of the event."),
        "state": required(TEXT, about="Where it is in its life, or how that ended."),
        "code": required(TEXT, about="Why it ended so: see `docs/codes/`."),
        "at": required(TEXT, about="When it was made."),
        "ms": required(Number(), about="How long it has taken so far."),
        "steps": required(TEXT, about="Its states, with milliseconds since it was made."),
        "_id": required(TEXT, about="The id of the event, where it has one (`keepUnsent`)."),
    })), about="The last 200 calls and events, a flat line for each."),
    "counts": required(Mapping(Number()), about="`calls` and `automatic` events since the page "
                       "was loaded, those `takenOver` of earlier pages, how many are `open`, and "
                       "how many ended how."),
    "consent": optional(Record({
        "state": required(TEXT, about="`in`, `out` or `pending`."),
        "wasSet": required(BOOLEAN, about="Has the visitor chosen?"),
    }), about="The visitor's choice, once the instance is configured."),
    "identity": optional(TEXT, about="`known`, `asking` or `none`."),
    "queue": optional(Mapping(Number()), about="What waits: `open`, and what is `kept`."),
    "versions": required(Mapping(TEXT), about="Which SDK this is."),
    "boot": required(Record({
        "madeAt": required(TEXT, about="When the instance was made."),
        "configured": required(BOOLEAN, about="Has `configure` been accepted?"),
    }), about="How the instance started."),
})

# Of commands that have nothing to tell.
NOTHING = Record({})


def personalization(options):
    """The option `personalization`, with the scopes of its older spelling joined in."""
    wanted = dict(options.get("personalization") or {})
    scopes = list(options.get("decisionScopes") or [])
    scopes.extend(wanted.get("decisionScopes") or [])
    wanted["decisionScopes"] = scopes
    return wanted


def overrides(options):
    """The overrides of a call; the dataset of an older option among them, which they outrank."""
    given = options.get("edgeConfigOverrides")
    dataset_id = options.get("datasetId")
    if not dataset_id:
        return given
    return merge({"com_adobe_experience_platform": {
        "datasets": {"event": {"datasetId": dataset_id}},
    }}, given)
