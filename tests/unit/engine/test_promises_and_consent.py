"""
Properties of a whole instance, under any order of calls, answers, faults and consent changes:

- nothing but a setConsent leaves while consent is out or pending;
- never are two requests without an identity on their way;
- N calls give N settled promises, once consent is decided and what was asked is answered;
- an event that the page's hook has not let go is not sent.
"""

from hypothesis import event, example, given
from hypothesis import strategies as st

from alloy_web import flow
from alloy_web.app.instance import Instance
from alloy_web.hosts.memory.host import MemoryHost

ORG = "0123456789ABCDEF01234567@AdobeOrg"
PREFIX = "kndctr_0123456789ABCDEF01234567_AdobeOrg_"
IDENTITY = PREFIX + "identity"
CONSENT = PREFIX + "consent"
MOST_ANSWERS = 500

calls = st.sampled_from(
    [
        ("event", {"type": "click"}),
        ("event", {"type": "viewStart"}),
        ("event", {"type": "leave", "documentUnloading": True}),
        ("sendEvent", {"renderDecisions": True}),
        ("getIdentity", {}),
        ("appendIdentityToUrl", {"url": "https://shop.example.com/"}),
        ("setConsent", {"consent": [{"standard": "Adobe", "version": "1.0", "value": "in"}]}),
        ("setConsent", {"consent": [{"standard": "Adobe", "version": "1.0", "value": "out"}]}),
        ("noSuchCommand", {}),
    ]
)
# `bare` is an answer without cookies; `refusal` a 403 whose own header notes that consent is out.
answers = st.sampled_from(
    ["good", "bare", "garbage", "500", "503", "refusal", "TypeError", "AbortError"]
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("call"), calls),
        st.tuples(st.just("answer"), st.tuples(st.integers(0, 9), answers)),
        st.tuples(st.just("advance"), st.sampled_from([10, 1500, 40000])),
        st.tuples(st.just("hook"), st.tuples(st.integers(0, 9), st.booleans())),
        st.tuples(
            st.just("visitor"), st.sampled_from([{}, {"declined": True}, {"ecid": "1" * 38}])
        ),
    ),
    max_size=30,
)


class Run:
    """One instance, its page and its edge; looks at every request that leaves."""

    def __init__(self, default, is_known, third_party, visitor_waits, has_hook):
        self.default = default
        # What the page's hook waits for, once for each event it was asked about.
        self.hooks = []
        self.problems = []
        self.host = MemoryHost(cookies={IDENTITY: "abc"} if is_known else {})
        self.host.visitor = flow.Deferred() if visitor_waits else {}
        self.host.on_send = self.look_at
        self.instance = Instance("alloy", self.host, "test")
        self.outcomes = []
        self.set_consents = []
        self.without_identity = []
        self.call(
            "configure",
            {
                "orgId": ORG,
                "datastreamId": "stream",
                "edgeDomain": "edge.example.org",
                "defaultConsent": default,
                "thirdPartyCookiesEnabled": third_party,
                "onBeforeEventSend": self.hook if has_hook else None,
            },
        )

    async def hook(self, content):
        self.hooks.append(flow.Deferred())
        return await self.hooks[-1]

    def look_at(self, sent):
        # An assertion that fails here would end as a rejected command.
        if not self.host.cookies.get(IDENTITY):
            if any(other.outcome.is_pending for other in self.without_identity):
                self.problems.append("two requests without an identity")
            self.without_identity.append(sent)
        if "/set-consent?" in sent.url or self.is_again(sent):
            return
        stored = self.host.cookies.get(CONSENT)
        allowed = stored == "general=in" if stored else self.default == "in"
        if not allowed:
            self.problems.append(f"sent without consent: {stored}, default {self.default}")
        unsettled = [outcome for outcome in self.set_consents if outcome.is_pending]
        if len(unsettled) > 1:
            self.problems.append("sent while a setConsent is queued")
        if any("/set-consent?" in other.url for other in self.open_requests()):
            self.problems.append("sent while a setConsent runs")

    def is_again(self, sent):
        """A busy edge is asked again with what it was told when consent was in."""
        request_id = sent.url.partition("requestId=")[2]
        return any(request_id in other.url for other in self.host.sent if other is not sent)

    def call(self, command, options):
        outcome = self.instance.execute(command, options)
        self.outcomes.append(outcome)
        if command == "setConsent":
            self.set_consents.append(outcome)

    def open_requests(self):
        return [sent for sent in self.host.sent if sent.outcome.is_pending]

    def answer(self, sent, kind):
        event("answer " + kind)
        if kind in ("TypeError", "AbortError"):
            sent.fail(name=kind)
        elif kind in ("500", "503"):
            sent.answer("", status=int(kind))
        elif kind == "garbage":
            sent.answer("<html>")
        elif kind == "refusal":
            self.host.cookies[CONSENT] = "general=out"
            sent.answer({"title": "no consent"}, status=403)
        else:
            sent.answer({"handle": [self.cookies_for(sent)] if kind == "good" else []})

    def cookies_for(self, sent):
        items = [{"key": IDENTITY, "value": "abc"}]
        if "/set-consent?" in sent.url:
            choice = sent.body["consent"][0]["value"]
            items.append({"key": CONSENT, "value": "general=" + choice})
        return {"type": "state:store", "payload": items}

    def take(self, step):
        kind, what = step
        if kind == "call":
            self.call(*what)
        elif kind == "advance":
            self.host.advance(what)
        elif kind == "visitor":
            if isinstance(self.host.visitor, flow.Deferred):
                self.host.visitor.resolve(what)
        elif kind == "hook":
            index, returned = what
            waiting = [hook for hook in self.hooks if hook.is_pending]
            if waiting:
                event("the hook returns " + str(returned))
                waiting[index % len(waiting)].resolve(returned)
        else:
            index, answer = what
            waiting = self.open_requests()
            if waiting:
                self.answer(waiting[index % len(waiting)], answer)

    def finish(self):
        """Everyone is answered at last, and a visitor who has not decided yet decides."""
        if isinstance(self.host.visitor, flow.Deferred):
            self.host.visitor.resolve({})
        self.answer_all()
        if any(outcome.is_pending for outcome in self.outcomes):
            event("still undecided at the end")
            self.call("setConsent", {"consent": [{"standard": "x", "version": "1", "value": "in"}]})
            self.answer_all()
        # Too late to matter; a coroutine should not be left in the middle.
        sent = len(self.host.sent)
        for hook in self.hooks:
            hook.resolve()
        assert len(self.host.sent) == sent, "sent after the hook was given up"

    def answer_all(self):
        for _ in range(MOST_ANSWERS):
            waiting = self.open_requests()
            if not waiting:
                before = len(self.host.sent)
                self.host.advance(10000)
                if len(self.host.sent) == before:
                    return
            else:
                self.answer(waiting[0], "good")
        raise AssertionError("the requests never end")


CLICK = ("call", ("event", {"type": "click"}))
DECLINE = (
    "call",
    ("setConsent", {"consent": [{"standard": "Adobe", "version": "1.0", "value": "out"}]}),
)


# What random orders find only now and then: a choice while the hook, or the gate, holds an event.
@example("in", True, False, False, True, [CLICK, DECLINE, ("hook", (0, True))])
@example("in", False, False, False, False, [CLICK, CLICK, ("answer", (0, "refusal"))])
@example("in", False, False, False, False, [CLICK, CLICK, DECLINE, ("answer", (0, "good"))])
@example("in", True, False, False, False, [CLICK, DECLINE, ("answer", (0, "503"))])
@given(
    st.sampled_from(["in", "out", "pending"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    steps,
)
def test_calls_settle_and_nothing_leaves_without_consent(
    default, is_known, third_party, visitor_waits, has_hook, given_steps
):
    run = Run(default, is_known, third_party, visitor_waits, has_hook)
    for step in given_steps:
        run.take(step)
    run.finish()

    unsettled = [index for index, outcome in enumerate(run.outcomes) if outcome.is_pending]
    assert unsettled == []
    assert run.problems == []
