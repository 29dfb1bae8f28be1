"""
Where effects happen: clock, network, storage, page, user's functions.

`contract` says what a host is, `memory` is one for tests, `browser` is the page.
"""
