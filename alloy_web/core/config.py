"""
The options of `configure`: the core's own table, older spellings, and what is computed from them.

Components bring tables of their own (their `config`); `read` checks all of it in one go.
Source: specification, configuration.md.
"""

from alloy_web import validation
from alloy_web.core import urls
from alloy_web.core.retry import LONGEST_MS
from alloy_web.errors import ConfigError
from alloy_web.validation import (
    BOOLEAN,
    OBJECT,
    PATTERN,
    SOME_TEXT,
    TEXT,
    Either,
    Function,
    Number,
    Record,
    optional,
    required,
)
from alloy_web.wording import shown

_MILLISECONDS = Number(1, LONGEST_MS)


class EdgeDomain:
    """A check: `[http[s]://]host[:port]`, as `{"origin", "host", "hostname"}` (CFG-03)."""

    def examine(self, value, path, problems):
        domain = urls.parse_edge_domain(value) if isinstance(value, str) else None
        return domain or validation.expected("[http[s]://]host[:port]", value, path, problems)

    def describe(self):
        return TEXT.describe()


_LIMITS = Record({
    "maxEvents": optional(
        Number(1, 10000, whole=True), 1000, about="How many events are kept at most."
    ),
    "maxKilobytes": optional(Number(1, 4096), 512, about="How many kilobytes they may have."),
    "maxAgeHours": optional(
        Number(1, 8760), 168, about="What is older is not worth sending any more."
    ),
})

OPTIONS = {
    "orgId": required(
        SOME_TEXT, ahead=r'"[\w.:@-]+"',
        about="The organisation, as in `0123456789ABCDEF01234567@AdobeOrg`. No other instance of "
              "the page may have it.",
    ),
    "datastreamId": required(
        SOME_TEXT, ahead=r'"[\w.:@-]+"',
        about="The datastream that takes the events. No other instance of the page may have it.",
    ),
    "edgeDomain": optional(
        EdgeDomain(), "edge.adobedc.net", ahead=r'"[a-z\d.-]*[a-z\d-](:\d+)?"',
        about="The server of the Edge Network, `[http[s]://]host[:port]`. One of the site's own "
              "domain keeps its cookies first-party.",
    ),
    "edgeBasePath": optional(SOME_TEXT, "ee", about="Where on that server the Edge Network is."),
    "debugEnabled": optional(
        BOOLEAN, False, ahead=True,
        about="Write what happens to the console. `setDebug`, and `?alloy_debug=true` in the "
              "page's address, rule over it.",
    ),
    "onBeforeEventSend": optional(
        Function(takes=Record({
            "xdm": required(OBJECT, about="The event's XDM."),
            "data": required(OBJECT, about="Its free data."),
        })),
        about="Called before each event goes out, to edit what it holds. Where it returns `false` "
              "the event is not sent.",
    ),
    "edgeConfigOverrides": optional(
        OBJECT, about="Settings of the datastream, for every request of this instance.",
    ),
    "cookieDomain": optional(
        SOME_TEXT, outdated="The widest domain the browser allows is found by itself.",
        about="The domain of the cookies. Found by itself where it is not given.",
    ),
    "requestTimeout": optional(
        _MILLISECONDS, 30000, ahead=True,
        about="Milliseconds until a request without an answer is given up.",
    ),
    "hookTimeout": optional(
        _MILLISECONDS, 2000,
        about="Milliseconds that a function of the page's may take. An event whose function takes "
              "longer is not sent; a view whose `autoViews.name` does goes without a name.",
    ),
    "keepUnsent": optional(
        Either(
            BOOLEAN, _LIMITS, "true, false or {maxEvents, maxKilobytes, maxAgeHours}"
        ),
        ahead="(true|false)",
        about="Keep what the network does not take in the browser, and send it later. Off by "
              "default in the script tag, on through `install()`.",
    ),
    "secondFile": optional(
        SOME_TEXT,
        about="The address of `alloy.extras-….js`, where it is not beside `alloy.js`, or where "
              "`alloy.js` is part of another script.",
    ),
    "thirdPartyCookiesEnabled": optional(
        BOOLEAN, True, ahead=True,
        about="A new visitor's first request may go to the vendor's own domain, which knows "
              "visitors across sites.",
    ),
    # Read by the base code, before Python is there.
    "bootTimeout": optional(
        _MILLISECONDS, 15000, ahead=True,
        about="Milliseconds until calls reject because the SDK did not start.",
    ),
}

# Spellings of earlier days and what they are called now (CFG-02, CFG-50).
RENAMED = {
    "edgeConfigId": "datastreamId",
    "propertyId": "datastreamId",
    "imsOrgId": "orgId",
    "log": "debugEnabled",
}


def read(given, tables, taken, is_pattern=None):
    """
    The whole configuration as a dict, and a list of warnings; raises ConfigError.

    `tables` are the option tables of the components, `taken` maps `orgId` and `datastreamId` to
    the values that other instances of the page use. `is_pattern(text)` tells whether a text is a
    regular expression; only the host knows.
    """
    fields = {}
    fields.update(OPTIONS)
    for table in tables:
        fields.update(table)
    given, warnings, clashes = _renamed(given, fields)
    problems = list(clashes)
    checked = Record(fields).examine(given, "", problems)
    if isinstance(checked, dict):
        problems.extend(_misfits(given, checked, fields, taken, is_pattern))
    validation.refuse("configure", problems, ConfigError)
    return checked, warnings


def _misfits(given, checked, fields, taken, is_pattern):
    """What a value alone does not tell."""
    problems = []
    for key in sorted(taken):
        if checked.get(key) in taken[key]:
            problems.append(key + ": is used by another instance of this page, got "
                            + shown(checked[key]))
    for key in sorted(fields):
        pattern = given.get(key) if fields[key].check is PATTERN else None
        if is_pattern and isinstance(pattern, str) and not is_pattern(pattern):
            problems.append(
                key + ": expected a regular expression, got " + shown(pattern)
            )
    return problems


def limits_of(given, default):
    """What `keepUnsent` allows, `{"maxEvents", "maxKilobytes", "maxAgeHours"}`; None: it is off."""
    if given is None:
        given = default
    return _LIMITS.examine({}, "", []) if given is True else given or None


def public(config):
    """The configuration as it may be shown: the edge domain as text, not taken apart."""
    shown = dict(config)
    domain = shown["edgeDomain"]
    is_usual = domain["origin"] == "https://" + domain["host"]
    shown["edgeDomain"] = domain["host"] if is_usual else domain["origin"]
    return shown


def _renamed(given, fields):
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
    for old in sorted(fields):
        option = fields[old]
        if option.outdated and given.get(old) is not None:
            warnings.append("configure: " + old + " is an older option. " + option.outdated)
            means = option.means
            if means and given[old] is True and given.get(means[0]) is None:
                given[means[0]] = means[1]
    return given, warnings, clashes
