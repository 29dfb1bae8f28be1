"""
What is said of features that a build goes without. Where it has all of them, this is not in it
(buildtools/compiler/instead/absent.py).

A site that moves over keeps its configuration: the options are checked as if they had an effect,
and a warning says that they have none. Whoever calls one of the commands learns which feature it
is of.
"""

from alloy_web.app import known
from alloy_web.features.advertising import options as advertising

# {component: the feature, in words}
FEATURES = {
    "RulesEngine": "rules evaluated in the page",
    "StreamingMedia": "streaming media",
    "MediaAnalyticsBridge": "streaming media",
    "Advertising": "advertising",
    "BrandConcierge": "conversations (Brand Concierge)",
    "PushNotifications": "push notifications",
}


def components(names):
    """The components that are not among these."""
    return [name for name in known.FEATURES if name not in names]


def commands(names):
    """`{command: the feature that would bring it, in words}`, but of these components."""
    found = known.commands(components(names))
    for command in found:
        found[command] = FEATURES[found[command]]
    return found


def options(names):
    """The options of `configure` that only others than these components have."""
    table = known.options(components(names))
    for key in known.options(names):
        table.pop(key, None)
    return table


def missing(names, config, page_url):
    """What a configuration counts on in vain where only these components are, in sentences."""
    lines = []
    in_vain = options(names)
    for name in components(names):
        for key in known.options([name]):
            if key not in in_vain or config.get(key) is None:
                continue
            # Two components may have it.
            del in_vain[key]
            line = ("configure: " + key + " has no effect, because this version goes without "
                    + FEATURES[name] + ".")
            if name == "Advertising" and advertising.has_ad_click(page_url):
                line += (" The click on an ad that led to this page ("
                         + ", ".join(advertising.AD_CLICK) + ") is not reported.")
            lines.append(line)
    return sorted(lines)
