"""
The server part's own time for a page of 100 KB with ten offers: python -m tests.bench.server

Milliseconds of the processor: what a visitor waits for, and what is done while the edge is waited
for anyway, where the page is read. What the HTTP client takes is told apart, and in none of the
others; the edge, on loopback, is another process. A fixed piece of work, done before each visit,
shows how steady the machine was: where it varies, the others do so for the same reason.
"""

import asyncio
import json
import multiprocessing
import sys
import time
from contextlib import suppress

import httpx

from alloy_web.server import Alloy

ORG = "0123456789ABCDEF01234567@AdobeOrg"
NS = "https://ns.adobe.com/personalization/"
# Between servers of one continent it takes longer.
EDGE_S = 0.02
# With what most pages have, and what makes a page hard to write again.
PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>Shop: 5 €</title></head><body>"
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
        with suppress(asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length))
                await asyncio.sleep(EDGE_S)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    async def run():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


class Client(httpx.AsyncHTTPTransport):
    """The usual one, which counts its time, with what is done meanwhile."""

    spent_s = 0.0

    async def handle_async_request(self, request):
        started = time.thread_time()
        response = await super().handle_async_request(request)
        await response.aread()
        self.spent_s += time.thread_time() - started
        return response


def fixed_work():
    """Milliseconds of the processor for what is always the same."""
    started = time.thread_time()
    sum(range(30_000))
    return (time.thread_time() - started) * 1000


async def one(alloy, client):
    """
    Milliseconds: what the visitor waits for, what is done meanwhile, what the client takes, and
    the fixed work.
    """
    fixed = fixed_work()
    meanwhile = []

    def timed(read):
        started = time.thread_time()
        read()
        meanwhile.append(time.thread_time() - started)

    client.spent_s = 0.0
    started = time.thread_time()
    visit = alloy.visit({
        "type": "http", "method": "GET", "scheme": "https", "path": "/", "query_string": b"",
        "headers": [(b"host", b"shop.example.com"), (b"user-agent", b"Firefox")],
    })
    read, visit._engine.meanwhile = visit._engine.meanwhile, lambda: timed(read)
    assert visit.can_render(PAGE)
    await visit.event({"type": "viewStart"})
    html = visit.render(PAGE)
    spent = time.thread_time() - started - client.spent_s
    assert html.count("For you") == 20, html.count("For you")
    (read_s,) = meanwhile
    return spent * 1000, read_s * 1000, (client.spent_s - read_s) * 1000, fixed


async def measure(port, runs):
    client = Client(trust_env=False)
    alloy = Alloy(
        org_id=ORG, datastream_id="d", edge_domain=f"127.0.0.1:{port}", budget_ms=60_000,
        http=client,
    )
    await one(alloy, client)
    times = [await one(alloy, client) for _ in range(runs)]
    await alloy.aclose()
    return times


def main(runs=300):
    """Prints a table; returns `{row: {"median", "p95", "least"}}`, in milliseconds."""
    ours, theirs = multiprocessing.Pipe()
    edge = multiprocessing.Process(target=serve_edge, args=[theirs], daemon=True)
    edge.start()
    waited, meanwhile, client, fixed = zip(*asyncio.run(measure(ours.recv(), runs)))
    edge.terminate()
    rows = {
        "waited for": waited, "while the edge is asked": meanwhile,
        "together": [sum(each) for each in zip(waited, meanwhile)], "the HTTP client": client,
        "a fixed piece of work": fixed,
    }
    title = f"Python server: {len(PAGE) // 1000} KB, ten offers, ms"
    print(f"{title:44}{'median':>8}{'p95':>8}{'least':>8}")
    figures = {}
    for name, values in rows.items():
        values = sorted(values)
        figures[name] = {
            "median": values[runs // 2], "p95": values[int(runs * 0.95)], "least": values[0],
        }
        print(f"{name:44}" + "".join(f"{figure:>8.1f}" for figure in figures[name].values()))
    return figures


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
