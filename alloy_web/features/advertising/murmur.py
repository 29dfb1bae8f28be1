"""
The hash of an address: murmur3 of 128 bits, for machines of 64, seed 0.

A number of 64 bits is a list of four of 16, lowest first: compiled, whole numbers have 53 bits.
"""

from alloy_web.core.encoding import utf8
from alloy_web.core.strings import hex_digits

_C1 = (0x53D5, 0x1142, 0x7B91, 0x87C3)
_C2 = (0x937F, 0x2745, 0xAD43, 0x4CF5)
_F1 = (0x8CCD, 0xED55, 0xAFD7, 0xFF51)
_F2 = (0xEC53, 0x1A85, 0xB9FE, 0xC4CE)
_BLOCK = 16
_HALF = 65536


def murmur3_128(text):
    """32 lower-case hex digits."""
    data = list(utf8(text))
    one, two = [0] * 4, [0] * 4
    whole = len(data) - len(data) % _BLOCK
    for start in range(0, whole, _BLOCK):
        one = _xor(one, _mixed(_word(data, start), _C1, 31, _C2))
        one = _plus(_times(_plus(_rotated(one, 27), two), (5, 0, 0, 0)), (0xE729, 0x52DC, 0, 0))
        two = _xor(two, _mixed(_word(data, start + 8), _C2, 33, _C1))
        two = _plus(_times(_plus(_rotated(two, 31), one), (5, 0, 0, 0)), (0x5AB5, 0x3849, 0, 0))
    two = _xor(two, _mixed(_word(data, whole + 8), _C2, 33, _C1))
    one = _xor(one, _mixed(_word(data, whole), _C1, 31, _C2))
    size = (len(data) % _HALF, len(data) // _HALF, 0, 0)
    one, two = _xor(one, size), _xor(two, size)
    one = _plus(one, two)
    two = _plus(two, one)
    one, two = _finished(one), _finished(two)
    one = _plus(one, two)
    two = _plus(two, one)
    # Lowest byte first, as advertisers know it.
    return "".join([hex_digits(part & 255, 2) + hex_digits(part >> 8, 2) for part in one + two])


def _word(data, start):
    """Eight bytes from `start` on; what is not there counts as 0."""
    found = []
    for index in range(start, start + 8, 2):
        low = data[index] if index < len(data) else 0
        high = data[index + 1] if index + 1 < len(data) else 0
        found.append(low + high * 256)
    return found


def _mixed(word, first, bits, second):
    return _times(_rotated(_times(word, first), bits), second)


def _finished(word):
    word = _times(_xor(word, _shifted(word)), _F1)
    word = _times(_xor(word, _shifted(word)), _F2)
    return _xor(word, _shifted(word))


def _xor(one, other):
    return [one[index] ^ other[index] for index in range(4)]


def _plus(one, other):
    total, carry = [], 0
    for index in range(4):
        carry += one[index] + other[index]
        total.append(carry & 0xFFFF)
        carry //= _HALF
    return total


def _times(one, other):
    product, carry = [], 0
    for index in range(4):
        for part in range(index + 1):
            carry += one[part] * other[index - part]
        product.append(carry & 0xFFFF)
        carry //= _HALF
    return product


def _rotated(word, bits):
    """Rotated to the left."""
    parts, rest = bits >> 4, bits & 15
    turned = []
    for index in range(4):
        high = word[(index - parts) & 3]
        low = word[(index - parts - 1) & 3]
        turned.append(((high << rest) & 0xFFFF) + (low >> (16 - rest)))
    return turned


def _shifted(word):
    """Shifted to the right by 33 bits."""
    return [(word[2] >> 1) + ((word[3] & 1) << 15), word[3] >> 1, 0, 0]
