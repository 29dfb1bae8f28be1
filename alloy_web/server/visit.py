"""
One visit: one request of one visitor. It asks the Edge Network, puts what comes back into the HTML,
and hands over to the page's SDK. Nothing of it outlives the request, and nothing of it fails: what
goes wrong is one line in the log, and the page goes out as it was.
"""

from typing import Any

from alloy_web.core import merge, urls
from alloy_web.core import propositions as offers
from alloy_web.core.response import Response
from alloy_web.errors import DeclinedConsent
from alloy_web.features.rendering import planning
from alloy_web.server import answer, eligible, handover
from alloy_web.server.engine import Engine, Unanswered
from alloy_web.server.html import LeftToPage, Page, Unreadable
from alloy_web.server.log import logger, one_line
from alloy_web.server.request import Request
from alloy_web.server.transport import Transport

VIEW_START = "viewStart"


class Visit:
    """
    Made by `Alloy.visit`. `view` are options of the view that a middleware sends, to be filled in
    by a handler: `visit.view["data"] = {"plan": "gold"}`.
    """

    def __init__(
        self, request: Request, config: dict, transport: Transport, name: str, budget_ms: float,
        fpid_cookie: str = "",
    ):
        self.view: dict = {}
        # Has the site said that this page is not ours?
        self.is_left_alone = False
        # Has `render` put offers, or the hand-over alone, into the HTML?
        self.is_rendered = False
        self._request = request
        self._transport = transport
        self._engine = Engine(request, config, transport, budget_ms)
        self._engine.meanwhile = self._read_meanwhile
        self._name = name
        self._fpid_cookie = fpid_cookie
        # Of a visitor who is new; see `_fpid`.
        self._own_fpid = ""
        # The answer to the view, and what was sent.
        self._view: Any = None
        # Where there is no answer: what was sent, if the edge counts it, late.
        self._late_view: Any = None
        self._plan: Any = None
        # HTML, and what `can_render` made of it.
        self._page: Any = (None, None)
        # The cookie that tells this answer from one out of a cache.
        self._ticket = ""
        self._has_asked = False
        self._taken_cookies: list[str] = []

    # ---- Asking

    async def event(self, options: dict | None = None, **more: Any) -> dict | None:
        """
        As the page's command `event`: `{"requestBody", "responseBody"?}`; None where there is no
        answer, or the visitor has not agreed. Raises nothing.
        """
        return await self._event(options, more)

    def event_sync(self, options: dict | None = None, **more: Any) -> dict | None:
        """As `event`, where no loop runs."""
        return to_its_end(self._event(options, more, is_sync=True))

    async def _event(self, options, more, is_sync=False):
        is_view = False
        try:
            options = {**(options or {}), **more}
            is_view = options.get("type") == VIEW_START
            if is_view and self._has_asked:
                raise Unanswered("this visit has a view already")
            self._has_asked = self._has_asked or is_view
            if not self._engine.may_ask():
                return None
            if not self._transport.breaker.is_open():
                logger.debug("%s: the edge is not asked for a while", one_line(self._request.path))
                return None
            result = await self._engine.run("event", self._with_facts(options), is_sync)
            if is_view and isinstance(result.get("responseBody"), dict):
                self._view = result
            return result
        except DeclinedConsent as error:
            logger.debug("%s", one_line(error))
        except Exception as error:
            self._note_late_view(is_view)
            logger.warning(
                "%s is not personalised by the server: %s", one_line(self._request.path),
                one_line(error),
            )
        return None

    def _note_late_view(self, is_view):
        if is_view and self._engine.late:
            self._late_view = {"requestBody": self._engine.late}

    def _fpid(self):
        """
        The first-party id that the site has given; for a new visitor one of the visit's own, so
        that the page is the same visitor, should the answer with the identity be late.
        """
        host = self._engine.host
        given = host.cookie(self._fpid_cookie) if self._fpid_cookie else ""
        if given or host.is_known():
            return given
        self._own_fpid = self._own_fpid or host.uuid()
        return self._own_fpid

    def _with_facts(self, options):
        """The options, with what a browser would have sent to the edge in headers."""
        details = {}
        for key, header in (("userAgent", "user-agent"), ("acceptLanguage", "accept-language")):
            if self._request.header(header):
                details[key] = self._request.header(header)
        xdm: dict = {"environment": {"browserDetails": details}} if details else {}
        fpid = self._fpid()
        if fpid:
            xdm["identityMap"] = handover.first_party_id(fpid)
        given = options.get("xdm")
        if given is not None and not isinstance(given, dict):
            # The engine says what is wrong with it.
            return options
        return {**options, "xdm": merge.merge(xdm, given)}

    # ---- Rendering

    @property
    def has_view(self) -> bool:
        """Was the view sent, or tried to be?"""
        return self._has_asked

    @property
    def redirect(self) -> str | None:
        """
        Where the visitor is to be sent instead, if an offer says so, and nothing else is for the
        page. Who answers with it awaits `redirected()`.
        """
        plan, found = self._planned()
        if plan is None or plan.redirect is None or len(found) != 1:
            return None
        url = plan.redirect["item"]["data"]["content"]
        is_good = len(found[0]["items"]) == 1 and _is_address(url)
        goes_on = urls.split(url)["host"] and url.partition("#")[0] != self._request.url
        return url if is_good and goes_on else None

    async def redirected(self) -> None:
        """Report the redirect: the page that would do so is never seen."""
        await self._report_redirect()

    def redirected_sync(self) -> None:
        to_its_end(self._report_redirect(is_sync=True))

    async def _report_redirect(self, is_sync=False):
        plan, found = self._planned()
        if plan is None:
            return
        try:
            await self._engine.run("sendEvent", {
                "xdm": offers.event_xdm(["display"], plan.reported),
                "personalization": {"defaultPersonalizationEnabled": False},
            }, is_sync)
        except Exception as error:
            logger.warning("A redirect could not be reported: %s", one_line(error))

    def may_ask(self) -> bool:
        """Has the visitor agreed, and is the Edge Network asked now? Raises nothing."""
        try:
            return self._engine.may_ask() and self._transport.breaker.is_open()
        except Exception as error:
            logger.debug("%s", one_line(error))
            return False

    def can_render(self, html: str, nonce: str = "") -> bool:
        """
        Can offers be put into this HTML? Best asked before the view is sent: where they cannot, the
        page sends one of its own. What was read is kept for `render`.
        """
        try:
            if not self._transport.breaker.is_open():
                raise Unreadable("the edge is not asked for a while")
            if not self._engine.may_ask():
                raise Unreadable("the visitor has not agreed")
            self._page = (html, self._looked_at(html, nonce))
        except Exception as error:
            logger.debug("%s is left alone: %s", one_line(self._request.path), one_line(error))
            return False
        return True

    def _read_meanwhile(self):
        """Read the page while the edge is asked: the visitor waits anyway."""
        _, page = self._page
        try:
            if page is not None:
                page.read()
        except Exception as error:
            # It shows again when it is rendered, and in the log.
            logger.debug("%s could not be read: %s", one_line(self._request.path), one_line(error))

    def _looked_at(self, html, nonce):
        page = Page(html)
        found_nonce = nonce or eligible.nonce_of(page.policies())
        if found_nonce is None:
            raise Unreadable("its content security policy forbids inline scripts")
        page.nonce = found_nonce
        return page

    def render(self, html: str, nonce: str = "") -> str:
        """
        The HTML with the offers in it, and with the script that hands over to the page's SDK;
        `nonce` is that of the answer's content security policy. As it was, where that cannot be.
        Of a view that the edge counts, and answers too late, the script says so.
        """
        if (self._view or self._late_view) is None or self.is_rendered:
            return html
        try:
            text = self._rendered(html, nonce)
        except Unreadable as error:
            logger.warning("%s is left as it is: %s", one_line(self._request.path), one_line(error))
            return html
        except Exception as error:
            logger.warning("%s could not be personalised: %s", one_line(self._request.path),
                           one_line(error))
            return html
        self.is_rendered = True
        return text

    def _rendered(self, html, nonce):
        before, page = self._page
        self._page = (None, None)
        if before != html:
            page = self._looked_at(html, nonce)
        elif nonce:
            # `can_render` may have been asked without.
            page.nonce = nonce
        self._ticket = handover.ticket()
        calls = self._calls_of_late_view() if self._view is None else self._put_in(page)
        return page.finish(handover.script(
            self._name, calls, self._ticket, self._engine.host.last_ms()
        ))

    def _calls_of_late_view(self):
        return handover.calls_of_late_view(
            _view_name(self._late_view), self._ticket if self._own_fpid else ""
        )

    def _put_in(self, page):
        """Carry out what is for the server; returns the calls that hand over."""
        plan, _ = self._planned()
        adopted, left = [], 0
        for entry in plan.entries:
            name = planning.name_of(entry["proposition"], entry["item"])
            try:
                page.carry_out(entry["action"], name)
                adopted.append(name)
            except LeftToPage as reason:
                left += 1
                logger.debug("%s is left to the page: %s", name, one_line(reason))
        return handover.calls(
            self._view["responseBody"], adopted if left or plan.redirect else True,
            _view_name(self._view),
        )

    def _planned(self):
        """`(plan, propositions)` of the view's answer; `(None, [])` where there is none."""
        if self._view is None:
            return None, []
        if self._plan is not None:
            return self._plan
        response = Response(200, {}, self._view["responseBody"])
        given = offers.readable(response.payloads("personalization:decisions"))
        found = offers.of_event(given, _view_name(self._view))
        wanted = [one for one in found if offers.scope_kind(one) != "other"]
        # A message is the page's to show.
        plan = planning.plan(wanted, lambda one: True, lambda data: "a server shows none")
        self._plan = (plan, wanted)
        return self._plan

    # ---- The answer

    @property
    def cookies(self) -> list[str]:
        """What Set-Cookie headers are to say; complete once the page is rendered."""
        texts = list(self._engine.host.set_cookies.values())
        if self.is_rendered:
            value = self._own_fpid if self._view is None and self._own_fpid else "1"
            texts.append(handover.ticket_cookie(self._ticket, self._request.is_https, value))
        return texts

    def take_cookies(self) -> list[str]:
        """As `cookies`, for whoever sets them; those that were set already are left out."""
        left = [text for text in self.cookies if text not in self._taken_cookies]
        self._taken_cookies += left
        return left

    def apply(self, response: Any) -> Any:
        """Set the cookies on a response of Starlette's, Flask's or Django's; returns it."""
        if self.is_rendered:
            answer.make_private(response)
        answer.add_cookies(response, self.take_cookies())
        return response


def _view_name(view):
    event = view["requestBody"]["events"][0]
    name = merge.get_path(event.get("xdm", {}), "web.webPageDetails.viewName")
    return name if isinstance(name, str) and name else None


def _is_address(url):
    """May it stand in a Location header?"""
    scheme = urls.split(url)["scheme"]
    return scheme in ("http", "https") and all("!" <= letter <= "~" for letter in url)


def to_its_end(coroutine):
    """The result of a coroutine that awaits nothing that is not there."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    coroutine.close()
    raise RuntimeError("a sync visit had to wait")
