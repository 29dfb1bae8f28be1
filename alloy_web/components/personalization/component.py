"""
The component: adds the query, renders the answer, reports what was shown.
"""

from alloy_web import flow
from alloy_web.components.personalization.prehiding import STYLE_ID, Prehiding
from alloy_web.core import actions, merge, urls
from alloy_web.core import propositions as offers
from alloy_web.core.event import Event
from alloy_web.errors import describe
from alloy_web.validation import boolean, number, one_of, optional, record, text

_WHICH_CLICKS = one_of("always", "never", "decoratedElementsOnly")
_INTERACTIONS = record({
    "AJO": optional(_WHICH_CLICKS, "always"), "TGT": optional(_WHICH_CLICKS, "never"),
})


class Personalization:
    namespace = "Personalization"
    config = {
        "prehidingStyle": text(non_empty=True),
        "prehidingTimeout": optional(number(minimum=0), 3000),
        "prehidingId": optional(text(non_empty=True), STYLE_ID),
        "autoCollectPropositionInteractions": optional(_INTERACTIONS, _INTERACTIONS({}, "", [])),
        "personalizationStorageEnabled": optional(boolean, False),
        "targetMigrationEnabled": optional(boolean, False),
    }

    def __init__(self, tools):
        self.commands = {}
        self._host = tools.host
        self._events = tools.events
        self._logger = tools.logger.for_component(self.namespace)
        self._prehiding = Prehiding(
            tools.host, tools.consent, tools.config.get("prehidingStyle"),
            tools.config["prehidingTimeout"], tools.config["prehidingId"],
        )
        self._has_fetched = False
        self._views = 0

    def on_view(self, event):
        self._views += 1
        event.view_number = self._views

    def on_before_event(self, event, request):
        wanted = event.personalization
        is_default = wanted.get("defaultPersonalizationEnabled")
        if is_default is None:
            is_default = not self._has_fetched
        scopes = list(wanted.get("decisionScopes") or [])
        surfaces = list(wanted.get("surfaces") or [])
        if is_default:
            scopes.append(offers.PAGE_SCOPE)
            surfaces.append(page_surface(event.page["url"]))
        if not scopes and not surfaces:
            # Nothing asked, nothing found; but callers may rely on the lists.
            request.on_response(lambda response: result([], []))
            return
        self._has_fetched = True
        event.query["personalization"] = offers.query(offers.unique(scopes), offers.unique(surfaces))
        if not event.render:
            self._prehiding.release_unless_held()
            request.on_response(self._return_all)
            return
        self._prehiding.hold()
        request.on_response(lambda response: self._render(response, event))
        request.on_failure(lambda error: self._prehiding.release())

    def _return_all(self, response):
        found = offers.readable(response.payloads("personalization:decisions"))
        return result([], [offers.with_attempt(one, one["items"], False) for one in found])

    def _render(self, response, event):
        try:
            return self._show(response, event)
        finally:
            self._prehiding.release()

    def _show(self, response, event):
        found = offers.readable(response.payloads("personalization:decisions"))
        is_late = event.is_view and event.view_number != self._views
        if is_late:
            self._logger.info("The content of an earlier view came after a newer view had started. "
                              "It is not shown.")
        shown = []
        kept = []
        batch = []
        reported = []
        for proposition in found:
            if is_late or not self._is_for(proposition, event):
                kept.append(offers.with_attempt(proposition, proposition["items"], False))
                continue
            done, left = self._plan(proposition, batch)
            if done:
                shown.append(offers.with_attempt(proposition, done, True))
                reported.append(offers.report(proposition))
            if left:
                kept.append(offers.with_attempt(proposition, left, False))
        if shown:
            # Started now, so that what is there changes before the next paint; not awaited.
            flow.background(self._finish(self._host.render(batch), batch, reported, event), self._fail)
        return result(shown, kept)

    def _is_for(self, proposition, event):
        kind = offers.scope_kind(proposition)
        if kind == "view":
            name = event.view_name
            return bool(name) and proposition["scope"].lower() == name.lower()
        return kind == "page"

    def _plan(self, proposition, batch):
        """Add the actions of a proposition to the batch; returns its items done and left."""
        done = []
        left = []
        for item in proposition["items"]:
            schema = item.get("schema")
            if schema == offers.DEFAULT_CONTENT:
                done.append(item)
                continue
            if schema != offers.DOM_ACTION:
                left.append(item)
                continue
            action, reason = actions.plan(item, str(proposition.get("id")), once=True)
            if action is None:
                self._logger.warn("An item of proposition " + str(proposition.get("id"))
                                  + " is not shown: " + reason, item)
                left.append(item)
            else:
                batch.append(action)
                done.append(item)
        return done, left

    async def _finish(self, rendering, batch, reported, event):
        results = await rendering
        for action, outcome in zip(batch, results):
            if not outcome["ok"]:
                self._logger.warn("Content for " + action["selector"] + " could not be shown: "
                                  + outcome["error"])
        if event.personalization.get("sendDisplayEvent") is False:
            return
        notification = Event(self._host.page(), offers.display_xdm(
            reported, event.view_name, merge.get_path(event.xdm, "identityMap")
        ))
        notification.personalization["defaultPersonalizationEnabled"] = False
        self._events.send_in_background(notification, "The report of displayed content")

    def _fail(self, error):
        self._logger.error("Content could not be shown: " + describe(error))


def result(shown, kept):
    """What a rendering adds to the result of a command."""
    decisions = []
    for proposition in kept:
        decision = dict(proposition)
        del decision["renderAttempted"]
        decisions.append(decision)
    return {"propositions": shown + kept, "decisions": decisions}


def page_surface(url):
    """`web://host/path` of the page. Source: specification, PERS-04."""
    parts = urls.split(url)
    path = parts["path"]
    while path.endswith("/"):
        path = path[:-1]
    return "web://" + parts["host"].lower() + (path or "/")
