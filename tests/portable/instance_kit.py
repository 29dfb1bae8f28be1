"""
What the portable tests of instances share: an instance on a memory host, and an edge that answers.
"""

from alloy_web.engine.instance import Instance
from alloy_web.hosts.memory import MemoryHost, reply

ORG = "0123456789ABCDEF01234567@AdobeOrg"
CONFIG = {
    "orgId": ORG, "datastreamId": "stream-1", "edgeDomain": "edge.example.com",
    # Tests of the identity domain switch it on; for all others there is one endpoint.
    "thirdPartyCookiesEnabled": False,
}
IDENTITY = "kndctr_0123456789ABCDEF01234567_AdobeOrg_identity"
CONSENT = "kndctr_0123456789ABCDEF01234567_AdobeOrg_consent"


def answer(*handles):
    """An answer of the edge that also gives the visitor an identity."""
    store = {"type": "state:store", "payload": [{"key": IDENTITY, "value": "abc", "maxAge": 1000}]}
    return reply({"requestId": "r", "handle": [store] + list(handles)})


def make(config=None, name="alloy", known=False, **page):
    """A configured instance and its host; `known` visitors have an identity already."""
    host = MemoryHost(cookies={IDENTITY: "abc"} if known else None, **page)
    host.on_send = lambda sent: answer()
    instance = Instance(name, host, "1.2.3")
    options = dict(CONFIG)
    options.update(config or {})
    outcome = instance.execute("configure", options)
    assert outcome.state == "resolved", outcome.value
    return instance, host


def result_of(outcome):
    """The result of a command that has been answered."""
    assert not outcome.is_pending, "the command is still waiting"
    return outcome.result()


def error_of(outcome):
    """The text of the error that a command ended with."""
    assert outcome.state == "rejected", "the command is " + outcome.state + ": " + str(outcome.value)
    return str(outcome.value)
