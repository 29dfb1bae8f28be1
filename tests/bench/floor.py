"""
How early a first request and its content can be there at all: a page that reads its cookies, as who
would know a visitor again has to, and calls `fetch` where the snippet stands, and a few lines that
show the answer, beside the vendor's page and ours.

    python -m tests.bench.floor [--pairs N]

Medians in milliseconds, and what ours and the floor are of the vendor's.
"""

import argparse
import json
import statistics
import sys

from tests.bench import pages, run

SIDES = ("vendor", "ours", "floor")
BODY = {
    "meta": {"state": {"domain": "", "cookiesEnabled": True}},
    "query": {"identity": {"fetch": ["ECID"]}},
    "events": [{
        "xdm": {**pages.VIEW["xdm"], "timestamp": "2026-03-02T09:15:27.104Z"},
        "query": {"personalization": {
            "schemas": ["https://ns.adobe.com/personalization/dom-action"],
            "decisionScopes": ["__view__"],
        }},
    }],
}
SCRIPT = """const {cookie} = document;
fetch("https://%s/ee/v1/interact?configId=%s&requestId=" + crypto.randomUUID(), {
  method: "POST", body: JSON.stringify(%s), credentials: "include", keepalive: true,
  headers: {"Content-Type": "text/plain; charset=UTF-8"},
}).then((response) => response.text()).then((text) => {
  for (const {type, payload} of JSON.parse(text).handle) {
    for (const {items} of type === "personalization:decisions" ? payload : []) {
      for (const {data} of items) document.querySelector(data.selector).textContent = data.content;
    }
  }
});"""


def main(arguments):
    parser = argparse.ArgumentParser("python -m tests.bench.floor")
    parser.add_argument("--pairs", type=int, default=10, help="runs of each side (default: 10)")
    options = parser.parse_args(arguments)
    with run.started() as bench:
        script = SCRIPT % (run.EDGE, pages.CONFIG["datastreamId"], json.dumps(BODY))
        bench.add("floor", pages.page(f"<script>{script}</script>"))
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
