"""
In-app messages: how a message stands on the page, from what the server says about it.

Source: specification, PERS-5B.
"""

from alloy_web.wording import words

CONTAINER = "alloy-messaging-container"
OVERLAY = "alloy-overlay-container"
FRAME = "alloy-content-iframe"
HTML = "text/html"


def problem(data):
    """Why this message cannot be shown, or None."""
    content = data.get("content")
    kind = data.get("contentType")
    if not content or not kind:
        return words("it has no content or no contentType")
    if kind == HTML:
        return None if isinstance(content, str) else words("its content is not text")
    if kind != "application/json":
        return words('its contentType "' + str(kind) + '" is not known')
    for key in ("mobileParameters", "webParameters", "html"):
        if not isinstance(content, dict) or content.get(key) is None:
            return words("its content has no " + key)
    return None


def elements(data):
    """
    `{id: {"style", "enabled", "parent", "insert"}}` of the three elements, or None: show nothing.
    """
    web = data.get("webParameters")
    if _is_complete(web):
        return _read(web)
    mobile = data.get("mobileParameters")
    return _from_mobile(mobile) if isinstance(mobile, dict) else None


def _is_complete(web):
    if not isinstance(web, dict):
        return False
    for name in (CONTAINER, OVERLAY):
        entry = web.get(name)
        if not isinstance(entry, dict) or not isinstance(entry.get("style"), dict):
            return False
    return True


def _read(web):
    found = {}
    for name in (CONTAINER, OVERLAY, FRAME):
        entry = web.get(name) or {}
        params = entry.get("params") or {}
        default = "#" + CONTAINER if name == FRAME else "body"
        found[name] = _element(
            entry.get("style") or {}, params.get("enabled") is not False,
            params.get("parentElement") or default, params.get("insertionMethod") or "appendChild",
        )
    return found


def _element(style, enabled=True, parent="body", insert="appendChild"):
    return {"style": style, "enabled": enabled, "parent": parent, "insert": insert}


def _from_mobile(mobile):
    takes_over = bool(mobile.get("uiTakeover"))
    overlay = {
        "position": "fixed", "top": "0", "left": "0", "width": "100%", "height": "100%",
        "background": mobile.get("backdropColor") or "#FFFFFF",
        "opacity": str(_or(mobile.get("backdropOpacity"), 0.5)),
        "backgroundColor": mobile.get("backdropColor") or "#FFFFFF",
    }
    return {
        CONTAINER: _element(_container(mobile, takes_over)),
        OVERLAY: _element(overlay, takes_over),
        FRAME: _element({"border": "none", "width": "100%", "height": "100%"}, True,
                        "#" + CONTAINER),
    }


def _container(mobile, takes_over):
    style = {
        "width": _with(mobile.get("width"), "%", "100%"),
        "height": _with(mobile.get("height"), "vh", "100%"),
        "backgroundColor": mobile.get("backdropColor") or "rgba(0, 0, 0, 0.5)",
        "borderRadius": _with(mobile.get("cornerRadius"), "px", "0px"),
        "border": "none", "overflow": "hidden",
        "position": "fixed" if takes_over else "relative",
    }
    horizontal = mobile.get("horizontalAlign")
    if horizontal in ("left", "right"):
        style[horizontal] = _with(mobile.get("horizontalInset"), "%", "0")
    elif horizontal == "center":
        style["left"] = "50%"
        style["transform"] = "translateX(-50%)"
    vertical = mobile.get("verticalAlign")
    if vertical in ("top", "bottom"):
        style[vertical] = _with(mobile.get("verticalInset"), "%", "0")
        if vertical == "bottom":
            style["position"] = "fixed"
    elif vertical == "center":
        style["top"] = "50%"
        style["transform"] = ("translate(-50%, -50%)" if horizontal == "center"
                              else "translateY(-50%)")
        style["display"] = "flex"
        style["alignItems"] = "center"
        style["justifyContent"] = "center"
    return style


def _with(value, unit, default):
    return default if value is None else str(value) + unit


def _or(value, default):
    return default if value is None else value
