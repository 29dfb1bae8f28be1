"""
The server part's own time for a page of 100 KB with ten offers, the edge left out: python -m
tests.bench.server [runs]. Milliseconds of the processor.
"""

import sys
import time

import httpx

from alloy_web.server import Alloy

ORG = "0123456789ABCDEF01234567@AdobeOrg"
NS = "https://ns.adobe.com/personalization/"
# With what most pages have, and what makes a page hard to write again.
PAGE = (
    "<!doctype html><html><head><title>Shop</title></head><body>"
    '<form action="/search"><input name="q"><select><option>All</option></select></form>'
    '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg><table><tr><td>1</td></tr></table>'
    + "".join(
        f'<div class="row" id="r{n}"><p>Number {n} with a <a href="/x?n={n}&amp;y=1">link</a></p>'
        "<ul><li>One</li><li>Two</li></ul></div>" for n in range(800)
    ) + "</body></html>"
)
KINDS = ("setText", "setHtml", "insertAfter", "appendHtml", "setText")


def offers():
    return [{
        "id": f"AT:{n}", "scope": "__view__", "scopeDetails": {"decisionProvider": "TGT"},
        "items": [{"id": "0", "schema": NS + "dom-action", "data": {
            "type": KINDS[n % len(KINDS)], "selector": f"#r{n * 75} > p",
            "content": "<b>For you</b> and nobody else",
        }}],
    } for n in range(10)]


def main(runs):
    waited = []

    def answer(request):
        started = time.thread_time()
        made = httpx.Response(200, json={"handle": [
            {"type": "personalization:decisions", "payload": offers()},
            {"type": "state:store", "payload": [
                {"key": "kndctr_0123456789ABCDEF01234567_AdobeOrg_identity", "value": "abc"}
            ]},
        ]})
        waited.append(time.thread_time() - started)
        return made

    import asyncio

    alloy = Alloy(org_id=ORG, datastream_id="d", http=httpx.MockTransport(answer), budget_ms=60_000)

    async def one():
        scope = {
            "type": "http", "method": "GET", "scheme": "https", "path": "/", "query_string": b"",
            "headers": [(b"host", b"shop.example.com"), (b"user-agent", b"Firefox")],
        }
        waited.clear()
        started = time.thread_time()
        visit = alloy.visit(scope)
        await visit.event({"type": "viewStart"})
        html = visit.render(PAGE)
        spent = time.thread_time() - started - sum(waited)
        assert html.count("For you") == 20, html.count("For you")
        return spent * 1000

    async def all_of_them():
        return sorted([await one() for _ in range(runs)])

    times = asyncio.run(all_of_them())
    print(
        f"{len(PAGE) // 1000} KB, ten offers, {runs} runs: median {times[runs // 2]:.1f} ms, "
        f"p95 {times[int(runs * 0.95)]:.1f} ms, least {times[0]:.1f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
