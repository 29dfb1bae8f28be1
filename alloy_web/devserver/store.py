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
import uuid

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

    `watchers` are functions called after each change, on whichever thread made it. `epoch` is
    another text after each `forget` and in each run: who remembers ids compares it.
    """

    def __init__(self, database=":memory:"):
        self._name = database
        self._changed = threading.Condition()
        self.watchers = []
        self.epoch = uuid.uuid4().hex
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
        tables = [
            row[0] for row in self._connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        if tables and "events" not in tables:
            raise self._error(f"it is another program's, with the tables {', '.join(tables)}")
        self._connection.execute(_TABLE)
        found = [row[1] for row in self._connection.execute("PRAGMA table_info(events)")]
        if found != _COLUMNS:
            raise self._error(f'its table "events" is another one, with {", ".join(found)}')
        # Only who may write gets this lock.
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("ROLLBACK")

    def add(self, record):
        """Keep one request with its response; the parsed body is not kept, only its text."""
        self.add_all([record])

    def add_all(self, records):
        """As `add`, for several: all of them or, with a `StoreError`, none."""
        with self._changed, self._telling():
            self._connection.execute("BEGIN")
            try:
                for record in records:
                    self._insert(record)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            self._changed.notify_all()
        self._tell_watchers()

    def _insert(self, record):
        request = {name: record[name] for name in record if name not in ("body", "id")}
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
        self._connection.execute(
            "INSERT INTO events (received_at, action, config_id, request_id, event_type,"
            " page_url, status, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            columns,
        )

    def events(self, action=None, after=0):
        """What came in, oldest first; `after` is the id of the last one already known."""
        with self._changed, self._telling():
            rows = self._connection.execute(
                "SELECT id, record FROM events"
                " WHERE id > ? AND (? IS NULL OR action = ?) ORDER BY id",
                (after, action, action),
            ).fetchall()
            return [_complete(number, json.loads(record)) for number, record in rows]

    def event(self, number):
        """The one with this id, or None."""
        with self._changed, self._telling():
            found = self._connection.execute("SELECT record FROM events WHERE id = ?", (number,))
            return next((_complete(number, json.loads(text)) for (text,) in found), None)

    def news(self, epoch, after, most):
        """
        `(epoch, events)`: the oldest `most` after the id `after`, or from the start where
        `epoch` is not that of now.
        """
        with self._changed, self._telling():
            rows = self._connection.execute(
                "SELECT id, record FROM events WHERE id > ? ORDER BY id LIMIT ?",
                (after if epoch == self.epoch else 0, most),
            ).fetchall()
            return self.epoch, [_complete(number, json.loads(record)) for number, record in rows]

    def search(self, text, after=0):
        """The ids of those with this text in the payload, as sent or as answered, in any case."""
        # Lower case by Python: that of SQLite knows no letters but A to Z.
        wanted = text.lower()
        with self._changed, self._telling():
            rows = self._connection.execute(
                "SELECT id, record FROM events WHERE id > ? ORDER BY id", (after,)
            )
            return [number for number, record in rows if wanted in _searched(json.loads(record))]

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
            self.epoch = uuid.uuid4().hex
        self._tell_watchers()

    def close(self):
        with self._changed:
            self._connection.close()

    def _tell_watchers(self):
        for watcher in list(self.watchers):
            watcher()

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


def _searched(record):
    answered = json.dumps(dig(record, "response", "body"), ensure_ascii=False)
    return f"{record['url']}\n{record['body_text']}\n{answered}".lower()


def _storable(value):
    # Half of a surrogate pair is legal in JSON, but not in SQLite.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None
