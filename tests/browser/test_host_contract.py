"""The host of the browser keeps the contract: the checks of tests/contract/, in a page."""

import tempfile
from pathlib import Path

import pytest

from alloy_web.buildtools import dist as builds
from alloy_web.buildtools import javascript, modules, stamps
from alloy_web.buildtools.compiler import asked, linking
from alloy_web.buildtools.environment import BUSY, CACHE
from tests.browser.pages import ROOT
from tests.contract import checks

CHECKS = ROOT / "tests/contract"
ENTRY = """
import { createBridge } from "BRIDGE/index.js";
import { extraVerbs } from "BRIDGE/extras.js";
import { run } from "alloy-sdk";
const results = {};
const bridge = createBridge("contract", "0");
bridge.add(extraVerbs);
bridge.heard = (name, why) => { results[name] = why; };
bridge.done = () => { window.results = results; };
run(bridge, Boolean(window.isBlocked));
"""
PAGE = '<!doctype html><title>Contract</title><p id="place"></p><script>{}</script>'
BLOCKED = """
window.isBlocked = true;
for (const area of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, area, {get() { throw new DOMException("blocked"); }});
}
"""
SERVER = """
window.fetch = async (url) => {
  if (url.endsWith("/ok")) return new Response("fine", {headers: {"X-Adobe-Edge": "IRL1"}});
  if (url.endsWith("/missing")) return new Response("", {status: 404});
  throw new TypeError("Failed to fetch");
};
"""


@pytest.fixture(scope="session")
def compiled(dist):
    """
    The checks and the SDK as one script, made as alloy.js is, with names made short; once for all
    engines, whichever process they run in.
    """
    made, stamp = CACHE / "contract/contract.js", CACHE / "contract/stamp"
    with stamps.alone(BUSY):
        sources = stamps.fingerprint([*builds._sources(), *CHECKS.glob("*.py"), Path(__file__)])
        if not stamps.is_current(stamp, sources):
            made.parent.mkdir(exist_ok=True)
            made.write_bytes(compile_checks())
            stamps.write(stamp, sources)
        return made.read_text(encoding="utf-8")


def compile_checks():
    sources = modules.page_modules(ROOT)
    own = {name: (CHECKS / name).read_bytes() for name in ("checks.py", "in_page.py")}
    sdk = linking.sdk(sources)
    unit = linking.Compiler(own, sdk, wide=True)
    start = unit.unit.names["in_page", "run"]
    text = linking.text(unit.reachable([start]), {"run": start}, str(ROOT / linking.LIBRARY))
    kept = sorted({*asked.named(sdk.unit), *asked.named(unit.unit)})
    constants = {
        "__ALLOY_BUILD__": "c", "__ALLOY_VERSION__": "0", "__ALLOY_COMPILED__": True,
        "__ALLOY_SECOND__": "",
    }
    bridge = (ROOT / "static/bridge").as_posix()
    with tempfile.TemporaryDirectory() as folder:
        path = linking.write(Path(folder) / "sdk.js", text, sources | own)
        entry = Path(folder, "entry.js")
        entry.write_text(ENTRY.replace("BRIDGE", bridge), encoding="utf-8")
        return javascript.compiled(entry, {"alloy-sdk": path}, kept, constants)[0]


def results(visit, script, before=""):
    """{name of a check: why it failed, or ""}"""
    visit.open(PAGE.format(SERVER + before + script), "/contract")
    visit.page.wait_for_function("window.results")
    return visit.page.evaluate("window.results")


@pytest.mark.core
def test_the_host_of_the_browser_keeps_the_contract(visit, compiled, engine):
    if engine.name == "firefox":
        # That of a cookie which no page of this domain may set.
        visit.expect_page_error("rejected for invalid domain")
    found = results(visit, compiled)

    assert found == {name: "" for name, _ in checks.CHECKS}


@pytest.mark.core
def test_with_blocked_storage_it_does_so_too(visit, compiled):
    found = results(visit, compiled, BLOCKED)

    assert found == {name: "" for name, _ in checks.WITHOUT_STORAGE}
