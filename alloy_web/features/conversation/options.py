"""
The option `conversation` of `configure`. The first file has it, too (app/known.py).

Source: specification, CFG-43.
"""

from alloy_web.core.forms import is_region
from alloy_web.validation import BOOLEAN, TEXT, Number, Record, expected, optional


class Region:
    """A check: two to four letters and one or two digits, `va6`."""

    def examine(self, value, path, problems):
        if is_region(value):
            return value
        return expected("2 to 4 letters and 1 or 2 digits", value, path, problems)

    def describe(self):
        return TEXT.describe()


CONFIG = {
    "conversation": optional(Record({
        "stickyConversationSession": optional(
            BOOLEAN, about="Keep a conversation from page to page."
        ),
        "streamTimeout": optional(
            Number(10000, whole=True),
            about="Milliseconds without a sign of the assistant until its answer is given up; "
                  "10000 by default.",
        ),
        "collectSources": optional(
            BOOLEAN,
            about="Let events tell which page led to the assistant: `adobe_brand_concierge_source` "
                  "in the address.",
        ),
        "region": optional(Region(), about="Where the conversation is held: `va6`."),
    }, open=True), about="How conversations with the page's assistant are held."),
}
