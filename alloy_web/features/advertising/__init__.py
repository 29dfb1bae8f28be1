"""Advertising: clicks on ads, views of them, and the ids that partners have for the visitor."""
