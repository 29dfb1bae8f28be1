"""
Selectors of offers: CSS, and two words of their own that browsers do not know.

`:eq(n)` picks the n-th match (from 0), `:shadow` enters the shadow root of the first. A selector
with neither goes to the browser as it is; others are cut into segments, here, and hosts evaluate
them one after the other. Source: specification, PERS-55.
"""

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
    while EQ in part:
        css, _, rest = part.partition(EQ)
        digits, closed, part = rest.partition(")")
        if not closed or not digits.strip().isdigit():
            raise ValueError('its selector has an :eq without a number: "' + rest[:20] + '"')
        segments.append([_css(_escaped(css)), int(digits.strip()), False])
    if part.strip():
        segments.append([_css(_escaped(part)), None, False])
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
    for index in range(len(css)):
        char = css[index]
        before = css[index - 1] if index else ""
        if quote:
            quote = "" if char == quote and before != "\\" else quote
        elif char in "\"'":
            quote = char
        elif char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
        elif depth == 0 and char.isdigit() and before in ("#", "."):
            char = "\\3" + char + " "
        written.append(char)
    return "".join(written)
