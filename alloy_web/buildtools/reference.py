"""
`docs/reference.md`: every option of `configure` and of each command, in tables. Written from the
tables of options (tables.py) by `python build.py reference`; a test holds that it is current.
"""

from alloy_web.buildtools import declarations, tables

FILE = tables.ROOT / "docs/reference.md"

_HEAD = """\
# Reference

What `configure` and the commands take and give. This file is made from the tables of options in the
source: `python build.py reference` writes it.

`null` and absent are the same. Options that are not named here are refused, unless it says that
others are kept. Types for TypeScript are in `dist/alloy.d.ts`.
"""


def written():
    """The text of the file."""
    commands = tables.commands()
    parts = [_HEAD, "## `configure`\n", commands["configure"].about + "\n"]
    options = tables.configuration()
    parts.append(_table({name: options[name].describe() for name in _by_need(options)}))
    parts.append("### Older names\n\nEach is taken, and a warning says what to use.\n")
    rows = [f"| `{old}` | {text} |" for old, text in tables.older().items()]
    parts.append("\n".join(["| Option | Today |", "|---|---|", *rows]) + "\n")
    parts.append(
        "### Of features in the second file\n\nChecked in every build. Where one goes without the "
        "feature, a warning says that they have no effect.\n"
    )
    second = tables.of_the_second_file()
    parts.append(_table({name: option.describe() for name, option in second.items()}))
    for name, command in commands.items():
        if name != "configure":
            parts += [f"## `{name}`\n", command.about + "\n", *_of_command(command)]
    return "\n".join(parts)


def _of_command(command):
    takes = command.takes.describe()
    returned = command.returns.describe()
    if takes.get("fields"):
        yield _table(takes["fields"])
        if takes["open"]:
            yield "Other options are kept.\n"
    else:
        yield "It takes no options.\n"
    if returned["fields"]:
        yield "The promise resolves to\n"
        yield _table(returned["fields"], is_result=True)
    else:
        yield "The promise resolves to `{}`.\n"


def _by_need(options):
    return sorted(options, key=lambda name: (not options[name].is_required, name))


def _table(fields, is_result=False):
    names = "Field" if is_result else "Option"
    head = [f"| {names} | Type | |", "|---|---|---|"]
    if not is_result:
        head = [f"| {names} | Type | Default | |", "|---|---|---|---|"]
    return "\n".join([*head, *_rows(fields, "", is_result)]) + "\n"


def _rows(fields, path, is_result):
    for name, option in fields.items():
        check = option["check"]
        cells = [f"`{path}{name}`", kind(check)]
        if not is_result:
            # A function is given all that it takes.
            cells.append("" if "()" in path else _default(option))
        cells.append(option["about"])
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        inner, suffix = _inner(check)
        yield from _rows(inner, f"{path}{name}{suffix}.", is_result)


def _default(option):
    if option["required"]:
        return "**required**"
    default = option["default"]
    return "" if default in (None, {}, []) else f"`{declarations.shown(default)}`"


def kind(check):
    """A described check (validation.py) in a few words."""
    words = {"text": "string", "record": "object", "mapping": "object", "anything": "any"}
    name = words.get(check["kind"], check["kind"])
    if check["kind"] == "choice":
        return " or ".join(f'`"{choice}"`' for choice in check["choices"])
    if check["kind"] == "array":
        inner = kind(check["item"])
        some = "non-empty array" if check["nonEmpty"] else "array"
        return f"{some} of {inner}" if inner != "any" else some
    if check["kind"] == "either":
        return " or ".join(kind(each) for each in check["of"])
    if check["kind"] == "mapping" and kind(check["value"]) != "any":
        return f"object of {kind(check['value'])}"
    if check["kind"] == "number":
        return _number(check)
    return f"non-empty {name}" if check.get("nonEmpty") else name


def _number(check):
    words = "whole number" if check["whole"] else "number"
    if check["minimum"] is not None and check["maximum"] is not None:
        return f"{words} from {check['minimum']} to {check['maximum']}"
    if check["minimum"] is not None:
        return f"{words} of at least {check['minimum']}"
    return words


def _inner(check):
    """The fields in a check, and what their path has besides the name."""
    if check["kind"] == "record":
        return check["fields"], ""
    if check["kind"] == "array":
        fields, suffix = _inner(check["item"])
        return fields, "[]" + suffix
    if check["kind"] == "mapping":
        fields, suffix = _inner(check["value"])
        return fields, ".*" + suffix
    if check["kind"] == "function" and check["takes"]:
        return check["takes"]["fields"], "()"
    for each in check.get("of", ()):
        if _inner(each)[0]:
            return _inner(each)
    return {}, ""
