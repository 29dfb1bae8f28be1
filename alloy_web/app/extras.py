"""
The features that few sites use; they are no part of the first file a page loads.

What the first file has to know of them, their options of `configure` and the names of their
commands, is in known.py.
"""

from alloy_web.features.advertising.component import Advertising
from alloy_web.features.conversation.component import BrandConcierge
from alloy_web.features.media.component import MediaAnalyticsBridge, StreamingMedia
from alloy_web.features.push.component import PushNotifications
from alloy_web.features.rules.component import Rules

# In the order their hooks run, after those of app/features.py.
EXTRAS = (
    Advertising, Rules, BrandConcierge, MediaAnalyticsBridge, PushNotifications, StreamingMedia,
)

# Their namespaces, which the first file knows too.
NAMES = (
    "Advertising", "RulesEngine", "BrandConcierge", "MediaAnalyticsBridge", "PushNotifications",
    "StreamingMedia",
)
