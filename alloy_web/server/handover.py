"""
What the page learns of a view that its server has sent: an inline script that hands the answer to
the page's SDK.

A script that runs, and no element that is looked for: any element that a visitor can get into the
page could be taken for that one, and what it offers would run with the page's rights. Pure.
"""

import json
import re

# The page's own requests bring these; and a copy of the page in a cache is not to hold them.
_NOT_FOR_PAGES = ("state:store", "identity:result", "locationHint:result")

# Older than this, or from a clock that differs by more: the SDK asks for itself.
OLDEST_MS = 30_000

# `go` again where the page had not configured yet, at the latest when its HTML has been read.
_SCRIPT = """(function(w,d,n,o,t){
if(Math.abs(Date.now()-t)>%d)return;
function go(){return w[n]("applyResponse",o)}
function late(){if(d.readyState=="loading")d.addEventListener("DOMContentLoaded",last);else last()}
function last(){try{go().catch(function(){})}catch(e){}}
try{go().catch(late)}catch(e){late()}
})(window,document,%s,%s,%d)"""

_WRITTEN = re.compile(
    r"<script[^>]*>\(function\(w,d,n,o,t\).*?\}\)\(window,document,([^\n]*)\)</script>", re.DOTALL
)


def options(response_body: dict, adopted: list[str] | bool, view_name: str | None) -> dict:
    """The options of `applyResponse`."""
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
    return given


def script(name: str, given: dict, now_ms: int) -> str:
    """The text of the script; `name` is that of the instance in the page."""
    return _SCRIPT % (OLDEST_MS, _literal(name), _literal(given), now_ms)


def read(html: str) -> dict | None:
    """For tests: the options of the script in a page, or None where there is none."""
    found = _WRITTEN.search(html)
    if found is None:
        return None
    # A name, the options, a time.
    return json.loads(f"[{found.group(1)}]")[1]


def _literal(value) -> str:
    """As JavaScript that no HTML parser takes for anything: no `</script>`, no `<!--`."""
    text = json.dumps(value, separators=(",", ":"))
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
