"""
The options of `configure`: the core's own table, older spellings, and what is computed from them.

Components bring tables of their own (their `config`); `read` checks all of it in one go.
Source: specification, configuration.md.
"""

from alloy_web import validation
from alloy_web.core import planned, urls
from alloy_web.core.retry import LONGEST_MS
from alloy_web.errors import ConfigError
from alloy_web.validation import boolean, number, optional, required, text


def edge_domain(value, path, problems):
    """`[http[s]://]host[:port]` as `{"origin", "host", "hostname"}` (CFG-03)."""
    if not isinstance(value, str):
        return text()(value, path, problems)
    try:
        return urls.parse_edge_domain(value)
    except ValueError as error:
        problems.append(path + ": " + str(error))
        return value


OPTIONS = {
    "orgId": required(text(non_empty=True)),
    "datastreamId": required(text(non_empty=True)),
    "edgeDomain": optional(edge_domain, urls.parse_edge_domain("edge.adobedc.net")),
    "edgeBasePath": optional(text(non_empty=True), "ee"),
    "debugEnabled": optional(boolean, False),
    "onBeforeEventSend": optional(validation.function),
    "edgeConfigOverrides": optional(validation.mapping()),
    "cookieDomain": optional(text(non_empty=True)),
    "requestTimeout": optional(number(1, LONGEST_MS), 30000),
    "hookTimeout": optional(number(1, LONGEST_MS), 2000),
    # Read by the base code, before the SDK is there.
    "bootTimeout": optional(number(1, LONGEST_MS), 15000),
}

# Spellings of earlier days and what they are called now (CFG-02, CFG-50).
RENAMED = {
    "edgeConfigId": "datastreamId",
    "propertyId": "datastreamId",
    "imsOrgId": "orgId",
    "log": "debugEnabled",
}

# Options of earlier days that have no newer name, and why they are not needed any more.
OUTDATED = {
    "cookieDomain": "The widest domain the browser allows is found by itself.",
    "destinationsEnabled": "The datastream tells which destinations there are.",
    "idSyncsEnabled": "The datastream tells which id syncs there are.",
    "optInEnabled": 'Use defaultConsent: "pending".',
    "prehidingId": "The style element is called alloy-prehiding.",
}

# Options that hold a regular expression.
PATTERNS = ("downloadLinkQualifier",)


def read(given, tables, taken, is_pattern=None):
    """
    The whole configuration as a dict, and a list of warnings; raises ConfigError.

    `tables` are the option tables of the components, `taken` maps `orgId` and `datastreamId` to
    the values that other instances of the page use. `is_pattern(text)` tells whether a text is a
    regular expression; only the host knows.
    """
    given, warnings, clashes = _renamed(given)
    fields = {}
    fields.update(OPTIONS)
    for table in tables:
        fields.update(table)
    for key in sorted(planned.OPTIONS):
        if key not in fields:
            fields[key] = planned.OPTIONS[key]

    def check(value, path, problems):
        problems.extend(clashes)
        checked = validation.record(fields)(value, path, problems)
        if isinstance(checked, dict):
            problems.extend(_misfits(given, checked, taken, is_pattern))
        return checked

    return validation.validate("configure", check, given, ConfigError), warnings


def _misfits(given, checked, taken, is_pattern):
    """What a value alone does not tell."""
    problems = []
    for key in sorted(taken):
        if checked.get(key) in taken[key]:
            problems.append(key + ": is used by another instance of this page, got "
                            + validation.shown(checked[key]))
    for key in PATTERNS:
        pattern = given.get(key)
        if is_pattern and isinstance(pattern, str) and not is_pattern(pattern):
            problems.append(
                key + ": expected a regular expression, got " + validation.shown(pattern)
            )
    return problems


def public(config):
    """The configuration as it may be shown: the edge domain as text, not taken apart."""
    shown = dict(config)
    domain = shown["edgeDomain"]
    is_usual = domain["origin"] == "https://" + domain["host"]
    shown["edgeDomain"] = domain["host"] if is_usual else domain["origin"]
    return shown


def _renamed(given):
    """The configuration under its newer names; warnings; problems where two names disagree."""
    warnings = []
    clashes = []
    if not isinstance(given, dict):
        return given, warnings, clashes
    given = dict(given)
    for old in sorted(RENAMED):
        new = RENAMED[old]
        value = given.pop(old, None)
        if value is None:
            continue
        if given.get(new) is not None and given[new] != value:
            clashes.append(
                old + ": is the older name of " + new + ", and their values differ. Keep " + new
            )
        else:
            given[new] = value
            warnings.append("configure: " + old + " is an older name. Use " + new + ".")
    for old in sorted(OUTDATED):
        if given.get(old) is not None:
            warnings.append("configure: " + old + " is an older option. " + OUTDATED[old])
    opt_in = given.pop("optInEnabled", None)
    if opt_in is True and given.get("defaultConsent") is None:
        given["defaultConsent"] = "pending"
    elif opt_in is not None:
        boolean(opt_in, "optInEnabled", clashes)
    return given, warnings, clashes
