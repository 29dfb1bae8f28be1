"""
Python servers: the first view of a page is made where the page is made.

    from alloy_web.server import Alloy

    alloy = Alloy(org_id="…@AdobeOrg", datastream_id="…")

    app.add_middleware(alloy.middleware)        # Starlette, FastAPI
    alloy.init_app(app)                         # Flask
    # Django: MIDDLEWARE = ["alloy_web.server.django.AlloyMiddleware"], ALLOY = {"org_id": …}

docs/servers.md shows the way. The parts:

    alloy.py       Alloy: one for the process; configuration and connections
    visit.py       Visit: one for each request; asks, renders, hands over
    request.py     what a request says, whatever the framework calls it
    host.py        the engine's host: a request in the place of a page
    transport.py   requests to the Edge Network, within a budget
    breaker.py     whether it is worth asking
    html.py        a page of HTML, and offers put into it
    head.py        where its head ends
    source.py      where its elements stand in its text
    finding.py     the elements that an offer is for
    actions.py     what an offer does to them
    answer.py      what a visit adds to an answer: cookies, and that it is private
    handover.py    what the page's SDK learns of it
    eligible.py    which requests and answers are personalised, and which are left alone
    extras.py      what to install where something is missing
    middleware.py  Starlette and FastAPI; django.py, flask.py: those

No framework is imported unless it is used.
"""

from importlib import import_module

from alloy_web.server.extras import extra

_PLACES = {"Alloy": "alloy_web.server.alloy", "Visit": "alloy_web.server.visit"}

__all__ = sorted(_PLACES)


def __getattr__(name):
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with extra(__name__, "server"):
        return getattr(import_module(_PLACES[name]), name)
