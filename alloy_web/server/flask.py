"""For Flask: `alloy.init_app(app)`. A handler finds its visit by `alloy.visit(request)`."""

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
        response = _personalised(alloy, visit, response)
        return visit.apply(response)
    except Exception as error:
        logger.warning("An answer could not be personalised: %s", one_line(error))
        return response


def _personalised(alloy, visit, response):
    headers = {name.lower(): value for name, value in response.headers.items()}
    # A stream has none, whatever it says; another is here as a whole, whether or not it says so.
    is_stream = response.is_streamed or response.direct_passthrough
    headers["content-length"] = (
        "" if is_stream else str(response.calculate_content_length() or 0)
    )
    policies = response.headers.getlist("Content-Security-Policy")
    if policies:
        headers["content-security-policy"] = ", ".join(policies)
    nonce = alloy.may_personalise(visit, response.status_code, headers)
    if nonce is None:
        return response
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
