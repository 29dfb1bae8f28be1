"""
Parts of features of the first file that only some answers need; they are in the second file.
"""

from alloy_web.app.answers import ANSWERS
from alloy_web.core.merge import merge
from alloy_web.features.messages.component import Stage

# By the name that the feature asks for (`Tools.part`).
PARTS = merge(ANSWERS, {"messages": Stage})
