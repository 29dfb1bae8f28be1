"""
hosts/browser/values.py, where there is no interpreter: every value is plain data already.
"""


def plain(value):
    """One value, not what is in it."""
    return value
