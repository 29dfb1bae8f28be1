"""
Personalised content: asked for with an event, shown when it comes, reported when it was shown.

    component      hooks and commands: what is asked for, and what an answer leads to
    rendering      carries out a plan (core/planning.py) on the page
    view_cache     content of views that came before anyone went there
    notifications  what the server is told was shown, at once or with a later event
    interactions   clicks on content that was shown
    messages       in-app messages, and what visitors do with them
    prehiding      keeps the page hidden while content is on its way

What is shown, and how, is decided in core/planning.py and core/actions.py.
"""

from alloy_web.components.personalization.component import Personalization

__all__ = ["Personalization"]
