"""
Who the visitor is: component.py hears requests and answers commands, migration.py knows the
libraries that were there before.
"""

from alloy_web.components.identity.component import Identity

__all__ = ["Identity"]
