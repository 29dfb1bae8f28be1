"""
The one page of the benchmark, in two builds: the vendor's SDK as its documentation installs it,
and ours. Same content, same calls; only what loads the SDK differs.
"""

import json
from pathlib import Path

DIST = Path(__file__).resolve().parents[2] / "static/dist"
VENDOR_SCRIPT = "vendor/alloy-0a1b2c3d.min.js"
CONFIG = {
    "orgId": "0123456789ABCDEF01234567@AdobeOrg",
    "datastreamId": "bench-datastream",
    "thirdPartyCookiesEnabled": False,
    "prehidingStyle": "#hero { opacity: 0 }",
}
VIEW = {
    "renderDecisions": True,
    "xdm": {
        "eventType": "web.webpagedetails.pageViews",
        "web": {"webPageDetails": {"name": "home"}},
    },
    "data": {"plan": "gold"},
}

# Notes when the hero changed, how long the main thread was blocked beyond 50 ms at a time, and
# when `fetch` is called and answered (an SDK may take hold of it at any time, so it comes first).
PROBE = """<script>
window.bench = {blocking: 0, personalised: null, onFetch() {}, onAnswer() {}, reply: null};
window.fetch = ((original) => function (...request) {
  const [url] = request;
  bench.onFetch(url);
  if (bench.reply) return Promise.resolve(new Response(bench.reply));
  return original.apply(this, request).then((response) => {
    const read = response.text.bind(response);
    response.text = () => read().then((text) => { bench.onAnswer(url); return text; });
    return response;
  });
})(window.fetch);
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) bench.blocking += task.duration - 50;
}).observe({type: "longtask", buffered: true});
new MutationObserver((records, observer) => {
  const hero = document.querySelector("#hero");
  if (!hero || hero.textContent !== "Hello Ada") return;
  bench.personalised = performance.now();
  observer.disconnect();
}).observe(document, {childList: true, subtree: true, characterData: true});
</script>"""

# The queue that the vendor's script drains: the contract of every installation, no more.
VENDOR_BASE_CODE = """(function (name) {
  const queue = [];
  window.__alloyNS = [name];
  window[name] = function () {
    return new Promise((resolve, reject) => queue.push([resolve, reject, arguments]));
  };
  window[name].q = queue;
})("alloy");"""

# Headers that give a page the exact clock.
ISOLATED = {
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"
}
SCENARIO = {
    "name": "bench",
    "offers": [
        {
            "when": {},
            "propositions": [
                {
                    "id": "AT:1",
                    "scope": "__view__",
                    "scopeDetails": {"decisionProvider": "TGT"},
                    "items": [
                        {
                            "id": "0",
                            "schema": "https://ns.adobe.com/personalization/dom-action",
                            "data": {
                                "type": "setText",
                                "selector": "#hero",
                                "prehidingSelector": "#hero",
                                "content": "Hello Ada",
                            },
                        }
                    ],
                }
            ],
        }
    ],
    "answers": [{"when": {}, "delay_ms": 80}],
}


def vendor_page(edge_domain):
    return _page(VENDOR_BASE_CODE, f'<script src="/{VENDOR_SCRIPT}" async></script>', edge_domain)


def our_page(edge_domain, dist=DIST, path="/dist/", **options):
    """`dist` is the build, and `path` where it is served."""
    snippet = (dist / "first_flight.js").read_text(encoding="utf-8")
    return _page(snippet, our_head(edge_domain, dist, path), edge_domain, **options)


def our_head(edge_domain, dist=DIST, path="/dist/"):
    """The tags of ours that come after the snippet."""
    head = (dist / "head.html").read_text(encoding="utf-8")
    return head.replace("edge.adobedc.net", edge_domain).replace("/dist/", path)


def _page(snippet, loader, edge_domain, **options):
    config = json.dumps({**CONFIG, "edgeDomain": edge_domain, **options})
    return page(f"""<script>{snippet}</script>
<script>alloy("configure", {config}); alloy("sendEvent", {json.dumps(VIEW)});</script>
{loader}""")


def page(head):
    """The page, with this in its head."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>bench</title>
{PROBE}{head}</head>
<body>
<h1 id="hero">Hello</h1>
{"<p>Some text of the page.</p>" * 40}
<div id="targets"></div>
</body></html>"""
