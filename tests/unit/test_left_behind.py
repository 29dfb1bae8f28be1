"""What a page does again and again leaves nothing behind: objects are counted, not bytes."""

import gc
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "portable"))

from instance_kit import answer, make, result_of
from offer_kit import decisions, proposition
from rule_kit import ALWAYS, rule, ruled

# More than the ledger has lines, and more than is kept apart of anything.
ENOUGH = 250
MORE = 60


def subscribe(instance, host):
    result_of(instance.execute("subscribeRulesetItems", {"callback": lambda *given: None}))[
        "unsubscribe"]()


def talk(instance, host):
    host.streams.on_open = lambda stream: stream.begin()
    result_of(instance.execute(
        "sendConversationEvent", {"message": "a", "onStreamResponse": lambda part: None}
    ))
    host.streams.opened[-1].end()
    host.streams.__init__()


def run(command, **options):
    return lambda instance, host: result_of(instance.execute(command, options))


AGAIN = {
    "asks for content, and for no view": run(
        "sendEvent", renderDecisions=True, personalization={"decisionScopes": ["a"]}
    ),
    "goes to a view": run("view", name="cart"),
    "shows what it has": run("applyPropositions", propositions=[proposition("AT:1")]),
    "shows, and reports later": run(
        "sendEvent", renderDecisions=True,
        personalization={"decisionScopes": ["a"], "sendDisplayEvent": False},
    ),
    "asks the rules": run("evaluateRulesets", renderDecisions=True),
    "subscribes, and ends that": subscribe,
    "talks": talk,
    "asks for an identity": run("getIdentity", namespaces=["ECID"]),
    "makes a mistake": lambda instance, host: instance.execute("sendEvent", {"xdm": 5}),
}


@pytest.mark.parametrize("what", AGAIN)
def test_a_page_leaves_nothing_behind_that(what):
    instance, host = make(known=True)
    host.on_send = lambda sent: answer(decisions(proposition("AT:1"), ruled(rule(ALWAYS))))

    def count(times):
        for _ in range(times):
            AGAIN[what](instance, host)
            # Timers end.
            host.advance(20000)
            for noted in (host.sent, host.beacons, host.logs, host.rendered, host.released):
                noted.clear()
        gc.collect()
        return len(gc.get_objects())

    count(ENOUGH)
    before = count(MORE)

    assert count(MORE) - before < MORE // 4
