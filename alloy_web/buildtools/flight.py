"""
What the first flight (static/snippet/) has to know of the Python that will take it over.
"""

from alloy_web import __version__
from alloy_web.buildtools import tables
from alloy_web.buildtools.console import BuildError
from alloy_web.core import propositions
from alloy_web.core.config import OPTIONS, limits_of
from alloy_web.core.identity import IDENTITY_DOMAIN
from alloy_web.engine.envelopes import KEYS
from alloy_web.features.context import GROUPS, NAME
from alloy_web.features.event.sorting import TEXT, XDM_ROOTS

EDGE_DOMAIN = OPTIONS["edgeDomain"].written
# So many letters of a root tell enough to leave it to Python.
_LETTERS = 6


def constants():
    """What is put into the sources of the snippet, by name."""
    texts = XDM_ROOTS[TEXT].split(" ")
    namespace = propositions.NAMESPACE
    schemas = propositions.query([propositions.PAGE_SCOPE], [])["schemas"]
    return {
        "__ALLOY_NAME__": NAME,
        "__ALLOY_VERSION__": __version__,
        "__ALLOY_EDGE_DOMAIN__": EDGE_DOMAIN,
        "__ALLOY_IDENTITY_DOMAIN__": IDENTITY_DOMAIN,
        "__ALLOY_BASE_PATH__": OPTIONS["edgeBasePath"].written,
        "__ALLOY_CONTEXT__": " ".join(GROUPS),
        "__ALLOY_FORMS__": forms(tables.commands()),
        "__ALLOY_SILENT__": f"^({'|'.join(silent(tables.configuration()))})$",
        "__ALLOY_FREE__": f"^(?!xdm:|{'|'.join(name[:_LETTERS] for name in texts)})",
        "__ALLOY_NAMESPACE__": namespace,
        "__ALLOY_OUTBOX__": KEYS,
        "__ALLOY_OUTBOX_BYTES__": limits_of(True, None)["maxKilobytes"] * 1024,
        "__ALLOY_SCHEMAS__": " ".join(schema.removeprefix(namespace) for schema in schemas),
    }


def forms(commands):
    """
    The regular expression of `command option` and the option's value as JSON, for all that is
    marked as understood: `^(configure orgId"…"|…)$`.
    """
    found = {}
    for name, command in commands.items():
        described = command.takes.describe()
        for key, option in described.get("fields", {}).items():
            if option["ahead"] and option["check"]["kind"] != "function":
                form = _form(f"{name}.{key}", option)
                found.setdefault(form, {}).setdefault(name, []).append(key)
    parts = []
    for form, by_command in found.items():
        by_keys = {}
        for name, keys in by_command.items():
            by_keys.setdefault(_any(sorted(keys)), []).append(name)
        parts.append(_any([f"{_any(names)} {keys}" for keys, names in by_keys.items()]) + form)
    return f"^{_any(parts)}$"


def silent(options):
    """Names of functions that the snippet need not call, wherever they stand."""
    names = []
    for key, option in options.items():
        described = option.describe()
        if described["ahead"] and described["check"]["kind"] == "function":
            names.append(key)
        names += silent(getattr(option.check, "fields", {}))
    return names


def _form(name, option):
    """What the snippet understands of a value, as a regular expression of its JSON."""
    if isinstance(option["ahead"], str):
        return option["ahead"]
    check = option["check"]
    kind = check["kind"]
    if kind == "record" and any(field["ahead"] for field in check["fields"].values()):
        return _record_form(name, check["fields"])
    if kind not in _FORMS:
        raise BuildError(f"{name}: the snippet needs a regular expression for `ahead`, not True")
    return _FORMS[kind]


def _record_form(name, fields):
    found = {}
    for key, field in fields.items():
        if field["ahead"] and field["check"]["kind"] != "function":
            found.setdefault(_form(f"{name}.{key}", field), []).append(key)
    parts = [f'{_any(keys)}":{form}' for form, keys in found.items()]
    return f'{{("{_any(parts)},?)*}}'


def _any(texts):
    """The expression of one of these texts; an end that several have stands there once."""
    ends = {}
    for text in texts:
        end = next((each for each in _ENDS if text.endswith(each) and text != each), "")
        ends.setdefault(end, []).append(text.removesuffix(end))
    parts = []
    for end, heads in ends.items():
        if end and len(heads) > 1:
            parts.append(f"({'|'.join(heads)}){end}")
        else:
            parts += [head + end for head in heads]
    return f"({'|'.join(parts)})" if len(parts) > 1 else parts[0]


# The page has this text inline: it has to be short.
_ENDS = ("LinkEnabled", "Enabled", "Timeout")
# Of values that their check takes; what has other forms leaves with Python.
_FORMS = {
    "boolean": "(true|false)",
    "number": r"[1-9]\d*",
    "text": '".+"',
    "mapping": "{[^]*",
    "record": "{[^]*",
}
