"""
Into which part of the visitors one falls, by a hash of who it is: what Target's rules split traffic
by. Pure. Source: RULE-11.
"""

_ALL = 0xFFFFFFFF


def share(template, key, identity, buckets):
    """
    A percentage from 0 on and below 100, with two decimals; the same for the same visitor and key.

    `template` has `<key>` and `<identity>` in it.
    """
    text = template.replace("<key>", key).replace("<identity>", identity)
    number = murmur3(text)
    # As a signed number without its sign.
    number = _ALL + 1 - number if number > _ALL // 2 else number
    return int((number - number // buckets * buckets) / buckets * 10000 + 0.5) / 100


def murmur3(text):
    """MurmurHash3, 32 bits with the seed 0, of the UTF-16 units of a text."""
    units = _units(text)
    value = 0
    for index in range(0, len(units) - 1, 2):
        value ^= _mixed(units[index] + units[index + 1] * 0x10000)
        value = _turned(value, 13)
        value = (((value * 5) & 0xFFFFFFFF) + 0xE6546B64) & 0xFFFFFFFF
    if len(units) % 2:
        value ^= _mixed(units[-1])
    value ^= len(units) * 2
    value ^= value >> 16
    value = (value * 0x85EBCA6B) & 0xFFFFFFFF
    value ^= value >> 13
    value = (value * 0xC2B2AE35) & 0xFFFFFFFF
    return value ^ (value >> 16)


def _mixed(block):
    block = (block * 0xCC9E2D51) & 0xFFFFFFFF
    return (_turned(block, 15) * 0x1B873593) & 0xFFFFFFFF


def _turned(value, bits):
    """The bits of a number moved to the left; those that fall out come in on the right."""
    return ((value << bits) & 0xFFFFFFFF) + (value >> (32 - bits))


def _units(text):
    units = []
    for letter in text:
        code = ord(letter)
        if code > 0xFFFF:
            units.append(0xD800 + ((code - 0x10000) >> 10))
            code = 0xDC00 + (code & 0x3FF)
        units.append(code)
    return units
