"""
The inspector: a page of the local edge, at `/_edge/`: what came in and what became of it.

    routes.py      its endpoints
    live.py        what it hears while it is open: server-sent events
    rows.py        a request in one line of the timeline
    reading.py     what the edge makes of a request, in sentences
    exchange.py    HAR and JSON, out and in
    saved_test.py  a visit as a pytest file
    page/          the page itself: HTML, CSS and modules, as they are served

All but the first two are pure: records in (`store.py`), dicts and texts out.
"""
