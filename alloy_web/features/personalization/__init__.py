"""Personalised content: asked for with an event, and led to where it is shown or kept."""
