"""
Hiding what is about to change, and showing it again, whatever happens.

Content stays hidden while any request that will render is out, at most `prehidingTimeout`, and
never for a visitor who declined. Source: specification, PERS-20, CFG-30, CFG-70.
"""

STYLE_ID = "alloy-prehiding"


class Prehiding:
    def __init__(self, host, config, consent, logger):
        self._host = host
        self._css = config.get("prehidingStyle")
        self._timeout_ms = config["prehidingTimeout"]
        self._consent = consent
        self._style_id = config["prehidingId"]
        self._logger = logger
        self._holders = 0
        # Numbers the times something was hidden: an old timer must not end a new one.
        self._turn = 0
        self._is_timed = False
        consent.on_declined(self._show)

    def hold(self):
        """Hide; each call wants one `release`."""
        self._holders += 1
        if self._consent.is_declined:
            return
        if self._css:
            self._host.hide(self._style_id, self._css)
            self._logger.notify("onContentHiding", {"status": "hide-containers"})
        if not self._is_timed:
            # Even without a style of ours: the page's own snippet may have hidden content before.
            self._is_timed = True
            turn = self._turn
            self._host.sleep(self._timeout_ms).on_settled(lambda: self._time_out(turn))

    def release(self):
        self._holders = max(0, self._holders - 1)
        self.release_unless_held()

    def release_unless_held(self):
        """An event that renders nothing: show, if nobody else needs it hidden."""
        if self._holders == 0:
            self._show()

    def _time_out(self, turn):
        if turn == self._turn:
            self._show()

    def _show(self):
        self._turn += 1
        self._is_timed = False
        self._host.show(self._style_id)
        if self._style_id != STYLE_ID:
            # The page's own snippet knows no other name.
            self._host.show(STYLE_ID)
        self._logger.notify("onContentHiding", {"status": "show-containers"})
