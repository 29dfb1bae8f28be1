"""
The features that few sites use; they are no part of the first file a page loads.
"""

from alloy_web.features.media.component import MediaAnalyticsBridge, StreamingMedia

# In the order their hooks run, after those of app/features.py.
EXTRAS = (
    MediaAnalyticsBridge, StreamingMedia,
)
