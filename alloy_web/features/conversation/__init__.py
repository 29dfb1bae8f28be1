"""Conversations with the page's assistant (Brand Concierge)."""
