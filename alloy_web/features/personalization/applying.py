"""
The options of `applyPropositions`, and propositions made ready for it: pure; in the second file
(app/parts.py). Source: CMD-15.
"""

from alloy_web.core import merge
from alloy_web.core import propositions as offers
from alloy_web.validation import (
    ANYTHING,
    TEXT,
    Array,
    Mapping,
    Record,
    optional,
    required,
    validate,
)

OPTIONS = Record({
    "propositions": optional(Array(Record({
        "id": required(TEXT, about="The proposition's id."),
        "scope": required(TEXT, about="The place that it is for."),
        "scopeDetails": required(Record({
            "decisionProvider": required(TEXT, about="Who made the offer."),
        }, open=True), about="Where it comes from."),
        "items": required(Array(Record({
            "id": required(TEXT, about="The item's id."),
            "schema": required(TEXT, about="What kind of content it is."),
            "data": optional(ANYTHING, about="The content."),
        }, open=True), non_empty=True), about="What is to be shown."),
    }, open=True), non_empty=True), about="Content as `sendEvent` returned it."),
    "metadata": optional(Mapping(Record({
        "selector": optional(TEXT, about="The element."),
        "actionType": optional(TEXT, about="What is done with it: `setHtml`, `appendHtml`, …"),
    }, open=True)), about="For content without a place of its own: where it goes, by scope."),
    "viewName": optional(TEXT, about="Show what was fetched for this view, too."),
}, open=True)

_KEPT = (offers.DOM_ACTION, offers.DEFAULT_CONTENT, offers.IN_APP)


def read(options):
    """`(propositions to show, name of a view or None)`; raises CommandError for bad options."""
    options = validate("applyPropositions", OPTIONS, options)
    found = prepare(options.get("propositions"), options.get("metadata") or {})
    return found, options.get("viewName")


def prepare(propositions, metadata):
    """
    Copies with the items that can be shown; `metadata` says by scope where and how.

    What was shown by an event already is left out, and so is what has no item left.
    """
    ready = []
    for given in offers.readable(propositions or []):
        if given["scope"] == offers.PAGE_SCOPE and given.get("renderAttempted") is True:
            continue
        place = metadata.get(given["scope"])
        items = []
        for item in given["items"]:
            item = _placed(merge.deep_copy(item), place)
            if item:
                items.append(item)
        if items:
            given["items"] = items
            ready.append(given)
    return ready


def _placed(item, place):
    schema = item["schema"]
    if schema in _KEPT:
        return item
    if place is None or schema not in (offers.HTML_CONTENT, offers.JSON_CONTENT):
        return None
    if schema == offers.JSON_CONTENT:
        if place.get("actionType") != "collectInteractions":
            return None
        # Nothing is shown: the page used the content, and its clicks are to be reported.
        item["schema"] = offers.DOM_ACTION
    data = item.get("data")
    item["data"] = merge.merge(data if isinstance(data, dict) else {}, {
        "selector": place.get("selector"), "type": place.get("actionType"),
    })
    return item
