"""
`python -m alloy_web.devserver`: the local edge and the site from the command line.

Prints one line when it accepts connections, and ends with 0 on Ctrl-C and SIGTERM.
"""

import argparse
import signal
import sys
import threading

from .scenarios import ScenarioError, names
from .server import Server
from .store import StoreError


def main(arguments=None):
    """Serve until a signal to stop; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        server = Server(
            site_dirs=options.site,
            scenario=options.scenario,
            database=options.database,
            port=options.port,
            allow_origins=options.allow_origin,
            allow_hosts=options.allow_host,
        )
    except (ScenarioError, StoreError) as error:
        return _complain(error)
    except (OSError, OverflowError) as error:
        return _complain(
            f"Port {options.port} cannot be used: {error}. Choose another with --port."
        )

    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with server:
        print(f"serving {server.url}", flush=True)
        # Windows delivers Ctrl-C only between waits.
        while not stop.wait(0.5):
            pass
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        "python -m alloy_web.devserver", description="A local edge and its site."
    )
    parser.add_argument("--port", type=int, default=8000, help="0 picks a free one (default: 8000)")
    parser.add_argument(
        "--site", action="append", default=[], metavar="DIR", help="a folder to serve, repeatable"
    )
    parser.add_argument(
        "--database", default=":memory:", metavar="FILE", help="keep events in this SQLite file"
    )
    parser.add_argument(
        "--scenario",
        default="demo",
        metavar="NAME|FILE",
        help=f"a .json file or one of {', '.join(names())}",
    )
    parser.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="a page that may use the edge, besides those of this machine, repeatable",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name of this machine under which /_edge/ answers, without port, repeatable",
    )
    return parser


def _complain(text):
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
