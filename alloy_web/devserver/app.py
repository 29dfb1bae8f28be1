"""
The local edge and the site as one Starlette application: routes, and who may call them.

What is answered is decided in `edge.py`; here a request becomes a plain dict, is recorded
with its reply, and the reply becomes a response, late or broken where the scenario says so.

`app.state.edge` is the `LocalEdge`, for `server.py`.
"""

import json
import random
import re
from datetime import UTC, datetime
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from . import edge, origins, reload, scenarios
from .faults import Cut, Hang, Late, Patience, Stream
from .incoming import MAX_BYTES, duplicates, read_body
from .inspector.routes import Inspector
from .site import Site
from .store import Store, StoreError

_PREFIXES = ("/{base}", "/{base}/va", "/{base}/{hint}", "/{base}/{hint}/va")
_CONVERSATIONS = (
    "/brand-concierge/conversations",
    "/brand-concierge/{hint}/conversations",
    "/brand-concierge-voice/conversations",
)
# HTTP gives an answer with one of these no body.
_WITHOUT_BODY = (204, 205, 304)
_RECORDED_HEADERS = (
    "accept",
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


def create_app(
    *, site_dirs=(), database=":memory:", scenario="demo", allow_origins=(), allow_hosts=(),
    dist=None, is_reloading=False
):
    """
    The application. `scenario` is a name, a file's path or a scenario itself; `allow_origins` are
    origins, `allow_hosts` host names for the control endpoints, besides those of this machine;
    `dist` and `is_reloading` are the site's (site.py).

    What people see of it is the page of `inspector/`, at `/_edge/`.
    """
    # Before the store, which makes a file.
    start = scenarios.load(scenario)
    site = Site(site_dirs, dist, is_reloading)
    local = LocalEdge(site, Store(database), start, allow_origins, allow_hosts)
    routes = [
        Route("/_edge/events", local.get_events),
        Route("/_edge/scenario", local.get_scenario),
        Route("/_edge/scenario", local.post_scenario, methods=["POST"]),
        Route("/_edge/reset", local.post_reset, methods=["POST"]),
        Route("/_edge/changes", local.get_changes),
        Route(reload.SCRIPT_PATH, local.get_reload_script),
        *local.inspector.routes(),
    ]
    routes += [
        Route(prefix + "/v1/{action:path}", local.post_request, methods=["POST"])
        for prefix in _PREFIXES
    ]
    routes += [Route(path, local.post_request, methods=["POST"]) for path in _CONVERSATIONS]
    routes += [
        Route("/{path:path}", local.preflight, methods=["OPTIONS"]),
        Route("/{path:path}", local.get_file),
    ]
    app = Starlette(routes=routes)
    app.state.edge = local
    return app


class LocalEdge:
    """What the application keeps while it runs, and its endpoints."""

    def __init__(self, site, store, scenario, allow_origins=(), allow_hosts=()):
        self.site = site
        self.store = store
        self.patience = Patience()
        self.running = scenarios.Running(scenario)
        self._start = scenario
        self._allowed = tuple(allow_origins)
        self._hosts = tuple(allow_hosts)
        self.inspector = Inspector(self, _body, allow_hosts)

    def set_scenario(self, scenario):
        """Play this checked scenario from now on, with its counts at zero and no faults."""
        self.running = scenarios.Running(scenario)
        self.inspector.audience.wake()

    def set_faults(self, faults):
        """Give these checked answers before those of the scenario."""
        self.running.faults = faults

    def reset(self):
        """Back to the start: its scenario, no events. Those that hang are let go separately."""
        self.inspector.forget()
        self.store.forget()
        self.set_scenario(self._start)

    async def post_request(self, http):
        """What the SDK sends: interact, collect, identity/acquire, …, and conversations."""
        request, is_too_long = await _read(http)
        origin = http.headers.get("origin")
        rule = {}
        if not origins.is_allowed(origin, self._allowed):
            detail = f"Pages from {origin} may not use this edge. Name them with --allow-origin."
            reply = edge.problem(request, 403, "EXEG-0005", "Forbidden", detail)
        else:
            reply = edge.too_long(request) if is_too_long else edge.refusal(request)
            if reply is None:
                rule = self.running.rule_for(request)
                now_ms = int(datetime.now(UTC).timestamp() * 1000)
                reply = edge.answer(request, self.running.scenario, rule, now_ms, random)
            reply["headers"].update(origins.answer_headers(origin))

        try:
            self.store.add({**request, "response": _outcome(reply, rule)})
        except StoreError as error:
            reply = edge.problem(request, 500, "EXEG-0201", "No record", str(error))
            reply["headers"].update(origins.answer_headers(origin))
            rule = {}
        return self._respond(reply, rule)

    def _respond(self, reply, rule):
        body = reply["body"]
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        if reply["status"] in _WITHOUT_BODY:
            text = ""
        # A scenario's text may hold what UTF-8 cannot.
        data = text.encode("utf-8", "replace")
        response = Response(data, reply["status"], reply["headers"])
        for cookie in reply["set_cookies"]:
            response.headers.append("set-cookie", cookie)
        fault = rule.get("fault")
        answer: Stream | Hang | Cut | Response = response
        if "stream" in rule:
            answer = Stream(response, self.patience, rule["stream"], fault)
        elif fault == "hang":
            return Hang(self.patience)
        elif fault == "cut":
            answer = Cut(response if "status" in rule else None)
        return Late(answer, self.patience, rule["delay_ms"]) if "delay_ms" in rule else answer

    async def get_events(self, http):
        """
        What came in, newest last; `?action=` and `?after=<id>` choose. `duplicates` tells by `_id`
        which of these events came more than once.
        """
        after = http.query_params.get("after", "0")
        # No longer than what SQLite counts with.
        if not re.fullmatch("[0-9]{1,18}", after):
            return self.control(
                http, lambda: {"error": f"after: expected a number, got {after[:80]!r}"}, 400
            )
        action = http.query_params.get("action")

        def tell():
            records = self.store.events(action, int(after))
            return {"events": records, "duplicates": duplicates(records)}

        return self.control(http, tell)

    async def get_scenario(self, http):
        """The scenario being played, and the names of the others."""
        return self.control(
            http, lambda: {"scenario": self.running.scenario, "names": scenarios.names()}
        )

    async def post_scenario(self, http):
        """A scenario's name (plain, as JSON text, or as `{"name": …}` alone) or a scenario."""
        data, is_too_long = await _body(http)
        text, wish = read_body(b"" if is_too_long else data)
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
            return self.control(http, lambda: {"error": problem}, 400)

        def change():
            self.set_scenario(scenario)
            return {"scenario": scenario}

        return self.control(http, change)

    async def post_reset(self, http):
        """Forget the events, let go what hangs, play the start scenario."""

        def change():
            self.reset()
            self.patience.end()
            return {"scenario": self.running.scenario}

        return self.control(http, change)

    async def get_changes(self, http):
        """The state of the site's files, for pages that load again when it is another."""
        return self.control(http, lambda: {"state": self.site.state()})

    async def get_reload_script(self, http):
        """The script of those pages."""
        headers = {"content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache"}
        return Response(reload.SCRIPT, headers=headers)

    async def preflight(self, http):
        """The browser's question before a request that is not a simple one."""
        origin = http.headers.get("origin")
        is_control = http.url.path.startswith("/_edge/")
        if is_control and origins.control_refusal(http.method, http.headers, self._hosts):
            return Response(status_code=403)
        if not is_control and not origins.is_allowed(origin, self._allowed):
            return Response(status_code=403)
        asked = http.headers.get("access-control-request-headers")
        return Response(status_code=204, headers=origins.preflight_headers(origin, asked))

    async def get_file(self, http):
        """A page or file of the site."""
        return self.site.response(http)

    def control(self, http, do, status=200):
        """The JSON that `do()` gives, or a refusal, and then nothing is done."""
        # A page elsewhere on the web must neither read the events nor change the scenario.
        refusal = origins.control_refusal(http.method, http.headers, self._hosts)
        if refusal:
            return PlainTextResponse(refusal + "\n", 403)
        origin = http.headers.get("origin")
        usual = {"content-type": "application/json", "cache-control": "no-store"}
        # Not Starlette's JSONResponse: recorded texts may hold what UTF-8 cannot; this is ASCII.
        try:
            answer = do()
        except StoreError as error:
            answer, status = {"error": str(error)}, 500
        return Response(json.dumps(answer), status, {**usual, **origins.answer_headers(origin)})


async def _body(http, most=MAX_BYTES):
    """
    The body as bytes, and whether there was more than `most` of it.

    All is read, for a client that still sends would not hear the answer; what is too much is not
    kept.
    """
    kept, size = [], 0
    try:
        async for chunk in http.stream():
            size += len(chunk)
            if size <= most:
                kept.append(chunk)
    except ClientDisconnect:
        pass  # What did arrive is recorded all the same.
    return b"".join(kept), size > most


async def _read(http):
    """
    The request as the plain dict that `incoming.py` describes, with facts for the record; and
    whether it is too long to be looked at.
    """
    data, is_too_long = await _body(http)
    text, body = ("", None) if is_too_long else read_body(data)
    received = datetime.now(UTC).isoformat(timespec="milliseconds")
    path = http.url.path + (f"?{http.url.query}" if http.url.query else "")
    # Addresses of conversations have no action of their own.
    action = http.path_params.get("action", "conversations")
    request = {
        "received_at": received.replace("+00:00", "Z"),
        "action": action,
        "sub_path": _sub_path(http.url.path),
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
    return request, is_too_long


def _sub_path(path):
    """What stands for a service of its own in the address: `/va`, `/brand-concierge`, or ``."""
    if path.startswith("/brand-concierge"):
        return "/" + path.split("/")[1]
    return "/va" if path.partition("/v1/")[0].endswith("/va") else ""


def _outcome(reply, rule):
    outcome = {name: reply[name] for name in ("status", "headers", "body", "set_cookies")}
    for name in ("fault", "delay_ms", "stream"):
        if name in rule:
            outcome[name] = rule[name]
    return outcome
