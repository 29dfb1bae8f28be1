"""
The sequence of things: commands, hooks, events, requests. `instance` puts it all together.
"""
