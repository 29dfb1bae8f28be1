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
    features/                  one file or folder for each thing a user would name
    app/                       putting it together, and how Python gets to a page
    hosts/                     effects: the browser, and a memory host for tests
    testing/                   what users' tests import
    server/                    Python servers: the first view, made where the page is made
    devserver/, cli/           for CPython: the local edge, the command `alloy-web`
    buildtools/                for CPython: the build, with the compiler
"""

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def install(
    name: str = "alloy",
    auto_views: bool = True,
    monitors: list | tuple = (),
    port: object = None,
) -> None:
    """
    Make `window.<name>` answer, and Python's `alloy` too: for PyScript pages, and for Python in
    their workers.

    The calls that waited in the base code's queue are carried out first. Views start by
    themselves unless `auto_views` is false or `autoViews` is configured. `monitors` are objects
    that hear what the instance does; alloy_web/engine/monitors.py lists their methods.

    Where alloy.js serves the page, its engine stays the only one, and commands of Python go to it.
    What the page has configured there decides about views; `auto_views` and `monitors` are for a
    name that the page had not.

    In a worker commands go to the engine of the page, which has to `serve` the worker
    (docs/workers.md). `port` is a MessagePort or BroadcastChannel that the page serves in the place
    of a worker that it cannot get hold of.
    """
    from alloy_web.app import python_page

    python_page.install(name, auto_views, monitors, port)


async def alloy(
    command: str, options: dict | None = None, name: str = "alloy", **more: object
) -> dict:
    """
    Run a command, from Python code in a page; returns its result, a dict.

        await alloy("event", {"type": "viewStart"})
        await alloy("event", type="viewStart")

    `name` is the instance's, as `install` got it. Raises `alloy_web.errors.AlloyError`. Hooks in
    `options` may be `def` or `async def`.
    """
    from alloy_web.app import python_page

    return await python_page.run(name, command, options, more)


def create_instance(name: str = "alloy", monitors: list | tuple = ()) -> "Callable":
    """
    An instance of its own, with all components, that no name of the page leads to.

        shop = create_instance("shop")
        await shop("configure", {"orgId": "…@AdobeOrg", "datastreamId": "…"})

    `name` is what errors and the console call it.
    """
    from alloy_web.app import python_page

    return python_page.create("create_instance", name, monitors)


def create_custom_instance(
    name: str = "alloy", monitors: list | tuple = (), components: list | tuple = ()
) -> "Callable":
    """
    As `create_instance`, with the required components and the named ones: of "activityCollector",
    "advertising", "audiences", "brandConcierge", "consent", "eventMerge", "mediaAnalyticsBridge",
    "personalization", "pushNotifications", "rulesEngine", "streamingMedia". Leaving one out takes
    its commands and its configuration keys with it.
    """
    from alloy_web.app import python_page

    return python_page.create("create_custom_instance", name, monitors, components)
