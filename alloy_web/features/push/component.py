"""
The command `sendPushSubscription`, and what the service worker finds when a notification comes.

Source: specification, PUSH-01, PUSH-02.
"""

from alloy_web import flow
from alloy_web.core import payload
from alloy_web.core.command import Command
from alloy_web.core.options import NOTHING
from alloy_web.core.request import INTERACT, Request
from alloy_web.errors import AlloyError, CommandError, describe
from alloy_web.features.push import subscribing
from alloy_web.features.push.options import CONFIG
from alloy_web.validation import Record


class PushNotifications:
    namespace = "PushNotifications"
    config = CONFIG

    def __init__(self, tools):
        self.commands = {"sendPushSubscription": Command(
            Record({}), self.send_push_subscription, returns=NOTHING,
            about="Subscribe the browser to push notifications, and tell the server.",
        )}
        self._host = tools.host
        self._config = tools.config
        self._edge = tools.edge
        self._consent = tools.consent
        self._identity = tools.identity
        self._options = tools.config.get("pushNotifications")
        self._stored_key = subscribing.stored_key(tools.config["orgId"])
        self._logger = tools.logger.for_component(self.namespace)
        # Settled when a request ended: it may have brought an identity.
        self._turn = flow.Deferred()

    # ---- Hooks

    def on_components_registered(self):
        if self._options:
            note = subscribing.record(self._config, self._host.page())
            flow.background(self._save(note), lambda error: self._logger.warn(describe(error)))

    def on_response(self, response, request):
        self._end_turn()

    def on_request_failure(self, request, error):
        self._end_turn()

    def _end_turn(self):
        turn = self._turn
        self._turn = flow.Deferred()
        turn.resolve()

    # ---- The command

    async def send_push_subscription(self, options):
        if not self._options:
            raise CommandError(
                "Push notifications are not configured: the option pushNotifications is missing"
            )
        created_ms = self._host.moment()["nowMs"]
        if not self._identity.is_established():
            await self._turn
        ecid = self._identity.ecid()
        if not ecid:
            self._logger.info("There is no ECID, so nobody is subscribed to push notifications.")
            return {}
        its_token = subscribing.token(await self._subscription())
        if self._host.storage_get("local", self._stored_key) == ecid + its_token:
            self._logger.info("The subscription has not changed, so it is not sent again.")
            return {}
        # Told before what is stored: a visitor who declines is asked again another time.
        await self._consent.wait()
        moment_ms = self._host.moment()["nowMs"]
        await self._edge.carry(Request(INTERACT, payload=subscribing.payload(
            self._options["appId"], its_token, ecid,
            payload.queue_time_ms(moment_ms, created_ms),
        )))
        if await self._save({"ecid": ecid, "timestamp": moment_ms}):
            self._host.storage_set("local", self._stored_key, ecid + its_token)
        return {}

    async def _subscription(self):
        """The browser's subscription, `{"endpoint", "keys": {"auth", "p256dh"}}`."""
        key = self._options["vapidPublicKey"]
        problem = subscribing.missing(await self._host.ask_page("pushState"), key)
        if problem:
            raise CommandError(problem)
        answer = await self._host.ask_page("subscribe", key)
        # One with another key stands in the way.
        if "failed" in answer and (await self._host.ask_page("unsubscribe")).get("ended"):
            answer = await self._host.ask_page("subscribe", key)
        if "failed" in answer:
            failed = answer["failed"]
            raise AlloyError(
                "The browser did not subscribe. " + failed["name"] + ": " + failed["message"]
            )
        return answer

    async def _save(self, note):
        """Tell the service worker; False where the browser keeps nothing."""
        answer = await self._host.ask_page("savePush", note)
        if "failed" not in answer:
            return True
        failed = answer["failed"]
        self._logger.warn(
            "What the service worker needs could not be stored, so it cannot report "
            "notifications. " + failed["name"] + ": " + failed["message"]
        )
        return False
