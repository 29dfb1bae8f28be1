"""
Capital and small letters of all scripts, for names that are compared without regard to case.

MicroPython's `lower` knows A to Z only; everywhere else it does what JavaScript's does, and the
table is not looked at.
"""

from alloy_web.core.strings import IS_MICROPYTHON

# How far the small letter is from the capital one, and which capitals that holds for, in
# hexadecimal. In a range of distance 1 every second letter is a capital. Scripts that nobody
# writes today are left out. Source: Unicode 15, UnicodeData.txt.
_DISTANCES = (
    "1:100-12e,132-136,139-147,14a-176,179-17d,182-184,187,18b,191,198,1a0-1a4,1a7,1ac,1af,"
    "1b3-1b5,1b8,1bc,1c5,1c8,1cb-1db,1de-1ee,1f2-1f4,1f8-21e,222-232,23b,241,246-24e,370-372,376,"
    "3d8-3ee,3f7,3fa,460-480,48a-4be,4c1-4cd,4d0-52e,1e00-1e94,1ea0-1efe,2183 "
    "2:1c4,1c7,1ca,1f1 8:3cf,13f0-13f5 15:4c0 16:2160-216f 26:24b6-24cf 28:2132 "
    "32:c0-d6,d8-de,391-3a1,3a3-3ab,410-42f,ff21-ff3a 34:1e900-1e921 37:388-38a 38:386 "
    "40:10400-10427,104b0-104d3 48:531-556 63:38e-38f 64:38c 69:244 71:245 79:18e 80:400-40f "
    "116:37f 202:18f 203:190 205:189-18a,193 206:186 207:194 209:197 210:181 211:196,19c 213:19d "
    "214:19f 217:1b1-1b2 218:1a6,1a9,1ae 219:1b7 7264:10a0-10c5,10c7,10cd 10792:23e 10795:23a "
    "38864:13a0-13ef -7:3f9,1fec "
    "-8:1f08-1f0f,1f18-1f1d,1f28-1f2f,1f38-1f3f,1f48-1f4d,1f59,1f5b,1f5d,1f5f,1f68-1f6f,"
    "1f88-1f8f,1f98-1f9f,1fa8-1faf,1fb8-1fb9,1fd8-1fd9,1fe8-1fe9 -9:1fbc,1fcc,1ffc -56:1f7 "
    "-60:3f4 -74:1fba-1fbb -86:1fc8-1fcb -97:1f6 -100:1fda-1fdb -112:1fea-1feb -121:178 "
    "-126:1ffa-1ffb -128:1ff8-1ff9 -130:220,3fd-3ff -163:23d -195:243 -3008:1c90-1cba,1cbd-1cbf "
    "-7517:2126 -7615:1e9e -8262:212b -8383:212a"
)

# `(first, last, distance)`, once somebody has asked.
_ranges = []


def lower_case(text):
    """As JavaScript's toLowerCase."""
    lowered = text.lower()
    # Where each letter is one byte there are only those that every interpreter knows.
    if not IS_MICROPYTHON or len(text.encode("utf-8")) == len(text):
        return lowered
    letters = []
    for index in range(len(lowered)):
        letter = lowered[index]
        if letter == "\u0130":
            letter = "i\u0307"
        elif letter == "\u03a3":
            letter = "\u03c2" if _ends_word(lowered, index) else "\u03c3"
        elif letter > "\x7f":
            letter = _small(letter)
        letters.append(letter)
    return "".join(letters)


def _small(letter):
    if not _ranges:
        _read_ranges()
    code = ord(letter)
    for first, last, distance in _ranges:
        if first <= code <= last and (distance != 1 or (code - first) % 2 == 0):
            return chr(code + distance)
    return letter


def _read_ranges():
    for entry in _DISTANCES.split(" "):
        distance, places = entry.split(":")
        for place in places.split(","):
            ends = place.split("-")
            _ranges.append((int(ends[0], 16), int(ends[-1], 16), int(distance)))


def _ends_word(text, index):
    """A sigma has a form of its own there."""
    before = text[index - 1:index]
    after = text[index + 1:index + 2]
    return _is_letter(before) and not _is_letter(after)


def _is_letter(text):
    return "a" <= text <= "z" or text > "\xbf"
