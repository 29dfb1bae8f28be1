"""
Comparisons of one value of the context with the values of a condition: pure. Source: RULE-03.

What is compared as text is compared without regard to case. There, and where it is not in the
context, a value that is an object compares with nothing, and so even "is not" is false.
"""

from alloy_web.core.letters import lower_case
from alloy_web.core.strings import word

# Codes of what compares texts, and of what compares numbers.
TEXTS = ("eq", "ne", "co", "nc", "sw", "ew")
NUMBERS = ("gt", "ge", "lt", "le")


def candidates(code, values):
    """The values of a condition in the form that `matches` compares, made once for many times."""
    if code in NUMBERS:
        return [value for value in values if is_number(value)]
    if code not in TEXTS:
        return []
    return [
        lower_case(word(value)) for value in values
        # The end of a text is compared with texts alone.
        if not isinstance(value, (dict, list)) and (code != "ew" or isinstance(value, str))
    ]


def matches(code, value, given):
    """Does `value`, None where the context has none, match any of the candidates?"""
    if code == "ex":
        return value is not None
    if code == "nx":
        return value is None
    # A literal: compiled, that is a comparison or four, and a constant's name is a search.
    if code in ("gt", "ge", "lt", "le"):
        return is_number(value) and any(compare(code, value, each) for each in given)
    if value is None or isinstance(value, (dict, list)):
        return False
    text = lower_case(word(value))
    if code in ("eq", "ne"):
        return (text in given) == (code == "eq")
    if code in ("co", "nc"):
        return any(each in text for each in given) == (code == "co")
    if code == "sw":
        return any(text.startswith(each) for each in given)
    return code == "ew" and any(text.endswith(each) for each in given)


def compare(code, one, other):
    """Two numbers, compared by the code; False for a code that compares none."""
    if code == "gt":
        return one > other
    if code == "ge":
        return one >= other
    if code == "lt":
        return one < other
    if code == "le":
        return one <= other
    return one != other if code == "ne" else code == "eq" and one == other


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)
