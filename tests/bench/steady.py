"""
What an SDK costs once it is up: from a call to `fetch()`, 50 changes of the page, 10,000 events.

The pages are isolated from other origins (pages.ISOLATED): elsewhere Chromium's clock moves in
steps of 0.1 ms, a sixth of what is measured.
"""

import statistics

from tests.bench import bare

PAGES = 10
CALLS = 100
EVENTS = 10000
ACTIONS = 50

CALL_TO_FETCH = """async (calls) => {
  const times = [];
  for (let call = 0; call < calls; call++) {
    let started;
    const issued = new Promise((resolve) => {
      bench.onFetch = () => resolve(performance.now() - started);
    });
    started = performance.now();
    const answered = alloy("sendEvent", {xdm: {eventType: "bench.call"}, data: {call}});
    times.push(await issued);
    await answered;
  }
  bench.onFetch = () => {};
  return times;
}"""

# The last element tells of its change within the call that makes it. A message comes when the turn
# is over, with all that an SDK still does in it: then the browser can paint.
DOM_ACTIONS = """async (actions) => {
  if (!customElements.get("bench-last")) {
    customElements.define("bench-last", class extends HTMLElement {
      static observedAttributes = ["class"];
      attributeChangedCallback() { bench.onLast(); }
    });
  }
  const targets = document.querySelector("#targets");
  const target = (number, tag) => `<${tag} id="target-${number}">old</${tag}>`;
  targets.innerHTML = Array.from(
    {length: actions}, (_, number) => target(number, number < actions - 1 ? "p" : "bench-last"),
  ).join("");
  // What was shown before may be reported still, and that answered.
  let asked;
  let answeredAt;
  bench.onFetch = (url) => { asked = asked || url; };
  bench.onAnswer = (url) => { if (url === asked) answeredAt = performance.now(); };
  const times = await new Promise((resolve) => {
    bench.onLast = () => {
      const changedMs = performance.now() - answeredAt;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve([changedMs, performance.now() - answeredAt]);
      port2.postMessage("");
    };
    const personalization = {defaultPersonalizationEnabled: true};
    alloy("sendEvent", {renderDecisions: true, personalization});
  });
  bench.onFetch = bench.onAnswer = () => {};
  const changed = document.querySelectorAll("#targets .new").length;
  if (changed < actions) throw new Error(`${changed} of ${actions} are changed`);
  return times;
}"""

# Answered in the page: what is measured is what the SDK keeps, not the edge.
MANY_EVENTS = """async (events) => {
  bench.reply = '{"requestId": "r", "handle": []}';
  for (let sent = 0; sent < events; sent += 50) {
    await Promise.all(Array.from({length: 50}, () => alloy("sendEvent", {data: {sent}})));
  }
  bench.reply = null;
}"""


def calls_to_fetch(browser, urls, edge, scenario):
    """
    How many ms after a call `fetch()` is called, `{side: {figure: median}}` of `{side: its page}`:
    the first call of each page that is up, and the later ones, which the browser has compiled.
    """
    found: dict = {side: ([], []) for side in urls}
    for number in range(PAGES):
        for side in found if number % 2 else reversed(found):
            first, later = found[side]
            tab = _open(browser, urls[side], edge, scenario)
            times = tab.evaluate(CALL_TO_FETCH, CALLS)
            first.append(times[0])
            later += times[1:]
            tab.close()
    edge.set_scenario(scenario)
    return {
        side: {
            "call_to_fetch_first": statistics.median(first),
            "call_to_fetch_later": statistics.median(later),
        }
        for side, (first, later) in found.items()
    }


def dom_actions(browser, urls, edge, scenario):
    """
    How many ms after an answer its 50 changes are made, and the turn is over in which they are:
    `{side: {figure: median}}`, on pages in turn.
    """
    found: dict = {side: [] for side in urls}
    for number in range(PAGES):
        for side in found if number % 2 else reversed(found):
            tab = _open(browser, urls[side], edge, scenario)
            edge.set_scenario(_fifty(scenario))
            found[side] += [tab.evaluate(DOM_ACTIONS, ACTIONS) for _ in range(7)]
            tab.close()
    edge.set_scenario(scenario)
    return {
        side: {
            "dom_actions_50": statistics.median(changed for changed, _ in times),
            "dom_actions_50_turn": statistics.median(ended for _, ended in times),
        }
        for side, times in found.items()
    }


def heap(browser, url, edge, scenario):
    """By how many bytes 10,000 events let the heap of one side grow."""
    tab = _open(browser, url, edge, scenario)
    # Before that it grows by what the browser compiles.
    tab.evaluate(MANY_EVENTS, 2 * EVENTS)
    before = _heap(tab)
    tab.evaluate(MANY_EVENTS, EVENTS)
    after = _heap(tab)
    tab.close()
    return {"heap_growth_10000": after - before}


def _heap(tab):
    """Bytes in use; the page's own figure is rounded, and seldom renewed."""
    tab.evaluate("() => gc()")
    return tab.send("Runtime.getHeapUsage")["usedSize"]


def _open(browser, url, edge, scenario):
    """A tab with the page up, at an edge that answers at once from now on."""
    edge.set_scenario(scenario)
    tab = bare.opened(browser, url)
    edge.set_scenario({**scenario, "answers": []})
    return tab


def _fifty(scenario):
    """One proposition with 50 actions, each on an element of its own."""
    [offer] = scenario["offers"]
    [proposition] = offer["propositions"]
    items = [
        {
            "id": str(number),
            "schema": "https://ns.adobe.com/personalization/dom-action",
            "data": {
                "type": "setAttribute",
                "selector": f"#target-{number}",
                "prehidingSelector": f"#target-{number}",
                "content": {"class": "new"},
            },
        }
        for number in range(ACTIONS)
    ]
    return {
        **scenario,
        "answers": [],
        "offers": [{"when": {}, "propositions": [{**proposition, "items": items}]}],
    }
