"""
The dry run of offers: the SDK's own decisions, carried out on HTML. See `alloy_web.testing`.
"""

from alloy_web.core import planning
from alloy_web.core import propositions as offers
from alloy_web.hosts.memory_page import HtmlPage


class Rendered:
    """
    `html`        the page afterwards
    `applied`     `{"proposition", "item", "selector", "elements"}` for each action that worked
    `skipped`     `{"proposition", "item", "why"}` for what is not shown
    `reported`    ids of the propositions that the server would be told of as displayed
    `redirect`    where the page would go instead, or None
    """

    def __init__(self):
        self.html = ""
        self.applied = []
        self.skipped = []
        self.reported = []
        self.redirect = None


def render(propositions, html, view=None):
    """What these propositions do to a page that is at `view`, as `Rendered`."""
    shown = Rendered()
    page = HtmlPage(html)
    wanted = []
    for proposition in offers.readable(propositions):
        why = _not_for(proposition, view)
        if why:
            for item in proposition["items"]:
                shown.skipped.append(_line(proposition, item, why=why))
        else:
            wanted.append(proposition)
    plan = planning.plan(wanted, lambda proposition: True)
    for proposition, item, why in plan.skipped:
        shown.skipped.append(_line(proposition, item, why=why))
    tried = [item for proposition, item, why in plan.skipped]
    if plan.redirect:
        shown.redirect = plan.redirect["item"]["data"]["content"]
    for entry in plan.entries:
        outcome = page.perform(entry["action"])
        if outcome["ok"]:
            shown.applied.append(_line(
                entry["proposition"], entry["item"],
                selector=entry["action"]["selector"], elements=outcome["elements"],
            ))
        else:
            shown.skipped.append(_line(entry["proposition"], entry["item"], why=outcome["error"]))
    for proposition in plan.kept:
        for item in proposition["items"]:
            if item not in tried:
                shown.skipped.append(_line(proposition, item, why=_why_kept(item, plan)))
    shown.reported = [one.get("id") for one in plan.reported]
    shown.html = page.html()
    return shown


def _line(proposition, item, **more):
    line = {"proposition": proposition.get("id"), "item": item.get("id")}
    line.update(more)
    return line


def _not_for(proposition, view):
    if offers.scope_kind(proposition) == "page":
        return None
    if offers.scope_kind(proposition) == "view":
        if view and offers.is_of_view(proposition, view):
            return None
        return "it is for the view " + proposition["scope"]
    return "it is for the scope " + proposition["scope"] + ", which the page shows itself"


def _why_kept(item, plan):
    if plan.redirect:
        return "a redirect takes over"
    schema = str(item.get("schema")).replace("https://ns.adobe.com/personalization/", "")
    return "items of the kind " + schema + " are not shown by themselves"
