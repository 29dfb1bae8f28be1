"""
Hiding what is about to change, and showing it again, whatever happens.

Content stays hidden while any request that will render is out, at most `prehidingTimeout`. When
the visitor declines consent it is shown at once, whoever hid it.
Source: specification, PERS-20, CON-10, CFG-30, CFG-70.
"""

STYLE_ID = "alloy-prehiding"


class Prehiding:
    def __init__(self, host, consent, css, timeout_ms, style_id=STYLE_ID):
        self._host = host
        self._consent = consent
        self._css = css
        self._style_id = style_id
        self._timeout_ms = timeout_ms
        self._holders = 0
        consent.on_declined(self._show)

    def hold(self):
        """Hide; each call wants one `release`."""
        self._holders += 1
        if self._css and not self._consent.is_declined:
            self._host.hide(self._style_id, self._css)
        if self._holders == 1:
            # The page's own snippet may have hidden content before, so this runs in any case.
            self._host.sleep(self._timeout_ms).on_settled(self._show)

    def release(self):
        self._holders = max(0, self._holders - 1)
        if self._holders == 0:
            self._show()

    def release_unless_held(self):
        """An event that renders nothing: show, if nobody else needs it hidden."""
        if self._holders == 0:
            self._show()

    def _show(self):
        self._host.show(self._style_id)
        if self._style_id != STYLE_ID:
            # The page's own snippet knows no other name.
            self._host.show(STYLE_ID)
