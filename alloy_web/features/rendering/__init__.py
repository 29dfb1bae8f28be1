"""Showing content: which items, by which steps, and carrying them out on the page."""
