"""
alloy_web: tells the Adobe Experience Edge Network what a visitor does, and shows what comes back.

In a page, from Python:

    from alloy_web import alloy, install

    install()
    await alloy("configure", {"orgId": "…@AdobeOrg", "datastreamId": "…"})
    result = await alloy("event", {"type": "viewStart", "data": {"plan": "gold"}})

The map of the package:

    flow, errors, validation   the ground: runner, exceptions, checks of options
    core/                      decisions, pure: dicts in, dicts out
    engine/                    the sequence: commands, hooks, events, requests
    components/                features
    hosts/                     effects: the browser, and a memory host for tests
    boot                       joins page and SDK
    devserver/, buildtools/    for CPython: the local edge, the build
"""

__version__ = "0.1.0"


def install(name="alloy", auto_views=True):
    """
    Make `window.<name>` answer, and Python's `alloy` too: for PyScript pages.

    The calls that waited in the base code's queue are carried out first. Views start by
    themselves unless `auto_views` is false or `autoViews` is configured.
    """
    from alloy_web import boot

    boot.install(name, auto_views)


async def alloy(command, options=None, name="alloy"):
    """
    Run a command, from Python code in a page; returns its result, a dict.

    Raises `alloy_web.errors.AlloyError`. Hooks in `options` may be `def` or `async def`.
    """
    from alloy_web import boot

    return await boot.call(name, command, options)
