"""
Carries out a plan on the page, in one crossing, and reports what came of it.

Nothing here fails: what cannot be shown is logged, and the rest is shown. A redirect ends only
where the page turns out to stay. Source: specification, PERS-31, PERS-50, PERS-5A.
"""

from alloy_web import flow
from alloy_web.core import propositions as offers
from alloy_web.core import urls
from alloy_web.errors import describe
from alloy_web.features.rendering import actions, planning
from alloy_web.wording import words

_REDIRECT_STYLE = "alloy-redirect"


class Rendering:
    config = {}

    def __init__(self, tools):
        tools.rendering = self
        self._host = tools.host
        self._hidden_ms = tools.hiding.timeout_ms
        self._limits = {"hiddenMs": self._hidden_ms, "timeoutMs": actions.SELECTOR_TIMEOUT_MS}
        # The key and the rendering of the newest view that has content.
        self._of_view = None
        self._logger = tools.logger.for_component("Personalization")
        self._interactions = tools.interactions
        self._messages = tools.messages
        self._displays = tools.displays

    def start(self, propositions, is_once, is_view=False, adopted=None):
        """
        `(plan, Deferred of the propositions to report)`.

        What finds its place at once is in the page when this returns. `is_view`: what comes late
        is not shown once `leave_view` was called. `adopted` as an event has it.
        """
        plan = planning.plan(propositions, is_once, self._messages.problem)
        if adopted:
            planning.adopt(plan, adopted)
        for proposition, item, why in plan.skipped:
            self._logger.warn("An item of proposition " + str(proposition.get("id"))
                              + " is not shown: " + why + ".", item)
        if self._logger.is_heard:
            self._log_untouched(plan)
        if plan.redirect:
            return plan, flow.start(self._redirect(plan))
        for entry in plan.clicks:
            self._interactions.watch(entry)
        self._interactions.track(plan.entries)
        return plan, flow.start(self._carry_out(plan, is_view))

    def _log_untouched(self, plan):
        """For the log: what the page needs no change for."""
        for proposition in plan.shown:
            for item in proposition["items"]:
                if item.get("schema") == offers.DEFAULT_CONTENT:
                    self._log(words("The default content stays"), proposition, item)
        for entry in plan.clicks:
            self._log(words("Clicks on " + entry["action"]["selector"] + " are reported"),
                      entry["proposition"], entry["item"])

    def log_returned(self, plan, why):
        """For the log: what the caller gets without having it shown."""
        if not self._logger.is_heard:
            return
        # Why those are not shown has been said. They come in the same order.
        skipped = [item for proposition, item, why in plan.skipped]
        passed = 0
        for proposition in plan.kept:
            for item in proposition["items"]:
                if passed < len(skipped) and item is skipped[passed]:
                    passed += 1
                else:
                    self._log(words("Returned and not shown, since " + why), proposition, item)

    def _log(self, what, proposition, item):
        self._logger.info(what + " (proposition " + str(proposition.get("id")) + ", item "
                          + str(item.get("id")) + ").")

    def unrendered(self, propositions):
        """The plan that shows nothing."""
        return planning.unrendered(propositions)

    def notify(self, status, payload):
        self._logger.notify("onContentRendering", {"status": status, "payload": payload})

    async def _carry_out(self, plan, is_view):
        details = {"propositions": plan.shown}
        if plan.shown:
            self.notify("rendering-started", details)
        message = flow.start(self._show_message(plan)) if plan.message else None
        if plan.suppressed:
            self._displays.send_in_background(
                ["suppressDisplay"], plan.suppressed, action={"reason": "Conflict"}
            )
        if await self._perform(plan.entries, is_view) and plan.shown:
            self.notify("rendering-succeeded", details)
        if message:
            await message
        return plan.reported

    async def _show_message(self, plan):
        try:
            await self._messages.show(plan.message)
        except Exception as error:
            # The rest is shown. These words are of the first file: the second may not have come.
            said = "An in-app message could not be shown: " + describe(error)
            self._logger.error(said)

    def leave_view(self):
        """A newer view has started. Source: ALPHA-38."""
        if self._of_view and self._of_view[1].is_pending:
            self._host.stop_waiting(self._of_view[0])

    async def _perform(self, entries, is_view):
        """Did all of them work?"""
        if not entries:
            return True
        limits = self._limits
        if is_view:
            limits = dict(limits)
            limits["view"] = self._host.uuid()
        try:
            rendering = self._host.render([entry["action"] for entry in entries], limits)
            if is_view:
                self._of_view = (limits["view"], rendering)
            failed = await rendering
        except Exception as error:
            self._logger.error("Content could not be shown: " + describe(error))
            return False
        for index, why in failed:
            entry = entries[index]
            self._logger.warn("Content for " + entry["action"]["selector"]
                              + " could not be shown: " + why)
            self.notify("rendering-failed", {
                "propositions": [offers.report(entry["proposition"])], "error": why,
            })
        if self._logger.is_heard:
            self._log_done(entries, {index for index, why in failed})
        return not failed

    def _log_done(self, entries, failed):
        for index in range(len(entries)):
            if index not in failed:
                entry = entries[index]
                data = entry["item"]["data"]
                self._log("Done: " + data["type"] + " on " + data["selector"],
                          entry["proposition"], entry["item"])

    async def _redirect(self, plan):
        url = plan.redirect["item"]["data"]["content"]
        self.notify("rendering-redirect", {"propositions": plan.shown, "url": url})
        self._log(
            words("The page goes on to " + url), plan.redirect["proposition"],
            plan.redirect["item"],
        )
        self._host.hide(_REDIRECT_STYLE, "BODY { visibility: hidden }")
        # However long the report takes.
        self._host.sleep(self._hidden_ms).on_settled(self._show_again)
        try:
            # The report may have to outlive the page.
            await self._displays.report(["display"], plan.reported, may_unload=True)
        except Exception as error:
            self._show_again()
            self._logger.error("The page does not go on to " + url + ", since the report of that "
                               "failed. " + describe(error))
            return []
        before = self._host.page()["url"]
        self._host.go_to(url, True)
        if not urls.is_same_page(url, before):
            # An address may turn out to be no page: a download, say, or an empty answer.
            await self._host.sleep(self._hidden_ms)
        # The page stayed: whoever waits for this goes on. It was reported before.
        self._show_again()
        return []

    def _show_again(self):
        self._host.show(_REDIRECT_STYLE)
