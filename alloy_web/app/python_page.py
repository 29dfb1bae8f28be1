"""
The page that Python code runs in, behind the functions of `alloy_web`.

One engine serves a page. Where alloy.js runs (or starts just now) that is its, and Python code
talks to it; where it does not, Python code has an engine of its own, and an alloy.js that comes
later finds that one.
"""

from alloy_web.app import shared_engine
from alloy_web.errors import CommandError

_page = None
# The functions of installed instances, by name.
_named = {}


def install(name, auto_views, monitors):
    """See `alloy_web.install`."""
    function = page().install(name, auto_views, monitors)
    if function is None:
        raise CommandError("window." + name + " is something else in this page. Choose another "
                           'name: install("…")')
    _named[name] = function


def named(name, command):
    """The function of an installed instance."""
    if name in _named:
        return _named[name]
    if _page is None:
        raise CommandError('alloy("' + str(command) + '") was called before install(). '
                           "Call alloy_web.install() first")
    raise CommandError('There is no instance "' + name + '". Call install("' + name + '")')


def page():
    """The instances of this page: an engine's of its own, or alloy.js's."""
    global _page
    if _page is None or _page.is_dead:
        _page = shared_engine.find() or _own()
    return _page


def _own():
    # Here, because it brings all the modules of the engine.
    from alloy_web.app import own_engine
    from alloy_web.hosts.browser.interpreter import load_script

    return own_engine.start(load_script("bridge.js", "__alloyBridge"))
