"""
The ids that advertising partners have for a visitor: where they come from, what their answers say,
which of them were used lately.

What is known is a dict, kept as JSON in a cookie with the names that the vendor's script gives it.
Source: specification, ADV-03; where it is silent, the vendor's script in a browser.
"""

import json

from alloy_web.core import encoding, urls
from alloy_web.core.browsers import CHROME, accepts_third_party_cookies, family
from alloy_web.core.hashing import canonical_json
from alloy_web.features.advertising.murmur import murmur3_128

FRAME = "frame"
ID5 = "id5"
RAMP_ID = "rampId"

_FRAME_URL = "https://pixel.everesttech.net/1/gr?ev_gb=0&url=" + encoding.percent_encode(
    "https://www.everestjs.net/static/pixel_details.html#google=__EFGCK__&gsurfer=__EFGSURFER__"
    "&imsId=__EFIMSORGID__&is_fb_cookie_synced=__EFFB__&optout=__EFOPTOUT__"
    "&throttleCookie=__EFSYNC__&time=__EFTIME__&ev_lcc=__LCC__&clientIp=__EFREMOTEADDR__"
)
_FRAME_ORIGIN = "https://www.everestjs.net"
_ID5_URL = "https://www.everestjs.net/static/id5-api.js"

# Milliseconds: for views of ads, and for an event that waits.
_PATIENCE = {FRAME: (5000, 5000), ID5: (30000, 2000), RAMP_ID: (30000, 5000)}

_DAY_MS = 86400000
_RAMP_ID_MS = 2 * _DAY_MS
_DISPLAY_CLICK_MS = 15 * 60000
_CONVERSION_MS = 91 * _DAY_MS
_THROTTLE_MS = 30 * 60000

# By the name in a request: the name in the cookie of when it was used last.
_USED = {
    "surferId": "surferId_last_conversion", "id5": "id5Id_last_conversion",
    "rampIdEnv": "rampId_last_conversion",
}


def sources(settings, user_agent, for_event):
    """What is to be asked: a list of `(source, url, key, timeout_ms)`."""
    wanted = [(FRAME, _FRAME_URL, _FRAME_ORIGIN)]
    if settings.get("id5PartnerId") and (for_event or settings.get("dspEnabled")):
        wanted.append((ID5, _ID5_URL, settings["id5PartnerId"]))
    asks_ramp_id = settings.get("dspEnabled")
    if for_event:
        asks_ramp_id = family(user_agent or "") != CHROME
    if settings.get("rampIdJSPath") and asks_ramp_id:
        wanted.append((RAMP_ID, settings["rampIdJSPath"], ""))
    return [one + (_PATIENCE[one[0]][int(for_event)],) for one in wanted]


def advertisers(settings):
    """The enabled advertisers, as requests name them: `a, b`; empty where there are none."""
    return ", ".join([
        each["advertiserId"] for each in settings.get("advertiserSettings") or ()
        if each["enabled"]
    ])


# ---- What is known


def parse(text):
    """What the cookie says, {} where it says nothing that can be read."""
    try:
        state = json.loads(encoding.percent_decode(text or "") or "{}")
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}


def serialize(state):
    """The value of the cookie."""
    return encoding.percent_encode(canonical_json(state))


def known(state, now_ms):
    """The ids by the names that requests have for them, as the cookie has them."""
    found = {}
    for key, name in (("surferId", "surferId"), ("hashedIPAddr", "hashedIp")):
        if _is_text(state.get(key)):
            found[name] = state[key]
    if _is_text(state.get("rampId")) and _is_after(state.get("rampIdExpires"), now_ms):
        found["rampIdEnv"] = state["rampId"]
    return found


def read(source, answer, user_agent, now_ms):
    """
    `(ids, state)` of what a partner answered: ids by the names of requests, and what the cookie
    keeps. Both are empty where it said nothing.
    """
    if not _is_text(answer):
        return {}, {}
    if source == ID5:
        return {"id5": answer}, {}
    if source == RAMP_ID:
        envelope = _envelope(answer)
        if not envelope:
            return {}, {}
        return {"rampIdEnv": envelope}, {
            "rampId": envelope, "rampIdExpires": now_ms + _RAMP_ID_MS,
        }
    return _read_frame(answer, user_agent, now_ms)


def _read_frame(answer, user_agent, now_ms):
    parameters = answer.partition("#")[2]
    ids, state = {}, {}
    surfer = _value(parameters, "gsurfer")
    if surfer and accepts_third_party_cookies(user_agent):
        ids["surferId"] = state["surferId"] = surfer
    address = _value(parameters, "clientIp")
    if address:
        # The address itself is kept nowhere.
        ids["hashedIp"] = state["hashedIPAddr"] = murmur3_128(address)
    click = _value(parameters, "ev_lcc")
    if click:
        state["ev_lcc"] = click
        state["displayClickCookieExpires"] = now_ms + _DISPLAY_CLICK_MS
    return ids, state


def _value(parameters, name):
    values = urls.query_values(parameters, name)
    value = values[0] if values else ""
    # What the server had no value for stands there as it was asked.
    return "" if value.startswith("__") else value


def _envelope(answer):
    """RampID's envelope is JSON, `{"envelope": text}`, or the text by itself."""
    try:
        found = json.loads(answer)
    except ValueError:
        return answer
    envelope = found.get("envelope") if isinstance(found, dict) else None
    return envelope if _is_text(envelope) else None


# ---- Which were used lately


def fresh(ids, state, now_ms):
    """Those that were not used within half an hour, without the address."""
    return [name for name in _USED if name in ids and not is_throttled(name, state, now_ms)]


def is_throttled(name, state, now_ms):
    return _is_after(state.get(_USED[name]), now_ms - _THROTTLE_MS)


def all_throttled(state, now_ms):
    return all(is_throttled(name, state, now_ms) for name in _USED)


def some_throttled(state, now_ms):
    return any(is_throttled(name, state, now_ms) for name in _USED)


def used(names, now_ms):
    """What the cookie keeps once a view was sent with these ids."""
    state = {"lastConversionTime": now_ms}
    for name in names:
        state[_USED[name]] = now_ms
    return state


# ---- Clicks


def click(url):
    """`(trackingCode, trackingIdentities)` of the click on an ad that led to this page."""
    query = urls.split(url)["query"]
    found = []
    for name in ("s_kwcid", "ef_id"):
        values = urls.query_values(query, name)
        found.append(values[0] if values else "")
    return tuple(found)


def of_click(code, identities, now_ms):
    """What the cookie keeps of a click."""
    state: dict = {"lastConversionTimeExpires": now_ms + _CONVERSION_MS}
    if code.startswith("AL!") and identities:
        state["_les_lsc"] = {"click_time": now_ms, "skwcid": code, "efid": identities}
    return state


def clicks(state, now_ms):
    """The latest clicks, as requests have them."""
    found = {}
    search = state.get("_les_lsc")
    if isinstance(search, dict) and search.get("click_time"):
        found["lastSearchClick"] = search["click_time"]
    if state.get("ev_lcc") and _is_after(state.get("displayClickCookieExpires"), now_ms):
        found["lastDisplayClick"] = state["ev_lcc"]
    return found


def _is_text(value):
    return isinstance(value, str) and value != ""


def _is_after(value, ms):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > ms
