"""
Putting it together: the list of features, an instance, and how Python gets to a page.

`own_engine` joins a page and the SDK, `shared_engine` leads Python of a page to the engine of
alloy.js, `python_page` knows which of the two a PyScript page needs.
"""
