"""
Calls and literals in JavaScript, found by reading: nothing is run.

It knows comments, texts, templates and regular expressions well enough not to take what is in them
for code. What is no literal comes as an `Expression`, with its text.
"""

import re

# Of values within values, more are no configuration that a person wrote.
DEEPEST = 60

_OPENING = re.compile("[/\"'`]|<!--")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"-?(0[xX][0-9a-fA-F]+|(\d[\d_]*\.?\d*|\.\d+)([eE][+-]?\d+)?)")
_FUNCTION = re.compile(r"(async\b\s*)?(function\b|\([^()]*\)\s*=>|[\w$]+\s*=>)")
_ASSIGN = re.compile(r"(Object\.assign\s*\().*\)\Z", re.S)
_NAMED = {"true": True, "false": False, "null": None, "undefined": None, "!0": True, "!1": False}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_BEFORE_REGEX = "(,=:[!&|?{};+-*%<>~^\n"
_WORDS_BEFORE_REGEX = ("return", "typeof", "case", "in", "of", "delete", "void", "throw", "else")


class Expression:
    """A value that only running would tell; `is_function` where it plainly is one."""

    def __init__(self, text, is_function=False):
        self.text = text
        self.is_function = is_function

    def __repr__(self):
        return self.text


class Call:
    """`name("command", options)`; `arguments` are what follows the name's bracket."""

    def __init__(self, name, arguments):
        self.name = name
        self.arguments = arguments


def code_only(text):
    """The text with comments, and what is in texts and regular expressions, made blank."""
    kept = list(text)
    match = _OPENING.search(text)
    while match:
        at = match.start()
        end, (first, last) = _span(text, at, kept)
        if last > first:
            kept[first:last] = [" " if letter != "\n" else letter for letter in text[first:last]]
        match = _OPENING.search(text, max(end, at + 1))
    return "".join(kept)


def texts(text, code):
    """The literal texts in a script, in order."""
    at = 0
    while match := re.compile("[\"'`]").search(code, at):
        value, end = _text_at(text, match.start())
        if isinstance(value, str):
            yield value
        at = max(end or 0, match.end())


def calls(text, commands):
    """Each `Call` in the text of one of these commands, in order."""
    code = code_only(text)
    found = []
    for match in re.finditer(r"([A-Za-z_$][\w$]*)\s*\(\s*(?=[\"'`])", code):
        command, _ = _text_at(text, match.end())
        if command in commands:
            given = arguments_at(text, code, match.end())
            # `"event" + kind` and `"event" === kind` only begin like a command.
            if given[:1] == [command]:
                found.append(Call(match[1], [resolved(each, text, code) for each in given]))
    return found


def resolved(value, text, code, depth=0):
    """
    The object that a value plainly means, else the value: a name that this text gives one object
    and never changes, and what `Object.assign` and `...` put together of such objects. What else
    they bring stands in the object as `"...text": Expression`.
    """
    if depth > DEEPEST:
        return value
    if isinstance(value, dict):
        return _merged(value, text, code, depth)
    if not isinstance(value, Expression):
        return value
    if _WORD.fullmatch(value.text):
        return _object_named(value, text, code, depth)
    assigned = _ASSIGN.match(code_only(value.text))
    if not assigned:
        return value
    inner = code_only(value.text)
    merged: dict = {}
    for each in arguments_at(value.text, inner, assigned.end(1)):
        part = resolved(each, text, code, depth + 1)
        merged.update(part if isinstance(part, dict) else {f"...{part}": Expression(str(part))})
    return merged


def _merged(given, text, code, depth):
    """The object with what its `...` bring in their places."""
    merged: dict = {}
    for key, value in given.items():
        if key.startswith("...") and isinstance(value, Expression):
            value = resolved(Expression(key[3:].strip()), text, code, depth + 1)
            merged.update(value if isinstance(value, dict) else {key: Expression(key)})
        else:
            merged[key] = value
    return merged


def _object_named(value, text, code, depth):
    name = re.escape(value.text)
    changes = re.findall(rf"(?<![\w$.]){name}\s*(?:=(?![=>])|\.[\w$]+\s*=(?!=)|\[)", code)
    declared = re.search(rf"\b(?:const|let|var)\s+{name}\s*=", code)
    if not declared or len(changes) != 1:
        return value
    found, _ = value_at(text, code, declared.end())
    found = resolved(found, text, code, depth + 1)
    return found if isinstance(found, dict) else value


def arguments_at(text, code, at):
    """The values from here to the closing bracket."""
    found = []
    while at < len(code):
        at = _skip(code, at)
        if at >= len(code) or code[at] == ")":
            break
        value, at = value_at(text, code, at)
        found.append(value)
        at = _skip(code, at)
        if at >= len(code) or code[at] != ",":
            break
        at += 1
    return found


def value_at(text, code, at, depth=0):
    """`(value, where it ends)`; `code` is `code_only(text)`."""
    at = _skip(code, at)
    start = at
    value, end = _literal(text, code, at, depth)
    if end is not None:
        after = _skip(code, end)
        if after >= len(code) or code[after] in ",)]};":
            return value, end
    end = _end_of_expression(code, start)
    shown = text[start:end].strip()
    return Expression(shown, bool(_FUNCTION.match(shown))), end


def _literal(text, code, at, depth):
    """`(value, end)`, or `(None, None)` where there is none that can be read."""
    nothing = (None, None)
    if at >= len(code) or depth > DEEPEST:
        return nothing
    letter = code[at]
    if letter in "\"'`":
        return _text_at(text, at)
    if letter == "[":
        return _list_at(text, code, at, depth)
    if letter == "{":
        return _object_at(text, code, at, depth)
    number = _NUMBER.match(code, at)
    if number:
        shown = number[0].replace("_", "")
        try:
            return (int(shown, 16) if "x" in shown.lower() else _number(shown)), number.end()
        except ValueError:
            return nothing
    if code[at:at + 2] in _NAMED:
        return _NAMED[code[at:at + 2]], at + 2
    word = _WORD.match(code, at)
    if word and word[0] in _NAMED:
        return _NAMED[word[0]], word.end()
    if code.startswith("void 0", at):
        return None, at + 6
    return nothing


def _number(shown):
    value = float(shown)
    return int(value) if value.is_integer() else value


def _list_at(text, code, at, depth):
    found = []
    at = _skip(code, at + 1)
    while at < len(code) and code[at] != "]":
        value, end = value_at(text, code, at, depth + 1)
        found.append(value)
        at = _skip(code, end)
        if at < len(code) and code[at] == ",":
            at = _skip(code, at + 1)
        elif at >= len(code) or code[at] != "]":
            return None, None
    return found, at + 1


def _object_at(text, code, at, depth):
    found = {}
    at = _skip(code, at + 1)
    while at < len(code) and code[at] != "}":
        key, value, at = _entry(text, code, at, depth)
        if key is None:
            return None, None
        found[key] = value
        at = _skip(code, at)
        if at < len(code) and code[at] == ",":
            at = _skip(code, at + 1)
        elif at >= len(code) or code[at] != "}":
            return None, None
    return found, at + 1


def _entry(text, code, at, depth):
    """`(key, value, end)` of one entry of an object; the key is None where there is none."""
    start = at
    key, after = _key(text, code, at)
    if key is None:
        # Spread, a computed name, a getter: what it brings only running would tell.
        end = _end_of_expression(code, start)
        shown = text[start:end].strip()
        return (shown, Expression(shown), end) if end > start else (None, None, at)
    after = _skip(code, after)
    if after < len(code) and code[after] == ":":
        value, end = value_at(text, code, after + 1, depth + 1)
        return key, value, end
    end = _end_of_expression(code, start)
    if after < len(code) and code[after] == "(":
        return key, Expression(text[start:end].strip(), is_function=True), end
    if key == "async" and end > after:
        name = _WORD.match(code, after)
        return (name or [key])[0], Expression(text[start:end].strip(), is_function=True), end
    return key, Expression(key), end


def _key(text, code, at):
    if at < len(code) and code[at] in "\"'":
        return _text_at(text, at)
    word = _WORD.match(code, at) or _NUMBER.match(code, at)
    return (word[0], word.end()) if word else (None, at)


def _end_of_expression(code, at):
    depth = 0
    while at < len(code):
        letter = code[at]
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            if depth == 0:
                break
            depth -= 1
        elif letter in ",;" and depth == 0:
            break
        at += 1
    return at


def _text_at(text, at):
    """The text that begins here with a quote, and where it ends; no template with code."""
    quote, found, at = text[at], [], at + 1
    while at < len(text) and text[at] != quote:
        if quote == "`" and text.startswith("${", at):
            return None, None
        if text[at] != "\\":
            found.append(text[at])
            at += 1
            continue
        escaped = text[at + 1:at + 2]
        code = re.compile(r"u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,5})\}")
        hexadecimal = code.match(text, at + 1)
        if hexadecimal:
            found.append(chr(int(next(filter(None, hexadecimal.groups())), 16)))
            at = hexadecimal.end()
        else:
            # A line that goes on has no end in it.
            found.append("" if escaped == "\n" else _ESCAPES.get(escaped, escaped))
            at += 2
    return ("".join(found), at + 1) if at < len(text) else (None, None)


def _skip(code, at):
    while at < len(code) and code[at].isspace():
        at += 1
    return at


def _span(text, at, before):
    """
    `(end, (first, last))` of a comment, a text or a regular expression that begins here, where
    what lies from first to last is no code; `(at, …)` where none begins.
    """
    if text.startswith("//", at) or text.startswith("<!--", at):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        return end, (at, end)
    if text.startswith("/*", at):
        end = text.find("*/", at + 2)
        end = len(text) if end < 0 else end + 2
        return end, (at, end)
    if text[at] in "\"'":
        end = _end_of_text(text, at)
        return end, (at + 1, end - 1)
    if text[at] == "`":
        end = _end_of_template(text, at)
        return end, (at + 1, end - 1)
    if text[at] == "/" and _may_be_regex(before, at):
        end = _end_of_regex(text, at)
        return (end, (at + 1, end - 1)) if end else (at, (at, at))
    return at, (at, at)


def _end_of_text(text, at):
    quote, at = text[at], at + 1
    while at < len(text) and text[at] not in (quote, "\n"):
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, len(text))


def _end_of_template(text, at):
    at += 1
    depth = 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if depth == 0 and text[at] == "`":
            return at + 1
        if text.startswith("${", at):
            depth += 1
            at += 2
            continue
        if depth and text[at] == "{":
            depth += 1
        elif depth and text[at] == "}":
            depth -= 1
        elif depth and text[at] in "\"'":
            at = _end_of_text(text, at)
            continue
        at += 1
    return len(text)


def _may_be_regex(before, at):
    back = at - 1
    while back >= 0 and before[back] in " \t":
        back -= 1
    if back < 0 or before[back] in _BEFORE_REGEX:
        return True
    first = back
    while first >= 0 and (before[first].isalnum() or before[first] in "_$"):
        first -= 1
    return "".join(before[first + 1:back + 1]) in _WORDS_BEFORE_REGEX


def _end_of_regex(text, at):
    is_set, at = False, at + 1
    while at < len(text) and text[at] != "\n":
        letter = text[at]
        if letter == "\\":
            at += 1
        elif letter == "[":
            is_set = True
        elif letter == "]":
            is_set = False
        elif letter == "/" and not is_set:
            return at + 1
        at += 1
    return None
