"""
Datastream overrides: of the configuration and of a call, joined and cleaned. Source: EDGE-24.
"""


def combine(configured, per_call):
    """
    `(datastream id or None, overrides or None)`.

    The call's top-level keys replace the configured ones whole. `datastreamId` counts only in the
    call's: it changes the address, not the body.
    """
    joined = dict(configured or {})
    datastream_id = None
    for key in per_call or {}:
        if key == "datastreamId":
            datastream_id = per_call[key] or None
        else:
            joined[key] = per_call[key]
    return datastream_id, clean(joined)


def clean(value):
    """
    Without what says nothing: null, empty text, empty lists, objects left empty. `enabled: true`
    goes too, since it is the server's default and it refuses to be told. None if nothing is left.
    """
    if isinstance(value, dict):
        kept = {}
        for key in value:
            if key == "enabled" and value[key] is True:
                continue
            item = clean(value[key])
            if item is not None:
                kept[key] = item
        return kept or None
    if value is None or value == "" or value == [] or callable(value):
        return None
    return value
