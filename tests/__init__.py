"""The tests. How they are arranged: README.md in this folder."""
