"""
app/absent.py, where a build has all features.
"""


def components(names):
    return []


def commands(names):
    return {}


def missing(names, config, page_url):
    return []
