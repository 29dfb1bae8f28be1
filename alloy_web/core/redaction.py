"""
Redaction: what those who look on get to see of a value, whoever reads the console and monitors.

Secrets are shown to neither. Source: specification, CMD-07.
"""

_LEFT_OUT = "…"
_SECRET_WORDS = ("secret", "password")

# A console shows no more of a value than a person can take in.
_LONGEST_TEXT = 5000
_MOST_VALUES = 5000
_DEEPEST = 30


def shown(value):
    """A copy for monitors: whole, with secrets hidden."""
    return _copied(value, False)


def readable(value):
    """
    A copy for the console: secrets hidden, cut where it is long, deep or endless, and of JSON
    alone, since nothing else reaches a browser's.
    """
    return _copied(value, True)


def _copied(value, is_cut):
    holder = {}
    work: list = [(holder, {"": value}, 0)]
    left = _MOST_VALUES
    while work:
        target, source, level = work.pop()
        is_list = isinstance(target, list)
        for key in range(len(source)) if is_list else source:
            left -= is_cut
            if left < 0 or (not is_list and _is_secret(key)):
                item = _LEFT_OUT
            else:
                item = _started(source[key], work, level, is_cut)
            if is_list:
                target.append(item)
            else:
                target[str(key)] = item
            if left < 0:
                break
    return holder[""]


def _started(value, work, level, is_cut):
    """What is shown of one value; dicts and lists are filled when their turn comes."""
    if isinstance(value, (dict, list, tuple)):
        if level >= _DEEPEST and is_cut:
            return _LEFT_OUT
        copied = {} if isinstance(value, dict) else []
        work.append((copied, value, level + 1))
        return copied
    if value is None or not is_cut or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + _LEFT_OUT
    if isinstance(value, float):
        # JSON knows no endless numbers.
        return value if value - value == 0 else str(value)
    return "(function)" if callable(value) else "(" + type(value).__name__ + ")"


def _is_secret(key):
    lowered = str(key).lower()
    return any(word in lowered for word in _SECRET_WORDS)
