"""
Hiding what is about to change, and showing it again, whatever happens.

Content stays hidden while any request that will render is out, at most `prehidingTimeout`, and
never for a visitor who declined. Source: specification, PERS-20, CFG-30, CFG-70.
"""

from alloy_web.validation import SOME_TEXT, Number, optional
from alloy_web.wording import words

STYLE_ID = "alloy-prehiding"


class Hiding:
    config = {
        "prehidingStyle": optional(
            SOME_TEXT, ahead=True,
            about="CSS that hides what is about to change, as long as content is fetched and "
                  "shown: `#hero { opacity: 0 !important }`.",
        ),
        "prehidingTimeout": optional(
            Number(minimum=0), 3000, ahead=True,
            about="Milliseconds until what was hidden is shown in any case.",
        ),
        "prehidingId": optional(
            SOME_TEXT, STYLE_ID, words("The style element is called " + STYLE_ID + "."),
            about="The id of the style element that hides.",
        ),
    }

    def __init__(self, tools):
        tools.hiding = self
        self._host = tools.host
        self._css = tools.config.get("prehidingStyle")
        self.timeout_ms = tools.config["prehidingTimeout"]
        self._consent = tools.consent
        self._style_id = tools.config["prehidingId"]
        self._logger = tools.logger.for_component("Personalization")
        # Who wants it hidden, by number.
        self._holders = set()
        self._last = 0
        # Numbers the times something was hidden: an old timer must not end a new one.
        self._turn = 0
        self._is_timed = False
        tools.consent.on_declined(self._show)

    def hold(self):
        """Hide; returns the function that says that it is needed no more."""
        self._last += 1
        number = self._last
        self._holders.add(number)
        if not self._consent.is_declined:
            if self._css:
                self._host.hide(self._style_id, self._css)
                self._logger.notify("onContentHiding", {"status": "hide-containers"})
            if not self._is_timed:
                # Even without a style of ours: the page's own snippet may have hidden content.
                self._is_timed = True
                turn = self._turn
                self._host.sleep(self.timeout_ms).on_settled(lambda: self._time_out(turn))

        def release():
            self._holders.discard(number)
            self.release_unless_held()

        return release

    def release_unless_held(self):
        """An event that renders nothing: show, if nobody else needs it hidden."""
        if not self._holders:
            self._show()

    def _time_out(self, turn):
        if turn == self._turn:
            # A redirect that leads nowhere would hold for good.
            self._holders.clear()
            self._show()

    def _show(self):
        self._turn += 1
        self._is_timed = False
        self._host.show(self._style_id)
        if self._style_id != STYLE_ID:
            # The page's own snippet knows no other name.
            self._host.show(STYLE_ID)
        self._logger.notify("onContentHiding", {"status": "show-containers"})
