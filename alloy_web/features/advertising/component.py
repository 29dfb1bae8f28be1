"""
Advertising: the click on an ad that led to the page is reported; else partners are asked who the
visitor is, and each new answer is reported. Events that ask for it tell the ids, too.

Nothing of it begins before consent. A partner that does not answer is left out.
Source: specification, ADV-01 to ADV-04.
"""

from alloy_web import flow
from alloy_web.core import cookies, payload
from alloy_web.core.dates import utc_text
from alloy_web.core.request import INTERACT, Request
from alloy_web.errors import DeclinedConsent, describe
from alloy_web.features.advertising import events, ids
from alloy_web.features.advertising.options import CONFIG

_LIFETIME_S = 366 * 86400


class Advertising:
    namespace = "Advertising"
    config = CONFIG

    def __init__(self, tools):
        self.commands = {}
        self._host = tools.host
        self._edge = tools.edge
        self._cookies = tools.cookies
        self._consent = tools.consent
        self._logger = tools.logger.for_component(self.namespace)
        self._settings = tools.config.get("advertising") or {}
        self._advertisers = ids.advertisers(self._settings)
        self._cookie = cookies.prefix(tools.config["orgId"]) + "advertising"
        # Ids of this page that no cookie keeps.
        self._found = {}
        # Partners that were asked, each once: Deferreds by source.
        self._asked = {}
        # Ids that are being reported just now.
        self._being_reported = []

    def on_components_registered(self):
        # The configuration does not wait for it.
        flow.background(self._begin(), self._log_failure)

    def on_before_event(self, event, request):
        if not event.advertising or not self._advertisers or not self._consent.is_open:
            return None
        if any(ids.click(event.reading["url"])):
            return None
        return self._join(event)

    async def _begin(self):
        page = self._host.page()
        code, identities = ids.click(page["url"])
        if not (code or identities or self._advertisers):
            return
        await self._consent.wait()
        if code or identities:
            await self._report_click(code, identities, page["nowMs"])
        else:
            await self._report_views()

    async def _report_click(self, code, identities, now_ms):
        await self._send_alone(events.of_click(code, identities, utc_text(now_ms)), now_ms)
        self._keep(ids.of_click(code, identities, now_ms))

    async def _report_views(self):
        if not self._ask_partners(False):
            return
        await self._report_view()
        for source in self._asked:
            self._asked[source].on_settled(
                lambda: flow.background(self._report_view(), self._log_failure)
            )

    async def _report_view(self):
        """Report the ids that were not reported yet, if there are any."""
        now_ms = self._host.moment()["nowMs"]
        state, known = self._state(now_ms)
        fresh = [
            name for name in ids.fresh(known, state, now_ms) if name not in self._being_reported
        ]
        if not fresh:
            return
        self._being_reported.extend(fresh)
        try:
            body = events.of_view(known, state, self._advertisers, now_ms, utc_text(now_ms))
            await self._send_alone(body, now_ms)
            self._keep(ids.used(fresh, now_ms))
        finally:
            self._being_reported = [name for name in self._being_reported if name not in fresh]

    async def _join(self, event):
        """Add to an event what it reports of ads. Whatever goes wrong, the event is sent."""
        try:
            now_ms = self._host.moment()["nowMs"]
            if ids.all_throttled(self._state(now_ms)[0], now_ms):
                return
            if event.advertising == "wait" and not event.may_unload:
                await self._wait()
            now_ms = self._host.moment()["nowMs"]
            state, known = self._state(now_ms)
            xdm, query = events.addition(known, state, self._advertisers, now_ms)
            event.collect(xdm=xdm)
            if query:
                event.query["advertising"] = query
        except Exception as error:
            self._log_failure(error)

    # ---- Partners

    def _ask_partners(self, for_event):
        """Ask those partners that were not asked yet; how long for each may be waited, in ms."""
        reading = self._host.page()
        _, known = self._state(reading["nowMs"])
        patience = {}
        for source, url, key, timeout_ms in ids.sources(
            self._settings, reading["userAgent"], for_event
        ):
            patience[source] = timeout_ms
            is_known = {ids.FRAME: "hashedIp", ids.RAMP_ID: "rampIdEnv"}.get(source) in known
            if source not in self._asked:
                self._asked[source] = flow.resolved() if is_known else flow.start(
                    self._answer(source, url, key, timeout_ms, reading["userAgent"])
                )
        return patience

    async def _answer(self, source, url, key, timeout_ms, user_agent):
        answer = await self._host.ask_page("partnerId", source, url, key, timeout_ms)
        found = {}
        if answer.get("failed"):
            problem = str(answer["failed"])
        else:
            found, kept = ids.read(
                source, answer.get("answer"), user_agent, self._host.moment()["nowMs"]
            )
            problem = "it gave no id"
            # Consent may have gone while it took its time.
            if self._consent.is_open:
                self._found.update(found)
                if kept:
                    self._keep(kept)
        if not found:
            self._logger.warn("The id of an advertising partner (" + source + ") is left out: "
                              + problem + ".")

    async def _wait(self):
        """Until all have answered, or each has had its time."""
        patience = self._ask_partners(True)
        waits = []
        for source in patience:
            if self._asked[source].is_pending:
                first = flow.Deferred()
                self._asked[source].on_settled(first.resolve)
                self._host.sleep(patience[source]).on_settled(first.resolve)
                waits.append(first)
        for first in waits:
            await first

    # ---- What is known, and what is sent

    def _state(self, now_ms):
        """What the cookie says, and all ids that are known."""
        text = cookies.parse(self._host.moment()["cookies"]).get(self._cookie)
        state = ids.parse(text)
        known = ids.known(state, now_ms)
        known.update(self._found)
        return state, known

    def _keep(self, news):
        """Write the cookie again, with these."""
        if not self._consent.is_open:
            return
        page = self._host.page()
        state, _ = self._state(page["nowMs"])
        state.update(news)
        # Of this host alone, as the vendor's script writes it.
        self._cookies.write(cookies.serialize(
            self._cookie, ids.serialize(state), max_age_s=_LIFETIME_S, now_ms=page["nowMs"],
        ))

    async def _send_alone(self, body, created_ms):
        """An event of its own: nobody adds to it, and no hook of the page's hears of it."""
        await self._consent.wait()
        queued_ms = payload.queue_time_ms(self._host.moment()["nowMs"], created_ms)
        await self._edge.carry(Request(INTERACT, payload={
            "events": [body], "meta": {"queueTimeMillis": queued_ms},
        }))

    def _log_failure(self, error):
        if isinstance(error, DeclinedConsent):
            self._logger.info("Nothing of ads is reported. " + str(error))
        else:
            self._logger.warn("Something of ads could not be reported. " + describe(error))
