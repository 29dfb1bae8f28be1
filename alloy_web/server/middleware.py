"""
For Starlette, FastAPI, and any other app that speaks ASGI. It needs none of them.

An answer is held from its start to its last byte only where it is a page that will be personalised;
everything else goes through as it comes.
"""

from alloy_web.server.eligible import personal_headers
from alloy_web.server.log import logger, one_line


class Middleware:
    def __init__(self, app, alloy):
        self._app = app
        self._alloy = alloy

    async def __call__(self, scope, receive, send):
        visit = None
        if scope["type"] == "http":
            visit = self._alloy.visit_of_page(scope)
        if visit is None:
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Answer(self._alloy, visit, send).take)


class _Answer:
    """What the app sends, one message after the other."""

    def __init__(self, alloy, visit, send):
        self._alloy = alloy
        self._visit = visit
        self._send = send
        # The start of an answer that is held, and its bytes so far.
        self._start = None
        self._body = bytearray()
        self._nonce = ""

    async def take(self, message):
        kind = message["type"]
        if kind == "http.response.start" and self._start is None:
            headers = _by_name(message)
            nonce = self._alloy.may_personalise(self._visit, message["status"], headers)
            if nonce is None:
                await self._send(self._with_cookies(message))
            else:
                self._start, self._nonce = message, nonce
        elif self._start is None:
            await self._send(message)
        elif kind != "http.response.body":
            # Something that is not known here: nothing is held any longer.
            await self._let_go()
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish()
            elif len(self._body) > self._alloy.most_bytes:
                await self._let_go()

    async def _let_go(self):
        start, self._start = self._start, None
        await self._send(self._with_cookies(start))
        if self._body:
            await self._send({
                "type": "http.response.body", "body": bytes(self._body), "more_body": True,
            })

    async def _finish(self):
        start, body = self._start, bytes(self._body)
        self._start = None
        try:
            start, body = await self._personalised(start, body)
        except Exception as error:
            logger.warning("An answer could not be personalised: %s", one_line(error))
        await self._send(self._with_cookies(start))
        await self._send({"type": "http.response.body", "body": body})

    async def _personalised(self, start, body):
        visit = self._visit
        # Raises for what is no UTF-8.
        html = body.decode("utf-8")
        if not visit.has_view:
            await visit.event({**visit.view, "type": "viewStart"})
        url = visit.redirect
        if url:
            await visit.redirected()
            headers = personal_headers([("location", url)], 0)
            return {**start, "status": 302, "headers": _raw(headers)}, b""
        text = visit.render(html, self._nonce)
        if not visit.is_rendered:
            return start, body
        body = text.encode("utf-8", "surrogatepass")
        headers = [
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]
        ]
        return {**start, "headers": _raw(personal_headers(headers, len(body)))}, body

    def _with_cookies(self, start):
        cookies = [(b"set-cookie", text.encode("ascii")) for text in self._visit.take_cookies()]
        return {**start, "headers": [*start.get("headers", ()), *cookies]} if cookies else start


def _by_name(start):
    headers: dict[str, str] = {}
    for raw_name, raw_value in start.get("headers", ()):
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _raw(headers):
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
