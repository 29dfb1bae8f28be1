"""
Features: one file for each thing a user would name, or one folder.

A component is a class with a `namespace`, a table of options (`config`), its `commands`, and
methods named after the hooks of engine/lifecycle.py that it wants to hear. What it needs of the
engine, and of other features, comes through its constructor, as `tools`. In a folder only
`component.py` sequences; everything else in it decides, and has no effects.
"""
