"""
The visitor's choice: what it is at the start. Source: specification, CON-02, CON-03.
"""

from alloy_web.core import consent
from alloy_web.validation import one_of, optional


class Consent:
    namespace = "Consent"
    config = {"defaultConsent": optional(one_of("in", "out", "pending"), "in")}

    def __init__(self, tools):
        self.commands = {}
        reading = tools.host.page()
        tools.consent.set(consent.initial(
            tools.cookies.consent(reading),
            tools.config["defaultConsent"],
            tools.cookies.identity(reading) is not None,
        ))
