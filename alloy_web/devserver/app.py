"""
The local edge and the site as one Starlette application: routes, and who may call them.

What is answered is decided in `edge.py`; here a request becomes a plain dict, is recorded
with its reply, and the reply becomes a response, late or broken where the scenario says so.

`app.state.edge` is the `LocalEdge`, for `server.py`.
"""

import json
import random
from datetime import UTC, datetime
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from . import edge, origins, scenarios
from .faults import Cut, Hang, Late, Patience
from .incoming import read_body
from .site import Site
from .store import Store

_PREFIXES = ("/{base}", "/{base}/va", "/{base}/{hint}", "/{base}/{hint}/va")
_RECORDED_HEADERS = (
    "accept-language",
    "cache-control",
    "content-length",
    "content-type",
    "cookie",
    "origin",
    "referer",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "user-agent",
)


def create_app(*, site_dirs=(), database=":memory:", scenario="demo", allow_origins=()):
    """
    The application. `scenario` is a name, a file's path or a scenario itself;
    `allow_origins` are origins besides the loopback ones.
    """
    local = LocalEdge(Site(site_dirs), Store(database), scenarios.load(scenario), allow_origins)
    routes = [
        Route("/_edge/events", local.get_events),
        Route("/_edge/scenario", local.get_scenario),
        Route("/_edge/scenario", local.post_scenario, methods=["POST"]),
        Route("/_edge/reset", local.post_reset, methods=["POST"]),
    ]
    routes += [
        Route(prefix + "/v1/{action:path}", local.post_request, methods=["POST"])
        for prefix in _PREFIXES
    ]
    routes += [
        Route("/{path:path}", local.preflight, methods=["OPTIONS"]),
        Route("/{path:path}", local.get_file),
    ]
    app = Starlette(routes=routes)
    app.state.edge = local
    return app


class LocalEdge:
    """What the application keeps while it runs, and its endpoints."""

    def __init__(self, site, store, scenario, allow_origins=()):
        self.site = site
        self.store = store
        self.patience = Patience()
        self._start = scenario
        self._running = scenarios.Running(scenario)
        self._allowed = tuple(allow_origins)

    def set_scenario(self, scenario):
        """Play this checked scenario from now on, with its counts at zero."""
        self._running = scenarios.Running(scenario)

    def reset(self):
        """Back to the start: its scenario, no events. Those that hang are let go separately."""
        self.store.forget()
        self.set_scenario(self._start)

    async def post_request(self, http):
        """What the SDK sends: interact, collect, identity/acquire, privacy/set-consent."""
        request = await _read(http)
        origin = http.headers.get("origin")
        rule = {}
        if not origins.is_allowed(origin, self._allowed):
            detail = f"Pages from {origin} may not use this edge. Name them with --allow-origin."
            reply = edge.problem(request, 403, "EXEG-0005", "Forbidden", detail)
        else:
            reply = edge.refusal(request)
            if reply is None:
                rule = self._running.rule_for(request)
                now_ms = int(datetime.now(UTC).timestamp() * 1000)
                reply = edge.answer(request, self._running.scenario, rule, now_ms, random)
            reply["headers"].update(origins.answer_headers(origin))

        self.store.add({**request, "response": _outcome(reply, rule)})
        return self._respond(reply, rule)

    def _respond(self, reply, rule):
        body = reply["body"]
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        response = Response(text, reply["status"], reply["headers"])
        for cookie in reply["set_cookies"]:
            response.headers.append("set-cookie", cookie)
        if rule.get("fault") == "hang":
            return Hang(self.patience)
        if rule.get("fault") == "cut":
            response = Cut(response if "status" in rule else None)
        return Late(response, self.patience, rule["delay_ms"]) if "delay_ms" in rule else response

    async def get_events(self, http):
        """What came in, newest last; `?action=` and `?after=<id>` choose."""
        after = http.query_params.get("after", "0")
        if not after.isascii() or not after.isdigit():
            return self._control(
                http, lambda: {"error": f"after: expected a number, got {after!r}"}, 400
            )
        action = http.query_params.get("action")
        return self._control(http, lambda: {"events": self.store.events(action, int(after))})

    async def get_scenario(self, http):
        """The scenario being played, and the names of the others."""
        return self._control(
            http, lambda: {"scenario": self._running.scenario, "names": scenarios.names()}
        )

    async def post_scenario(self, http):
        """A scenario's name (plain, as JSON text, or as `{"name": …}` alone) or a scenario."""
        text, wish = read_body(await http.body())
        if isinstance(wish, dict) and list(wish) == ["name"]:
            wish = wish["name"]
        try:
            scenario = (
                scenarios.checked(wish)
                if isinstance(wish, dict)
                else scenarios.named(wish or text.strip())
            )
        except scenarios.ScenarioError as error:
            problem = str(error)
            return self._control(http, lambda: {"error": problem}, 400)

        def change():
            self.set_scenario(scenario)
            return {"scenario": scenario}

        return self._control(http, change)

    async def post_reset(self, http):
        """Forget the events, let go what hangs, play the start scenario."""

        def change():
            self.reset()
            self.patience.end()
            return {"scenario": self._running.scenario}

        return self._control(http, change)

    async def preflight(self, http):
        """The browser's question before a request that is not a simple one."""
        origin = http.headers.get("origin")
        if not origins.is_allowed(origin, self._allowed):
            return Response(status_code=403)
        asked = http.headers.get("access-control-request-headers")
        return Response(status_code=204, headers=origins.preflight_headers(origin, asked))

    async def get_file(self, http):
        """A page or file of the site."""
        return self.site.response(http)

    def _control(self, http, do, status=200):
        # A page elsewhere on the web must neither read the events nor change the scenario.
        origin = http.headers.get("origin")
        if not origins.is_allowed(origin, self._allowed):
            return PlainTextResponse(f"Pages from {origin} may not use this edge.\n", 403)
        usual = {"content-type": "application/json", "cache-control": "no-store"}
        # Not Starlette's JSONResponse: recorded texts may hold what UTF-8 cannot; this is ASCII.
        return Response(json.dumps(do()), status, {**usual, **origins.answer_headers(origin)})


async def _read(http):
    """The request as the plain dict that `incoming.py` describes, with facts for the record."""
    data = b""
    try:
        async for chunk in http.stream():
            data += chunk
    except ClientDisconnect:
        pass  # What did arrive is recorded all the same.
    text, body = read_body(data)
    received = datetime.now(UTC).isoformat(timespec="milliseconds")
    path = http.url.path + (f"?{http.url.query}" if http.url.query else "")
    return {
        "received_at": received.replace("+00:00", "Z"),
        "action": http.path_params["action"],
        "sub_path": "/va" if http.url.path.partition("/v1/")[0].endswith("/va") else "",
        "hint": http.path_params.get("hint"),
        "url": path,
        "scheme": http.url.scheme,
        "host": http.headers.get("host", ""),
        "query": dict(http.query_params),
        "headers": {name: http.headers[name] for name in _RECORDED_HEADERS if name in http.headers},
        "cookies": {name: unquote(value) for name, value in http.cookies.items()},
        "transport": {
            # Beacons are the only requests here that the page does not want to read.
            "is_beacon": http.headers.get("sec-fetch-mode") == "no-cors",
            "http_version": http.scope["http_version"],
            "client": list(http.client or ()),
            "bytes": len(data),
        },
        "body_text": text,
        "body": body,
    }


def _outcome(reply, rule):
    outcome = {name: reply[name] for name in ("status", "headers", "body", "set_cookies")}
    for name in ("fault", "delay_ms"):
        if name in rule:
            outcome[name] = rule[name]
    return outcome
