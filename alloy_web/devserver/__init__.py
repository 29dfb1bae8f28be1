"""
The local edge: a stand-in for the Edge Network, and the server of the demo site.

For development and tests, on CPython and on this machine only; no page ever loads it.
It shares no code with the SDK, so that neither checks itself.

    server.py     Server: both on a port, in a thread; `python -m alloy_web.devserver`
    app.py        create_app(): routes, records, responses
    incoming.py   what a request is, and what can be wrong with it
    edge.py       what is answered
    identity.py   ECIDs and the identity cookie
    consent.py    in or out
    offers.py     which content an event gets
    scenarios.py  the files in scenarios/, which say what happens
    shapes.py     whether JSON from outside has its form
    matching.py   when a part of a scenario applies
    faults.py     late, missing and broken answers
    origins.py    which pages may call
    store.py      what came in and what was answered, in SQLite
    site.py       static files
    reload.py     pages that load again when a file changes
    inspector/    the page at /_edge/ that shows all of it

Nothing is imported here: the modules that decide need no server installed.
"""
