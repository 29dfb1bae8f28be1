"""
Views by themselves: one when the page loads, one for each change of route. And `view`, for pages
that say themselves when one begins.

What counts as a change is routes.py's; here is when it is taken. A route's view waits until title
and URL have come to rest. The page's own view takes the place of the automatic one, and from then
on the page speaks for itself. What happened before we were there is heard first, and each view is
then of the page as it was. Source: specification, CFG-71.
"""

from alloy_web import flow
from alloy_web.core import merge
from alloy_web.core.command import Command
from alloy_web.core.options import OVERRIDES, SENT
from alloy_web.errors import describe
from alloy_web.features.views import routes as views
from alloy_web.validation import OBJECT, SOME_TEXT, Record, optional, required
from alloy_web.wording import words

_OWN_VIEW_LATE = words(
    "The page sent a view after an automatic one, so one view may be counted twice. Set autoViews "
    "to false, or send the view before DOMContentLoaded."
)

_ADOPTED_LATE = words(
    "The server's view came after an automatic one, so one view may be counted twice. Call "
    "configure in the head of the page."
)

_VIEW = Record({
    "name": required(SOME_TEXT, ahead=True, about="The name of the view."),
    "data": optional(OBJECT, ahead=True, about="As that of `event`."),
    "xdm": optional(OBJECT, ahead=True, about="As that of `event`."),
    "edgeConfigOverrides": OVERRIDES,
})


class Views:
    namespace = "Views"
    config = {
        "autoViews": optional(
            views.OPTION, ahead="(true|false)",
            about="Start a view by itself when the page has loaded, and for each change of route. "
                  "Off by default in the script tag, on through `install()`.",
        ),
    }

    def __init__(self, tools):
        tools.views = self
        self.commands = {"view": Command(
            _VIEW, self.view, declined_rejects=True, sends=True, returns=SENT,
            about="Start a view with a name, as `event` with `viewStart` does.",
        )}
        self._host = tools.host
        self._listen = tools.listen
        self._event_command = tools.event_command
        self._hooks = tools.hooks
        self._logger = tools.logger.for_component(self.namespace)
        given = tools.config.get("autoViews")
        self._options = views.normalise_options(tools.auto_views if given is None else given)
        self._load_is_due = False
        # Is the page's snippet heard, of what happened before we were there? See `note`.
        self._is_behind = tools.is_behind
        # The view that has not settled yet: `{"atMs", "startedMs", "changedMs", "title", "isBusy",
        # "needsTitle", "wasBefore"}`, the last: before we were there. By the page's clock.
        self._due: dict | None = None
        # Where the visitor came from to the present route; None on the page's first one.
        self._referrer = None
        self._has_sent = False
        self._page_speaks = False

    def on_components_registered(self):
        if not self._options:
            return
        load = self._options["load"]
        if load == "now" and not self._host.page()["prerendering"]:
            self._take()
        elif load:
            self._load_is_due = True
        if not self._is_behind:
            self._watch()

    def _watch(self):
        if self._load_is_due:
            self._listen(
                "seen" if self._options["load"] == "now" else "loaded", self._on_load_due
            )
        if self._options["routes"]:
            self._listen("route", self._on_route)
            self._listen("router", self._on_router)
            self._listen("leave", self._on_leave)
        if self._options["bfcache"]:
            self._listen("restored", self._on_restored)

    def note(self, note):
        """
        One of the changes that happened before we were there: `loaded`, or as `_on_route` has it;
        `end` after the last. The host's page is as it was then.
        """
        if not self._options or not self._is_behind:
            return
        if note["kind"] == "loaded":
            self._on_load_due(note)
        elif note["kind"] == "end":
            self._is_behind = False
            if self._due is not None:
                flow.background(self._settle(self._due), self._fail)
            self._watch()
        elif self._options["routes"]:
            self._on_route(note)

    def adopt(self):
        """A server of the site has sent the view of the load. Later ones are as ever."""
        if self._has_sent:
            self._logger.warn(_ADOPTED_LATE)
        self._has_sent = True
        self._load_is_due = False
        if self._due and self._due["needsTitle"]:
            self._due = None

    async def view(self, options, line):
        """As `event` with `viewStart`, for a view with this name."""
        return await self._start(options["name"], options, line)

    def on_view(self, event):
        """A view by the command `event`: ours or the page's own."""
        if event.is_automatic:
            return
        if self._referrer is not None:
            event.reading["referrer"] = self._referrer
        self._note_own_view()

    def on_before_event(self, event, request):
        """A view by `sendEvent` is the page's own too."""
        if not event.is_view and views.is_own_view(event.xdm):
            self._note_own_view()

    def _note_own_view(self):
        if not self._options:
            return
        replaces = self._load_is_due or self._due is not None
        self._load_is_due = False
        self._due = None
        if self._options["always"]:
            return
        if self._has_sent and not replaces and not self._page_speaks:
            self._logger.warn(_OWN_VIEW_LATE)
        self._page_speaks = True

    def _on_load_due(self, details):
        if not self._load_is_due:
            return
        self._load_is_due = False
        page = self._host.page()
        # One that left ahead of us is taken over now or never.
        if page.get("flight") or page["title"] or self._options["load"] == "now":
            self._take()
        else:
            # An application that has not rendered yet: its title is worth the wait.
            self._wait(page["nowMs"], needs_title=True)

    def _on_route(self, route):
        page = self._host.page()
        now_ms = page["nowMs"]
        kind = route["kind"]
        is_change = views.is_view_change(
            kind, route["from"], route["to"], self._options, self._host.matches
        )
        due = self._due
        if due is not None:
            if is_change and (kind in ("push", "traverse") or _has_settled(due, now_ms)):
                # The next route has begun: the one before is over and was a view.
                self._complete(due, url=route["from"])
            else:
                due["changedMs"] = now_ms
                due["isBusy"] = due["isBusy"] or route.get("busy", False)
                return
        if not is_change or self._load_is_due:
            return
        self._referrer = route["from"]
        if not self._page_speaks:
            self._wait(now_ms, is_busy=route.get("busy", False))

    def _wait(self, now_ms, is_busy=False, needs_title=False):
        self._due = {
            "atMs": now_ms, "startedMs": now_ms, "changedMs": now_ms, "title": None,
            "isBusy": is_busy, "needsTitle": needs_title, "wasBefore": self._is_behind,
        }
        if not self._is_behind:
            flow.background(self._settle(self._due), self._fail)

    def _on_router(self, phase):
        if self._due is None:
            return
        if phase == "done":
            self._complete(self._due)
        else:
            self._due["isBusy"] = True

    def _on_leave(self, details):
        if self._due is not None:
            self._complete(self._due, is_leaving=True)

    def _on_restored(self, details):
        if not self._page_speaks:
            self._take()

    async def _settle(self, due: dict):
        moment = self._host.moment()
        due["startedMs"] = moment["nowMs"]
        while self._due is due:
            now_ms, title = moment["nowMs"], moment["title"]
            if title != due["title"] or (due["needsTitle"] and not title):
                due["title"] = title
                due["changedMs"] = now_ms
            wait_ms = views.settle_due_ms(
                due["startedMs"], due["changedMs"], now_ms, due["isBusy"]
            )
            if wait_ms <= 0:
                self._complete(due)
                return
            if not due["isBusy"]:
                wait_ms = min(wait_ms, views.TURN_MS)
            await self._host.sleep(wait_ms)
            # Read once in a turn: a page may have a clock that goes back each time.
            moment = self._host.moment()
            late_ms = moment["nowMs"] - now_ms - wait_ms
            # Late: so long the page was at work. Early: its clock stands still, or was put back.
            due["changedMs"] = min(due["changedMs"] + late_ms, moment["nowMs"])
            due["startedMs"] += min(late_ms, 0)

    def _complete(self, due, url=None, is_leaving=False):
        self._due = None
        self._take(url, is_leaving, due["atMs"] if due["wasBefore"] else None)

    def _take(self, url=None, is_leaving=False, at_ms=None):
        """The view of the route as it is now; `url` and time where the page has gone on already."""
        page = self._host.page()
        taken = {"url": url or page["url"], "title": page["title"]}
        if at_ms is not None or self._is_behind:
            taken["nowMs"] = at_ms or page["nowMs"]
        taken["referrer"] = page["referrer"] if self._referrer is None else self._referrer
        self._has_sent = True
        flow.background(self._send_view(taken, is_leaving), self._fail)

    async def _send_view(self, taken, is_leaving):
        # A page that leaves cannot wait for a name.
        name = None if is_leaving else await self._name(taken)
        await self._start(name, {}, None, is_leaving, taken)

    async def _name(self, taken):
        """What the page's callback calls the view, or None."""
        if not self._options["name"]:
            return None
        facts = {"url": taken["url"], "title": taken["title"], "referrer": taken["referrer"]}
        try:
            name = await self._hooks.ask("it", self._options["name"], facts)
        except Exception as error:
            self._logger.warn("autoViews.name failed, so the view has no name. " + describe(error))
            return None
        return name if isinstance(name, str) and name else None

    async def _start(self, name, options, line, is_leaving=False, page=None):
        xdm = options.get("xdm") or {}
        if name:
            named = {"web": {"webPageDetails": {"name": name, "viewName": name}}}
            xdm = merge.merge(named, xdm)
        return await self._event_command.run({
            "type": "viewStart", "xdm": xdm, "data": options.get("data"),
            "edgeConfigOverrides": options.get("edgeConfigOverrides"),
            "documentUnloading": is_leaving,
        }, line, page)

    def _fail(self, error):
        self._logger.warn("An automatic view could not be sent. " + describe(error))


def _has_settled(due, now_ms):
    """Of what was before us nobody looked when it came to rest."""
    return due["wasBefore"] and not views.settle_due_ms(due["startedMs"], due["changedMs"], now_ms)
