"""
For how long an SDK keeps the page from everything else when data or content is large: all that one
event takes, from the call to the end of what its answer brings.
"""

import statistics

from tests.bench import bare

RUNS = 7

# Everything is made in the page and answered there: what is measured is the SDK.
CONTENT = """
const letters = (count) => "lorem ipsum dolor ".repeat(count / 18 + 1).slice(0, count);
const list = (length, make) => Array.from({length}, (_, number) => make(number));
const proposition = (number, schema, data) => ({
  id: "AT:" + number, scope: "__view__", scopeDetails: {decisionProvider: "TGT"},
  items: [{id: "0", schema: "https://ns.adobe.com/personalization/" + schema, data}],
});
const html = (number, selector, content) => proposition(
  number, "dom-action", {type: "setHtml", selector, prehidingSelector: selector, content});
const answer = (...payload) => JSON.stringify(
  {requestId: "r", handle: [{type: "personalization:decisions", payload}]});
"""

# {what: (data of the event, the server's answer)}, as JavaScript.
CASES = {
    "text_of_1_mb": ("{text: letters(1e6)}", "answer()"),
    "keys_22000": (
        "Object.fromEntries(list(22000, (number) => ['key' + number, letters(30)]))", "answer()"
    ),
    "numbers_240000": ("{numbers: list(240000, (number) => number % 1000)}", "answer()"),
    "json_offer_of_1_mb": (
        "{}",
        """answer(proposition(1, "json-content-item", {content: list(5000, (number) => (
          {sku: "sku-" + number, price: number / 4, isNew: true, told: letters(120),
           tags: ["one", "two"]}))}))""",
    ),
    "propositions_300": (
        "{}",
        """answer(...list(300, (number) => html(
          number, "#large-" + number, "<b>" + letters(60) + "</b>")))""",
    ),
    "html_of_300_kb": (
        "{}", """answer(html(1, "#large-1", ("<p>" + letters(293) + "</p>").repeat(1000)))"""
    ),
}

# Messages that a page sends itself come one after the other without a pause; a pause is somebody
# at work. The answers to later requests, which report what was shown, bring nothing.
BLOCKED_MS = """async ([data, reply]) => {
  const targets = document.querySelector("#targets");
  targets.innerHTML = Array.from({length: 300}, (_, at) => `<p id="large-${at}">old</p>`).join("");
  targets.getBoundingClientRect();
  const replies = [reply];
  bench.onFetch = () => { bench.reply = replies.shift() || '{"requestId": "r", "handle": []}'; };
  const {port1, port2} = new MessageChannel();
  let blocked = 0;
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    if (now - last > 1) blocked += now - last;
    last = now;
    port2.postMessage(0);
  };
  port2.postMessage(0);
  const personalization = {defaultPersonalizationEnabled: true};
  await alloy("sendEvent", {renderDecisions: true, personalization, data: JSON.parse(data)});
  await new Promise((resolve) => setTimeout(resolve, 100));
  port1.close();
  bench.onFetch = () => {};
  bench.reply = null;
  return blocked;
}"""


def measure(browser, url, cases=tuple(CASES)):
    """{"large.…": how long the page was blocked, in ms} of one side."""
    tab = bare.opened(browser, url)
    figures = {}
    for what in cases:
        data, answer = CASES[what]
        given = tab.evaluate(f"() => {{ {CONTENT} return [JSON.stringify({data}), {answer}]; }}")
        times = [tab.evaluate(BLOCKED_MS, given) for _ in range(RUNS)]
        figures[f"large.{what}"] = statistics.median(times)
    tab.close()
    return figures
