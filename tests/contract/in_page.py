"""The checks on the host of the browser: compiled, and begun by the page with its bridge."""

from checks import CHECKS, WITHOUT_STORAGE, run_all

from alloy_web import flow
from alloy_web.hosts.browser.host import BrowserHost


def run(bridge, is_blocked):
    """`bridge.heard(name, why)` hears of each check, `bridge.done()` that it was the last."""
    flow.start(_run(bridge, WITHOUT_STORAGE if is_blocked else CHECKS))


async def _run(bridge, checks):
    await run_all(BrowserHost(bridge), checks, lambda name, why: bridge.heard(name, why))
    bridge.done()
