"""
core/strings.py, where JavaScript does it.
"""

import json

IS_MICROPYTHON = False


def is_digits(text):
    return text.is_digits()


def hex_digits(value, count):
    return value.hex_digits(count)


def is_blank(text):
    return text.is_blank()


def word(value):
    return value.as_word()


def as_number(value):
    return value.as_number()


def leading_number(text):
    return text.leading_number()


def collapse(text):
    return text.collapsed()


def indented(text):
    return text.indented()


def data_to_json(value):
    return value.data_json()


def to_json(value):
    return json.dumps(value)
