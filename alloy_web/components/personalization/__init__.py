"""
Personalised content: asked for with an event, shown when it comes, reported when it was shown.

`component` is the component, `prehiding` keeps the page hidden while content is on its way.
What an offer does to the page is decided in core/actions.py.
"""

from alloy_web.components.personalization.component import Personalization

__all__ = ["Personalization"]
