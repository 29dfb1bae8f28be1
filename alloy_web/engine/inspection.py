"""
What a page tells the inspector of the local edge: the result of `explain`, and in it what became
of each offer.

Only where the page and the edge are both on this machine, and `alloy_inspect` in the page's URL
asks for it, or did so earlier in this tab. The edge itself gives the script that sends it
(devserver/inspector/page/ledger.js), so that other pages carry none of that.
"""

from alloy_web.core import urls

_NAME = "alloy_inspect"
_MOST_OFFERS = 100
_WAIT = {"timeoutMs": 5000, "hiddenMs": 0}


class Inspection:
    """`offers` are sentences, `{"level", "text"}`; none as long as nobody looks."""

    def __init__(self, host, monitors):
        self._host = host
        self._monitors = monitors
        self.is_on = False
        self.offers = []

    def begin(self, edge: dict):
        """Let the inspector in, if it asks; `edge` is the option `edgeDomain`."""
        page = self._host.page()
        if not (urls.is_local(page["hostname"]) and urls.is_local(edge["hostname"])):
            return
        asked = urls.query_values(urls.split(page["url"])["query"], _NAME)
        if not asked and not self._host.storage_get("session", _NAME):
            return
        self.is_on = True
        # The script may come when the first offers are shown already.
        self._monitors.add(self._hear)
        script = '<script src="' + edge["origin"] + '/_edge/page/ledger.js"></script>'
        self._host.render([
            {"selector": "head", "steps": [["insert", "append", script]]},
        ], _WAIT)

    def _hear(self, method, data):
        if method == "onBeforeLog" and data.get("componentName") == "Personalization":
            self.offers.append({"level": data["level"], "text": data["arguments"][0]})
            if len(self.offers) > _MOST_OFFERS:
                self.offers.pop(0)
