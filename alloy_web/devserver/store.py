"""
The record of what came in and what was answered, in SQLite.

One row per request, also for those that were refused or swallowed by a fault. The columns
are for people with an SQL prompt; `record` has everything, as JSON.
"""

import contextlib
import json
import sqlite3
import threading
import time

from .incoming import dig, events_of, read_body

_TABLE = """
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT, action TEXT, config_id TEXT, request_id TEXT,
    event_type TEXT, page_url TEXT, status INTEGER, record TEXT
)
"""
_COLUMNS = [
    "id", "received_at", "action", "config_id", "request_id",
    "event_type", "page_url", "status", "record",
]  # fmt: skip


class StoreError(Exception):
    """The database cannot be used; the text says which, and why."""


class Store:
    """
    Requests and their answers; may be used from several threads.

    Whatever SQLite has against the file is a `StoreError`.
    """

    def __init__(self, database=":memory:"):
        self._name = database
        self._changed = threading.Condition()
        with self._telling():
            self._connection = sqlite3.connect(
                database, check_same_thread=False, isolation_level=None
            )
        try:
            with self._telling():
                self._open()
        except StoreError:
            self._connection.close()
            raise

    def _open(self):
        # A crash may lose a log's last rows; waiting for the disk would slow every answer.
        self._connection.execute("PRAGMA synchronous = OFF")
        for (text,) in self._connection.execute("PRAGMA quick_check(1)"):
            if text != "ok":
                raise self._error("it is damaged")
        self._connection.execute(_TABLE)
        found = [row[1] for row in self._connection.execute("PRAGMA table_info(events)")]
        if found != _COLUMNS:
            raise self._error(f'its table "events" is another one, with {", ".join(found)}')
        # Only who may write gets this lock.
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("ROLLBACK")

    def add(self, record):
        """Keep one request with its response; the parsed body is not kept, only its text."""
        request = {name: record[name] for name in record if name != "body"}
        first = dig(events_of(record), 0) or {}
        columns = (
            record["received_at"],
            record["action"],
            record["query"].get("configId"),
            record["query"].get("requestId"),
            _storable(dig(first, "xdm", "eventType")),
            _storable(dig(first, "xdm", "web", "webPageDetails", "URL")),
            dig(record, "response", "status"),
            json.dumps(request),
        )
        with self._changed, self._telling():
            self._connection.execute(
                "INSERT INTO events (received_at, action, config_id, request_id, event_type,"
                " page_url, status, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                columns,
            )
            self._changed.notify_all()

    def events(self, action=None, after=0):
        """What came in, oldest first; `after` is the id of the last one already known."""
        with self._changed, self._telling():
            rows = self._connection.execute(
                "SELECT id, record FROM events"
                " WHERE id > ? AND (? IS NULL OR action = ?) ORDER BY id",
                (after, action, action),
            ).fetchall()
            return [_complete(number, json.loads(record)) for number, record in rows]

    def wait_until(self, test, timeout_s):
        """The first true value of `test()`, tried after each new event; or its last false one."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while not (value := test()):
                if not self._changed.wait(deadline - time.monotonic()):
                    return test()
            return value

    def forget(self):
        """Drop all events. Ids go on counting, so `after` stays true."""
        with self._changed, self._telling():
            self._connection.execute("DELETE FROM events")

    def close(self):
        with self._changed:
            self._connection.close()

    @contextlib.contextmanager
    def _telling(self):
        try:
            yield
        except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
            # The last three: a row that somebody else wrote.
            raise self._error(error) from error

    def _error(self, why):
        return StoreError(f"The database {self._name} cannot be used: {why}")


def _complete(number, record):
    _, body = read_body(record["body_text"].encode("utf-8", "replace"))
    return {"id": number, **record, "body": body}


def _storable(value):
    # Half of a surrogate pair is legal in JSON, but not in SQLite.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None
