"""
Options that several commands share: checks for validation.py, and what is made of them.

Source: specification, CMD-12, CMD-14, CMD-20, ALPHA-30.
"""

from alloy_web.core.merge import merge
from alloy_web.validation import array, boolean, mapping, one_of, record, text

IDENTITY_MAP = mapping(array(record({
    "id": text(),
    "authenticatedState": one_of("ambiguous", "authenticated", "loggedOut"),
    "primary": boolean,
    "namespace": record({"code": text()}, open=True),
    "xid": text(),
})))

XDM = record({"eventType": text(), "identityMap": IDENTITY_MAP}, open=True)

# What may be asked of personalisation; what a command does not know it keeps or refuses.
PERSONALIZATION = {
    "decisionScopes": array(text(), unique=True),
    "surfaces": array(text(), unique=True),
    "sendDisplayEvent": boolean,
    "includeRenderedPropositions": boolean,
    "defaultPersonalizationEnabled": boolean,
    "decisionContext": mapping(),
}


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
