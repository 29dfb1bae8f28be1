"""
What is wrong with the tracking of a page, as far as its text shows.

A finding is `{"level", "code", "text", "do"}`: `level` is "problem" (something does not work, or
is counted twice), "warning" (it may be so) or "note"; `do` says what to do, or is empty.

Nothing is run, so what a tag manager or a bundle puts together in the browser is not seen; a note
says where that may be.
"""

import re

from alloy_web import __version__
from alloy_web.cli import calls, options, pages, policies, shipped
from alloy_web.cli.outcome import FINE, FOUND, CannotDo, Outcome
from alloy_web.cli.texts import joined, split
from alloy_web.cli.tracking import OURS, Tracking, options_of

LEVELS = ("problem", "warning", "note")

_VERSION = re.compile(r"/(\d+\.\d+\.\d+)/")
_ANALYTICS = re.compile(r"(^|/)(AppMeasurement[\w.-]*|s_code[\w.-]*)\.js", re.I)


def run(source, timeout_s):
    """The `Outcome` of looking at a page."""
    page = pages.read_page(source, timeout_s)
    findings = examined(page)
    counts = {level: sum(each["level"] == level for each in findings) for level in LEVELS}
    lines = [f"{page.source.address}: " + _counted(counts)]
    for each in sorted(findings, key=lambda each: LEVELS.index(each["level"])):
        lines += [f"{each['level']:8} {each['text']}  [{each['code']}]"]
        if each["do"]:
            lines += [" " * 9 + each["do"]]
    facts = {"page": page.source.address, "findings": findings, "counts": counts}
    return Outcome(FOUND if counts["problem"] else FINE, lines, facts)


def examined(page):
    """The findings of a page."""
    findings = []
    facts = Tracking(page)

    def tell(level, code, text, do=""):
        findings.append({"level": level, "code": code, "text": text, "do": do})

    if not facts.is_any:
        tell(
            "problem", "sdk.none",
            "There is no Web SDK on this page: no base code, no alloy.js, no call of it.",
            "If a tag manager or a bundle brings it, look at a page without that, or at the "
            "inspector (alloy-web serve).",
        )
        return findings
    for check in (
        _sdk, _integrity, _base_code, _workers, *calls.CHECKS, _policy, _versions, _analytics,
    ):
        check(facts, tell)
    for script in page.scripts:
        if not script.problem or not facts.is_sdk(script):
            continue
        if page.source.address.startswith("file:") and script.attributes["src"].startswith("/"):
            tell("note", "sdk.elsewhere", f"{script.place()} was not looked at: of a file one does "
                 "not know what its server has there.")
        else:
            tell("problem", "sdk.unreachable", f"{script.place()} does not load: {script.problem}")
    return findings


def _sdk(facts, tell):
    files = [(each.place(), facts.is_vendors(each)) for each in facts.sdk]
    files += [(address, False) for address, _ in facts.imports]
    files = list(dict.fromkeys(files))
    classic = [each for each in files if not each[0].endswith(".module.js")]
    if len(classic) > 1:
        names = " and ".join(name for name, _ in classic)
        tell(
            "problem", "sdk.twice", f"The Web SDK is on the page {len(classic)} times: {names}.",
            "Keep one. Where the vendor's script and ours run side by side as a pilot, they need "
            "names and datastreams of their own.",
        )
    if facts.tags and (files or facts.base_codes):
        tell(
            "warning", "sdk.tags",
            f"A library of Tags ({facts.tags[0].place()}) is on the page as well.",
            "If its extension Web SDK is on, what it sends is counted besides.",
        )
    if facts.base_codes and not (files or facts.created or facts.written):
        _missing(facts, tell)
    if facts.written:
        addresses = " or ".join(dict.fromkeys(address for address, _ in facts.written))
        tell("note", "sdk.written", f"A script of the page writes the tag of {addresses}. Whether, "
             "and which, only running would show.")
    for address, _ in facts.imports:
        tell(
            "note", "sdk.import", f"{address} is loaded by import(). It works, but does not know "
            "its own address then.",
            "For rules, media, advertising, push or conversations name the second file: "
            'configure with secondFile: "…/alloy.extras-<hash>.js".',
        )


def _missing(facts, tell):
    if facts.tags:
        tell("note", "sdk.from_tags", "The SDK itself is expected from the library of Tags.")
    elif facts.is_managed:
        tell("warning", "sdk.missing", "There is a base code, but no script that loads the SDK, as "
             "far as one sees.", "A tag manager may bring it: look at the inspector.")
    else:
        tell("problem", "sdk.missing", "There is a base code, but no script that loads the SDK: "
             "its calls wait, and fail in the end.",
             'Add <script src="…/alloy.js" async></script>, or look whether a bundle has it.')


def _integrity(facts, tell):
    for script in facts.sdk:
        wanted = script.attributes.get("integrity")
        if not wanted or script.text is None or script.is_inline:
            continue
        content = script.text.encode("utf-8", "surrogatepass")
        if not any(
            shipped.integrity(content, each.partition("-")[0]) == each for each in wanted.split()
            if each.startswith(("sha256-", "sha384-", "sha512-"))
        ):
            tell(
                "problem", "sdk.integrity",
                f"{script.place()}: its integrity is not that of the file, so browsers refuse it.",
                f"The file has {shipped.integrity(content)}",
            )


def _base_code(facts, tell):
    if facts.base_codes or facts.created or not facts.sdk:
        return
    if all(each.attributes["src"].endswith(".module.js") for each in facts.sdk
           if not each.is_inline):
        return
    tell(
        "problem", "base.missing", "There is alloy.js, but no base code before it: it serves "
        "nobody, and calls fail.",
        "Put the text of base_code.js inline at the top of the page, before all other scripts.",
    )


def _workers(facts, tell):
    for script in facts.page.scripts:
        config = script.attributes.get("config", "")
        if (
            script.kind == "py" and "worker" in script.attributes
            and "packages" in config and "index_urls" not in config
        ):
            tell(
                "problem", "pyscript.packages", f"{script.place()}: a PyScript worker with Pyodide "
                "does not find its packages.",
                'In its config, in place of packages: "files": {"/dist/alloy_web.zip": "./*"}',
            )


def _policy(facts, tell):
    page = facts.page
    url = page.source.address
    if page.source.headers.get("content-security-policy-report-only"):
        tell("note", "csp.report_only", "A content security policy only reports. It is not looked "
             "at here.")
    for policy in policies.policies(page):
        _blocked_scripts(facts, policy, tell)
        for domain in _edge_domains(facts):
            if not policy.allows_connection(domain, url):
                tell("problem", "csp.connect", "The content security policy blocks requests to "
                     f"{domain}.", f"Add {domain} to connect-src.")
        is_asked = any(
            given.get("thirdPartyCookiesEnabled") is not False
            for _, given in facts.configurations()
        )
        if is_asked and not policy.allows_connection(options.IDENTITY_EDGE, url):
            tell("warning", "csp.identity", "The content security policy blocks "
                 f"{options.IDENTITY_EDGE}, where the first request of a new visitor may go.",
                 "Add it to connect-src, or configure with thirdPartyCookiesEnabled: false.")
        if not policy.allows_trusted_types("alloy_web"):
            tell("warning", "csp.trusted_types", "The page asks for Trusted Types, and "
                 "trusted-types lacks alloy_web: HTML of offers is not shown.",
                 "Add alloy_web to trusted-types.")


def _blocked_scripts(facts, policy, tell):
    url = facts.page.source.address
    for script in [*facts.base_codes, *facts.sdk]:
        if not policy.allows_script(script, url):
            what = "the base code" if script in facts.base_codes else "alloy.js"
            if script.is_inline:
                content = (script.text or "").encode("utf-8", "surrogatepass")
                do = f"Give it a nonce, or add '{shipped.integrity(content, 'sha256')}'."
            else:
                do = policy.advice(script.url, url)
            tell("problem", "csp.script", f"The content security policy blocks {what} "
                 f"({script.place()}).", do)
    for address, _ in [*facts.imports, *facts.written]:
        script = pages.Script({"src": address}, None, 0)
        script.url = joined(facts.page.base, address)
        # What a script that may run imports or writes may run, where the policy is strict.
        if "'strict-dynamic'" in (policy.sources("script-src", "default-src") or []):
            continue
        if not policy.allows_script(script, url):
            tell("problem", "csp.script", f"The content security policy blocks {address}.",
                 "Add where it comes from to script-src.")


def _edge_domains(facts):
    """Origins that events go to, as far as the configurations say."""
    found = []
    for _, given in facts.configurations() or [("", {})]:
        domain = given.get("edgeDomain", options.EDGE)
        if isinstance(domain, str):
            found.append(domain if "://" in domain else f"https://{domain}")
    return list(dict.fromkeys(found))


def _versions(facts, tell):
    for script in facts.sdk:
        if facts.is_vendors(script):
            version = _VERSION.search(script.url)
            tell("note", "version.vendor", "The vendor's script, version "
                 f"{version[1] if version else 'unknown'}: {script.place()}",
                 "alloy-web migrate says what to change for ours.")
            continue
        made = OURS.search(script.text or "")
        if made:
            try:
                is_this = made[1] == shipped.hashed_name()
            except CannotDo:
                is_this = False
            which = f"alloy_web {__version__}" if is_this else "another build of alloy_web"
            tell("note", "version", f"{script.place() if not script.is_inline else 'alloy.js'} is "
                 f"{which} ({made[1]}).",
                 "" if is_this else "alloy-web bundle writes the files of this one.")
        elif script.text is not None:
            tell("note", "version.unknown", f"{script.place()} is an alloy.js of another make: "
                 "what is said here of ours need not hold for it.")
    for _, given in facts.configurations():
        domain = given.get("edgeDomain")
        host = split(domain if "://" in str(domain) else f"//{domain}").hostname
        home = split(facts.page.source.address)
        if host in ("localhost", "127.0.0.1", "::1") and home.hostname not in (
            None, "", "localhost", "127.0.0.1", "::1"
        ):
            tell("problem", "edge.local", f"Events go to {domain}, the visitor's own machine.",
                 "Take edgeDomain out before a page is published.")


def _analytics(facts, tell):
    for script in facts.page.scripts:
        if script.url and _ANALYTICS.search(split(script.url).path):
            tell("warning", "analytics.twice", f"{script.place()} sends to Analytics besides: "
                 "views are counted twice where the datastream has the same report suite.",
                 "Give the datastream another report suite while both are there.")
    suites = []
    for call, _ in facts.calls:
        given = options_of(call).get("edgeConfigOverrides")
        analytics = given.get("com_adobe_analytics") if isinstance(given, dict) else None
        listed = analytics.get("reportSuites") if isinstance(analytics, dict) else None
        suites += [each for each in listed or () if isinstance(each, str)]
    streams = [given["datastreamId"] for _, given in facts.configurations()
               if isinstance(given.get("datastreamId"), str)]
    if suites:
        tell("note", "report_suites", "Overrides name report suites: "
             f"{', '.join(dict.fromkeys(suites))}.",
             "The datastream has to allow each as an override; else its own is used.")
    elif streams:
        tell("note", "report_suites", "Which report suite counts this page is a setting of the "
             f"datastream ({', '.join(dict.fromkeys(streams))}), not of the page.")


def _counted(counts):
    parts = [
        f"{count} {level}{'s' if count > 1 else ''}" for level, count in counts.items() if count
    ]
    return ", ".join(parts) or "nothing to say"
