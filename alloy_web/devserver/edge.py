"""
What the edge answers: a request and a scenario's rule in, a reply out.

    {"status": 200, "headers": {…}, "body": JSON value, text or None, "set_cookies": [text, …]}

Pure: the clock and the randomness are passed in; sending, delays and cut connections
are in `app.py` and `faults.py`.

Source: specification, EDGE-02, EDGE-21, EDGE-30 to EDGE-35; for the form of errors Adobe's
public page on Edge Network errors (problem details, RFC 7807; 207 when a part failed).
"""

from http.client import responses
from urllib.parse import quote
from uuid import UUID

from . import consent, identity, incoming, offers

ERROR_TYPE = "https://ns.adobe.com/aep/errors/"
REGION = "VA6;7"
HINT = "va6"
GARBAGE = "<!doctype html><title>Please log in</title><p>{this is not JSON"

_IDENTITY_MAX_AGE_S = 34128000
_CONSENT_MAX_AGE_S = 15552000
_CLUSTER_MAX_AGE_S = 1800


def refusal(request):
    """The reply to a malformed request, or None when there is nothing to refuse."""
    action = request["action"]
    if not request["sub_path"] and action not in incoming.ACTIONS:
        return problem(request, 404, "EXEG-0001", "Not found", f"There is no action {action!r}.")
    if not request["query"].get("configId"):
        return problem(
            request, 400, "EXEG-0003", "Invalid datastream ID", "The parameter configId is missing."
        )
    found = incoming.first(incoming.problems(request))
    if found:
        return problem(request, 400, "EXEG-0103", "Invalid request", "; ".join(found), found)
    if action == "privacy/set-consent":
        found = incoming.first(consent.problems(request["body"]["consent"]))
        if found:
            return problem(
                request, 422, "EXEG-0104", "Unprocessable entity", "; ".join(found), found
            )
    return None


def too_long(request):
    """The reply to a request of more than `incoming.MAX_BYTES`."""
    detail = f"The body is longer than {incoming.MAX_BYTES} bytes."
    return problem(request, 413, "EXEG-0103", "Invalid request", detail)


def answer(request, scenario, rule, now_ms, random):
    """The reply to a good request; `rule` is the scenario's answer that applies, or {}."""
    status = rule.get("status")
    if rule.get("fault") == "garbage":
        reply = _reply(status or 200, GARBAGE, "text/html; charset=utf-8")
    elif "stream" in rule:
        reply = _reply(status or 200, "", "text/event-stream;charset=utf-8")
    elif "body" in rule:
        reply = _reply(status or 200, rule["body"])
    elif status and status >= 300:
        detail = f"The scenario {scenario['name']!r} says so."
        reply = problem(request, status, "EXEG-0201", responses.get(status, "Error"), detail)
    elif request["action"] == "collect" or request["sub_path"]:
        reply = _reply(status or 204, None)
    else:
        reply = _content(request, scenario, rule, now_ms, random)

    # A header set to null in the scenario is a header left out.
    changed = {name.lower(): value for name, value in rule.get("headers", {}).items()}
    headers = {**reply["headers"], **changed}
    reply["headers"] = {name: value for name, value in headers.items() if value is not None}
    return reply


def problem(request, status, code, title, detail, errors=()):
    """A fatal error in the edge's form."""
    report = {"requestId": request["query"].get("requestId")}
    if errors:
        report["errors"] = list(errors)
    body = {
        "type": f"{ERROR_TYPE}{code}-{status}",
        "status": status,
        "title": title,
        "detail": detail,
        "report": report,
    }
    return _reply(status, body, "application/problem+json")


def _reply(status, body, content_type=None):
    if content_type is None:
        content_type = "text/plain; charset=utf-8" if isinstance(body, str) else "application/json"
    headers = {"x-adobe-edge": REGION}
    if body is not None:
        headers["content-type"] = content_type
    return {"status": status, "headers": headers, "body": body, "set_cookies": []}


def _content(request, scenario, rule, now_ms, random):
    cookies = []
    if "replace_handle" in rule:
        handle = rule["replace_handle"]
    else:
        org = identity.org_of(request, scenario.get("orgs", {}))
        ecid = identity.ecid_of(request, org, random)
        hint = scenario.get("hint", HINT)
        cookies = _cookies(request, org, ecid, hint, now_ms) if rule.get("cookies", True) else []
        handle = [_identity_result(request, scenario, ecid)]
        if cookies and not _is_first_party(request):
            handle.append({"type": "state:store", "payload": cookies})
        handle.append(_location_hints(hint))
        handle += _event_handles(request, scenario, random)
    handle = handle + rule.get("handle", [])

    body = {"requestId": request["query"]["requestId"], "handle": handle}
    for kind in ("warnings", "errors"):
        if kind in rule:
            body[kind] = rule[kind]
    reply = _reply(rule.get("status") or (207 if rule.get("errors") else 200), body)
    if _is_first_party(request):
        reply["set_cookies"] = [_set_cookie(request, cookie) for cookie in cookies]
    return reply


def _identity_result(request, scenario, ecid):
    ids = [{"id": ecid, "namespace": {"code": "ECID"}}]
    asked = incoming.dig(request["body"], "query", "identity", "fetch") or []
    if "CORE" in asked and (scenario.get("third_party") or _host(request).endswith(".demdex.net")):
        ids.append({"id": identity.derived_id("CORE " + ecid), "namespace": {"code": "CORE"}})
    return {"type": "identity:result", "payload": ids}


def _location_hints(hint):
    scopes = (("EdgeNetwork", hint), ("Target", "35"), ("AAM", REGION.split(";")[1]))
    return {
        "type": "locationHint:result",
        "payload": [
            {"scope": scope, "hint": h, "ttlSeconds": _CLUSTER_MAX_AGE_S} for scope, h in scopes
        ],
    }


def _event_handles(request, scenario, random):
    handles = []
    for index, event in enumerate(incoming.events_of(request)):
        if offers.is_asked(event):
            given = offers.propositions_for(request, event, scenario.get("offers", []))
            handles.append(
                {"type": "personalization:decisions", "payload": given, "eventIndex": index}
            )
        if incoming.dig(event, "xdm", "eventType") == "media.sessionStart":
            session = {"sessionId": str(UUID(int=random.getrandbits(128), version=4))}
            handles.append(
                {"type": "media-analytics:new-session", "payload": [session], "eventIndex": index}
            )
        handles.append({"type": "activation:pull", "payload": [], "eventIndex": index})
    return handles


def _cookies(request, org, ecid, hint, now_ms):
    values = [
        ("identity", identity.write_cookie(ecid, now_ms), _IDENTITY_MAX_AGE_S),
        ("cluster", hint, _CLUSTER_MAX_AGE_S),
    ]
    if request["action"] == "privacy/set-consent":
        choice = "general=" + consent.general(request["body"]["consent"])
        values.append(("consent", choice, _CONSENT_MAX_AGE_S))
    return [
        {
            "key": identity.cookie_name(org, kind),
            "value": value,
            "maxAge": max_age_s,
            "attrs": {"SameSite": "None"},
        }
        for kind, value, max_age_s in values
    ]


def _is_first_party(request):
    # The SDK tells its page's domain; only on that domain can the edge set cookies itself.
    domain = incoming.dig(request["body"], "meta", "state", "domain")
    return bool(domain) and isinstance(domain, str) and _host(request).endswith(domain)


def _set_cookie(request, cookie):
    # No HttpOnly: the SDK has to see these. Secure cookies do not exist on plain http.
    site = "SameSite=None; Secure" if request["scheme"] == "https" else "SameSite=Lax"
    domain = request["body"]["meta"]["state"]["domain"]
    value = quote(cookie["value"], safe="=")
    return f"{cookie['key']}={value}; Max-Age={cookie['maxAge']}; Path=/; Domain={domain}; {site}"


def _host(request):
    host, _, port = request["host"].rpartition(":")
    return host if port.isdigit() else request["host"]
