"""A host for tests: no browser, no network, no clock but the one you turn."""
