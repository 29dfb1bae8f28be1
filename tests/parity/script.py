"""
The words of a case: what its page is, what happens on it, step by step.

    case(
        "the type option loses to the caller's eventType",
        configure(),
        call("sendEvent", {"type": "a", "xdm": {"eventType": "b"}}),
        requests=1,
    )

A step is a function of the `Player` that plays it (`stage.py`), once with the vendor's script and
once with ours. Nothing here knows which of the two is on.
"""

import json

ORG = "0123456789ABCDEF01234567@AdobeOrg"
ORG_ = ORG.replace("@", "_")
SITE = "https://site.example.test"
EDGE = "edge.example.test"
OTHER_EDGE = "edge.other.test"
THIRD_PARTY = "adobedc.demdex.net"
HOSTS = ("site.example.test", EDGE, OTHER_EDGE, THIRD_PARTY)
PERSONALIZATION = "https://ns.adobe.com/personalization/"

# The message of this identity cookie holds the ECID and nothing else.
ECID = "11112222333344445555666677778888999900"
IDENTITY = "CiYxMTExMjIyMjMzMzM0NDQ0NTU1NTY2NjY3Nzc3ODg4ODk5OTkwMA"

# In the address of a visit: the seconds at which it is made, as in a link of just now.
NOW = "<now>"

CASES = {}


class Js(str):
    """A piece of JavaScript in the options of a command: a callback, `undefined`, …"""


class Case:
    """One scripted page; see `case` for the words."""

    def __init__(self, name, steps, **words):
        self.name = name
        self.steps = steps
        vars(self).update(words)


def case(
    name,
    *steps,
    requests,
    body="",
    path="/t/page",
    referrer=None,
    cookies=(),
    storage=(),
    scenario="empty",
    instances=("alloy",),
    before="",
    any_order=False,
):
    """
    Note a case under its name.

    `requests` is how many reach the edge in all, with the control. `cookies` are
    {name: value} on the apex domain, `storage` is {key: value} of localStorage, both there before
    the page; `before` is script that runs ahead of the base code. `any_order`: requests leave
    at the same time, so their order means nothing.
    """
    if name in CASES:
        raise ValueError(f"Two cases are called {name!r}")
    words = {**locals()}
    del words["name"], words["steps"]
    CASES[name] = Case(name, steps, **words)


def configure(name="alloy", **options):
    """The command, with an edge on the page's own domain and no third-party identity domain."""
    usual = {
        "orgId": ORG,
        "datastreamId": "test-datastream",
        "edgeDomain": EDGE,
        "thirdPartyCookiesEnabled": False,
    }
    options = {key: value for key, value in {**usual, **options}.items() if value is not None}
    return call("configure", options, name=name)


def call(command, options=None, name="alloy"):
    """Call, and wait until the promise is settled."""
    return lambda player: player.settled(player.start(name, arguments(command, options)))


def start(command, options=None, name="alloy"):
    """Call and go on; the promise has to be settled at the end of the case."""
    return lambda player: player.start(name, arguments(command, options))


def start_in_vain(command, options=None, name="alloy"):
    """Call and go on; the promise is left as it is at the end of the case."""
    return lambda player: player.start(name, arguments(command, options), must_settle=False)


def together(*calls):
    """Several calls `(command, options)` in one turn of the page; all are waited for."""

    def step(player):
        started = [player.noted("alloy") for _ in calls]
        player.run(";".join(player.script("alloy", arguments(*one)) for one in calls))
        for number in started:
            player.settled(number)

    return step


def arrive(count):
    """Wait until so many requests in all have reached the edge."""
    return lambda player: player.wait_for_requests(count)


def run(script):
    """Run JavaScript in the page."""
    return lambda player: player.run(script)


def observe(expression):
    """Note the value of a JavaScript expression; it is compared too."""
    return lambda player: player.observe(expression)


def click(selector):
    """A click, as a script in the page would do it."""
    return run(f"document.querySelector({json.dumps(selector)}).click()")


def follow(selector):
    """A click on a link, and the way to where it leads."""
    return lambda player: player.follow(selector)


def visit(path):
    """Go to another page of the site, which is the same page."""
    return lambda player: player.visit(path)


def answers(*rules):
    """A scenario for `case`: answers the edge gives (see the scenario format of the edge)."""
    return {"name": "parity", "answers": list(rules)}


def offers(*propositions, **words):
    """A scenario for `case`: propositions on offer."""
    return {"name": "parity", "offers": [{"propositions": list(propositions)}], **words}


def proposition(scope, *items, number=1):
    """A proposition of Target."""
    return {
        "id": f"AT:{scope}-{number}",
        "scope": scope,
        "scopeDetails": {
            "decisionProvider": "TGT",
            "activity": {"id": str(number)},
            "characteristics": {"eventToken": f"token-{number}"},
        },
        "items": [
            {"id": str(index), "schema": PERSONALIZATION + kind, "data": data}
            for index, (kind, data) in enumerate(items)
        ],
    }


def arguments(command, options=None):
    """The arguments of a call as JavaScript."""
    return json.dumps(command) + ("" if options is None else ", " + _literal(options))


def _literal(value):
    if isinstance(value, Js):
        return f"({value})"
    if isinstance(value, dict):
        return "{%s}" % ", ".join(f"{json.dumps(k)}: {_literal(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_literal, value))}]"
    return json.dumps(value)
