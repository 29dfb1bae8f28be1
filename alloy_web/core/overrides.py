"""
Datastream overrides: those of the configuration and of a call, joined and cleaned.

Source: specification, EDGE-24.
"""

from alloy_web.core.merge import deep_copy


def combine(configured, per_call):
    """
    `(datastream id or None, overrides or None)`; either argument may be None.

    The call's top-level keys replace the configured ones whole. `datastreamId` of the call
    changes the address and not the body; in the configuration it is a key like any other.
    """
    joined = dict(configured or {})
    for key in per_call or {}:
        if key != "datastreamId":
            joined[key] = per_call[key]
    datastream_id = (per_call or {}).get("datastreamId")
    if not isinstance(datastream_id, str):
        datastream_id = None
    return datastream_id or None, clean(joined) or None


def clean(overrides):
    """
    A copy without what says nothing: null, empty text, empty arrays, functions, empty objects.

    `enabled: true` goes too: it is the server's default, and the server refuses to hear it.
    """
    cleaned = deep_copy(overrides)
    # Outer objects stand before inner ones, so that backwards each is emptied before its holder.
    objects = [cleaned]
    for item in objects:
        for key in item:
            if isinstance(item[key], dict):
                objects.append(item[key])
    for item in reversed(objects):
        for key in list(item):
            if _says_nothing(key, item[key]):
                del item[key]
    return cleaned


def _says_nothing(key, value):
    if isinstance(value, bool):
        return value and key == "enabled"
    if isinstance(value, (int, float)):
        return False
    # Whatever else there is, a function or an object of the page, cannot be sent.
    return not (isinstance(value, (str, list, dict)) and value)
