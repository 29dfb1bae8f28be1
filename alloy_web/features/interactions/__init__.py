"""Clicks on content that was shown."""
