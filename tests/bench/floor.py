"""
How near ours is to a page without an SDK: one that has the tags of our head, and where the snippet
stands makes nearly the same request with the browser's own functions, and shows the answer in a few
lines. It loads `alloy.js` as ours does, and does not use it.

    python -m tests.bench.floor [--pairs N]

Medians in milliseconds, and what ours and the floor are of the vendor's.
"""

import argparse
import json
import statistics
import sys

from tests.bench import pages, run

SIDES = ("vendor", "ours", "floor")
SCRIPT = """<script>
const config = %(config)s, view = %(view)s;
const style = document.createElement("style");
style.textContent = config.prehidingStyle;
document.head.append(style);
const takesCookies = () => {
  document.cookie = "floor=1";
  const {cookie} = document;
  document.cookie = "floor=; max-age=0";
  return cookie.includes("floor=1");
};
const now = new Date();
const {clientWidth, clientHeight} = document.documentElement;
const address = "https://%(edge)s/ee/v1/interact?configId=" + config.datastreamId;
fetch(`${address}&requestId=${crypto.randomUUID()}`, {
  method: "POST", credentials: "include", keepalive: true,
  headers: {"Content-Type": "text/plain; charset=UTF-8"},
  body: JSON.stringify({
    meta: {state: {domain: "", cookiesEnabled: !!document.cookie || takesCookies(), entries: []}},
    query: {identity: {fetch: ["ECID"]}},
    events: [{
      xdm: {
        ...view.xdm,
        timestamp: now.toISOString(),
        web: {webPageDetails: {URL: location.href}, webReferrer: {URL: document.referrer}},
        device: {
          screenWidth: screen.width, screenHeight: screen.height,
          screenOrientation: screen.orientation.type,
        },
        environment: {
          type: "browser",
          browserDetails: {viewportWidth: clientWidth, viewportHeight: clientHeight},
        },
        placeContext: {
          localTimezoneOffset: now.getTimezoneOffset(),
          ianaTimezone: window.Temporal
            ? Temporal.Now.timeZoneId() : Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      },
      data: view.data,
      query: {personalization: {
        schemas: ["https://ns.adobe.com/personalization/dom-action"],
        decisionScopes: ["__view__"],
      }},
    }],
  }),
}).then((response) => response.text()).then((text) => {
  for (const {type, payload} of JSON.parse(text).handle) {
    for (const {items} of type === "personalization:decisions" ? payload : []) {
      for (const {data} of items) document.querySelector(data.selector).textContent = data.content;
    }
  }
  style.remove();
});
</script>"""


def page():
    """The page, which asks and shows by itself."""
    said = {"config": json.dumps(pages.CONFIG), "view": json.dumps(pages.VIEW), "edge": run.EDGE}
    return pages.page(SCRIPT % said + pages.our_head(run.EDGE))


def main(arguments):
    parser = argparse.ArgumentParser("python -m tests.bench.floor")
    parser.add_argument("--pairs", type=int, default=10, help="runs of each side (default: 10)")
    options = parser.parse_args(arguments)
    with run.started() as bench:
        bench.add("floor", page())
        figures = run.loading(bench, options.pairs, SIDES)
    print(f"{'':32}" + "".join(f"{name:>10}" for name in (*SIDES, "ours", "floor")))
    for setting, found in figures.items():
        for metric in run.METRICS[:2]:
            values = [statistics.median(found[side][metric]) for side in SIDES]
            ratios = "".join(f"{value / values[0]:>10.2f}" for value in values[1:])
            row = "".join(f"{value:>10.0f}" for value in values)
            print(f"{setting + ' ' + metric:32}{row}{ratios}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
