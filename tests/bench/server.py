"""
The server part's own time for a page of 100 KB with ten offers: python -m tests.bench.server [runs].
Milliseconds of the processor, the HTTP client's with it; the edge, on loopback, is another process.

What a visitor waits for, and what is done while the edge is waited for anyway: the page is read then.
"""

import asyncio
import json
import multiprocessing
import sys
import time

from alloy_web.server import Alloy

ORG = "0123456789ABCDEF01234567@AdobeOrg"
NS = "https://ns.adobe.com/personalization/"
# Between servers of one continent it takes longer.
EDGE_S = 0.02
# With what most pages have, and what makes a page hard to write again.
PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>Shop – 5 €</title></head><body>"
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


def serve_edge(pipe):
    """An edge that has one answer for all; tells its port."""
    body = json.dumps({"handle": [
        {"type": "personalization:decisions", "payload": offers()},
        {"type": "state:store", "payload": [
            {"key": "kndctr_0123456789ABCDEF01234567_AdobeOrg_identity", "value": "abc"}
        ]},
    ]}).encode()

    async def answer(reader, writer):
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            await asyncio.sleep(EDGE_S)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))

    async def run():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def one(alloy):
    """`(what the visitor waits for, what is done meanwhile)`."""
    meanwhile = []

    def timed(read):
        started = time.thread_time()
        read()
        meanwhile.append(time.thread_time() - started)

    started = time.thread_time()
    visit = alloy.visit({
        "type": "http", "method": "GET", "scheme": "https", "path": "/", "query_string": b"",
        "headers": [(b"host", b"shop.example.com"), (b"user-agent", b"Firefox")],
    })
    read, visit._engine.meanwhile = visit._engine.meanwhile, lambda: timed(read)
    assert visit.can_render(PAGE)
    await visit.event({"type": "viewStart"})
    html = visit.render(PAGE)
    spent = time.thread_time() - started - sum(meanwhile)
    assert html.count("For you") == 20, html.count("For you")
    return spent * 1000, sum(meanwhile) * 1000


async def measure(port, runs):
    alloy = Alloy(
        org_id=ORG, datastream_id="d", edge_domain=f"127.0.0.1:{port}", budget_ms=60_000,
    )
    await one(alloy)
    times = [await one(alloy) for _ in range(runs)]
    await alloy.aclose()
    return times


def main(runs):
    ours, theirs = multiprocessing.Pipe()
    edge = multiprocessing.Process(target=serve_edge, args=[theirs], daemon=True)
    edge.start()
    times = asyncio.run(measure(ours.recv(), runs))
    edge.terminate()
    print(f"{len(PAGE) // 1000} KB, ten offers, {runs} runs, ms{'median':>12}{'p95':>8}{'least':>8}")
    for name, values in (
        ("waited for", [waited for waited, _ in times]),
        ("while the edge is asked", [meanwhile for _, meanwhile in times]),
        ("together", [sum(each) for each in times]),
    ):
        values = sorted(values)
        figures = values[runs // 2], values[int(runs * 0.95)], values[0]
        print(f"{name:36}" + "".join(f"{figure:>8.1f}" for figure in figures))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
