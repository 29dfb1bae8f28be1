"""The visitor's clicks on links: what counts as one, what is said of it, what is remembered."""
