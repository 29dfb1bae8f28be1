"""
The command `alloy-web`, for whoever has a site; CPython only, on the standard library.

    main.py         the verbs, what they print and how they end
    serving.py      serve, edge: a site, the local edge and the inspector on a port
    project.py      init: a project that runs, from templates/
    bundling.py     bundle: what to upload, and the lines for page and server
    doctor.py       doctor: what is wrong with the tracking of a page
    tracking.py     what the scripts of a page say
    policies.py     what a content security policy lets through
    migrating.py    migrate: from a configuration of alloy.js to ours
    replaying.py    replay: recorded requests once more, at the local edge
    pages.py        a page and its scripts, from an address or a file
    javascript.py   calls and literals in JavaScript, read and never run
    options.py      what the SDK takes, from its own tables
    shipped.py      the built files that came with the package

A verb gives an `Outcome`; nothing but main.py prints, but for servers.
"""
