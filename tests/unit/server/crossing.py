"""
Visits of many visitors at once, each with an identity and an offer of its own; and a count of what
of one has reached another. A larger run: python -m tests.unit.server.crossing 10000
"""

import asyncio
import json
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from alloy_web.server import Alloy
from tests.unit.server.kit import HTML, IDENTITY, ORG, item, offer, scope

SENT = "http11.send_request_body.complete"


class Edge(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers each visitor with what is his own, sooner or later, in any order."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def _delay(self):
        with self._lock:
            return self._random.random() * 0.005

    async def handle_async_request(self, request):
        # The page is read now.
        await request.extensions["trace"](SENT, {})
        await asyncio.sleep(self._delay())
        return self._answer(request, request.content)

    def handle_request(self, request):
        request.extensions["trace"](SENT, {})
        time.sleep(self._delay())
        return self._answer(request, request.read())

    def _answer(self, request, content):
        body = json.loads(content)
        (entry,) = body["meta"]["state"]["entries"]
        visitor = entry["value"]
        shown = item(type="setText", selector="#hero", content=visitor)
        # Whose cookies came along stands in the answer: nobody's should.
        told = request.headers.get("cookie", "").replace("=", " ").replace(";", " ")
        return httpx.Response(200, json={"requestId": f"{visitor} {told}", "handle": [
            {"type": "personalization:decisions", "payload": [offer(visitor, shown)]},
            {"type": "state:store", "payload": [{"key": IDENTITY, "value": visitor}]},
        ]}, headers={"set-cookie": f"{IDENTITY}={visitor}; Path=/; Max-Age=600"})


def edit(content):
    """A hook that all visits share."""
    content["data"]["echo"] = content["data"]["visitor"]


def alloy_of(seed):
    return Alloy(
        org_id=ORG, datastream_id="d", budget_ms=600_000, http=Edge(seed),
        on_before_event_send=edit,
    )


def begin(alloy, number):
    visitor = f"v{number:06d}x"
    visit = alloy.visit(scope(f"/{visitor}", cookie=f"{IDENTITY}={visitor}"))
    assert visit.can_render(page_of(visitor))
    return visitor, visit, {"type": "viewStart", "data": {"visitor": visitor}}


def page_of(visitor):
    return HTML.replace("<title>Shop", f"<title>{visitor}")


def crossed(visitor, visit, answer):
    """What is wrong with a visit, or None."""
    html = visit.render(page_of(visitor))
    texts = [json.dumps(answer), html, *visit.cookies]
    whole = " ".join(texts)
    others = {word for word in whole.replace('"', " ").replace("/", " ").split() if (
        len(word) == 8 and word[0] == "v" and word[-1] == "x" and word[1:-1].isdigit()
    )} - {visitor}
    sent = answer["requestBody"]["events"][0]
    is_whole = (
        f">{visitor}</p>" in html and f">{visitor}</title>" in html
        and sent["data"]["echo"] == visitor
        and sent["xdm"]["web"]["webPageDetails"]["URL"].endswith(visitor)
        and visit.cookies[0].partition(";")[0] == f"{IDENTITY}={visitor}"
        # The other is of the answer, and not of the visitor.
        and len(visit.cookies) == 2 and visit.cookies[1].startswith("alloy_")
    )
    return None if is_whole and not others else (visitor, sorted(others))


async def in_one_loop(count, seed, at_once=200):
    alloy = alloy_of(seed)
    turn = asyncio.Semaphore(at_once)

    async def one(number):
        async with turn:
            visitor, visit, options = begin(alloy, number)
            return crossed(visitor, visit, await visit.event(options))

    return [each for each in await asyncio.gather(*map(one, range(count))) if each]


def in_threads(count, seed, at_once=8):
    alloy = alloy_of(seed)

    def one(number):
        visitor, visit, options = begin(alloy, number)
        return crossed(visitor, visit, visit.event_sync(options))

    with ThreadPoolExecutor(at_once) as pool:
        found = [each for each in pool.map(one, range(count)) if each]
    alloy.close()
    return found


def main(count):
    for name, run in (
        ("in one loop", lambda: asyncio.run(in_one_loop(count, 1))),
        ("in threads", lambda: in_threads(count, 1)),
    ):
        started = time.perf_counter()
        found = run()
        print(f"{count} visits {name}: {len(found)} crossed, {time.perf_counter() - started:.1f} s")
        for each in found[:5]:
            print("   ", each)


if __name__ == "__main__":
    main(int(sys.argv[1]))
