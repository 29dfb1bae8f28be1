"""
The sequence of things: commands, hooks, events, requests. It knows no feature by name.
"""
