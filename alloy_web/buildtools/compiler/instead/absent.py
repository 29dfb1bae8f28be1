"""
app/absent.py, where a build has all features.
"""


def commands(names):
    return {}


def options(names):
    return {}


def missing(names, config, page_url):
    return []
