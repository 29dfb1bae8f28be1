"""
Does the inspector of the local edge look at this page? Then the edge itself gives the script that
tells what became of calls and offers (devserver/inspector/page/ledger.js): other pages carry none
of that.

Only where the page and the edge are both on this machine, and `alloy_inspect` in the page's URL
asks for it, or did so earlier in this tab.
"""

from alloy_web.core import encoding, urls

_NAME = "alloy_inspect"


async def let_in(host, name: str, edge: dict):
    """
    Done when the script of this instance is there, so that it misses nothing; in all other pages
    at once. `edge` is the option `edgeDomain`.
    """
    page = host.page()
    if urls.is_local(page["hostname"]) and urls.is_local(edge["hostname"]) and (
        _NAME in page["url"] or host.storage_get("session", _NAME)
    ):
        address = edge["origin"] + "/_edge/page/ledger.js?" + encoding.percent_encode(name)
        await host.render([{"selector": "head", "steps": [
            ["insert", "append", '<script src="' + address + '"></script>'],
        ]}], {"timeoutMs": 5000})
