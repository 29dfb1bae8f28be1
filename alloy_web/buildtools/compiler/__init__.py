"""
Python, compiled: from the modules of the SDK to one JavaScript module, ahead of time.

    program.py      the whole program: modules, definitions, classes, what each call can mean
    types.py        what can be known of a value before the program runs
    inference.py    the same of fields, globals and functions
    emitter.py      names and expressions, as JavaScript
    statements.py   statements, functions, classes
    language.py     builtins, their methods and modules, as the run-time library has them
    linking.py      what is used of it all, put together; esbuild makes it small

The run-time library is static/python/: small functions, of which a result has those it uses.

What the dialect does not have stops the build, with file, line and what to write instead; nothing
is guessed. What the source does not show to be safe in JavaScript goes through the library.
"""
