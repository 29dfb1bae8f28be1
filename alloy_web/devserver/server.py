"""
The local edge on a real port, in a thread: for tests, and for `python -m alloy_web.devserver`.

    with Server(site_dirs=["static"], scenario="demo") as server:
        page.goto(server.url + "direct/")
        [view] = server.wait_for(1, action="interact")

It listens on this machine only. With `tls_names` it speaks https, under those names too.
"""

import asyncio
import contextlib
import os
import socket
import threading

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from . import scenarios
from .app import create_app
from .faults import CONNECTION

_START_TIMEOUT_S = 60


class Server:
    """
    A context manager; `url` (with the slash at its end) and `port` are known at once.

    `OSError` when the port is taken. `tls_names` are the host names of the https server's
    `certificate`, an empty list for this machine alone; needs the package trustme.
    """

    def __init__(
        self,
        *,
        site_dirs=(),
        scenario="demo",
        database=":memory:",
        port=0,
        allow_origins=(),
        allow_hosts=(),
        tls_names=None,
        dist=None,
        is_reloading=False,
    ):
        app = create_app(
            site_dirs=site_dirs,
            database=database,
            scenario=scenario,
            allow_origins=allow_origins,
            allow_hosts=[*allow_hosts, *(tls_names or ())],
            dist=dist,
            is_reloading=is_reloading,
        )
        self._edge = app.state.edge
        certificate = None if tls_names is None else _certificate(tls_names)
        self.certificate = certificate
        try:
            self._socket = _bind(port)
        except (OSError, OverflowError):
            self._edge.store.close()
            raise
        self.port = self._socket.getsockname()[1]
        scheme = "https" if self.certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}/"
        config = uvicorn.Config(
            app,
            http=ConnectionProtocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="warning",
            timeout_keep_alive=75,
            timeout_graceful_shutdown=5,
            ssl_context_factory=certificate and (lambda *_: certificate.serving_context()),
        )
        self._uvicorn = _Uvicorn(config, self._edge)
        self._thread = threading.Thread(target=self._run, name="local edge", daemon=True)

    def start(self):
        """Return when the server accepts connections."""
        self._thread.start()
        if not self._uvicorn.ready.wait(_START_TIMEOUT_S) or not self._uvicorn.started:
            raise RuntimeError("The local edge did not start; the error is in the log.")

    def stop(self):
        """Close everything, also connections that hang. May be called again."""
        if self._thread.is_alive():
            self._uvicorn.end()
            self._thread.join()
        self._socket.close()
        self._edge.store.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def events(self, action=None):
        """What came in so far, oldest first."""
        return self._edge.store.events(action)

    def wait_for(self, wanted, timeout_s=60, action=None):
        """
        Wait for events. A number waits for that many and gives them all; a function is asked
        about each event, and the first one it is true for is given.

        `TimeoutError`, with what did come in, when nothing of the kind happens in time.
        """

        def look():
            events = self.events(action)
            if callable(wanted):
                return next((event for event in events if wanted(event)), None)
            return events if len(events) >= wanted else None

        found = self._edge.store.wait_until(look, timeout_s)
        if found is None:
            came = [f"{e['action']} {e['response']['status']}" for e in self.events()]
            kind = "event like that" if callable(wanted) else f"{wanted} events"
            raise TimeoutError(
                f"No {kind} after {timeout_s} s. Came in: {', '.join(came) or 'nothing'}."
            )
        return found

    def set_scenario(self, scenario):
        """Play a scenario: its name, its file's path, or itself."""
        self._edge.set_scenario(scenarios.load(scenario))

    def play(self, running):
        """Play this scenario, a `scenarios.Running` that may know rules of its own."""
        self._edge.running = running

    def reset(self):
        """Forget events and added counts, let go what hangs, play the start scenario."""
        self._edge.reset()
        self._uvicorn.loop.call_soon_threadsafe(self._edge.patience.end)

    def add_page(self, path, html, headers=None):
        """Serve this HTML at this path; gives its whole URL."""
        self._edge.site.add_page(path, html, headers)
        return self.url + path.lstrip("/")

    def add_folder(self, path, folder):
        """Serve the files of this folder below this path."""
        self._edge.site.add_folder(path, folder)

    def _run(self):
        try:
            self._uvicorn.run(sockets=[self._socket])
        finally:
            self._uvicorn.ready.set()


class ConnectionProtocol(H11Protocol):
    """uvicorn's HTTP, with the connection put where a fault can find and cut it."""

    def connection_made(self, transport):
        super().connection_made(transport)
        app = self.app

        async def app_with_connection(scope, receive, send):
            scope.setdefault("extensions", {})[CONNECTION] = transport
            await app(scope, receive, send)

        self.app = app_with_connection


class _Uvicorn(uvicorn.Server):
    """uvicorn, with signs that it is ready and is to end, and a shutdown that nobody holds up."""

    def __init__(self, config, edge):
        super().__init__(config)
        self.ready = threading.Event()
        self._edge = edge
        # Nothing to end before it looks.
        self._stop_looking = None

    async def main_loop(self):
        self.loop = asyncio.get_running_loop()
        looking = asyncio.ensure_future(super().main_loop())
        self._stop_looking = looking.cancel
        self.ready.set()
        with contextlib.suppress(asyncio.CancelledError):
            await looking

    def end(self):
        """Begin the shutdown now, from any thread: uvicorn itself looks ten times a second."""
        self.should_exit = True
        if self._stop_looking is None:
            return
        # The loop is closed where Ctrl-C was quicker.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._stop_looking)

    async def shutdown(self, sockets=None):
        self._edge.patience.end()
        self._edge.inspector.audience.dismiss()
        await super().shutdown(sockets=sockets)


def _certificate(names):
    # Here and not above: plain http, which is all that most need, does without the package.
    from .tls import Certificate

    return Certificate(names)


def _bind(port):
    # By its protocol asyncio knows that it is TCP, and lets nothing wait for an acknowledgement:
    # 40 ms of each answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # On Windows this option would let two servers share a port.
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    return listener
