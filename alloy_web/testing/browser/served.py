"""
What is served for a page of the real browser: the test's HTML with the SDK, and at its beginning
the test's hand in it (hand.js).
"""

import json
import re
from pathlib import Path

# Scripts of the SDK, wherever the site has them.
_OURS = re.compile(r"""(<script[^>]*src=["'])[^"']*/((?:alloy|base_code|first_flight)\.js)""")
_BEGIN = re.compile(r"<head(?:\s[^>]*)?>|<html[^>]*>|<!doctype[^>]*>", re.IGNORECASE)


def script(name: str, call: str) -> str:
    """The text of a script beside this file, and the call that begins with it."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return f"{text}window.{call};\n"


def hand(given: dict, places: list) -> str:
    """hand.js, for a page that configures what is `given`, with functions at these places."""
    arguments = f"{json.dumps(given)}, {json.dumps(places)}".replace("</", "<\\/")
    return script("hand.js", f"__alloyKit = window.__alloyMakeKit({arguments})")


def with_sdk(html: str, configure: bool) -> tuple[str, str]:
    """The HTML with the built alloy.js as its own, and what comes at its end."""
    tail = ""
    if configure and not re.search(r"""alloy\(\s*["']configure""", html):
        tail = '<script>alloy("configure", {}).catch(() => {});</script>'
    html = _OURS.sub(r"\1/\2", html)
    if "/alloy.js" not in html:
        tail += '<script async src="/alloy.js"></script>'
    return html, tail


def put_together(html: str, begin: str, tail: str) -> str:
    """The HTML with a script before all others, and `tail` at the end of its body."""
    begin = f"<script>{begin}</script>"
    place = _BEGIN.search(html)
    at = place.end() if place else 0
    if not place:
        begin = "<!doctype html>" + begin
    html = html[:at] + begin + html[at:]
    end = html.lower().rfind("</body>")
    return html + tail if end < 0 else html[:end] + tail + html[end:]
