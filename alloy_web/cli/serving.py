"""
`serve` and `edge`: a site, the local edge and the inspector on a port of this machine.

The server is that of `alloy_web.devserver`, which the extra `dev` brings what it needs for.
"""

import signal
import sys
import threading
from pathlib import Path

from alloy_web.cli import shipped
from alloy_web.cli.outcome import CannotDo


def run(*, folder=None, is_reloading=False, as_json=None, **options):
    """
    Serve until Ctrl-C or SIGTERM; prints one line when it accepts connections.

    `folder` is the site; None serves the edge alone. Pages find the built files at `/dist/`.
    The server has more `options`: `port`, `scenario`, `database`, `allow_origins`, `allow_hosts`.
    """
    server_module, known = _devserver()
    if folder is not None and not Path(folder).is_dir():
        raise CannotDo(f"{folder}: there is no such folder")
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    try:
        server = server_module.Server(
            site_dirs=[] if folder is None else [folder], dist=shipped.FOLDER,
            is_reloading=is_reloading, **options,
        )
    except known as error:
        raise CannotDo(str(error)) from error
    except (OSError, OverflowError) as error:
        raise CannotDo(
            f"Port {options['port']} cannot be used: {error}. Choose another with --port."
        ) from error
    with server:
        inspector = f"{server.url}_edge/"
        if as_json:
            print(as_json({"url": server.url, "inspector": inspector}), flush=True)
        else:
            print(f"serving {server.url}, what comes in: {inspector}", flush=True)
        # Windows delivers Ctrl-C only between waits.
        while not stop.wait(0.5):
            pass
    return 0


def _devserver():
    """The server, and the errors that say what was wrong with a wish."""
    try:
        from alloy_web.devserver import server
        from alloy_web.devserver.scenarios import ScenarioError
        from alloy_web.devserver.store import StoreError
    except ModuleNotFoundError as error:
        raise CannotDo(
            f"serve and edge need more than is installed ({error.name}): "
            f'{sys.executable} -m pip install "alloy-web[dev]"'
        ) from error
    return server, (ScenarioError, StoreError)
