"""
Joining dicts, and reading and writing along a path. Nothing given is ever changed or shared.
"""

# JavaScript would take these for its own machinery.
_DROPPED = ("__proto__", "constructor", "prototype")


def merge(*sources):
    """
    A new dict of all sources: later ones win leaf by leaf, dicts join, lists and scalars replace.

    Source: specification, CMD-12, step 5.
    """
    merged = {}
    for source in sources:
        for key in source:
            if key in _DROPPED:
                continue
            value = source[key]
            if isinstance(value, dict) and isinstance(merged.get(key), dict):
                merged[key] = merge(merged[key], value)
            else:
                merged[key] = deep_copy(value)
    return merged


def merge_xdm(collected, given):
    """As `merge`, but the propositions of both sides are kept."""
    merged = merge(collected, given)
    path = "_experience.decisioning.propositions"
    ours = get_path(collected, path)
    theirs = get_path(given, path)
    if isinstance(ours, list) and isinstance(theirs, list):
        set_path(merged, path, _distinct(ours + theirs))
    return merged


def deep_copy(value):
    if isinstance(value, dict):
        copied = {}
        for key in value:
            if key not in _DROPPED:
                copied[key] = deep_copy(value[key])
        return copied
    if isinstance(value, (list, tuple)):
        copied = []
        for item in value:
            copied.append(deep_copy(item))
        return copied
    return value


def get_path(source, path, default=None):
    """The value at `"web.webPageDetails.URL"`, or the default where the way ends early."""
    for key in path.split("."):
        if not isinstance(source, dict) or source.get(key) is None:
            return default
        source = source[key]
    return source


def set_path(target, path, value):
    """Write into `target`, making the dicts on the way."""
    keys = path.split(".")
    for key in keys[:-1]:
        if not isinstance(target.get(key), dict):
            target[key] = {}
        target = target[key]
    target[keys[-1]] = value


def _distinct(propositions):
    kept = []
    for one in propositions:
        if not any([_is_same(one, other) for other in kept]):
            kept.append(deep_copy(one))
    return kept


def _is_same(one, other):
    if one == other:
        return True
    if not isinstance(one, dict) or not isinstance(other, dict) or one.get("id") is None:
        return False
    return one.get("id") == other.get("id") and one.get("scope") == other.get("scope")
