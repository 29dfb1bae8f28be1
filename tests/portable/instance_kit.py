"""
What the portable tests of instances share: an instance on a memory host, and an edge that answers.
"""

from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost, reply

ORG = "0123456789ABCDEF01234567@AdobeOrg"
CONFIG = {
    "orgId": ORG, "datastreamId": "stream-1", "edgeDomain": "edge.example.com",
    # Tests of the identity domain switch it on; for all others there is one endpoint.
    "thirdPartyCookiesEnabled": False,
}
IDENTITY = "kndctr_0123456789ABCDEF01234567_AdobeOrg_identity"
CONSENT = "kndctr_0123456789ABCDEF01234567_AdobeOrg_consent"

ECID = "11112222333344445555666677778888999900"
# An identity cookie as the edge writes it, with that ECID in it.
ECID_COOKIE = "CiYxMTExMjIyMjMzMzM0NDQ0NTU1NTY2NjY3Nzc3ODg4ODk5OTkwMPABBQ"


def answer(*handles):
    """An answer of the edge that also gives the visitor an identity."""
    return reply({"requestId": "r", "handle": [store({IDENTITY: "abc"})] + list(handles)})


def store(cookies):
    """A handle that makes the SDK write these cookies."""
    items = [{"key": key, "value": cookies[key], "maxAge": 1000} for key in sorted(cookies)]
    return {"type": "state:store", "payload": items}


def identities(**ids):
    """A handle that tells ids by namespace."""
    return {"type": "identity:result", "payload": [
        {"id": ids[code], "namespace": {"code": code}} for code in sorted(ids)
    ]}


def make(config=None, name="alloy", known=False, cookies=None, host=None, **page):
    """
    A configured instance and its host; `known` visitors have an identity already.

    `page` and `cookies` are of the host, if none is given.
    """
    if host is None:
        cookies = dict(cookies or {})
        if known:
            cookies.setdefault(IDENTITY, "abc")
        facts = {}
        for fact in ("userAgent", "globalPrivacyControl"):
            if fact in page:
                facts[fact] = page.pop(fact)
        host = MemoryHost(cookies=cookies, **page)
        host.change(**facts)
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
    assert outcome.state == "rejected", outcome.state + ": " + str(outcome.value)
    return str(outcome.value)
