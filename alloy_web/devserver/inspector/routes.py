"""
The inspector's endpoints below `/_edge/`, beside those of `app.py`.

Whoever may use them is decided in `origins.py`. The page's own files are open to every page under
a name of this machine: they hold no data, and browsers must not frame them.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from .. import origins, scenarios
from ..incoming import is_too_deep
from ..shapes import OBJECT, TEXT, problems
from . import exchange, saved_test
from .live import Audience
from .reading import reading_of
from .rows import page_of, row_of, visitor_of

PAGE = Path(__file__).parent / "page"
MOST_IMPORTED_BYTES = 200 * 1024 * 1024

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
_POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_LEDGER = {
    "page!": TEXT, "pages": [TEXT], "instance!": TEXT, "load!": TEXT, "explained!": OBJECT,
}
_MOST_LEDGERS = 50
# The ends of a line of the ledger (engine/ledger.py) that say so.
_LOST = ("failed", "invalid", "cancelled", "declined", "dropped", "unloaded")
# Longer ones are no ids.
_MOST_DIGITS = 18


class Inspector:
    """Its endpoints; `local` is the `LocalEdge` it looks into, `read` gives a request's body."""

    def __init__(self, local, read, allowed_hosts=()):
        self.audience = Audience()
        self._local = local
        self._read = read
        self._hosts = tuple(allowed_hosts)
        self._ledgers = {}
        local.store.watchers.append(self.audience.wake)

    def routes(self):
        """Those that Starlette is to know."""
        return [
            Route("/_edge", self.get_door),
            Route("/_edge/", self.get_page),
            Route("/_edge/page/{name}", self.get_page),
            Route("/_edge/live", self.get_live),
            Route("/_edge/events/{id}", self.get_event),
            Route("/_edge/search", self.get_search),
            Route("/_edge/export/{form}", self.get_export),
            Route("/_edge/import", self.post_import, methods=["POST"]),
            Route("/_edge/check", self.post_check, methods=["POST"]),
            Route("/_edge/faults", self.post_faults, methods=["POST"]),
            Route("/_edge/ledgers", self.get_ledgers),
            Route("/_edge/ledgers", self.post_ledger, methods=["POST"]),
        ]

    def forget(self):
        """What pages said of themselves, too."""
        self._ledgers.clear()

    async def get_door(self, http):
        """The page's address is a folder."""
        return RedirectResponse("/_edge/")

    async def get_page(self, http):
        """The page, or one of its files."""
        host = http.headers.get("host", "")
        if not origins.is_own_host(host, self._hosts):
            return PlainTextResponse(f"This edge is not {host!r}.\n", 403)
        name = http.path_params.get("name", "index.html")
        # Only what lies there: a name with `..` or a backslash is not.
        file = next((each for each in PAGE.iterdir() if each.name == name), None)
        if file is None or file.suffix not in _TYPES:
            return PlainTextResponse(f"There is nothing at {http.url.path}\n", 404)
        headers = {
            "content-type": _TYPES[file.suffix],
            "cache-control": "no-cache",
            "content-security-policy": _POLICY,
            "cross-origin-opener-policy": "same-origin",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        }
        return Response(file.read_bytes(), headers=headers)

    async def get_live(self, http):
        """The stream of `live.py`; a browser that comes back says what it has seen."""
        refusal = self._refusal(http)
        if refusal:
            return refusal
        last = http.headers.get("last-event-id")
        messages = self.audience.stream(self._local.store, self._state, last)
        headers = {"content-type": "text/event-stream", "cache-control": "no-store"}
        return StreamingResponse(messages, headers=headers)

    async def get_event(self, http):
        """One request as it was recorded, and what the edge makes of it."""
        text = http.path_params["id"]
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0

        def do():
            record = self._local.store.event(number)
            if record is None:
                return {"error": f"There is no request {text[:80]!r}."}
            return {"event": record, "row": row_of(record), "reading": reading_of(record)}

        return self._local.control(http, do)

    async def get_search(self, http):
        """The ids of requests with the text `q` in what was sent or answered."""
        text = http.query_params.get("q", "")
        return self._local.control(http, lambda: {"ids": self._local.store.search(text)})

    async def get_export(self, http):
        """`har`, `json` or `test` of all, or of a `visitor` and a `page`; a download."""
        refusal = self._refusal(http)
        if refusal:
            return refusal
        form = http.path_params["form"]
        if form not in _FORMS:
            return PlainTextResponse(f"There is no form {form[:80]!r}.\n", 404)
        name, content_type, write = _FORMS[form]
        chosen = self._chosen(http.query_params)
        try:
            text = write(chosen)
        except ValueError as error:
            return PlainTextResponse(f"{error}\n", 422)
        headers = {
            "content-type": content_type,
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        }
        return Response(text.encode("utf-8", "replace"), headers=headers)

    async def post_import(self, http):
        """The text of a HAR or of our JSON, whose requests are put to the others."""
        refusal = self._refusal(http)
        if refusal:
            return refusal
        data, is_too_long = await self._read(http, MOST_IMPORTED_BYTES)
        try:
            if is_too_long:
                raise exchange.ExchangeError(f"It is longer than {MOST_IMPORTED_BYTES} bytes.")
            records, ignored = exchange.records_in(data)
        except exchange.ExchangeError as error:
            problem = str(error)
            return self._local.control(http, lambda: {"error": problem}, 400)

        def do():
            self._local.store.add_all(records)
            return {"imported": len(records), "ignored": ignored}

        return self._local.control(http, do)

    async def post_check(self, http):
        """Whether the JSON is a scenario: `{"problems": […]}`, and nothing changes."""
        wish, problem = await self._json(http)
        if not problem:
            try:
                scenarios.checked(wish)
            except scenarios.ScenarioError as error:
                problem = str(error)
        problems = [line.removeprefix("  - ") for line in (problem or "").splitlines()]
        return self._local.control(http, lambda: {"problems": problems})

    async def post_faults(self, http):
        """The list of answers that come before those of the scenario, instead of the last list."""
        wish, problem = await self._json(http)
        if not problem:
            try:
                faults = scenarios.checked_faults(wish)
            except scenarios.ScenarioError as error:
                problem = str(error)
        if problem:
            return self._local.control(http, lambda: {"error": problem}, 400)

        def do():
            self._local.set_faults(faults)
            self.audience.wake()
            return self._state()

        return self._local.control(http, do)

    async def get_ledgers(self, http):
        """What pages have said of themselves, the last one first."""
        return self._local.control(http, lambda: {"ledgers": [*self._ledgers.values()][::-1]})

    async def post_ledger(self, http):
        """
        What a page of this machine reports of itself, when `?alloy_inspect` asks it to (it has
        `page/ledger.js` then): `{"page": URL, "pages": those that it had before, too, "instance":
        name, "load": an id of this load, "explained": result of the command explain}`. Of a load
        the last one is kept.
        """
        wish, problem = await self._json(http)
        found = [problem] if problem else problems(wish, _LEDGER, "ledger")
        if found:
            return self._local.control(http, lambda: {"error": found[0]}, 400)

        def do():
            key = (wish["load"], wish["instance"])
            self._ledgers.pop(key, None)
            now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            self._ledgers[key] = {**wish, "at": now}
            while len(self._ledgers) > _MOST_LEDGERS:
                self._ledgers.pop(next(iter(self._ledgers)))
            self.audience.wake()
            return {}

        return self._local.control(http, do)

    def _refusal(self, http):
        refusal = origins.control_refusal(http.method, http.headers, self._hosts)
        return PlainTextResponse(refusal + "\n", 403) if refusal else None

    def _state(self):
        running = self._local.running
        return {
            "scenario": running.scenario["name"],
            "names": scenarios.names(),
            "faults": running.faults,
            "ledgers": [
                {
                    **{name: each[name] for name in ("page", "instance", "load", "at")},
                    "lost": _lost(each["explained"]),
                }
                for each in self._ledgers.values()
            ],
        }

    def _chosen(self, query):
        chosen = self._local.store.events()
        if "visitor" in query:
            chosen = [each for each in chosen if visitor_of(each) == query["visitor"]]
        if "page" in query:
            chosen = [each for each in chosen if page_of(each) == query["page"]]
        return chosen

    async def _json(self, http):
        """`(value, problem)` of a body; the problem is a sentence with the place, or None."""
        data, is_too_long = await self._read(http)
        if is_too_long:
            return None, "It is too long."
        try:
            value = json.loads(data.decode("utf-8", "replace"))
        except json.JSONDecodeError as error:
            return None, f"Line {error.lineno}, column {error.colno}: no JSON ({error.msg})."
        except (ValueError, RecursionError):
            return None, "It is no JSON that can be read."
        return (None, "It is nested too deeply.") if is_too_deep(value) else (value, None)


def _lost(explained):
    """How many events a page knows to be lost. What it says may be anything."""
    counts = explained.get("counts")
    numbers = [counts.get(state) for state in _LOST] if isinstance(counts, dict) else []
    return sum(number for number in numbers if isinstance(number, int))


_FORMS = {
    "har": ("visit.har", "application/json", exchange.to_har),
    "json": ("visit.json", "application/json", exchange.to_json),
    "test": ("test_visit.py", "text/x-python; charset=utf-8", saved_test.test_file),
}
