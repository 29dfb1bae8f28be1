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


def grown(heaps):
    """
    From the middle to the end, in bytes, of what is left at the lowest: a moment's work comes and
    goes. What grows is what the engine compiles, ever more slowly: in the second half of 100,000
    calls a quarter of a megabyte.
    """
    few = max(len(heaps) // 10, 2)
    middle = len(heaps) // 2
    return min(heaps[-few:]) - min(heaps[middle:middle + few])


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
          f" heap {heaps[0]} … {heaps[len(heaps) // 2]} … {heaps[-1]}, {grown(heaps)} grown")
    assert told["resolved"] > told["calls"] // 10
    assert grown(heaps) < 400_000
    assert visit.page.query_selector("#alloy-prehiding") is None
    assert "rejected" not in visit.alloy("getLibraryInfo")


FUNCTIONS = """async () => {
  window.held = [];
  const made = () => {
    const hook = () => 1;
    held.push(new WeakRef(hook));
    return hook;
  };
  const refused = [];
  for (const [name, options] of [
    ["configure", {onBeforeEventSend: made(), orgId: 5}],
    ["configure", {onBeforeEventSend: made(), orgId: "0@AdobeOrg", datastreamId: "d"}],
    ["sendEvent", {type: "a", xdm: {more: made()}}], ["event", {type: "a", data: {more: made()}}],
    ["getLibraryInfo", {more: made()}], ["getIdentity", {namespaces: made()}],
    ["noSuchCommand", {more: made()}],
  ]) await alloy(name, options).catch(() => { refused.push(name); });
  return refused;
}"""


@pytest.mark.engines("chromium")
def test_functions_of_a_call_are_let_go_once_it_is_settled(visit, edge):
    visit.open(direct_page())
    visit.ready()

    refused = visit.page.evaluate(FUNCTIONS)
    heap_bytes(visit)

    assert refused == ["configure", "configure", "getIdentity", "noSuchCommand"]
    assert visit.page.evaluate("held.map((ref) => typeof ref.deref())") == ["undefined"] * 7
