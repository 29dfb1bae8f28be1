"""In-app messages: how one stands on the page, and what the visitor does with it."""
