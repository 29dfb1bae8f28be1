"""
Of the parts of features that are in the second file (parts.py) those that PyScript pages have in
their first wheel.
"""

from alloy_web.features.destinations import Delivery
from alloy_web.features.migration import ask_visitor
from alloy_web.features.personalization import applying

ANSWERS = {"destinations": Delivery, "applying": applying.read, "visitor": ask_visitor}
