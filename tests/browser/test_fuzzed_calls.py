"""Calls with every unkind sort of value: all settle, nothing is thrown, the heap is flat."""

from pathlib import Path

import pytest

from tests.browser.pages import direct_page

FUZZING = Path(__file__).with_name("fuzzing.js").read_text("utf-8")
SEED = 20260302
ROUND = 500
EARLY = 300


def heap_bytes(visit):
    """What is alive in the page, the SDK in it."""
    session = visit.page.context.new_cdp_session(visit.page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used


@pytest.fixture
def count(request):
    return 100000 if request.config.getoption("--full") else 5000


@pytest.mark.engines("chromium")
def test_fuzzed_calls_settle_throw_nothing_and_leave_nothing_behind(visit, edge, count):
    early = f"fuzz.seed({SEED}); window.early = Array.from({{length: {EARLY}}}, " \
        "() => fuzz.call(fuzz.argumentsOf()));"
    visit.open(direct_page(
        "<p id=a>a</p><p>b</p>", configure=None,
        head=f"<script>{FUZZING}\n{early}</script>",
    ))
    visit.ready()
    visit.page.evaluate("Promise.all(early).then(() => null)")
    visit.alloy("configure", {
        "datastreamId": "fuzzed", "orgId": "FEDCBA9876543210FEDCBA98@AdobeOrg",
        "edgeDomain": "edge.example.com", "thirdPartyCookiesEnabled": False,
    })

    heaps = []
    for _ in range(count // ROUND):
        told = visit.page.evaluate(f"fuzz.round({ROUND}, 60000)")
        assert (told["open"], told["thrown"], told["odd"]) == (0, [], [])
        heaps.append(heap_bytes(visit))

    print(f"{told['calls']} calls: {told['resolved']} resolved, {told['rejected']} rejected;"
          f" heap {heaps[0]} … {heaps[len(heaps) // 2]} … {heaps[-1]}")
    assert told["resolved"] > told["calls"] // 10
    # From the middle on.
    assert heaps[-1] - heaps[len(heaps) // 2] < 1_000_000
    said = [text for text in visit.console_texts("error") if "[alloy] Python" in text
            or "[alloy] A message of the page" in text]
    assert said == []
    assert visit.page.query_selector("#alloy-prehiding") is None
    assert "rejected" not in visit.alloy("getLibraryInfo")
