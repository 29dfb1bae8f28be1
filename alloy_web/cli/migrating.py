"""
From a page with the vendor's alloy.js to ours: what of its configuration and calls stays, and what
is to be changed.

    {"configurations": [{"name", "kept", "rename", "remove", "problems", "unread"}], "commands",
     "calls", "absent", "scripts", "package"}
"""

import re

from alloy_web.cli import javascript, options, pages, tracking
from alloy_web.cli.outcome import FINE, FOUND, CannotDo, Outcome
from alloy_web.cli.texts import read, split
from alloy_web.core import config

# Commands of the vendor's that the documentation names, in all of its releases.
_VENDORS = (
    "appendIdentityToUrl", "applyPropositions", "applyResponse", "configure",
    "createEventMergeId", "createMediaSession", "event", "evaluateRulesets", "getIdentity",
    "getLibraryInfo", "getMediaAnalyticsTracker", "sendConversationEvent", "sendEvent",
    "sendMediaEvent", "sendPushSubscription", "setConsent", "setDebug", "setCustomerIds",
    "syncIdentity", "subscribeRulesetItems",
)
_PACKAGE = re.compile(r"[\"']@adobe/alloy[\"']")


def run(source, timeout_s):
    """The `Outcome` for an address, a page's file or a script."""
    texts, scripts = _read(source, timeout_s)
    configurations, commands, refused, absent = [], {}, [], {}
    for text in texts:
        configurations += [
            advice((tracking.names_in(text) or ["alloy"])[0], given)
            for _, given in tracking.imported(text, javascript.code_only(text)) if given
        ]
        for call in javascript.calls(text, {*options.command_names(), *_VENDORS}):
            command = call.arguments[0]
            into = commands if command in options.command_names() else absent
            into[command] = into.get(command, 0) + 1
            if command != "configure":
                refused += [f"{command}: {each}" for each in tracking.refusal(call)]
            if command == "configure":
                given = call.arguments[1] if len(call.arguments) > 1 else {}
                if isinstance(given, dict) or not configurations:
                    configurations.append(advice(call.name, given))
    if not configurations:
        given = _bare(texts)
        if given is None:
            raise CannotDo(
                f'{source}: there is no alloy("configure", {{…}}) in it, and no object of options. '
                "Name the page or script that has it; what Tags configures is in its extension."
            )
        configurations.append(advice("alloy", given))
    facts = {
        "configurations": configurations, "commands": dict(sorted(commands.items())),
        "calls": refused, "absent": dict(sorted(absent.items())), "scripts": scripts,
        # Is the vendor's package in a bundle? Then there is neither a script's tag nor a base code.
        "package": any(_PACKAGE.search(text) for text in texts),
    }
    must_change = absent or refused or any(
        each["problems"] or each["rename"] for each in configurations
    )
    return Outcome(FOUND if must_change else FINE, _lines(source, facts), facts)


def advice(name, given):
    """What is to be done with one configuration, as JSON data."""
    if not isinstance(given, dict):
        return {"name": name, "kept": [], "rename": {}, "remove": {}, "problems": [],
                "unread": ["all options, which are no literal here"]}
    problems, _ = options.verdict(given)
    rename = {old: config.RENAMED[old] for old in given if old in config.RENAMED}
    outdated = options.outdated()
    remove = {old: outdated[old] for old in given if old in outdated}
    kept = [each for each in given if each in options.known() and each not in remove]
    return {"name": name, "kept": kept, "rename": rename, "remove": remove, "problems": problems,
            "unread": options.unread(given)}


def _read(source, timeout_s):
    """`(texts of JavaScript, addresses of the vendor's scripts)`."""
    text = read(source, timeout_s)
    if "html" not in text.type and not re.match(r"\s*<", text.text):
        return [text.text], []
    page = pages.page_of(text, source, timeout_s)
    found = tracking.Tracking(page)
    # A library that the site hosts itself has calls of its own in it.
    texts = [
        each.text for each in page.scripts
        if each.text and pages.is_code(each) and each not in found.sdk
    ]
    scripts = [each.place() for each in found.sdk if not each.is_inline]
    elsewhere = dict.fromkeys(address for address, _ in [*found.imports, *found.written])
    return texts, [*scripts, *elsewhere]


def _bare(texts):
    """Options as a file has them alone: JSON, or one object in JavaScript."""
    for text in texts:
        code = javascript.code_only(text)
        match = re.match(r"\s*(export\s+default\s+|module\.exports\s*=\s*|\(\s*)?(?=\{)", code)
        if not match:
            continue
        value, _ = javascript.value_at(text, code, match.end())
        if isinstance(value, dict) and ({*value} & {*options.known(), *config.RENAMED}):
            return value
    return None


def _lines(source, facts):
    lines = [f"{source}: from alloy.js to alloy_web"]
    for each in facts["configurations"]:
        lines += [f"configure of {each['name']}:"]
        if each["kept"]:
            lines += [f"  stays    {', '.join(each['kept'])}"]
        lines += [f"  rename   {old} -> {new}" for old, new in each["rename"].items()]
        lines += [f"  remove   {old}: {why}" for old, why in each["remove"].items()]
        lines += [f"  mend     {text}" for text in each["problems"]]
        lines += [f"  look at  {name}: its value is not in this text" for name in each["unread"]]
    if facts["commands"]:
        counted = ", ".join(f"{name} ({n})" for name, n in facts["commands"].items())
        lines += [f"calls that stay: {counted}"]
    lines += [f"call to mend: {text}" for text in facts["calls"]]
    lines += [
        f"call that is not there any more: {name} ({n}); use sendEvent with xdm.identityMap"
        for name, n in facts["absent"].items()
    ]
    return [*lines, "then:", *_next_steps(facts)]


def _next_steps(facts):
    for script in facts["scripts"]:
        name = split(script).path.rpartition("/")[2]
        yield f"  put the address of our alloy.js in place of {script or name}"
    if facts["package"]:
        yield ('  import from "alloy-web" in place of "@adobe/alloy": createInstance and '
               "createCustomInstance are there, too")
    else:
        yield ("  the base code may stay as it is; ours, base_code.js, also notes when a call was "
               "made")
        yield ("  `alloy-web bundle DIR` writes the files to upload, and the lines for page and "
               "server")
    yield "  events that fail are not kept by default (keepUnsent), and views are counted as before"
    yield "  what differs on purpose is listed in the guide Moving over"
