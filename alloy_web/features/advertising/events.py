"""
Reports of ads: a click that led to the page, the ids of a visitor, and what any other event has.

Source: specification, ADV-01, ADV-02, ADV-04.
"""

from alloy_web.features.advertising import ids


def of_click(code, identities, time):
    """The event of a click on an ad."""
    details = {}
    if code:
        details["trackingCode"] = code
    if identities:
        details["trackingIdentities"] = identities
    return {"xdm": {
        "eventType": "advertising.enrichment_ct", "timestamp": time,
        "_experience": {"adcloud": {"conversionDetails": details}},
    }}


def of_view(known, state, advertisers, now_ms, time):
    """The event that says who the visitor is to advertisers."""
    query = _query(known, state, advertisers, now_ms)
    query["eventType"] = "advertising.enrichment"
    return {
        "xdm": {"eventType": "advertising.enrichment", "timestamp": time},
        "query": {"advertising": query},
    }


def addition(known, state, advertisers, now_ms):
    """
    `(xdm, query)` that another event gets; empty and None where there is nothing to tell.
    """
    xdm = {}
    if known.get("surferId") or known.get("hashedIp"):
        parts = [known.get(name, "") for name in ("surferId", "hashedIp", "id5", "rampIdEnv")]
        xdm = {"_experience": {"adcloud": {"stitchId": "|".join(parts + [""])}}}
    fresh = ids.fresh(known, state, now_ms)
    if not fresh and ids.some_throttled(state, now_ms):
        return xdm, None
    stitch_ids = {name: known[name] for name in fresh}
    if known.get("hashedIp") and not ids.is_throttled("surferId", state, now_ms):
        stitch_ids["hashedIp"] = known["hashedIp"]
    return xdm, _query(stitch_ids, state, advertisers, now_ms)


def _query(stitch_ids, state, advertisers, now_ms):
    query = ids.clicks(state, now_ms)
    query["stitchIds"] = dict(stitch_ids)
    query["advIds"] = advertisers
    return query
