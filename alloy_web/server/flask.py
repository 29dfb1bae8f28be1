"""For Flask: `alloy.init_app(app)`. A handler finds its visit by `alloy.visit(request)`."""

from itertools import chain

from alloy_web.server.eligible import personal_headers
from alloy_web.server.extras import extra
from alloy_web.server.log import logger, one_line

with extra(__name__, "flask"):
    from flask import Flask, request


def init_app(app: Flask, alloy) -> None:
    # A visit of its own, before any handler asks for one.
    app.after_request(lambda response: _answered(alloy, response))


def _answered(alloy, response):
    visit = alloy.visit_of_page(request)
    if visit is None:
        return response
    try:
        nonce = _nonce(alloy, visit, response)
    except Exception as error:
        return _as_it_was(response, error)
    # What a stream raises is the handler's, and heard as ever.
    if nonce is not None and not _collect(response, alloy.most_bytes):
        nonce = None
    try:
        if nonce is not None:
            response = _personalised(visit, response, nonce)
        return visit.apply(response)
    except Exception as error:
        return _as_it_was(response, error)


def _as_it_was(response, error):
    logger.warning("An answer could not be personalised: %s", one_line(error))
    return response


def _nonce(alloy, visit, response):
    headers = {name.lower(): value for name, value in response.headers.items()}
    # A stream has none, whatever it says; another is here as a whole, whether or not it says so.
    is_stream = response.is_streamed or response.direct_passthrough
    headers["content-length"] = (
        "" if is_stream else str(response.calculate_content_length() or 0)
    )
    policies = response.headers.getlist("Content-Security-Policy")
    if policies:
        headers["content-security-policy"] = ", ".join(policies)
    return alloy.may_personalise(visit, response.status_code, headers)


def _collect(response, most_bytes):
    """Make one text of a stream; False where it is too long, and goes on as it comes."""
    if not (response.is_streamed or response.direct_passthrough):
        return True
    stream, parts, size = response.iter_encoded(), [], 0
    if hasattr(response.response, "close"):
        response.call_on_close(response.response.close)
    for part in stream:
        parts.append(part)
        size += len(part)
        if size > most_bytes:
            response.response = chain(parts, stream)
            return False
    response.direct_passthrough = False
    response.set_data(b"".join(parts))
    return True


def _personalised(visit, response, nonce):
    html = response.get_data().decode("utf-8")
    if not visit.has_view:
        if not visit.can_render(html, nonce):
            return response
        visit.event_sync({**visit.view, "type": "viewStart"})
    url = visit.redirect
    if url:
        visit.redirected_sync()
        response.set_data(b"")
        response.status_code = 302
        _set_headers(response, personal_headers([("location", url)], 0))
        return response
    text = visit.render(html, nonce)
    if visit.is_rendered:
        body = text.encode("utf-8", "surrogatepass")
        response.set_data(body)
        _set_headers(response, personal_headers(list(response.headers.items()), len(body)))
    return response


def _set_headers(response, headers):
    response.headers.clear()
    for name, value in headers:
        response.headers.add(name, value)
