"""
`alloy.d.ts`: the commands with their options and results, for TypeScript and for editors. Written
from the tables of options (tables.py).
"""

import functools

from alloy_web.buildtools import tables

_HEAD = """\
// What alloy_web's `alloy` takes and gives. Made from the tables of options by the build.
"""

_CALLS = """
/** What each command takes and gives. */
export interface AlloyCommands {
%s
}

/** `options` may be left out where none of them is required. */
export interface Alloy {
  <Name extends keyof AlloyCommands>(
    command: Name,
    ...options: {} extends AlloyCommands[Name]["options"]
      ? [options?: AlloyCommands[Name]["options"]]
      : [options: AlloyCommands[Name]["options"]]
  ): Promise<AlloyCommands[Name]["result"]>;
}

declare global {
  interface Window {
    alloy: Alloy;
  }
  const alloy: Alloy;
}
"""


def written():
    """The text of the file."""
    commands = tables.commands()
    parts = [_HEAD]
    rows = []
    for name, command in commands.items():
        title = name[0].upper() + name[1:]
        for suffix, check in (("Options", command.takes), ("Result", command.returns)):
            described = check.describe()
            body = typed(described) if "fields" in described else "{}"
            parts.append(f"export interface {title}{suffix} {body}\n")
        rows.append(
            f"{_doc(command.about, '  ')}"
            f"  {name}: {{ options: {title}Options; result: {title}Result }};"
        )
    return "\n".join(parts) + _CALLS % "\n".join(rows)


@functools.cache
def _applied():
    """A proposition as applyPropositions takes it."""
    takes = tables.commands()["applyPropositions"].takes.describe()
    return takes["fields"]["propositions"]["check"]["item"]


def typed(check, indent=""):
    """The type of a described check (validation.py), as TypeScript."""
    kind = check["kind"]
    if kind == "array":
        inner = typed(check["item"], indent)
        inner = f"({inner})" if " | " in inner and "{" not in inner else inner
        return f"{inner}[]"
    if kind == "record":
        if {*check["fields"]} == {*_applied()["fields"], "renderAttempted"}:
            # What a command returns, applyPropositions takes.
            check = {**check, "fields": {**check["fields"], **_applied()["fields"]}}
        return _record(check, indent)
    if kind == "mapping":
        return f"{{ [key: string]: {typed(check['value'], indent)} }}"
    if kind == "choice":
        return " | ".join(f'"{choice}"' for choice in check["choices"])
    if kind == "either":
        return " | ".join(typed(each, indent) for each in check["of"])
    if kind == "function":
        takes = f"details: {typed(check['takes'], indent)}" if check["takes"] else "...given: any[]"
        return f"(({takes}) => unknown)"
    return {"text": "string", "boolean": "boolean", "number": "number", "anything": "any"}[kind]


def _record(check, indent):
    inner = indent + "  "
    rows = []
    for name, option in check["fields"].items():
        text = typed(option["check"], inner)
        if not option["required"]:
            text += " | null"
        about = option["about"]
        if option["default"] not in (None, {}, []):
            about += f" Default: `{shown(option['default'])}`."
        mark = "" if option["required"] else "?"
        rows.append(f"{_doc(about, inner)}{inner}{name}{mark}: {text};")
    if check["open"]:
        rows.append(f"{inner}[key: string]: any;")
    return "{\n" + "\n".join(rows) + f"\n{indent}}}" if rows else "{}"


def shown(value):
    """A default as JavaScript writes it."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(shown(each) for each in value)}]"
    return str(value)


def _doc(text, indent):
    # What a text says may end the comment.
    text = text.replace("*/", "* /")
    return f"{indent}/** {text} */\n"
