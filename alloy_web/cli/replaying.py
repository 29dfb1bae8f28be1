"""
Recorded requests once more, at the local edge: would it take them, and were they sent twice?

What is read is a HAR, of a browser's developer tools or of the inspector, or the inspector's JSON.
Nothing leaves the machine.
"""

import random
from datetime import datetime
from pathlib import Path

from alloy_web.cli.outcome import FINE, FOUND, CannotDo, Outcome
from alloy_web.devserver import edge, scenarios
from alloy_web.devserver.incoming import duplicates, events_of
from alloy_web.devserver.inspector import exchange
from alloy_web.devserver.inspector.rows import row_of

MOST_BYTES = 200 * 1024 * 1024


def run(file, scenario):
    """The `Outcome` of playing a file's requests against a scenario of the local edge."""
    records, ignored = _read(file)
    try:
        running = scenarios.Running(scenarios.load(scenario))
    except scenarios.ScenarioError as error:
        raise CannotDo(str(error)) from error
    # The same ids in each replay.
    chance = random.Random(0)
    lines, requests = [], []
    for number, record in enumerate(records, 1):
        reply = _answer(running, record, chance)
        record = {**record, "id": number, "response": {**record["response"],
                  "status": reply["status"]}}
        requests.append(_outcome(record, reply))
        records[number - 1] = record
        lines += _lines(requests[-1])
    twice = duplicates(records)
    lines += [f"sent {times} times: the event with the _id {name}" for name, times in twice.items()]
    refused = sum(each["status"] >= 400 for each in requests)
    lines.append(
        f"{_counted(len(requests), 'request')}, {refused} refused, "
        f"{_counted(len(twice), 'event')} sent more than once"
        + (f"; {_counted(ignored, 'other request')} of the file left out" if ignored else "")
    )
    facts = {"requests": requests, "ignored": ignored, "refused": refused, "duplicates": twice}
    return Outcome(FOUND if refused or twice else FINE, lines, facts)


def _read(file):
    try:
        with Path(file).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CannotDo(f"{file}: cannot be read ({error.strerror})") from error
    if len(data) > MOST_BYTES:
        raise CannotDo(f"{file}: is larger than {MOST_BYTES // 1024 // 1024} MB")
    try:
        return exchange.records_in(data)
    except exchange.ExchangeError as error:
        raise CannotDo(f"{file}: {error}") from error


def _answer(running, record, chance):
    reply = edge.refusal(record)
    if reply is None:
        rule = running.rule_for(record)
        now_ms = int(datetime.fromisoformat(record["received_at"]).timestamp() * 1000)
        reply = edge.answer(record, running.scenario, rule, now_ms, chance)
    return reply


def _outcome(record, reply):
    body = reply["body"] if isinstance(reply["body"], dict) else {}
    row = row_of(record)
    return {
        "at": row["at"], "action": row["action"], "title": row["title"], "page": row["page"],
        "status": reply["status"],
        "events": len(events_of(record)) if isinstance(record["body"], dict) else 0,
        "problem": body.get("detail", "") if reply["status"] >= 400 else "",
    }


def _counted(number, what):
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _lines(request):
    yield f"{request['status']}  {request['at']}  {request['action']:12}  {request['title']}"
    if request["problem"]:
        yield f"     {request['problem']}"
