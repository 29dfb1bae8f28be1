"""
The page that Python code runs in, behind the functions of `alloy_web`.

One engine serves a page. Where alloy.js runs (or starts just now) that is its, and Python code
talks to it; where it does not, Python code has an engine of its own, and an alloy.js that comes
later finds that one. Python in a worker has none, and talks to its page's.
"""

from alloy_web.app import shared_engine
from alloy_web.errors import CommandError
from alloy_web.hosts.browser import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# An own_engine.Page or a shared_engine.Attached.
_page: "Any" = None
# The functions of installed instances, by name.
_named = {}


def install(name, auto_views, monitors, port):
    """See `alloy_web.install`."""
    ffi.check_instance("install", name, monitors, ())
    function = page(port).install(name, auto_views, monitors)
    if function is None:
        raise CommandError("window." + name + " is something else in this page. Choose another "
                           'name: install("…")')
    _named[name] = function


async def run(name, command, options, more):
    """See `alloy_web.alloy`; `more` are options that came as keywords."""
    ffi.check_instance("install", name, (), ())
    if name in _named:
        return await _named[name](command, ffi.with_keywords(name, command, options, more))
    if _page is None:
        raise CommandError('alloy("' + str(command) + '") was called before install(). '
                           "Call alloy_web.install() first")
    raise CommandError('There is no instance "' + name + '". Call install("' + name + '")')


def create(function, name, monitors, components=None):
    """See `alloy_web.create_custom_instance`; all components, if none are named."""
    ffi.check_instance(function, name, monitors, components or ())
    return page().make_instance(
        name, monitors, components if components is None else list(components)
    )


def page(port=None):
    """The instances of this page: an engine's of its own, alloy.js's, or those that `port` has."""
    global _page
    if _page is None or _page.is_dead:
        _page = shared_engine.find(port) or _own()
    return _page


def _own():
    # Here, because it brings all the modules of the engine.
    from alloy_web.app import own_engine
    from alloy_web.hosts.browser.interpreter import load_script

    return own_engine.start(load_script("bridge.js", "__alloyBridge"))
