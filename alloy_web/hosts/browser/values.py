"""
What a value of Python's means as data, in options of a command and in what a hook leaves.

A date or a time is ISO text, a Decimal a number, a UUID text, an Enum its value, a dataclass or a
mapping a dict, a set or a tuple a list; an object or a list of JavaScript's is one of Python's.
What has no meaning comes back as it is, and is refused by whoever asked.

Compiled there are no such values, and another module stands in place of this one
(buildtools/compiler/instead/values.py). Kinds show in what they have: MicroPython lacks most of
the modules they come from.
"""

_PLAIN = (str, int, float, bool, dict, list)


def plain(value):
    """One value, not what is in it."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, type):
        # A class has what its instances have.
        return value
    if hasattr(type(value), "__members__"):
        return plain(value.value)
    if isinstance(value, (str, int, float, dict, list)):
        return value
    if isinstance(value, (tuple, set, frozenset)):
        return _list(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "as_integer_ratio") and hasattr(value, "is_finite"):
        return _number(value)
    if hasattr(value, "urn") and hasattr(value, "hex"):
        return str(value)
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if type(value).__name__ == "JsNull":
        # Pyodide: null of JavaScript's, in what is one of its objects.
        return None
    if type(value).__name__ == "JsProxy":
        return _of_javascript(value)
    if hasattr(value, "keys") and hasattr(value, "__getitem__"):
        return {key: value[key] for key in list(value)}
    return value


def _list(value):
    items = list(value)
    if isinstance(value, tuple):
        return items
    # The order of a set is another in each run.
    try:
        return sorted(items)
    except TypeError:
        return sorted(items, key=repr)


def _number(decimal):
    if not decimal.is_finite():
        return float(str(decimal))
    return int(decimal) if decimal == int(decimal) else float(decimal)


def _of_javascript(value):
    import js

    if hasattr(value, "then") or js.Reflect.has(value, "call"):
        # A promise, a function.
        return value
    if js.Array.isArray(value):
        return list(value)
    if hasattr(value, "toISOString"):
        return value.toISOString()
    return {str(key): getattr(value, str(key)) for key in js.Object.keys(value)}
