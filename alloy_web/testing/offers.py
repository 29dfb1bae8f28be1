"""
The dry run of offers: the SDK's own decisions, carried out on HTML. See `alloy_web.testing`.
"""

from typing import Any

from alloy_web.core import propositions as offers
from alloy_web.features.messages import placement
from alloy_web.features.rendering import planning
from alloy_web.hosts.memory.page import HtmlPage


class Rendered:
    """
    `html`        the page afterwards
    `applied`     `{"proposition", "item", "selector", "elements"}` for each action that worked,
                  with the number of elements that it changed
    `skipped`     `{"proposition", "item", "why"}` for what is not shown
    `clicks`      `{"proposition", "item", "selector"}`: clicks there are reported
    `message`     the HTML of the in-app message over the page, or None
    `redirect`    where the page would go instead, or None
    `reported`    ids of the propositions that would be reported as displayed
    """

    def __init__(self):
        self.html = ""
        self.applied: list[dict] = []
        self.skipped: list[dict] = []
        self.clicks: list[dict] = []
        self.message: str | None = None
        self.redirect: str | None = None
        self.reported: list[str] = []


def render(given: Any, html: str, view: str | None = None) -> Rendered:
    """
    What propositions do to a page that is at `view`, as `Rendered`.

    `given` is what is at hand: a server's whole answer, its handles or one of them, the result of
    a command, propositions or one. TypeError or ValueError where there is no proposition in it.
    """
    shown = Rendered()
    page = HtmlPage(html)
    propositions = propositions_in(given)
    for one in propositions:
        shown.skipped.extend(_unreadable(one))
    given = offers.readable(propositions)
    for proposition in given:
        why = _not_for(proposition, view)
        for item in proposition["items"] if why else ():
            shown.skipped.append(_line(proposition, item, why=why))
    # In the order of an answer: the page's, then its view's.
    wanted = [one for one in offers.of_event(given, view) if not _not_for(one, view)]
    plan = planning.plan(wanted, lambda proposition: True, placement.problem)
    for proposition, item, why in plan.skipped:
        shown.skipped.append(_line(proposition, item, why=why))
    tried = [item for proposition, item, why in plan.skipped]
    if plan.redirect:
        shown.redirect = plan.redirect["item"]["data"]["content"]
    for entry in plan.entries:
        _carry_out(shown, page, entry)
    for entry in plan.clicks:
        shown.clicks.append(_line(
            entry["proposition"], entry["item"], selector=entry["action"]["selector"]
        ))
    if plan.message:
        shown.message = plan.message["item"]["data"]["content"]
    for proposition in plan.kept:
        for item in proposition["items"]:
            if item not in tried:
                shown.skipped.append(_line(proposition, item, why=_why_kept(item, plan)))
    shown.reported = [one.get("id") for one in plan.reported]
    shown.html = page.html()
    return shown


def propositions_in(given: Any) -> list:
    """The propositions in what is at hand."""
    found: Any
    if isinstance(given, dict) and "items" in given:
        found = [given]
    elif isinstance(given, dict) and given.get("type") == _HANDLE:
        found = given.get("payload")
    elif isinstance(given, dict) and isinstance(given.get("handle"), list):
        found = _of_handles(given["handle"])
    elif isinstance(given, dict) and isinstance(given.get("propositions"), list):
        found = given["propositions"]
    elif isinstance(given, (list, tuple)):
        are_handles = any(isinstance(one, dict) and "payload" in one for one in given)
        found = _of_handles(given) if are_handles else list(given)
    else:
        what = f"a dict with {', '.join(map(str, given))}" if isinstance(given, dict) else (
            f"{type(given).__name__} {str(given)[:80]!r}"
        )
        raise TypeError(
            "render takes a server's answer ({\"handle\": […]}), handles, the result of a command, "
            f"propositions or one of them; got {what}"
        )
    if not found:
        raise ValueError("there is no proposition in what render was given, so nothing is shown")
    return found


_HANDLE = "personalization:decisions"


def _of_handles(handles):
    return [
        one for handle in handles
        if isinstance(handle, dict) and handle.get("type") == _HANDLE
        for one in handle.get("payload") or ()
    ]


def _unreadable(proposition):
    """Lines for what the SDK leaves out, as it is no proposition or no item."""
    if not isinstance(proposition, dict):
        return [{"proposition": None, "item": None, "why": "it is no object"}]
    name = proposition.get("id")
    if not isinstance(proposition.get("scope"), str):
        return [{"proposition": name, "item": None, "why": "it has no scope"}]
    items = proposition.get("items")
    if not isinstance(items, list) or not items:
        return [{"proposition": name, "item": None, "why": "it has no items"}]
    return [
        {"proposition": name, "item": None, "why": f"items[{index}] is no object"}
        for index, item in enumerate(items) if not isinstance(item, dict)
    ]


def _carry_out(shown, page, entry):
    action = entry["action"]
    is_image = action["steps"][0][0] == "image"
    before = page.html() if is_image else None
    outcome = page.perform(action)
    line = _line(entry["proposition"], entry["item"])
    if not outcome["ok"]:
        shown.skipped.append(line | {"why": outcome["error"]})
    elif not outcome["elements"]:
        shown.skipped.append(line | {"why": "its content is there already"})
    elif is_image and page.html() == before:
        shown.skipped.append(line | {"why": "it changes images alone, not " + action["selector"]})
    else:
        shown.applied.append(line | {
            "selector": action["selector"], "elements": outcome["elements"],
        })


def _line(proposition, item, **more):
    return {"proposition": proposition.get("id"), "item": item.get("id")} | more


def _not_for(proposition, view):
    kind = offers.scope_kind(proposition)
    if kind == "page" or (view and offers.is_of_view(proposition, view)):
        return None
    if kind == "view":
        return "it is for the view " + proposition["scope"]
    return "it is for the scope " + proposition["scope"] + ", which the page shows itself"


def _why_kept(item, plan):
    if plan.redirect:
        return "a redirect takes over"
    schema = item.get("schema")
    if schema == offers.IN_APP:
        return "another message is shown already"
    kind = str(schema).replace("https://ns.adobe.com/personalization/", "")
    return "items of the kind " + kind + " are not shown by themselves"
