"""
core/encoding.py, where JavaScript does it.
"""

import json

UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()"
PLAIN = UNRESERVED


def plain(letters):
    return letters


def well_formed(text):
    return text.well_formed()


def utf8(text):
    return text.utf8_bytes()


def from_utf8(data):
    return data.utf8_text()


def percent_encode(text, stays=PLAIN):
    return text.percent_encoded(stays)


def percent_decode(text, lenient=False):
    return text.percent_decoded(lenient)


def scalar_json(value):
    return json.dumps(well_formed(value) if isinstance(value, str) else value)


def canonical_json(value):
    return value.canonical_json()
