"""
Requests out of the inspector and into it, as files: HAR, which browsers and other tools read, and
JSON, which has all that was recorded.

A HAR carries no cookies, neither as headers nor in the payload's state, and no `Authorization`;
`_visitor` there tells visitors apart and says nothing about them. What is read is checked first:
`ExchangeError` says in one sentence what is wrong, and where.

Source: HAR 1.2 (w3c.github.io/web-performance/specs/HAR).
"""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from http.client import responses
from urllib.parse import parse_qsl, urlsplit

from ..incoming import ACTIONS, dig, is_too_deep, read_body
from ..shapes import ANY, TEXT, is_int, problems
from .rows import visitor_of

_SECRETS = ("cookie", "set-cookie", "authorization", "proxy-authorization")
_ACTION = re.compile(rf"/v1/({'|'.join(ACTIONS)})$")

_TEXTS = (
    "an object of texts",
    lambda v: isinstance(v, dict) and all(isinstance(each, str) for each in v.values()),
)
_TIME = ("a time such as 2026-05-01T10:00:00Z", lambda v: _time(v) is not None)
_STATUS = ("a number from 0 to 599", lambda v: is_int(v, 0, 599))
_NUMBER = ("a number from 0", lambda v: is_int(v, 0))
_HEADERS = [{"name!": TEXT, "value!": TEXT, "*": ANY}]
_HAR = {
    "log!": {
        "entries!": [
            {
                "startedDateTime!": _TIME,
                "request!": {
                    "method!": TEXT,
                    "url!": TEXT,
                    "headers": _HEADERS,
                    "postData": {"text": TEXT, "*": ANY},
                    "*": ANY,
                },
                "response!": {
                    "status!": _STATUS,
                    "headers": _HEADERS,
                    "content": {"text": TEXT, "encoding": TEXT, "*": ANY},
                    "*": ANY,
                },
                "*": ANY,
            }
        ],
        "*": ANY,
    },
    "*": ANY,
}
_JSON = {
    "events!": [
        {
            "received_at!": _TIME,
            "action!": TEXT,
            "url!": TEXT,
            "query!": _TEXTS,
            "headers!": _TEXTS,
            "cookies": _TEXTS,
            "host": TEXT,
            "scheme": TEXT,
            "sub_path": TEXT,
            "transport": {"bytes": _NUMBER, "*": ANY},
            "body_text!": TEXT,
            "response!": {
                "status!": _STATUS,
                "fault": TEXT,
                "delay_ms": _NUMBER,
                "set_cookies": [TEXT],
                "*": ANY,
            },
            "*": ANY,
        }
    ],
    "*": ANY,
}


class ExchangeError(ValueError):
    """A file that cannot be read; the text is one sentence with the place."""


# ---- Out


def to_json(records):
    """Everything, as `records_in` takes it back."""
    return json.dumps({"events": records}, indent=1)


def to_har(records):
    """The requests as the text of a HAR."""
    creator = {"name": "alloy_web inspector", "version": "1"}
    entries = [_entry(record) for record in records]
    return json.dumps({"log": {"version": "1.2", "creator": creator, "entries": entries}}, indent=1)


def _entry(record):
    response = record["response"]
    sent = _without_state(record["body"], record["body_text"])
    body = response.get("body")
    text = body if isinstance(body, str) else "" if body is None else json.dumps(_unstored(body))
    headers = response.get("headers") or {}
    return {
        "startedDateTime": record["received_at"],
        "time": 0,
        "_visitor": hashlib.sha256(visitor_of(record).encode()).hexdigest()[:16],
        "_beacon": bool(record["transport"].get("is_beacon")),
        "request": {
            "method": "POST",
            "url": f"{record['scheme']}://{record['host']}{record['url']}",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(record["headers"]),
            "queryString": _pairs(record["query"]),
            "postData": {"mimeType": record["headers"].get("content-type", ""), "text": sent},
            "headersSize": -1,
            "bodySize": -1,
        },
        "response": {
            "status": response["status"],
            "statusText": responses.get(response["status"], ""),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(headers),
            "content": {
                "size": len(text.encode("utf-8", "replace")),
                "mimeType": str(headers.get("content-type", "")),
                "text": text,
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }


def _pairs(values):
    return [
        {"name": name, "value": str(values[name])}
        for name in values
        if name.lower() not in _SECRETS
    ]


def _without_state(body, text):
    if dig(body, "meta", "state", "entries") is None:
        return text
    state = {name: value for name, value in body["meta"]["state"].items() if name != "entries"}
    return json.dumps({**body, "meta": {**body["meta"], "state": state}})


def _unstored(body):
    listed = dig(body, "handle")
    if not isinstance(listed, list):
        return body
    return {**body, "handle": [each for each in listed if dig(each, "type") != "state:store"]}


# ---- In


def records_in(data):
    """`(records, ignored)` of a file's bytes: the edge's requests, and how many others it had."""
    value = _parsed(data)
    if isinstance(value, dict) and "log" in value:
        _check(value, _HAR, "HAR")
        entries = value["log"]["entries"]
        records = [_of_har(entry) for entry in entries if _action_of(entry["request"])]
        if not records:
            raise ExchangeError(
                f"log.entries: none of its {len(entries)} requests went to an Edge Network."
            )
        return records, len(entries) - len(records)
    if isinstance(value, dict) and "events" in value:
        _check(value, _JSON, "file")
        return [_of_json(record) for record in value["events"]], 0
    raise ExchangeError(
        'The file is neither a HAR (with "log") nor the inspector\'s JSON (with "events").'
    )


def _parsed(data):
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ExchangeError(f"Byte {error.start}: the file is no UTF-8 text.") from error
    except json.JSONDecodeError as error:
        place = f"Line {error.lineno}, column {error.colno}"
        raise ExchangeError(f"{place}: the file is no JSON ({error.msg}).") from error
    except (ValueError, RecursionError) as error:
        raise ExchangeError("The file is no JSON that can be read.") from error
    if is_too_deep(value):
        raise ExchangeError("The file is nested too deeply.")
    return value


def _check(value, shape, what):
    found = problems(value, shape, what)
    if found:
        more = len(found) - 1
        rest = f" (and {more} more problem{'s' if more > 1 else ''})" if more else ""
        raise ExchangeError(found[0] + rest)


def _time(value):
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _action_of(request):
    try:
        found = _ACTION.search(urlsplit(request["url"]).path)
    except ValueError:
        return None
    return found[1] if found and request["method"] == "POST" else None


def _of_har(entry):
    request, response = entry["request"], entry["response"]
    parts = urlsplit(request["url"])
    before = parts.path.partition("/v1/")[0]
    headers = _recorded(request.get("headers", []))
    text, body = read_body(request.get("postData", {}).get("text", "").encode("utf-8", "replace"))
    record = {
        "received_at": entry["startedDateTime"],
        "action": _action_of(request),
        "sub_path": "/va" if before.endswith("/va") else "",
        "url": parts.path + (f"?{parts.query}" if parts.query else ""),
        "scheme": parts.scheme,
        "host": parts.netloc.rpartition("@")[2],
        "query": dict(parse_qsl(parts.query, keep_blank_values=True)),
        "headers": headers,
        "visitor": entry.get("_visitor"),
        "transport": {
            "is_beacon": entry.get("_beacon") is True
            or entry.get("_resourceType") == "ping"
            or headers.get("sec-fetch-mode") == "no-cors",
            "bytes": len(text.encode("utf-8", "replace")),
        },
        "body_text": text,
        "response": {
            "status": response["status"],
            "headers": _recorded(response.get("headers", [])),
            "body": _content(response.get("content", {})),
        },
    }
    return _completed(record, body)


def _recorded(headers):
    return {
        each["name"].lower(): each["value"]
        for each in headers
        if each["name"].lower() not in _SECRETS and not each["name"].startswith(":")
    }


def _content(content):
    text = content.get("text", "")
    if content.get("encoding") == "base64":
        try:
            text = base64.b64decode(text, validate=True).decode("utf-8", "replace")
        except ValueError:
            return text
    _, body = read_body(text.encode("utf-8", "replace"))
    return text or None if body is None else body


def _of_json(record):
    _, body = read_body(record["body_text"].encode("utf-8", "replace"))
    return _completed(record, body)


def _completed(record, body):
    """A record as the store has them, with what a file may leave out."""
    usual = {"sub_path": "", "hint": None, "scheme": "http", "host": "", "cookies": {}}
    answer = {"headers": {}, "body": None, "set_cookies": [], **record["response"]}
    transport = {"is_beacon": False, "bytes": 0, **record.get("transport", {})}
    time = _time(record["received_at"]).astimezone(UTC).isoformat(timespec="milliseconds")
    return {
        **usual,
        **record,
        "received_at": time.replace("+00:00", "Z"),
        "transport": transport,
        "response": answer,
        "imported": True,
        "body": body,
    }
