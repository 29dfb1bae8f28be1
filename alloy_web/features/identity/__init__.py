"""Who the visitor is, and the commands that ask for it."""
