"""
What the page learns of a view that its server has sent: an inline script that hands the answer to
the page's SDK.

A script that runs, and no element that is looked for: any element that a visitor can get into the
page could be taken for that one, and what it offers would run with the page's rights. Pure.
"""

import json
import re
import secrets

# The page's own requests bring these; and a copy of the page in a cache is not to hold them.
_NOT_FOR_PAGES = ("state:store", "identity:result", "locationHint:result")

# A page is taken as fresh for so long.
OLDEST_S = 30

# Its cookie came with this very answer, and is taken once: what comes out of a cache has none, and
# a visitor's clock may be wrong. Where there are no cookies at all the clock has to do, unless the
# cookie is to bring the visitor's id. `go` again where the page had not configured yet, at the
# latest when its HTML has been read.
_SCRIPT = """(function(w,d,n,o,c,t){
function parts(){return JSON.stringify(o).split(c)}
function fresh(){try{if(!w.navigator.cookieEnabled)
return parts().length<2&&Math.abs(Date.now()-t)<%d;
var v=(";"+d.cookie).split(" ").join("").split(";"+c+"=")[1];if(!v)return;v=v.split(";")[0];
d.cookie=c+"=;path=/;max-age=0";if(v!="1")o=JSON.parse(parts().join(v));return 1}catch(e){}}
function no(){}
function go(){return o.map(function(c){var p=w[n](c[0],c[1]);p.catch(no);return p})[0]}
function late(){if(d.readyState=="loading")d.addEventListener("DOMContentLoaded",last);else last()}
function last(){try{go()}catch(e){}}
if(fresh())try{go().catch(late)}catch(e){late()}
})(window,document,%s,%s,%s,%d)"""

_as_json = json.JSONEncoder(separators=(",", ":")).encode

_WRITTEN = re.compile(
    r"<script[^>]*>\(function\(w,d,n,o,c,t\).*?\}\)\(window,document,([^\n]*)\)</script>", re.DOTALL
)


def calls(response_body: dict, adopted: list[str] | bool, view_name: str | None) -> list:
    """What the page is to call, each `[command, options]`: it takes the answer over."""
    given: dict = {
        "adopt": adopted,
        "renderDecisions": True,
        "responseBody": {
            "requestId": str(response_body.get("requestId", "")),
            "handle": [
                handle for handle in response_body.get("handle", [])
                if isinstance(handle, dict) and isinstance(handle.get("type"), str)
                and handle["type"] not in _NOT_FOR_PAGES
            ],
        },
    }
    if view_name:
        given["viewName"] = view_name
    return [["applyResponse", given]]


def calls_of_late_view(view_name: str | None, ticket: str = "") -> list:
    """
    As `calls`, where there is no answer: the view is counted, as one that brought nothing, and the
    page asks for the content by an event that counts as none. With `ticket`, as the visitor of the
    first-party id that is the value of this cookie.
    """
    event: dict = {
        "type": "decisioning.propositionFetch", "renderDecisions": True,
        "personalization": {"defaultPersonalizationEnabled": True},
    }
    xdm: dict = {}
    if view_name:
        xdm["web"] = {"webPageDetails": {"viewName": view_name}}
    if ticket:
        xdm["identityMap"] = first_party_id(ticket)
    if xdm:
        event["xdm"] = xdm
    return [*calls({}, [], view_name), ["sendEvent", event]]


def first_party_id(text: str) -> dict:
    """The `identityMap` of a first-party id, from which the edge makes a new visitor's identity."""
    return {"FPID": [{"id": text, "authenticatedState": "ambiguous"}]}


def script(name: str, given: list, ticket: str, now_ms: int) -> str:
    """The text of the script; `name` is that of the instance in the page, `ticket` see there."""
    return _SCRIPT % (OLDEST_S * 1000, _literal(name), _literal(given), _literal(ticket), now_ms)


def ticket() -> str:
    """The name of the cookie that comes with one answer, and is like no other's."""
    return "alloy_" + secrets.token_hex(8)


def ticket_cookie(name: str, is_https: bool, value: str = "1") -> str:
    """The text of its Set-Cookie header."""
    text = f"{name}={value}; path=/; max-age={OLDEST_S}; samesite=lax"
    return text + "; secure" if is_https else text


def read(html: str, cookies: dict[str, str] | None = None) -> list:
    """
    For tests: the calls of the script in a page, for a visitor with these cookies; none where there
    is no script, or the cookie is missing that has the visitor's id.
    """
    found = _WRITTEN.search(html)
    if found is None:
        return []
    # A name, the calls, a ticket, a time.
    _, given, ticket, _ = json.loads(f"[{found.group(1)}]")
    text = json.dumps(given)
    value = (cookies or {}).get(ticket)
    if ticket not in text:
        return given
    return json.loads(text.replace(ticket, value)) if value else []


def _literal(value) -> str:
    """As JavaScript that no HTML parser takes for anything: no `</script>`, no `<!--`."""
    text = _as_json(value)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
