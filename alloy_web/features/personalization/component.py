"""
The component: adds the query, and leads what comes back to where it is shown, kept and reported.
"""

from alloy_web import flow
from alloy_web.core import merge, urls
from alloy_web.core import propositions as offers
from alloy_web.core.command import Command
from alloy_web.core.letters import lower_case
from alloy_web.core.options import SHOWN
from alloy_web.core.request import COLLECT
from alloy_web.errors import CommandError, describe
from alloy_web.features.personalization import applying, surfaces
from alloy_web.features.personalization.view_cache import ViewCache
from alloy_web.validation import ANYTHING, BOOLEAN, optional
from alloy_web.wording import words

# The page is open in an editor for offers: nothing is asked for or shown. Source: PERS-80.
AUTHORING = "adobe_authoring_enabled"

# Why content is returned that is not shown.
_NOT_ASKED = words("the call does not ask to show it, or it is late")
_FOR_PAGE = words("it is for the page's own code, or late")


class Personalization:
    namespace = "Personalization"
    config = {
        "targetMigrationEnabled": optional(
            BOOLEAN, False, about="Share visitors with pages that still have at.js.",
        ),
    }

    def __init__(self, tools):
        # Checked by itself: bad options are a warning there, never a failure.
        self.commands = {"applyPropositions": Command(
            ANYTHING, self.apply_propositions, takes=applying.OPTIONS, returns=SHOWN,
            about="Show content that was fetched before. What is wrong with the options is a "
                  "warning, and nothing is shown.",
        )}
        tools.cookies.is_migrating_target = tools.config["targetMigrationEnabled"]
        self._tools = tools
        self._host = tools.host
        self._logger = tools.logger.for_component(self.namespace)
        self._history = tools.decision_history
        self._hiding = tools.hiding
        self._displays = tools.displays
        self._interactions = tools.interactions
        self._rendering = tools.rendering
        self._views = ViewCache()
        # Of each fetch a Deferred of the views it brought, in the order they started: so they are
        # taken over.
        self._fetches = []
        self._has_fetched = False
        # Rendering events so far, and the latest of them that starts a view.
        self._count = 0
        self._newest = None

    # ---- Hooks

    def on_before_event(self, event, request):
        self._displays.send_shown()
        # A click on content is reported as that, whatever else the click is.
        event.collect(event.interaction)
        if AUTHORING in event.reading["url"]:
            self._logger.warn("Personalisation is off: the page is open for authoring.")
            event.query["personalization"] = {"enabled": False}
            self._hiding.release_unless_held()
            request.on_response(_no_content)
            return None
        query = self._query(event)
        self._note(event, query)
        is_change = not query and event.view_name and (event.is_shown or event.expects_response)
        if query:
            self._fetch(event, request, query)
        elif not is_change:
            if event.is_shown:
                # The base code may have hidden the page for it.
                self._hiding.release_unless_held()
            # Nothing asked, nothing found; but callers may rely on the lists.
            request.on_response(_no_content)
        if is_change or event.personalization.get("includeRenderedPropositions"):
            return self._wait_for_displays(event, request, is_change)
        return None

    async def _wait_for_displays(self, event, request, is_change):
        if is_change:
            await self._change_view(event, request)
        if event.personalization.get("includeRenderedPropositions"):
            shown = await self._displays.take()
            if shown:
                event.collect(offers.decisioning(["display"], shown))

    def on_before_request(self, request):
        self._history.note(request)

    def on_click(self, event, path):
        event.interaction = self._interactions.of_click()
        event.collect(merge.deep_copy(event.interaction))

    # ---- Asking

    def _query(self, event):
        """What this event asks for, or None. Source: PERS-10, PERS-11."""
        wanted = event.personalization
        is_default = wanted.get("defaultPersonalizationEnabled")
        if is_default is None:
            is_default = not self._has_fetched
        if not (is_default or wanted.get("decisionScopes") or wanted.get("surfaces")):
            return None
        page = urls.page_surface(event.reading["url"])
        scopes = list(wanted.get("decisionScopes") or [])
        asked = []
        for surface in wanted.get("surfaces") or []:
            normal, problem = surfaces.normalise(surface, page)
            if problem:
                self._logger.warn('The surface "' + surface + '" is left out: ' + problem + ".")
            else:
                asked.append(normal)
        if is_default:
            scopes.append(offers.PAGE_SCOPE)
            asked.append(page)
        if not scopes and not asked:
            return None
        return offers.query(merge.unique(scopes), merge.unique(asked))

    def _fetch(self, event, request, query):
        self._has_fetched = True
        event.is_waited_for = True
        event.query["personalization"] = query
        update = flow.Deferred()
        # A page may never ask for a view.
        self._gather()
        self._fetches.append(update)
        request.on_failure(lambda error: update.resolve([]))
        # What is adopted is there to be seen.
        if event.is_shown and event.adopted is not True:
            release = self._hiding.hold()
            request.on_failure(lambda error: release())
        else:
            self._hiding.release_unless_held()
            release = None
        request.on_response(lambda response: self._answer(
            response, event, request, update, release
        ))

    # ---- Answers

    def _answer(self, response, event, request, update, release):
        """Source: PERS-30."""
        given = offers.readable(response.payloads("personalization:decisions"))
        of_views = [one for one in given if offers.scope_kind(one) == "view"]
        found = offers.of_event(given, event.view_name)
        # What is over when the page can be seen as it is to be.
        shown = flow.resolved()
        try:
            for one in of_views if self._logger.is_heard else ():
                if not (event.view_name and offers.is_of_view(one, event.view_name)):
                    self._logger.info('Content is kept until the view "' + one["scope"]
                                      + '" starts (proposition ' + str(one.get("id")) + ").")
            if not given:
                self._logger.info("There is no content for this event.",
                                  event.query["personalization"])
                self._rendering.notify("no-offers", event.query["personalization"])
            if not event.is_shown or request.action == COLLECT:
                plan = self._rendering.unrendered(found)
                self._rendering.log_returned(plan, _NOT_ASKED)
                return offers.result([], plan.kept)
            plan, rendering = self._show(found, event)
            self._rendering.log_returned(plan, _FOR_PAGE)
            if plan.redirect and _is_alone(plan.redirect, found):
                # The page is about to be left, so it stays hidden. Source: PERS-20.
                shown = rendering
            return offers.result(plan.shown, plan.kept)
        finally:
            if release:
                shown.on_settled(release)
            # Last, so that a view that waits for this comes on top of it.
            update.resolve(of_views)

    def _show(self, found, event):
        wanted = []
        left = []
        of_view = []
        late_page, late_view = self._lateness(event)
        if late_page or late_view:
            self._logger.info("Content of an earlier view came after a newer view had started. It "
                              "is not shown.")
        for proposition in found:
            if event.view_name and offers.is_of_view(proposition, event.view_name):
                of_view.append(proposition)
                (left if late_view else wanted).append(proposition)
            elif offers.scope_kind(proposition) == "page" and not late_page:
                wanted.append(proposition)
            else:
                left.append(proposition)
        if event.view_name and not of_view and not late_view:
            wanted.append(offers.empty_view(event.view_name))
        plan, rendering = self._rendering.start(
            wanted, lambda one: event.is_view or offers.scope_kind(one) == "view", event.is_view,
            event.adopted,
        )
        plan.kept.extend(self._rendering.unrendered(left).kept)
        if event.personalization.get("sendDisplayEvent") is False:
            self._displays.keep(rendering)
        else:
            self._displays.send_when_shown(rendering, event, self._fail)
        return plan, rendering

    # ---- Views

    async def _change_view(self, event, request):
        """A view whose content came before. Source: PERS-40."""
        propositions = await self._content_of(event.view_name)
        rendering = flow.resolved()
        if not event.is_shown or self._lateness(event)[1]:
            plan = self._rendering.unrendered(propositions)
            self._rendering.log_returned(plan, _NOT_ASKED)
        else:
            plan, rendering = self._rendering.start(
                propositions, lambda one: True, event.is_view
            )
            self._rendering.log_returned(plan, _FOR_PAGE)
        if event.is_shown:
            # The base code may have hidden the page for this view.
            self._hiding.release_unless_held()
        shown = await rendering
        if shown:
            event.collect(offers.decisioning(["display"], shown))
        request.on_response(lambda response: offers.result(plan.shown, plan.kept))

    async def _content_of(self, view):
        """The content of a view, once all fetches that started before have ended, either way."""
        for fetch in list(self._fetches):
            await flow.settled(fetch)
        self._gather()
        return self._views.view(view)

    def _gather(self):
        while self._fetches and not self._fetches[0].is_pending:
            self._views.add(self._fetches.pop(0).value)

    def _note(self, event, query):
        """Remember the newest view, so that a late answer does not paint over it."""
        self._count += 1
        event.view_number = self._count
        if event.is_view or (event.is_shown and event.view_name):
            asks_page = bool(query) and offers.PAGE_SCOPE in query["decisionScopes"]
            self._newest = (event, asks_page)
        if event.is_view:
            self._rendering.leave_view()

    def _lateness(self, event):
        """`(page content is late, view content is late)`. Source: ALPHA-38."""
        if self._newest is None or self._newest[0].view_number <= event.view_number:
            return False, False
        newer, asks_page = self._newest
        if event.is_view and newer.is_view:
            return True, True
        if not event.view_name or not newer.view_name:
            return False, False
        differs = lower_case(event.view_name) != lower_case(newer.view_name)
        return differs and asks_page, differs

    # ---- applyPropositions

    async def apply_propositions(self, options):
        """Show propositions that the page has. Source: CMD-15."""
        # An event that reports what this shows may be called before the second file is there.
        shown = flow.Deferred()
        self._displays.keep(shown)
        rendering = flow.resolved([])
        try:
            read = await self._tools.part("applying")
            propositions, view = read(options)
            if view:
                propositions = propositions + await self._content_of(view)
            if AUTHORING in self._host.page()["url"]:
                return {"propositions": self._rendering.unrendered(propositions).kept}
            plan, rendering = self._rendering.start(
                propositions, lambda one: offers.scope_kind(one) == "view"
            )
            self._rendering.log_returned(plan, _FOR_PAGE)
            return {"propositions": plan.shown + plan.kept}
        except CommandError as error:
            # Of bad options.
            self._logger.warn(str(error))
            return {"propositions": []}
        finally:
            rendering.on_settled(lambda: shown.resolve(rendering.value))

    def _fail(self, error):
        self._logger.error("Displayed content could not be reported: " + describe(error))


def _no_content(response):
    return offers.result([], [])


def _is_alone(redirect, found):
    """Is this all that there is for the page?"""
    of_page = [one for one in found if offers.scope_kind(one) == "page"]
    if len(of_page) != 1 or of_page[0] is not redirect["proposition"]:
        return False
    return all(item.get("schema") == offers.REDIRECT for item in of_page[0]["items"])
