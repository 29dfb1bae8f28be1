"""Cases: consent in every state, every standard, and what it holds back."""

from tests.parity.script import (
    IDENTITY,
    ORG_,
    answers,
    arrive,
    call,
    case,
    configure,
    observe,
    start,
    start_in_vain,
    visit,
)

KNOWN_VISITOR = {f"kndctr_{ORG_}_identity": IDENTITY}
HASH_OF_IN = f"com.adobe.alloy.{ORG_}.consentHashes.Adobe.1.0"
# The beginning of a core segment; bit 152, purpose 1, is set.
TCF_IN = "CO1Z4yuO1Z4yuAcABBENArCsAP_AAH_AACiQGCNX_T5eb2vj-3Zdt_tkaYwf"


def adobe(general):
    return {"consent": [{"standard": "Adobe", "version": "1.0", "value": {"general": general}}]}


def adobe2(val):
    value = {"collect": {"val": val}, "metadata": {"time": "2026-03-02T09:15:27Z"}}
    return {"consent": [{"standard": "Adobe", "version": "2.0", "value": value}]}


def tcf(value, applies=True):
    return {
        "consent": [
            {
                "standard": "IAB TCF",
                "version": "2.0",
                "value": value,
                "gdprApplies": applies,
                "gdprContainsPersonalData": False,
            }
        ]
    }


case(
    "consent is out by default",
    configure(defaultConsent="out"),
    call("sendEvent"),
    call("getIdentity"),
    call("appendIdentityToUrl", {"url": "https://a.test/"}),
    requests=0,
)

case(
    "consent is pending and stays so",
    configure(defaultConsent="pending"),
    start_in_vain("sendEvent"),
    start_in_vain("getIdentity"),
    requests=0,
)

case(
    "pending, then in: what waited goes out",
    configure(defaultConsent="pending"),
    start("sendEvent", {"type": "waited", "data": {"a": 1}}),
    call("setConsent", adobe("in")),
    arrive(2),
    call("sendEvent", {"type": "after"}),
    requests=3,
)

case(
    "pending, then out: what waited is dropped",
    configure(defaultConsent="pending"),
    start("sendEvent", {"type": "waited"}),
    call("setConsent", adobe("out")),
    call("sendEvent", {"type": "after"}),
    requests=1,
)

case(
    "out by default, then in: what failed stays failed",
    configure(defaultConsent="out"),
    call("sendEvent", {"type": "too soon"}),
    call("setConsent", adobe("in")),
    call("sendEvent", {"type": "in time"}),
    requests=2,
)

case(
    "in, then out, then in again",
    configure(),
    call("sendEvent", {"type": "one"}),
    call("setConsent", adobe("out")),
    call("sendEvent", {"type": "two"}),
    call("setConsent", adobe("in")),
    call("sendEvent", {"type": "three"}),
    requests=4,
)

for val in ("y", "n"):
    case(
        f"Adobe's second standard, {val}",
        configure(defaultConsent="pending"),
        start("sendEvent"),
        call("setConsent", adobe2(val)),
        requests=2 if val == "y" else 1,
    )

case(
    "a TCF string with consent",
    configure(defaultConsent="pending"),
    start("sendEvent"),
    call("setConsent", tcf(TCF_IN)),
    requests=2,
)

case(
    "a TCF string where the regulation does not apply",
    configure(defaultConsent="pending"),
    start("sendEvent"),
    call("setConsent", tcf("CO", applies=False)),
    requests=2,
)

case(
    "several standards at once",
    configure(defaultConsent="pending"),
    call("setConsent", {"consent": [*adobe("in")["consent"], *tcf(TCF_IN)["consent"]]}),
    call("setConsent", {"consent": [*adobe("in")["consent"], *tcf(TCF_IN + "A")["consent"]]}),
    requests=2,
)

case(
    "the same consent again sends nothing",
    configure(defaultConsent="pending"),
    call("setConsent", adobe("in")),
    call("setConsent", adobe("in")),
    call("sendEvent"),
    requests=2,
)

case(
    "the same consent again on the next page",
    configure(defaultConsent="pending"),
    call("setConsent", adobe("in")),
    visit("/t/page"),
    configure(defaultConsent="pending"),
    call("setConsent", adobe("in")),
    call("sendEvent"),
    requests=2,
)

case(
    "consent in the other order of keys",
    configure(defaultConsent="pending"),
    call("setConsent", adobe2("y")),
    call(
        "setConsent",
        {
            "consent": [
                {
                    "value": {
                        "metadata": {"time": "2026-03-02T09:15:27Z"},
                        "collect": {"val": "y"},
                    },
                    "version": "2.0",
                    "standard": "Adobe",
                }
            ]
        },
    ),
    requests=1,
)

case(
    "identities with consent",
    configure(defaultConsent="pending"),
    call(
        "setConsent",
        {**adobe("in"), "identityMap": {"Email": [{"id": "a@b.test", "primary": True}]}},
    ),
    requests=1,
)

case(
    "an older id with consent",
    configure(defaultConsent="pending"),
    call("setConsent", adobe("in")),
    cookies={"s_ecid": "MCMID%7C22223333444455556666777788889999000011"},
    requests=1,
)

case(
    "the consent cookie says out at the start",
    configure(),
    call("sendEvent"),
    cookies={**KNOWN_VISITOR, f"kndctr_{ORG_}_consent": "general=out"},
    storage={HASH_OF_IN: "12345678"},
    requests=0,
)

case(
    "the consent cookie says in at the start",
    configure(defaultConsent="pending"),
    call("sendEvent"),
    cookies={**KNOWN_VISITOR, f"kndctr_{ORG_}_consent": "general=in"},
    storage={HASH_OF_IN: "12345678"},
    requests=1,
)

case(
    "the consent cookie means nothing without an identity",
    configure(defaultConsent="pending"),
    start_in_vain("sendEvent"),
    cookies={f"kndctr_{ORG_}_consent": "general=in"},
    storage={HASH_OF_IN: "12345678"},
    requests=0,
)

case(
    "stored consent means nothing without its cookie",
    configure(defaultConsent="pending"),
    observe("localStorage.length"),
    cookies=KNOWN_VISITOR,
    storage={HASH_OF_IN: "12345678", "other": "stays"},
    requests=0,
)

case(
    "the edge refuses the consent",
    configure(defaultConsent="pending"),
    start_in_vain("sendEvent"),
    call("setConsent", adobe("in")),
    scenario=answers({"when": {"action": "privacy/set-consent"}, "status": 500}),
    requests=1,
)

case(
    "the edge refuses the consent while consent is in",
    configure(),
    call("setConsent", adobe("out")),
    scenario=answers({"when": {"action": "privacy/set-consent"}, "status": 500}),
    requests=1,
)

case(
    "the edge declines by an error",
    configure(),
    call("sendEvent"),
    call("sendEvent"),
    scenario=answers(
        {
            "status": 403,
            "times": 1,
            "headers": {
                "set-cookie": f"kndctr_{ORG_}_consent=general%3Dout; Path=/; Domain=example.test;"
                " Secure; SameSite=None"
            },
        }
    ),
    requests=1,
)

case(
    "two consents at once go one after the other",
    configure(defaultConsent="pending"),
    start("setConsent", adobe("in")),
    start("setConsent", adobe("out")),
    start("sendEvent"),
    requests=2,
)

case(
    "consent without anything in it",
    configure(),
    call("setConsent", {"consent": []}),
    call("setConsent", {}),
    call("setConsent", {"consent": "in"}),
    requests=0,
)
