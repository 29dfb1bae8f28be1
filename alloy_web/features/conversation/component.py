"""
The command `sendConversationEvent`: what a visitor says to the page's assistant, and the answer, as
it comes.

It goes by a road of its own: it waits for no consent, since the server learns of that and decides,
and it neither asks for content of the page nor brings any.
Source: specification, CONV-01 to CONV-03.
"""

from alloy_web import flow
from alloy_web.core import cookies, merge, payload, urls
from alloy_web.core.command import Command
from alloy_web.core.event import Event
from alloy_web.core.options import NOTHING
from alloy_web.core.request import Request
from alloy_web.core.strings import to_json
from alloy_web.errors import EdgeError, NetworkError, describe
from alloy_web.features.conversation import asking, stream
from alloy_web.features.conversation.options import CONFIG

_TIMEOUT_MS = 10000
_GIVEN_UP = "The conversation failed, and was tried " + str(len(asking.DELAYS_MS) + 1) + " times. "


class Reading:
    """
    An answer that comes: its number at the host, what the log calls it, who hears it, when it was
    heard of last.
    """

    def __init__(self, number, label, callback, page, now_ms):
        self.number = number
        self.label = label
        self.callback = callback
        self.page = page
        self.heard_ms = now_ms
        self.is_over = False
        self.has_said = False


class BrandConcierge:
    namespace = "BrandConcierge"
    config = CONFIG

    def __init__(self, tools):
        self.commands = {"sendConversationEvent": Command(
            asking.OPTIONS, self.send_conversation_event, returns=NOTHING,
            about="Say something to the page's assistant. Resolves when the answer begins.",
        )}
        self._host = tools.host
        self._config = tools.config
        self._lifecycle = tools.lifecycle
        self._hooks = tools.hooks
        self._consent = tools.consent
        self._cookies = tools.cookies
        self._identity = tools.identity
        self._logger = tools.logger.for_component(self.namespace)
        options = tools.config.get("conversation") or {}
        self._is_sticky = options.get("stickyConversationSession") is True
        self._timeout_ms = options.get("streamTimeout") or _TIMEOUT_MS
        self._region = options.get("region")
        self._session_id = None
        if options.get("transferCookies"):
            self._logger.warn(
                "conversation.transferCookies has no effect: no cookies of the page's own go with "
                "a conversation."
            )

    async def send_conversation_event(self, options):
        page = self._host.page()
        said = asking.query(options, urls.page_surface(page["url"]))
        event = Event(page, asking.xdm(options, self._identity.ecid()))
        event.meta = {"consent": {"state": self._consent.state["value"]}}
        if said:
            event.query = {"conversation": said}
        # The page's content is for an event whose answer is one.
        event.expects_response = False
        event.personalization = {"defaultPersonalizationEnabled": False}
        body = await self._body(event)
        request_id = self._host.uuid()
        url = asking.url(
            self._config["edgeDomain"]["origin"], self._region, options.get("voiceEnabled"),
            self._session(page), request_id, self._config["datastreamId"],
        )
        about = "Request " + request_id + ": "
        self._logger.info(about + "sending (conversation).", body)
        answer = await self._open(
            url, to_json(body), "text/event-stream" if said else "text/plain", about
        )
        self._logger.info(about + "answered with status " + str(answer["status"]) + ".")
        if answer.get("stream"):
            reading = Reading(
                answer["stream"], about, options.get("onStreamResponse"), page,
                self._host.moment()["nowMs"],
            )

            def fail(error):
                self._fail(reading, describe(error))

            flow.background(self._read(reading), fail)
            flow.background(self._watch(reading), fail)
        else:
            self._host.release(options.get("onStreamResponse"))
        return {}

    # ---- The question

    async def _body(self, event):
        """The payload, once features and the page's hook have had their say."""
        await self._lifecycle.call("on_before_event", event, Request("conversations", event))
        content = event.content()
        hook = self._config.get("onBeforeEventSend")
        if hook:
            content.update(merge.deep_copy(content))
            # Its `false` cancels nothing here, as with the vendor's library.
            await self._hooks.ask("onBeforeEventSend", hook, content)
            for key in ("xdm", "data"):
                if not isinstance(content.get(key), dict):
                    content[key] = {}
        body: dict = {"events": [event.body(content)]}
        if self._is_sticky:
            body["meta"] = {"state": self._state(event.reading)}
        return body

    def _state(self, page):
        """The server's cookies, for an endpoint that gets none by itself."""
        reading = self._host.moment()
        are_enabled = self._cookies.are_enabled(reading)
        # Finding the domain writes a cookie, which is for a visitor who agreed.
        can_look = are_enabled and self._consent.is_open
        domain = self._cookies.apex_domain(page) if can_look else ""
        # Requests of conversations carry no cookies, wherever they go.
        entries = []
        if not urls.is_first_party(self._config["edgeDomain"]["hostname"], domain):
            entries = self._cookies.state_entries(reading)
        return payload.state(domain, are_enabled, entries)

    def _session(self, page):
        """The session's id; once there is one, it stays as long as the page."""
        if self._session_id is None and self._is_sticky:
            jar = cookies.parse(page["cookies"] or "")
            self._session_id = jar.get(asking.session_cookie(self._config["orgId"])) or None
        if self._session_id is None:
            self._session_id = self._host.uuid()
        return self._session_id

    async def _open(self, url, body, accept, about):
        """The answer, as its head came: `{"status", "stream"}`. Tried again where it fails."""
        attempt = 0
        while True:
            answer = await self._host.ask_page(
                "openStream", url, accept, self._config["requestTimeout"], raw=body
            )
            failed = answer.get("failed")
            if not failed and 200 <= answer["status"] < 300:
                return answer
            if failed:
                problem = failed["name"] + ": " + failed["message"]
            else:
                problem = "The server answered with status " + str(answer["status"])
            if attempt == len(asking.DELAYS_MS):
                self._logger.error(about + "failed. " + problem)
                if failed:
                    raise NetworkError(_GIVEN_UP + problem, name=failed["name"])
                raise EdgeError(_GIVEN_UP + problem, answer["status"])
            delay_ms = asking.DELAYS_MS[attempt]
            attempt += 1
            self._logger.info(about + problem + "; sent again in " + str(delay_ms) + " ms.")
            await self._host.sleep(delay_ms)

    # ---- The answer

    async def _read(self, reading):
        blocks = stream.Blocks()
        while not reading.is_over:
            piece = await self._host.ask_page("readStream", reading.number)
            if reading.is_over:
                return
            reading.heard_ms = self._host.moment()["nowMs"]
            if "failed" in piece:
                failed = piece["failed"]
                self._fail(reading, failed["name"] + ": " + failed["message"])
                return
            is_done = piece.get("done") is True
            try:
                for block in blocks.end() if is_done else blocks.feed(piece["text"]):
                    self._hear(reading, stream.message(block))
            except ValueError as error:
                self._fail(reading, "The answer holds what cannot be read: " + str(error))
                return
            if is_done:
                reading.is_over = True
                self._host.release(reading.callback)
                if reading.has_said:
                    self._logger.info(reading.label + "complete.")
                else:
                    self._logger.warn("The answer to a conversation brought no message.")

    def _hear(self, reading, message):
        reading.has_said = True
        kept = message.payloads("state:store")
        if kept:
            self._cookies.store(kept, reading.page)
        for note in message.notes("warnings"):
            self._logger.warn("The assistant's server warns: " + note)
        for note in message.notes("errors"):
            self._logger.error("The assistant's server reports: " + note)
        part = message.payloads(stream.CONVERSATION)
        self._logger.info(reading.label + "a part came.", part)
        self._call(reading, part)

    async def _watch(self, reading):
        """Give up an answer of which nothing is heard for too long."""
        while not reading.is_over:
            idle_ms = self._host.moment()["nowMs"] - reading.heard_ms
            if idle_ms >= self._timeout_ms:
                self._fail(reading, "Nothing was heard of the answer for "
                           + str(self._timeout_ms) + " ms (streamTimeout)")
            else:
                # A clock that was put back makes it no longer than that.
                await self._host.sleep(min(self._timeout_ms - idle_ms, self._timeout_ms))

    def _fail(self, reading, problem):
        """The end: the page hears why, and whatever comes later is not listened to."""
        if reading.is_over:
            return
        reading.is_over = True
        self._logger.warn("A conversation ended before its answer did. " + problem)
        self._call(reading, {"error": {"message": problem}})
        self._host.release(reading.callback)
        flow.background(self._close(reading), lambda error: None)

    async def _close(self, reading):
        await self._host.ask_page("closeStream", reading.number)

    def _call(self, reading, part):
        if not reading.callback:
            return
        answer = self._host.call_user(reading.callback, [part])

        def report():
            if answer.state == flow.REJECTED:
                # The next part is passed on all the same.
                self._logger.warn("onStreamResponse failed. " + describe(answer.value))

        answer.on_settled(report)

