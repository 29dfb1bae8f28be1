"""
Selectors of offers: CSS, and two words of their own that browsers do not know.

`:eq(n)` picks the n-th match (from 0), `:shadow` enters the shadow root of the first. A selector
with neither goes to the browser as it is; others are cut into segments, here, and hosts evaluate
them one after the other. Source: specification, PERS-55.
"""

from alloy_web.core.strings import is_digits

EQ = ":eq("
SHADOW = ":shadow"
_COMBINATORS = (">", "+", "~")


def parse(selector):
    """
    None for plain CSS, or the list of segments `[css, index or None, enters]`.

    The first segment is searched for in the document, each other in the match of the one before,
    or, where that one `enters`, in the shadow root of its first match. An `index` picks one of the
    matches. Raises ValueError for an `:eq` without a number.
    """
    if EQ not in selector and SHADOW not in selector:
        return None
    segments = []
    parts = selector.split(SHADOW)
    for number in range(len(parts)):
        segments.extend(_cut(parts[number]))
        if number < len(parts) - 1:
            if not segments:
                raise ValueError("its selector begins with :shadow")
            segments[-1][2] = True
    return segments


def _cut(part):
    """One part without shadow roots, as segments."""
    if EQ not in part:
        return [[_css(part), None, False]] if part.strip() else []
    segments = []
    pieces = part.split(EQ)
    css = pieces[0]
    for rest in pieces[1:]:
        digits, closed, after = rest.partition(")")
        digits = digits.strip()
        # A page has no more elements than a few digits count.
        if not closed or not is_digits(digits) or len(digits) > 9:
            raise ValueError('its selector has an :eq without a number: "' + rest[:20] + '"')
        segments.append([_css(_escaped(css)), int(digits), False])
        css = after
    if css.strip():
        segments.append([_css(_escaped(css)), None, False])
    return segments


def _css(text):
    text = text.strip()
    if not text:
        return "*"
    return text + " *" if text[-1] in _COMBINATORS else text


def _escaped(css):
    """Ids and classes that begin with a digit, as CSS wants them; what is quoted stays."""
    written = []
    quote = ""
    depth = 0
    before = ""
    # Letter by letter: in MicroPython an index into a text costs all that stands before it.
    for char in css:
        last, before = before, char
        if quote:
            quote = "" if char == quote and last != "\\" else quote
        elif char in "\"'":
            quote = char
        elif char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
        elif depth == 0 and is_digits(char) and last in ("#", "."):
            char = "\\3" + char + " "
        written.append(char)
    return "".join(written)
