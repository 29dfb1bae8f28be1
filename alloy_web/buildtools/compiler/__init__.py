"""
Python, compiled: from the modules of the SDK to one JavaScript module, ahead of time.

    program.py      the whole program: modules, definitions, classes, what each call can mean
    types.py        what can be known of a value before the program runs
    inference.py    the same of fields, globals and functions
    asked.py        methods that are reached by a name that is worked out
    linking.py      what is used of it all, put together; javascript.py makes it small
    sourcemap.py    where it comes from
    language.py     builtins, their methods and modules, as the run-time library has them

What writes JavaScript stands in layers, each a class that uses those below it:

    pieces.py         what stands at the top of a module
    statements.py     loops, assignments, exceptions
    definitions.py    functions and classes; declaring.py says where their variables are declared
    calls.py          of what the program defines, and waiting
    builtin_calls.py  of what Python has by itself
    arrows.py         lambdas, parameters, comprehensions
    operators.py      sums and comparisons
    truth.py          conditions, `and`, `or`
    expressions.py    values and their parts
    names.py          what names mean

The run-time library is static/python/: small functions, of which a result has those it uses.

What the dialect does not have stops the build, with file, line and what to write instead; nothing
is guessed. What the source does not show to be safe in JavaScript goes through the library.
"""
