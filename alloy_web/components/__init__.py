"""
Features, one file or folder each.

A component is a class with a `namespace`, a table of options (`config`), its `commands`, and
methods named after the hooks of engine/lifecycle.py that it wants to hear. What it needs of the
engine comes through its constructor, as `tools` (engine/instance.py).
"""
