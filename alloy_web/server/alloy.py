"""
`Alloy`: what all visits of one process share, which is configuration and connections, and nothing
of any visitor.
"""

import ipaddress
from collections.abc import Iterable
from typing import Any

from alloy_web.errors import ConfigError
from alloy_web.hosts.memory import threads
from alloy_web.server import eligible
from alloy_web.server.engine import ServerInstance
from alloy_web.server.host import ServerHost
from alloy_web.server.log import logger, one_line
from alloy_web.server.request import Request, UnusableRequest, place_of, read
from alloy_web.server.transport import Transport
from alloy_web.server.visit import Visit
from alloy_web.validation import (
    BOOLEAN,
    SOME_TEXT,
    TEXT,
    Array,
    Number,
    Record,
    optional,
    required,
    shown,
    validate,
)

threads.use()

# Options of the page's `configure` that mean something here, as they are called in Python.
_CONFIGURE = {
    "org_id": "orgId", "datastream_id": "datastreamId", "edge_domain": "edgeDomain",
    "edge_base_path": "edgeBasePath", "edge_config_overrides": "edgeConfigOverrides",
    "default_consent": "defaultConsent", "cookie_domain": "cookieDomain", "context": "context",
    "honor_global_privacy_control": "honorGlobalPrivacyControl",
    "on_before_event_send": "onBeforeEventSend", "hook_timeout": "hookTimeout",
    "target_migration_enabled": "targetMigrationEnabled",
    "id_migration_enabled": "idMigrationEnabled", "xdm_roots": "xdmRoots",
}

_PLACE = "alloy_web.visit"


class Alloy:
    """
    `budget_ms` is all the time that a visit may take from a page, `hosts` are the names that the
    site answers to (by default any), `trusted_proxies` are networks whose `X-Forwarded-For` is
    believed, `fpid_cookie` names the cookie of a first-party id that the site sets, `name` is that
    of the instance in the page, `most_bytes` the size of pages above which they are left alone.
    With `collects_streams` a page that its handler streams is held until it is whole; else it is
    left alone.

    All others are the options of the page's `configure`, in Python's spelling: `edge_domain`,
    `default_consent`, `on_before_event_send` … Raises `alloy_web.errors.ConfigError`.
    """

    def __init__(
        self, *, org_id: str, datastream_id: str, name: str = "alloy", budget_ms: float = 250,
        hosts: Iterable[str] | None = None, trusted_proxies: Iterable[str] = (),
        fpid_cookie: str = "", most_bytes: int = 1_000_000, collects_streams: bool = False,
        http: Any = None, **options: Any,
    ):
        own = _own_options({
            "name": name, "budget_ms": budget_ms, "hosts": hosts,
            "trusted_proxies": trusted_proxies, "fpid_cookie": fpid_cookie,
            "most_bytes": most_bytes, "collects_streams": collects_streams,
        })
        self.most_bytes = most_bytes
        self._collects_streams = collects_streams
        self._name = name
        self._budget_ms = budget_ms
        self._hosts = None if hosts is None else [each.lower() for each in own["hosts"]]
        self._proxies = own["trusted_proxies"]
        self._fpid_cookie = fpid_cookie
        self._config = _configuration(
            {"org_id": org_id, "datastream_id": datastream_id, **options}
        )
        self._transport = Transport(http, budget_ms)

    def visit(self, request: Any) -> Visit:
        """
        The visit that a request is: of Starlette, FastAPI, Django or Flask, an ASGI scope or a WSGI
        environment. The same one whenever it is asked for; raises `UnusableRequest` where the
        request has no address, or one of another host than the site's.
        """
        place = place_of(request)
        if _PLACE not in place:
            place[_PLACE] = self._made(read(request, self._proxies))
        return place[_PLACE]

    def _made(self, request: Request) -> Visit:
        if not self._is_ours(request.hostname):
            raise UnusableRequest(f"the host {request.hostname!r} does not belong to the site")
        return Visit(
            request, self._config, self._transport, self._name, self._budget_ms, self._fpid_cookie
        )

    def _is_ours(self, hostname):
        return self._hosts is None or any(
            hostname == each or (each.startswith(".") and hostname.endswith(each))
            for each in self._hosts
        )

    def visit_of_page(self, request: Any) -> Visit | None:
        """For middleware: the visit, or None where no page is asked for. Raises nothing."""
        try:
            read_request = read(request, self._proxies)
            why = eligible.request_refusal(read_request)
            if not why:
                return self.visit(request)
        except Exception as error:
            why = one_line(error)
        logger.debug("A request is left alone: %s", why)
        return None

    def may_personalise(
        self, visit: Visit, status: int, headers: dict[str, str]
    ) -> str | None:
        """For middleware: the nonce ("" where none is needed) of an answer, None: leave it."""
        why = eligible.answer_refusal(
            status, headers, self.most_bytes, self._collects_streams
        )
        policy = headers.get("content-security-policy")
        nonce = eligible.nonce_of([policy]) if policy else ""
        if nonce is None:
            why = why or "its content security policy forbids inline scripts"
        if visit.is_left_alone or visit.is_rendered:
            why = why or "the handler has done it, or wants it so"
        if not why and not headers.get("content-length") and not visit.may_ask():
            why = "a stream is not held where nobody is asked"
        if why:
            logger.debug("An answer is left alone: %s", why)
            return None
        return nonce

    # ---- Frameworks

    @property
    def middleware(self) -> Any:
        """For Starlette and FastAPI: `app.add_middleware(alloy.middleware)`."""
        from alloy_web.server.middleware import Middleware

        def alloy_middleware(app):
            return Middleware(app, self)

        return alloy_middleware

    def init_app(self, app: Any) -> None:
        """For Flask."""
        from alloy_web.server.flask import init_app

        init_app(app, self)

    async def aclose(self) -> None:
        """Close the connections of the running loop; for the end of an app."""
        await self._transport.aclose()

    def close(self) -> None:
        self._transport.close()


class _Network:
    """`10.0.0.0/8`, as a network of the standard library's."""

    def examine(self, value, path, problems):
        text = SOME_TEXT.examine(value, path, problems)
        try:
            return ipaddress.ip_network(text, strict=False) if text is value else None
        except ValueError:
            problems.append(f"{path}: expected a network like 10.0.0.0/8, got {shown(value)}")
            return None


_OWN = Record({
    "name": required(SOME_TEXT), "budget_ms": required(Number(0)),
    "hosts": optional(Array(SOME_TEXT)), "trusted_proxies": optional(Array(_Network()), []),
    "fpid_cookie": optional(TEXT), "most_bytes": required(Number(0, whole=True)),
    "collects_streams": required(BOOLEAN),
})


def _own_options(given):
    """The options of the server part itself; a text would be a collection of its letters."""
    for key in ("hosts", "trusted_proxies"):
        if isinstance(given[key], Iterable) and not isinstance(given[key], str):
            given[key] = list(given[key])
    return validate("Alloy", _OWN, given, ConfigError)


def _configuration(given):
    """The options of `configure`, tried once: a mistake shows when the site starts."""
    unknown = sorted(set(given) - set(_CONFIGURE))
    if unknown:
        raise ConfigError(
            "Alloy: unknown options: " + ", ".join(unknown) + ". Known: "
            + ", ".join(sorted(_CONFIGURE))
        )
    options = {_CONFIGURE[key]: value for key, value in given.items() if value is not None}
    # A signal that cannot be asked about again is obeyed.
    options.setdefault("honorGlobalPrivacyControl", True)
    # Without a browser in between the vendor's own domain would see a server's cookies.
    options["thirdPartyCookiesEnabled"] = False
    options["idSyncsEnabled"] = False
    host = ServerHost(Request("GET", "https", "localhost", "/", "", {}), str(options["orgId"]))
    with threads.of(host.queue):
        instance = ServerInstance(host)
        instance.execute("configure", options).result()
        return instance.configured()
