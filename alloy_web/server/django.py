"""
For Django:

    MIDDLEWARE = [..., "alloy_web.server.django.AlloyMiddleware"]
    ALLOY = {"org_id": "…@AdobeOrg", "datastream_id": "…"}

The last in the list sees pages before others compress them or note their ETag. A view finds its
visit by `visit_of(request)`. Under ASGI it waits without holding a thread.
"""

from functools import lru_cache
from itertools import chain

from alloy_web.server.eligible import personal_headers
from alloy_web.server.extras import extra
from alloy_web.server.log import logger, one_line

with extra(__name__, "django"):
    from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
    from django.conf import settings
    from django.http import HttpResponse

    from alloy_web.server.alloy import Alloy
    from alloy_web.server.visit import to_its_end


@lru_cache(maxsize=1)
def the_alloy() -> Alloy:
    """The process's own, as the settings have it."""
    return Alloy(**settings.ALLOY)


def visit_of(request):
    """The visit that this request is."""
    return the_alloy().visit(request)


class AlloyMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self._get_response = get_response
        # Made now: a mistake in the settings shows when the site starts.
        self._alloy = the_alloy()
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request):
        if self._is_async:
            return self._answer_later(request)
        visit = self._alloy.visit_of_page(request)
        response = self._get_response(request)
        if visit is None:
            return response
        return to_its_end(self._answered(visit, response, is_sync=True))

    async def _answer_later(self, request):
        visit = self._alloy.visit_of_page(request)
        response = await self._get_response(request)
        return response if visit is None else await self._answered(visit, response)

    async def _answered(self, visit, response, is_sync=False):
        """With `is_sync` this awaits nothing."""
        nonce = self._nonce(visit, response)
        if nonce is not None and response.streaming:
            # What a stream raises is the handler's, and heard as ever.
            response = await _collected(response, self._alloy.most_bytes, is_sync)
        try:
            if not _can_render(visit, response, nonce):
                nonce = None
            elif not visit.has_view:
                view = {**visit.view, "type": "viewStart"}
                visit.event_sync(view) if is_sync else await visit.event(view)
            if nonce is not None and visit.redirect:
                visit.redirected_sync() if is_sync else await visit.redirected()
            return self._finished(visit, response, nonce)
        except Exception as error:
            logger.warning("An answer could not be personalised: %s", one_line(error))
            return response

    def _nonce(self, visit, response):
        headers = {name.lower(): value for name, value in response.headers.items()}
        # A stream has none, whatever it says.
        headers["content-length"] = "" if response.streaming else str(len(response.content))
        return self._alloy.may_personalise(visit, response.status_code, headers)

    def _finished(self, visit, response, nonce):
        if nonce is not None:
            url = visit.redirect
            if url:
                response.content = b""
                response.status_code = 302
                _set_headers(response, personal_headers([("Location", url)], 0))
            else:
                text = visit.render(response.content.decode("utf-8"), nonce)
                if visit.is_rendered:
                    response.content = text.encode("utf-8", "surrogatepass")
                    headers = personal_headers(
                        list(response.headers.items()), len(response.content)
                    )
                    _set_headers(response, headers)
        return visit.apply(response)


def _can_render(visit, response, nonce):
    """Raises for what is no UTF-8."""
    if nonce is None or response.streaming:
        return False
    return visit.has_view or visit.can_render(response.content.decode("utf-8"), nonce)


async def _collected(response, most_bytes, is_sync):
    """One text of a stream; the stream itself where it is too long, or needs a loop."""
    if is_sync and response.is_async:
        return response
    if not is_sync and not response.is_async:
        # It may take its time, which the loop does not have.
        return await sync_to_async(to_its_end)(_collected(response, most_bytes, is_sync=True))
    stream = response.streaming_content
    parts: list[bytes] = []
    size = 0
    async for part in stream if response.is_async else _later(stream):
        parts.append(part)
        size += len(part)
        if size > most_bytes:
            rest = _chained(parts, stream) if response.is_async else chain(parts, stream)
            response.streaming_content = rest
            return response
    return _whole(response, parts)


async def _later(stream):
    """A stream as an asynchronous one that never waits."""
    for part in stream:
        yield part


async def _chained(parts, stream):
    for part in parts:
        yield part
    async for part in stream:
        yield part


def _whole(stream, parts):
    response = HttpResponse(
        b"".join(parts), status=stream.status_code, reason=stream.reason_phrase,
        headers=stream.headers,
    )
    response.cookies = stream.cookies
    # What the stream holds open is closed with the answer; its own `close` would end the request.
    response._resource_closers += stream._resource_closers
    return response


def _set_headers(response, headers):
    for name in list(response.headers):
        del response.headers[name]
    for name, value in headers:
        response.headers[name] = value
