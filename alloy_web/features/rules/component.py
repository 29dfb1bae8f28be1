"""
The component: takes the rules out of answers, evaluates them, and leads what they bring to the
page, to subscribers and to the caller.

Source: specification, RULE-01 to RULE-11, CMD-30, CMD-31.
"""

from alloy_web import flow
from alloy_web.core import identity, merge
from alloy_web.core import propositions as offers
from alloy_web.core.command import Command
from alloy_web.core.options import PERSONALIZATION, PROPOSITION, SHOWN
from alloy_web.core.request import COLLECT
from alloy_web.errors import describe
from alloy_web.features.rules import context as contexts
from alloy_web.features.rules import evaluation, history, rulesets, subscriptions
from alloy_web.validation import (
    BOOLEAN,
    FUNCTION,
    TEXT,
    Array,
    Function,
    Record,
    optional,
    required,
)

EVALUATE = Record({
    "renderDecisions": optional(BOOLEAN, False, about="Show what the rules bring."),
    "personalization": optional(Record({
        "decisionContext": PERSONALIZATION["decisionContext"],
        "sendDisplayEvent": PERSONALIZATION["sendDisplayEvent"],
    }), {}, about="What the rules are asked about."),
})

SUBSCRIBE = Record({
    "surfaces": optional(
        Array(TEXT, unique=True), about="Only content of these places: `web://host/path`."
    ),
    "schemas": optional(
        Array(TEXT, unique=True), about="Only items of these kinds, by their `schema`."
    ),
    "callback": required(
        Function(takes=Record({
            "propositions": required(Array(PROPOSITION), about="What the rules bring now."),
        })),
        about="Gets the content, now and after each evaluation; its second argument, "
              "`collectEvent(type, propositions)`, reports what became of it.",
    ),
})


class Rules:
    namespace = "RulesEngine"
    config = {}

    def __init__(self, tools):
        self.commands = {
            "evaluateRulesets": Command(
                EVALUATE, self.evaluate_rulesets, returns=SHOWN,
                about="Ask the rules that came with earlier answers again.",
            ),
            "subscribeRulesetItems": Command(
                SUBSCRIBE, self.subscribe,
                returns=Record({
                    "unsubscribe": required(FUNCTION, about="Call it to hear no more."),
                }),
                about="Hear of content that rules bring: content cards, for one.",
            ),
        }
        self._host = tools.host
        self._events = tools.events
        self._cookies = tools.cookies
        self._version = tools.version
        self._logger = tools.logger.for_component(self.namespace)
        # None where the instance goes without personalisation: then no rules come, either.
        self._history = tools.decision_history
        self._rendering = tools.rendering
        self._displays = tools.displays
        self._payloads = rulesets.Payloads()
        self._subscribers = []
        # One function for all of them: the page knows it by a number.
        self._collector = self._collect
        # What the last evaluation brought; None before the first.
        self._brought = None
        # What subscribers reported (subscriptions.py).
        self._reported = set()

    # ---- Evaluating

    def on_response(self, response, request):
        asked = request.event and request.event.query.get("personalization")
        if asked and asked.get("enabled") is not False and self._history:
            # Last: what the server decided stands before what the page did.
            request.on_response(lambda response: self._answer(response, request))

    def _answer(self, response, request):
        """What rules add to the result of an event. Nothing here fails the event."""
        try:
            self._keep(response.payloads("personalization:decisions"))
            sent = (request.payload.get("events") or [{}])[0]
            facts = {"~type": contexts.OF_EVENT}
            facts.update(contexts.flat({"xdm": sent.get("xdm", {}), "data": sent.get("data", {})}))
            event = request.event
            return self._evaluate(
                facts, event.personalization, event.is_shown and request.action != COLLECT, event
            )
        except Exception as error:
            self._logger.error("Rules could not be evaluated: " + describe(error))
            return {"propositions": []}

    async def evaluate_rulesets(self, options):
        """Source: CMD-30."""
        if not self._history:
            return {"propositions": []}
        return self._evaluate(
            {"~type": contexts.OF_COMMAND}, options["personalization"], options["renderDecisions"],
            None,
        )

    def _keep(self, payloads):
        for proposition in offers.readable(payloads):
            found, problems = rulesets.payload(proposition)
            for problem in problems:
                self._logger.warn("Rules of proposition " + str(proposition.get("id"))
                                  + " are left out: " + problem + ".")
            if found:
                self._payloads.add(found)

    def _evaluate(self, facts, options, is_shown, cause):
        """
        `{"propositions"}`, shown if `is_shown`; `cause` is the event that was answered, if any.
        """
        brought = []
        if self._payloads.all:
            brought = self._run(facts, options.get("decisionContext"))
        self._brought = brought
        for subscriber in list(self._subscribers):
            self._call_subscriber(subscriber)
        if not is_shown:
            return {"propositions": brought}
        plan, rendering = self._rendering.start(
            brought, lambda one: offers.scope_kind(one) == "view"
        )
        self._rendering.log_returned(plan, "it is for the page's own code")
        if options.get("sendDisplayEvent") is False:
            self._displays.keep(rendering)
        else:
            self._displays.send_when_shown(rendering, cause, self._fail)
        return {"propositions": brought}

    def _run(self, facts, given):
        page = self._host.page()
        context = contexts.of_page(
            page, self._host.tell_page("scroll") or [0, 0], self._history.since_ms, self._version
        )
        events = self._history.seen()
        if history.is_too_long(events):
            events = history.pruned(events, page["nowMs"])
            self._history.save(events)
        context.update(facts)
        context["events"] = events
        if given:
            context.update(contexts.flat(given))
        context[rulesets.ECID] = self._ecid(page)
        brought = evaluation.run(self._payloads.all, context, events, self._history.add)
        self._history.save()
        self._logger.info("Rules were evaluated.", {"propositions": brought})
        return brought

    def _ecid(self, page):
        try:
            return identity.ecid_from_cookie(self._cookies.identity_text(page))
        except ValueError:
            # Identity.on_response has said so.
            return None

    def _fail(self, error):
        self._logger.error("Displayed content could not be reported: " + describe(error))

    # ---- Subscribers

    async def subscribe(self, options):
        """Source: RULE-10."""
        subscriber = dict(options)
        self._subscribers.append(subscriber)

        def unsubscribe():
            self._subscribers = [one for one in self._subscribers if one is not subscriber]
            self._host.release(subscriber.pop("callback", None))
            self._host.release(unsubscribe)

        if self._brought is not None:
            self._call_subscriber(subscriber)
        return {"unsubscribe": unsubscribe}

    def _call_subscriber(self, subscriber):
        if "callback" not in subscriber:
            # Another one has just unsubscribed it.
            return
        propositions = merge.deep_copy(subscriptions.selected(
            self._brought, subscriber.get("surfaces"), subscriber.get("schemas")
        ))
        called = self._host.call_user(
            subscriber["callback"], [{"propositions": propositions}, self._collector]
        )

        def report():
            if called.state == flow.REJECTED:
                self._logger.error("The callback of subscribeRulesetItems failed: "
                                   + describe(called.value))

        called.on_settled(report)

    def _collect(self, kind=None, propositions=None):
        """For subscribers: report what became of propositions. A Deferred; failures are logged."""
        return flow.start(self._report(kind, propositions))

    async def _report(self, kind, propositions):
        is_known = isinstance(kind, str) and kind in offers.EVENT_TYPES
        if not is_known or not isinstance(propositions, list):
            self._logger.warn("collectEvent: expected a list of propositions, after one of "
                              + ", ".join(sorted(offers.EVENT_TYPES)) + ".")
            return
        reported = subscriptions.to_report(kind, propositions, self._reported)
        if not reported:
            return
        event = self._displays.report_event([kind], reported, may_unload=True)
        # Nobody waits for this but the subscriber.
        event.is_waited_for = False
        try:
            await self._events.send(event)
        except Exception as error:
            self._logger.warn("What became of content could not be reported: " + describe(error))
