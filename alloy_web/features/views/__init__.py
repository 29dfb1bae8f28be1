"""Views: those that start by themselves, and the command `view`."""
