"""
Decisions: dicts in, dicts out. No host, no clock, no randomness, nothing async.
"""
