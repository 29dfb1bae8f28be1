"""
core/absent.py, where a build has all features.
"""


def components(names):
    return []


def feature_of(command):
    return None


def missing(names, config, page_url):
    return []
