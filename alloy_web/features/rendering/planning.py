"""
Which items of propositions are shown, and how: the plan that the engine carries out.

Nothing happens here. A plan says what a page would show, which is why tests can look at one.
Source: specification, PERS-31.
"""

from alloy_web.core import propositions as offers
from alloy_web.core import urls
from alloy_web.features.rendering import actions
from alloy_web.wording import words


class Plan:
    """
    Entries are `{"proposition", "item", "action"?}`.

    `entries`   to carry out on the page          `clicks`     clicks on these are reported
    `message`   the in-app message, or None       `suppressed` messages that had to stand back
    `redirect`  takes over, or None               `skipped`    `(proposition, item, why)`
    `shown`, `kept`  propositions as the caller gets them
    `reported`  propositions as they are reported to the server
    """

    def __init__(self):
        self.entries = []
        self.clicks = []
        self.message = None
        self.suppressed = []
        self.redirect = None
        self.skipped = []
        self.shown = []
        self.kept = []
        self.reported = []


def plan(propositions, is_once, message_problem):
    """
    A `Plan`. `is_once(proposition)`: are its insertions not to be repeated (PERS-43)?
    `message_problem(data)`: why an in-app message cannot be shown, or None.
    """
    made = Plan()
    for proposition in propositions:
        done = []
        left = []
        is_reported = False
        once = is_once(proposition)
        for item in proposition["items"]:
            outcome = _place(made, proposition, item, once, message_problem)
            if made.redirect:
                return _only_redirect(made.redirect, propositions, made.skipped)
            (left if outcome == "left" else done).append(item)
            is_reported = is_reported or outcome == "shown"
        if is_reported:
            made.reported.append(offers.report(proposition))
        if done and not proposition.get(offers.EMPTY):
            made.shown.append(offers.with_attempt(proposition, done, True))
        if left:
            made.kept.append(offers.with_attempt(proposition, left, False))
    return made


def unrendered(propositions):
    """The plan that shows nothing."""
    made = Plan()
    for proposition in propositions:
        if not proposition.get(offers.EMPTY):
            made.kept.append(offers.with_attempt(proposition, proposition["items"], False))
    return made


def _place(made, proposition, item, once, message_problem):
    """`shown`, `noted` (nothing to see, nothing to report) or `left`; fills the plan."""
    schema = item.get("schema")
    entry = {"proposition": proposition, "item": item}
    if schema == offers.DOM_ACTION:
        return _place_action(made, entry, once)
    if schema == offers.DEFAULT_CONTENT:
        return "shown"
    data = item.get("data")
    data = data if isinstance(data, dict) else {}
    if schema == offers.HTML_CONTENT:
        # Without a place, which is the usual case, the page shows it itself.
        placed = data.get("selector") and data.get("type")
        return _place_action(made, entry, once) if placed else "left"
    if schema == offers.REDIRECT:
        if not data.get("content") or not isinstance(data["content"], str):
            return _skip(made, entry, words("it has no URL to go to"))
        if urls.is_script(data["content"]):
            return _skip(made, entry, words("it is a script, not a page to go to"))
        made.redirect = entry
        return "shown"
    if schema == offers.IN_APP:
        problem = message_problem(data)
        if problem:
            return _skip(made, entry, problem)
        if made.message:
            made.suppressed.append(offers.report(proposition))
            return "left"
        made.message = entry
        return "shown"
    return "left"


def _place_action(made, entry, once):
    item = entry["item"]
    mark = _mark(entry["proposition"], item) if once else None
    action, problem = actions.action_for(item, mark)
    if problem:
        return _skip(made, entry, problem)
    entry["action"] = action
    if item["data"]["type"] == actions.CLICK:
        made.clicks.append(entry)
        return "noted"
    made.entries.append(entry)
    return "shown"


def _skip(made, entry, why):
    made.skipped.append((entry["proposition"], entry["item"], why))
    return "left"


def adopt(made, adopted):
    """
    Have entries adopted that a server has carried out: all, or those whose names are listed.

    Their actions get `adopted`, the name by which the page's markup marks the elements.
    """
    for entry in made.entries:
        name = name_of(entry["proposition"], entry["item"])
        if adopted is True or name in adopted:
            entry["action"]["adopted"] = name


def name_of(proposition, item):
    """What an item is called in markup, in a list separated by spaces."""
    return _mark(proposition, item)[1].replace(" ", "_")


def _mark(proposition, item):
    """
    `[id of the item, id that no item of another proposition has]`.

    The first is what the page's markup shows, the second is what counts.
    """
    item_id = str(item.get("id", "")).replace(",", "_")
    return [item_id, str(proposition.get("id")) + "/" + item_id]


def _only_redirect(entry, propositions, skipped):
    made = Plan()
    made.redirect = entry
    made.skipped = skipped
    made.reported.append(offers.report(entry["proposition"]))
    for proposition in propositions:
        left = [item for item in proposition["items"] if item is not entry["item"]]
        if proposition is entry["proposition"]:
            made.shown.append(offers.with_attempt(proposition, [entry["item"]], True))
        if left and not proposition.get(offers.EMPTY):
            made.kept.append(offers.with_attempt(proposition, left, False))
    return made
