"""
What build.py does: sets up, builds `static/dist/`, checks. For CPython; no page ever loads it.

    cli.py          the verbs: serve, test, dist, check, bench
    environment.py  the virtual environment and what is installed in it
    runtimes.py     what pages load besides us: MicroPython, Pyodide, PyScript
    trying.py       other versions of those, on a copy
    browsers.py     browsers for the tests
    dist.py         everything in static/dist/
    demo.py         the demo site, its pages put together from their template
    folders.py      folders that the build fills
    modules.py      which of our modules go where: compiled, or into the wheel
    compiler/       Python to JavaScript, ahead of time
    flatten.py      many modules as one, in the manner of JavaScript's bundlers, for the wheel
    renaming.py     short names there for what nobody outside names
    scopes.py       which names a piece of source binds
    archives.py     the wheel and the zip file
    packaging.py    what pip packs
    flight.py       what the snippet has to know of the SDK
    constants.py    what all scripts have to know of it
    notices.py      licences of what is passed on
    javascript.py   the bundler and the minifiers
    recipes.py      the tag for the head of a page, and hashes for `integrity`
    inventory.py    manifest.json: what each file is for, and what a first visit brings
    compress.py     .br and .gz
    grammar.py      what of Python's grammar is not in the dialect
    dialect.py      whether modules for pages keep to the dialect
    wiring.py       services and hooks that nobody has
    layers.py       who may import whom
    tables.py       the tables of options
    control.py      the vendor's script, to compare with
    console.py      progress, commands, and what went wrong
    stamps.py       what has been done already

`console`, `stamps` and `environment` need nothing but the standard library: they run first.
"""
