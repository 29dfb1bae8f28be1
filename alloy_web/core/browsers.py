"""
Which browser this is, guessed from the user agent, and what follows for third-party cookies.

Source: specification, CFG-62.
"""

CHROME = "Chrome"
EDGE = "Edge"
EDGE_CHROMIUM = "EdgeChromium"
FIREFOX = "Firefox"
IE = "IE"
SAFARI = "Safari"
UNKNOWN = "Unknown"


def family(user_agent):
    """One of the names above; the first rule that fits wins."""
    if "Edge/" in user_agent:
        return EDGE
    if "Edg/" in user_agent:
        return EDGE_CHROMIUM
    if _is_chrome(user_agent):
        return CHROME
    if "Firefox/" in user_agent:
        return FIREFOX
    if _is_ie(user_agent):
        return IE
    if _is_safari(user_agent):
        return SAFARI
    return UNKNOWN


def accepts_third_party_cookies(user_agent):
    """Firefox and Safari refuse cookies of other sites; others are taken to accept them."""
    agent = user_agent or ""
    # As `family` has it, which few pages need.
    if "Edge/" in agent or "Edg/" in agent or _is_chrome(agent):
        return True
    return "Firefox/" not in agent and not _is_safari(agent)


def _is_chrome(user_agent):
    for name in ("Chrome/", "Chromium/"):
        before, found, after = user_agent.partition(name)
        # The version is one word. Opera adds its own name behind it.
        if found and after.split(" ")[0] and "OPR" not in after:
            return True
    return False


def _is_safari(user_agent):
    return "Safari" in user_agent.partition("Version/")[2]


def _is_ie(user_agent):
    _, found, after = user_agent.partition("Trident/7")
    return bool(found) and "rv:" in after and user_agent.endswith("Gecko")
