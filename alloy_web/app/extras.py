"""
The features that few sites use; they are no part of the first file a page loads.

What the first file has to know of them, their options of `configure` and the names of their
commands, is in core/planned.py.
"""

from alloy_web.features.conversation.component import BrandConcierge
from alloy_web.features.push.component import PushNotifications
from alloy_web.features.rules.component import Rules

# In the order their hooks run, after those of app/features.py.
EXTRAS = (
    Rules, BrandConcierge, PushNotifications,
)

# Their namespaces, which the first file knows too.
NAMES = (
    "RulesEngine", "BrandConcierge", "PushNotifications",
)
