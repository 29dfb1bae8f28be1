"""
The visitor's choice: what it is at the start, what changes it, and who hears of that.

The states are core/consent.py, the gate that calls wait at is engine/consent_gate.py. The server
keeps the choice, in a cookie; here it is only read. Source: specification, CON-01 to CON-09.
"""

from alloy_web import flow
from alloy_web.core import consent, cookies, hashing
from alloy_web.core.command import Command
from alloy_web.core.options import IDENTITY_MAP, NOTHING, OVERRIDES
from alloy_web.core.request import SET_CONSENT, Request
from alloy_web.validation import BOOLEAN, OBJECT, Array, OneOf, Record, optional, required
from alloy_web.wording import words

OPTIONS = Record({
    "consent": required(
        Array(OBJECT, non_empty=True),
        about="What was chosen, each `{standard, version, value}`: Adobe 1.0 or 2.0, or IAB TCF.",
    ),
    "identityMap": optional(IDENTITY_MAP, about="Who has chosen, where that is not the ECID."),
    "edgeConfigOverrides": OVERRIDES,
})


class Consent:
    namespace = "Consent"
    config = {
        "defaultConsent": optional(
            OneOf("in", "out", "pending"), "in", ahead='"(in|pending)"',
            about="What holds until the visitor has chosen; `pending` lets events wait.",
        ),
        "optInEnabled": optional(
            BOOLEAN, None, words('Use defaultConsent: "pending".'), ("defaultConsent", "pending"),
            about="Older form of `defaultConsent`.",
        ),
        "honorGlobalPrivacyControl": optional(
            BOOLEAN, False, ahead=True,
            about="Take the browser's signal as the answer of a visitor who gave none.",
        ),
    }

    def __init__(self, tools):
        self.commands = {"setConsent": Command(
            OPTIONS, self.set_consent, returns=NOTHING,
            about="Tell what the visitor has chosen. Events wait until the server knows.",
        )}
        self._host = tools.host
        self._edge = tools.edge
        self._gate = tools.consent
        self._cookies = tools.cookies
        self._logger = tools.logger.for_component(self.namespace)
        self._hash_key = (
            "com.adobe.alloy." + cookies.org_key(tools.config["orgId"]) + ".consentHashes."
        )
        # Calls of setConsent that are not settled yet, and when the last of them is.
        self._open = 0
        # Are choices in the browser's storage that an earlier identity made?
        self._is_left_over = False
        # Has an answer come since the cookie was looked at?
        self._is_stale = False
        self._last_done = flow.resolved()
        # Another page may have asked the visitor meanwhile.
        tools.listen("restored", lambda details: self._look_again())
        self._page = tools.host.page()
        self._gate.set(consent.initial(
            tools.cookies.consent_text(self._page),
            self._default(tools.config),
            tools.cookies.identity_text(self._page) is not None,
        ))

    def on_components_registered(self):
        """
        Consent belongs to an identity: what is left of one that is gone is removed. Source: CON-03.
        """
        has_identity = self._cookies.identity_text(self._page) is not None
        has_choice = self._cookies.consent_text(self._page) is not None
        if not (has_identity and has_choice):
            self._is_left_over = True
            # A browser takes milliseconds to open the storage: not while content is asked for.
            self._host.turn_end().on_settled(self._forget_hashes)
        if has_choice and not has_identity:
            self._cookies.remove_consent(self._page)
        if self._gate.is_open:
            self._cookies.apex_domain(self._page)

    def _forget_hashes(self):
        if self._is_left_over:
            self._is_left_over = False
            for key in self._host.storage_keys("local"):
                if key.startswith(self._hash_key):
                    self._host.storage_remove("local", key)

    async def set_consent(self, options):
        """
        Tell the server of a choice; events wait meanwhile. One call at a time. Source: CON-05.
        """
        self._gate.set(consent.transition(self._gate.state, consent.ASKED))
        self._open += 1
        before_done = self._last_done
        done = flow.Deferred()
        self._last_done = done
        outcome = consent.FAILED
        try:
            await before_done
            await self._tell_server(options)
            outcome = consent.ENDED
        finally:
            self._open -= 1
            value = self._read_cookie()
            if self._open == 0:
                self._gate.set(consent.transition(self._gate.state, value or outcome))
            elif value == "out":
                self._gate.note_withdrawal()
            done.resolve()
        return {}

    def on_before_event(self, event, request):
        if self._is_stale:
            self._look_again()

    def on_response(self, response, request):
        if request.is_asker:
            # Others go as soon as this is heard.
            self._look_again()
            return
        # A browser takes long to tell its cookies: what came is to be shown first.
        self._is_stale = True
        request.on_response(lambda response: self._look_again())

    def on_request_failure(self, request, error):
        # A server that refuses events may have noted why. Source: CON-09.
        self._look_again()

    async def _tell_server(self, options):
        hashes = hashing.consent_hashes(options["consent"])
        self._forget_hashes()
        if not self._is_news(hashes):
            self._logger.info("The consent has not changed, so it is not sent again.")
            return
        payload = {"consent": options["consent"]}
        if options.get("identityMap"):
            payload["identityMap"] = options["identityMap"]
        await self._edge.carry(
            Request(SET_CONSENT, payload=payload, overrides=options.get("edgeConfigOverrides"))
        )
        for key in hashes:
            self._host.storage_set("local", self._hash_key + key, hashes[key])

    def _is_news(self, hashes):
        for key in hashes:
            if self._host.storage_get("local", self._hash_key + key) != hashes[key]:
                return True
        return False

    def _look_again(self):
        """The choice as the cookie has it now. While a setConsent runs, that one will look."""
        self._is_stale = False
        if self._open:
            return
        value = self._read_cookie()
        if value:
            self._gate.set(consent.transition(self._gate.state, value))

    def _read_cookie(self):
        text = self._cookies.consent_text(self._host.moment())
        unknown = consent.unknown_value(text)
        if unknown:
            self._logger.warn('The consent cookie says "' + unknown + '", where "in" or "out" is '
                              "expected. It is ignored.")
        return consent.parse_cookie(text)

    def _default(self, config):
        """The default consent; a signal of the browser's may rule over the configured one."""
        self._gate.default_reason = "defaultConsent"
        if not (config["honorGlobalPrivacyControl"] and self._page["globalPrivacyControl"]):
            return config["defaultConsent"]
        self._gate.default_reason = "the browser's Global Privacy Control signal"
        self._logger.info("Without a choice of the visitor consent is out "
                          "(honorGlobalPrivacyControl): " + self._gate.default_reason + ".")
        return "out"
