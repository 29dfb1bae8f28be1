"""
What is wrong with a page's calls, as far as they are literals: its instances and their
configurations, options that a command refuses, views, consent. Findings are those of doctor.py.
"""

from alloy_web.cli import options
from alloy_web.cli.javascript import Expression
from alloy_web.cli.tracking import command_of, is_whole, options_of, refusal

_VIEW_TYPE = "web.webpagedetails.pageViews"


def instances(facts, tell):
    configured = [call.name for call in facts.of("configure")]
    if len(facts.base_codes) > 1:
        lines = ", ".join(each.place() for each in facts.base_codes)
        tell("note", "base.twice", f"There are {len(facts.base_codes)} base codes: {lines}.",
             "The second does nothing for names that exist; one is enough.")
    if len(facts.names) > 1:
        tell("note", "instances", f"{len(facts.names)} instances: {', '.join(facts.names)}.",
             "Each needs an organisation and a datastream of its own.")
    missing = [name for name in facts.names if name not in configured]
    if missing and not configured and not (facts.handed_on or facts.tags):
        tell("warning", "configure.none", "Nothing on the page configures "
             f"{', '.join(missing)}, as far as one sees.",
             "Calls wait for configure. Where a bundle has it, look at the inspector.")
    # An instance may be configured where this does not look, such as in AEM's function.
    if missing and configured:
        tell(
            "problem" if facts.of("sendEvent", "event", "view") else "warning",
            "instances.unconfigured",
            f"Never configured, as far as one sees: {', '.join(missing)}.",
            "Calls of an instance wait for its configure, and fail without it.",
        )
    seen = {}
    for name, given in facts.configurations():
        for key in ("orgId", "datastreamId"):
            value = given.get(key)
            other = seen.setdefault((key, value), name) if isinstance(value, str) else name
            if other != name:
                tell("problem", "instances.clash",
                     f"{other} and {name} have the same {key}, {value}.",
                     "The second is refused. Give each its own.")


def configurations(facts, tell):
    configured = [call.name for call in facts.of("configure")]
    twice = sorted({name for name in configured if configured.count(name) > 1})
    if twice:
        tell("warning", "instances.configured_twice",
             f"configure is called more than once for {', '.join(twice)}.",
             "Only the first one counts.")
    for name, given in facts.configurations():
        for text in options.verdict(given)[0]:
            tell("problem", "configure", f"{name}: {text}")
    read = [name for name, given in facts.configurations() if is_whole(given)]
    unread = [name for name in dict.fromkeys(configured) if name not in read]
    if unread:
        tell("note", "configure.unread", f"What {', '.join(unread)} is configured with is not all "
             "in the page's text: what it says of views, consent and domains is not looked at.",
             "alloy(\"explain\") in the console of the page, or the inspector, knows.")


def calls(facts, tell):
    for call, script in facts.calls:
        for text in refusal(call):
            tell("problem", "call.options",
                 f"{call.name}: {command_of(call)}: {text} ({script.place()})",
                 "The call is rejected, and its event not sent.")


def views(facts, tell):
    by_name: dict = {}
    for call, script in facts.calls:
        if _is_view(call):
            by_name.setdefault(call.name, []).append(script)
    automatic = [
        name for name, given in facts.configurations()
        if given.get("autoViews") not in (None, False)
    ]
    for name, scripts in by_name.items():
        places = ", ".join(dict.fromkeys(each.place() for each in scripts))
        if name in automatic:
            tell(
                "problem", "views.double",
                f"{name} has autoViews, and the page sends views itself ({places}): one may be "
                "counted twice.",
                "Drop the calls, or autoViews; a name or data for a view go into "
                'alloy("view", {name, data}).',
            )
        elif len(scripts) > 1:
            tell(
                "warning", "views.double",
                f"{name}: {len(scripts)} calls start a view or ask for content ({places}).",
                "If more than one runs when the page loads, the view is counted more than once.",
            )
    # A library of Tags may send the view; a page with routes may send it later.
    is_started = by_name or automatic or facts.tags or facts.of("view")
    is_known = all(is_whole(given) for _, given in facts.configurations())
    if facts.configurations() and is_known and not is_started:
        tell("warning", "views.none", "Nothing on the page starts a view, as far as one sees.",
             "configure with autoViews: true, or send one with alloy(\"event\", "
             '{type: "viewStart"}).')


def _is_view(call):
    """Does this call start a view, or ask for content?"""
    given = options_of(call)
    kind = given.get("type")
    command = command_of(call)
    if command == "event":
        return kind in ("viewStart", _VIEW_TYPE)
    xdm = given.get("xdm")
    is_type = isinstance(xdm, dict) and xdm.get("eventType") == _VIEW_TYPE
    return command == "sendEvent" and (
        is_type or kind == _VIEW_TYPE or given.get("renderDecisions") is True
    )


def consent(facts, tell):
    asks = bool(facts.of("setConsent"))
    for name, given in facts.configurations():
        chosen = given.get("defaultConsent")
        if chosen is None and given.get("optInEnabled") is True:
            chosen = "pending"
        if isinstance(chosen, Expression) or (chosen is None and not is_whole(given)):
            continue
        if chosen in (None, "in") and not asks:
            how = "has no defaultConsent, which is the same as" if chosen is None else "has"
            tell(
                "warning", "consent.none", f'{name} {how} defaultConsent: "in", and nothing calls '
                "setConsent: everything is sent without asking.",
                'Where the law asks for consent: defaultConsent: "pending", and setConsent once '
                "the visitor has chosen.",
            )
        elif chosen == "pending" and not asks:
            tell(
                "warning", "consent.never",
                f'{name} waits for consent (defaultConsent: "pending"), '
                "and nothing on the page calls setConsent, as far as one sees: then nothing is "
                "ever sent.",
                "Let the consent banner call alloy(\"setConsent\", …).",
            )
        elif chosen == "out" and not asks:
            tell("warning", "consent.out", f'{name} has defaultConsent: "out", and nothing calls '
                 "setConsent: nothing is sent.")


CHECKS = (instances, configurations, calls, views, consent)
