"""
What a visitor agreed to: the three consent standards read down to `in` or `out`.

Source: specification, CON-02, CON-07; for the TC string the public description of the
IAB Transparency and Consent Framework 2.0 (core segment, bit 152 is purpose 1).
"""

import base64

_PURPOSE_1_BIT = 152


def general(consents):
    """`out` as soon as one of the consent objects says so, else `in`."""
    return "out" if any(_says_out(consent) for consent in consents) else "in"


def problems(consents):
    """What the edge has against these consent objects, as a list of sentences."""
    found = []
    for index, consent in enumerate(consents):
        what = _problem(consent)
        if what:
            found.append(f"consent[{index}]: {what}")
    return found


def _says_out(consent):
    value = consent["value"]
    if consent["standard"] == "IAB TCF":
        return consent.get("gdprApplies", True) and not _allows_purpose_1(value)
    if consent["version"] == "1.0":
        return value["general"] == "out"
    return value["collect"]["val"] == "n"


def _problem(consent):
    kind = (consent.get("standard"), consent.get("version"))
    value = consent.get("value")
    if kind == ("Adobe", "1.0"):
        if not isinstance(value, dict) or value.get("general") not in ("in", "out"):
            return 'value.general: expected "in" or "out"'
    elif kind == ("Adobe", "2.0"):
        collect = value.get("collect") if isinstance(value, dict) else None
        if not isinstance(collect, dict) or not isinstance(collect.get("val"), str):
            return "value.collect.val: expected a text"
    elif kind == ("IAB TCF", "2.0"):
        if not isinstance(value, str) or not value:
            return "value: the consent string must not be empty"
    else:
        return f"standard {kind[0]!r} with version {kind[1]!r} is not one the edge knows"
    return None


def _allows_purpose_1(tc_string):
    core = tc_string.split(".")[0]
    try:
        bits = base64.urlsafe_b64decode(core + "=" * (-len(core) % 4))
        return bool(bits[_PURPOSE_1_BIT // 8] & 0x80 >> _PURPOSE_1_BIT % 8)
    except (ValueError, IndexError):
        return False
