"""
What build.py does: sets up, builds `static/dist/`, checks. For CPython; no page ever loads it.

    cli.py          the verbs: serve, test, dist, check
    environment.py  the virtual environment and what is installed in it
    runtimes.py     what pages load besides us: MicroPython, Pyodide, PyScript
    browsers.py     browsers for the tests
    dist.py         everything in static/dist/
    modules.py      which of our modules go into PyScript pages, and as what
    compiler/       Python to JavaScript, for alloy.js
    flatten.py      many modules as one, in the manner of JavaScript's bundlers
    renaming.py     short names for what nobody outside names
    scopes.py       which names a piece of source binds
    archives.py     the wheel and the zip file
    javascript.py   the bundler and the minifiers
    recipes.py      lines for the head of a page, and hashes for `integrity`
    inventory.py    manifest.json: what each file is for, and what a first visit brings
    compress.py     .br and .gz
    dialect.py      what MicroPython cannot run
    wiring.py       services and hooks that nobody has
    control.py      the vendor's script, to compare with
    console.py      progress, commands, and what went wrong
    stamps.py       what has been done already

`console`, `stamps` and `environment` need nothing but the standard library: they run first.
"""
