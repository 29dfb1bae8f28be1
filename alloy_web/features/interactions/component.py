"""
Clicks on content that was shown: which elements belong to which proposition, and what a click
on them says.

The page marks the elements and keeps the keys given here; on a click it says which keys stand
around it. Source: specification, PERS-70 to PERS-72.
"""

import json

from alloy_web.core import propositions as offers
from alloy_web.core.merge import get_path
from alloy_web.features.interactions import clicked
from alloy_web.validation import OneOf, Record, optional

_WHICH_CLICKS = OneOf("always", "never", "decoratedElementsOnly")
_INTERACTIONS = Record({
    "AJO": optional(_WHICH_CLICKS, "always", about="Content of Journey Optimizer."),
    "TGT": optional(_WHICH_CLICKS, "never", about="Content of Target."),
})


class Interactions:
    config = {
        "autoCollectPropositionInteractions": optional(
            _INTERACTIONS, {}, about="Which clicks on shown content are reported, by who made it.",
        ),
    }

    def __init__(self, tools):
        tools.interactions = self
        self._host = tools.host
        self._modes = tools.config["autoCollectPropositionInteractions"]
        self._tracked = {}
        self._keys = {}
        self._prefix = None
        # Selectors of click metrics, and what is registered for each; where a selector stands,
        # and what was registered already.
        self._targets = []
        self._watched = []
        self._places = {}
        self._registered = set()

    def track(self, entries):
        """Have the elements of these entries marked, if clicks on them are to be reported."""
        proposition = None
        mode = None
        for entry in entries:
            # A proposition's entries follow each other.
            if entry["proposition"] is not proposition:
                proposition = entry["proposition"]
                mode = self._mode(proposition)
            if mode != "never":
                self._track(entry, mode)

    def _mode(self, proposition):
        if proposition.get("id") is None:
            return "never"
        return self._modes.get(get_path(proposition["scopeDetails"], "decisionProvider"), "never")

    def _track(self, entry, mode):
        proposition = entry["proposition"]
        described = _described(entry)
        described["mode"] = mode
        # The same content, shown again, keeps its key.
        place = str(proposition["id"]) + "\n" + proposition["scope"]
        known = place + "\n" + str(described["itemId"])
        if known not in self._keys:
            # A page may hold several instances, one after the other even under one name.
            self._prefix = self._prefix or self._host.uuid()
            self._keys[known] = self._prefix + ":" + str(len(self._keys))
        key = self._keys[known]
        self._tracked[key] = described
        entry["action"]["track"] = {"key": key}
        if described["label"]:
            entry["action"]["track"]["label"] = described["label"]

    def watch(self, entry):
        """Report clicks on what this selector matches, whenever it comes to be there."""
        action = entry["action"]
        selector = action["selector"]
        if selector not in self._places:
            self._places[selector] = len(self._targets)
            self._targets.append(action.get("segments") or selector)
            self._watched.append([])
        described = _described(entry)
        known = json.dumps([selector, described])
        if known not in self._registered:
            self._registered.add(known)
            self._watched[self._places[selector]].append(described)

    def of_click(self):
        """The XDM that the click being handled adds to its event, or None."""
        if not self._tracked and not self._targets:
            return None
        facts = self._host.clicked_content(self._targets)
        return clicked.xdm(facts, self._tracked, self._watched)


def _described(entry):
    proposition = entry["proposition"]
    label = get_path(entry["item"], "characteristics.trackingLabel")
    return {
        "proposition": offers.report(proposition),
        "view": proposition["scope"] if offers.scope_kind(proposition) == "view" else None,
        "itemId": entry["item"].get("id"),
        "label": label if isinstance(label, str) else None,
    }
